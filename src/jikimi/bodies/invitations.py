"""Invitations as calendar entries: when, where and a link, never a word about a case (SR-67)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vUri

from jikimi.access.mailing import Enclosure, enclose
from jikimi.bodies.models import Meeting

KINDS = (
    "bodies.meeting.invite",
    "bodies.meeting.move",
    "bodies.meeting.cancel",
    "bodies.meeting.deputise",
    "bodies.meeting.deputy_back",
)
USUAL_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting as a calendar holds it. is_invited: whether this person is still expected."""

    meeting_id: UUID
    stage: str
    starts_at: datetime
    minutes: int
    place: str
    video_link: str
    version: int
    is_invited: bool = True

    @property
    def is_off(self) -> bool:
        """Whether the entry is to be taken out of the calendar."""
        return self.stage == "cancelled" or not self.is_invited


def entry_of(meeting: Meeting) -> Entry:
    """The entry of a meeting for somebody invited who reads it now."""
    return Entry(
        meeting.pk,
        meeting.stage,
        meeting.starts_at,
        meeting.minutes_planned,
        meeting.place,
        meeting.video_link,
        meeting.version,
    )


def calendar_of(entry: Entry, *, address: str = "", now: datetime | None = None) -> bytes:
    """The entry as iCalendar: METHOD:REQUEST or CANCEL for an address, PUBLISH for a download.

    The sequence rises with every move, so that a calendar replaces the earlier entry.
    Source: RFC 5545, RFC 5546 §3.2, RFC 7986 §5.11 (CONFERENCE).
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Jikimi//Meetings//KO")
    calendar.add("version", "2.0")
    calendar.add("method", _method(entry, address))
    calendar.add_component(_event(entry, address, now or timezone.now()))
    return bytes(calendar.to_ical())


def _method(entry: Entry, address: str) -> str:
    if not address:
        return "PUBLISH"
    return "CANCEL" if entry.is_off else "REQUEST"


def _event(entry: Entry, address: str, now: datetime) -> Event:
    link = meeting_url(entry.meeting_id)
    event = Event()
    event.add("uid", f"{entry.meeting_id}@{urlsplit(settings.JIKIMI_URL).hostname}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", max(entry.version - 1, 0))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    length = timedelta(minutes=entry.minutes or USUAL_MINUTES)
    event.add("dtend", (entry.starts_at + length).astimezone(UTC))
    event.add("summary", _("Meeting"))
    event.add("location", entry.place)
    event.add("description", _description(entry, link))
    event.add("url", link)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    if entry.video_link and not entry.is_off:
        event.add("conference", vUri(entry.video_link), parameters={"VALUE": "URI"})
    _people(event, address)
    return event


def _description(entry: Entry, link: str) -> str:
    lines = [_("Answer and read the agenda here: %(url)s") % {"url": link}]
    if entry.video_link and not entry.is_off:
        lines.append(_("Video: %(url)s") % {"url": entry.video_link})
    return "\n".join(lines)


def _people(event: Event, address: str) -> None:
    """Only the house and the reader: nobody learns from a mail who else is invited."""
    if not address:
        return
    event.add("organizer", vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}"))
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["RSVP"] = "FALSE"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    event.add("attendee", attendee)


def meeting_url(meeting_id: UUID) -> str:
    """The address of a meeting for somebody who is not on a page of the house."""
    return f"{settings.JIKIMI_URL.rstrip('/')}/meetings/{meeting_id}/"


def enclosures(member_id: int, address: str, meeting_ids: Sequence[UUID]) -> list[Enclosure]:
    """The calendar entries that go with notices of meetings to one member, one a meeting."""
    return [
        Enclosure(
            name="meeting.ics",
            content=calendar_of(entry, address=address),
            kind=f"text/calendar; method={_method(entry, address)}",
        )
        for entry in _entries(member_id, meeting_ids)
    ]


def _entries(member_id: int, meeting_ids: Sequence[UUID]) -> list[Entry]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM bodies_invitations(%s::uuid[], %s)", [list(meeting_ids), member_id]
        )
        return [Entry(*row) for row in cursor.fetchall()]


def enclose_invitations() -> None:
    """Let the mail of the access room carry calendar entries; called when the room is ready."""
    for kind in KINDS:
        enclose(kind, enclosures)
