"""Asking to be met by a pair of escorts, from the phone's side."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.codes import codes, label
from jikimi.access.errors import NotValid
from jikimi.escorts.hours import booking_rule, evening_of, moments_open, nearest
from jikimi.escorts.phones import asked
from jikimi.escorts.rights import must_agree_anew
from jikimi.escorts.rooms import answering, answering_in

Place = tuple[float, float]
_MOST_DIGITS = 100


@dataclass(frozen=True, slots=True)
class BookingDraft:
    """What a person asks for.  starts_at: with a time zone; here: where to be met, if her phone is
    to say it; area: else the code of the district.  people: herself and who goes with her."""

    booking_id: UUID
    starts_at: datetime
    meet_at: str
    destination: str
    people: int = 1
    name: str = ""
    number: str = ""
    notes: str = ""
    here: Place | None = None
    area: str = ""
    language: str = "ko"


@dataclass(frozen=True, slots=True)
class Answer:
    """booked, or why not, and the moments that can be had instead.

    why: too_soon, too_far, closed (outside the hours), full, no_scouts (nobody is on duty these
    days), no_consent, new_terms, paused, too_many (two are open), no_room.
    """

    said: str
    free: Sequence[datetime] = field(default_factory=tuple)


def book(phone_key: bytes, booking_key: bytes, draft: BookingDraft) -> Answer:
    """Ask for a pair; saying the same twice asks once. Raises NotValid naming the field."""
    check_draft(draft)
    if must_agree_anew(phone_key):
        return Answer("new_terms")
    room, area = room_for(draft)
    if room is None:
        return Answer("no_room")
    facts = json.dumps(facts_of(draft, area))
    said = _why_not(area, draft.starts_at)
    try:
        said = said or str(asked("book", phone_key, booking_key, draft.booking_id, room, facts))
    except IntegrityError:
        says = _("Choose another id.")
        raise NotValid("escorts.bookings.number", {"booking": says}) from None
    if said in ("too_soon", "too_far", "closed", "full"):
        free = free_times(room, area)
        return Answer(said if free else "no_scouts", nearest(free, draft.starts_at))
    return Answer(said)


def free_times(room: int, area: str) -> list[datetime]:
    """Every moment at which a pair is free, soonest first."""
    wanted = moments_open(area, now=timezone.now())
    return list(asked("free_times", room, wanted, booking_rule()["takes_min"]))


def times_to_ask(*, here: Place | None = None, area: str = "") -> tuple[list[datetime], str]:
    """The same for a place, before anything is asked, and the dong or district it lies in."""
    room, found = answering(here) if here else (answering_in(area), area)
    return (free_times(room, found) if room is not None else []), found


def booking(booking_key: bytes) -> dict[str, Any] | None:
    """What the screen may say of it, or None when it is over: {stage, starts_at, pair, phone,
    word, digits, told, ending}, words in the reader's language."""
    found: dict[str, Any] | None = asked("booking", booking_key)
    if found and found.get("word"):
        found["word"] = label("escorts", "meeting_words", found["word"])
    if found and found.get("ending"):
        found["says"] = label("escorts", "booking_endings", found["ending"])
    return found


def unbook(booking_key: bytes) -> str:
    """Take it back, whatever stands of it."""
    return str(asked("unbook", booking_key))


def nobody_here(booking_key: bytes) -> dict[str, Any] | None:
    """The time has come and nobody is there: the room is told."""
    asked("nobody_here", booking_key)
    return booking(booking_key)


def check_draft(draft: BookingDraft) -> None:
    """Raise NotValid for what is missing or is no place."""
    wrong = {}
    if not draft.meet_at.strip():
        wrong["meet_at"] = _("Say where the pair is to meet you.")
    if not draft.destination.strip():
        wrong["destination"] = _("Say where you want to go.")
    most = booking_rule()["most_people"]
    if not 1 <= draft.people <= most:
        wrong["people"] = _("A pair goes with at most %(most)s persons.") % {"most": most}
    if draft.here and not _is_place(draft.here):
        wrong["here"] = _("A position is not a place on earth.")
    if wrong:
        raise NotValid("escorts.bookings.draft", wrong)


def room_for(draft: BookingDraft) -> tuple[int | None, str]:
    """Who answers where she is to be met, and the dong or district it lies in."""
    return answering(draft.here) if draft.here else (answering_in(draft.area), draft.area)


def facts_of(draft: BookingDraft, area: str) -> dict[str, Any]:
    """What is kept of it while it lasts; word and digits are drawn here."""
    return {
        "language": draft.language,
        "name": draft.name.strip(),
        "number": draft.number.strip(),
        "people": draft.people,
        "meet_at": draft.meet_at.strip(),
        "destination": draft.destination.strip(),
        "notes": draft.notes.strip(),
        "longitude": draft.here[0] if draft.here else None,
        "latitude": draft.here[1] if draft.here else None,
        "area_code": area,
        "starts_at": draft.starts_at.isoformat(),
        "minutes": booking_rule()["takes_min"],
        "word": secrets.choice(list(codes("escorts", "meeting_words"))),
        "digits": f"{secrets.randbelow(_MOST_DIGITS):02d}",
    }


def _why_not(area: str, moment: datetime) -> str:
    ahead = moment - timezone.now()
    evening = evening_of(area, moment)
    if ahead < timedelta(minutes=evening.notice_min if evening else 0):
        return "too_soon"
    if evening is None:
        return "closed"
    return "too_far" if ahead > timedelta(days=booking_rule()["ahead_days"]) else ""


def _is_place(place: Place) -> bool:
    return all(math.isfinite(one) for one in place) and abs(place[0]) <= 180 and abs(place[1]) <= 85
