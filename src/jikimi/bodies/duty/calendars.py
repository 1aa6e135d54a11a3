"""A person's shifts as a calendar behind a secret link: times alone, no name, no place (SR-67).

The link is shown once; only its SHA-256 is kept.  A new link ends the one before.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from jikimi.access.acting import acting
from jikimi.access.actor import AT_THE_DOOR, Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.ticket import named
from jikimi.bodies.models import Feed

_SECRET_BYTES = 32
_PAST, _AHEAD = timedelta(days=60), timedelta(days=400)


def make_calendar_link(*, actor: Actor) -> str:
    """A new secret for the actor's calendar; the one before opens nothing any more.

    Records bodies.calendar.make.
    """
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with acting(actor, "bodies.calendar.make"):
        _end(actor)
        Feed.objects.create(member_id=actor.member_id, digest=_digest(secret))
    return secret


def end_calendar_link(*, actor: Actor) -> None:
    """Let the link open nothing any more. Records bodies.calendar.end."""
    with acting(actor, "bodies.calendar.end"):
        _end(actor)


def calendar_link(actor: Actor) -> Feed | None:
    """The link that stands; the secret itself is nowhere."""
    return Feed.objects.filter(member_id=actor.member_id, ended_at=None).first()


def calendar_behind(secret: str) -> bytes:
    """The calendar behind a link as iCalendar (RFC 5545); NotAllowed when there is none."""
    now = timezone.now()
    with named(AT_THE_DOOR), connection.cursor() as cursor:
        asked: list[str | datetime] = [_digest(secret), now - _PAST, now + _AHEAD]
        cursor.execute("SELECT bodies_calendar(%s, %s, %s)", asked)
        found = cursor.fetchone()[0]
    if found is None:
        raise NotAllowed
    shifts: list[dict[str, Any]] = json.loads(found) if isinstance(found, str) else found
    with translation.override(settings.LANGUAGE_CODE):
        return _calendar(shifts, now)


def _calendar(shifts: list[dict[str, Any]], now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Jikimi//Duty//KO")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Duty"))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", timedelta(hours=1))
    for shift in shifts:
        calendar.add_component(_event(shift, now))
    return bytes(calendar.to_ical())


def _event(shift: dict[str, Any], now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{shift['id']}@jikimi")
    event.add("dtstamp", now)
    event.add("dtstart", _utc(shift["starts_at"]))
    event.add("dtend", _utc(shift["ends_at"]))
    event.add("summary", _("Duty"))
    event.add("class", "PRIVATE")
    event.add("sequence", shift["version"])
    return event


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _end(actor: Actor) -> None:
    rows = Feed.objects.filter(member_id=actor.member_id, ended_at=None)
    rows.update(ended_at=timezone.now())
