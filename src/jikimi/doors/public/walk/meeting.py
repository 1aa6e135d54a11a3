"""Being met by a pair of escorts and riding in a taxi: what a phone may say about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from jikimi.doors.public.walk.spoken import Said, place_of
from jikimi.escorts import bookings, rides
from jikimi.escorts.bookings import BookingDraft
from jikimi.escorts.hours import hours_of
from jikimi.escorts.rides import RideDraft


def free_times(said: Said) -> dict[str, Any]:
    """When a pair is free where she wants to be met: here or area; and the hours there."""
    times, area = bookings.times_to_ask(here=_here(said), area=_area(said))
    return {"times": _texts(times), "hours": _hours(area)}


def book(said: Said) -> dict[str, Any]:
    """Ask to be met: said, and the times that can be had instead."""
    draft = BookingDraft(
        said.number("booking"),
        said.moment("starts_at") or timezone.now(),
        said.text("meet_at"),
        said.text("destination"),
        people=said.whole("people"),
        name=said.text("name"),
        number=said.text("number"),
        notes=said.text("notes"),
        here=_here(said),
        area=_area(said),
        language="en" if said.text("language") == "en" else "ko",
    )
    answer = bookings.book(said.key("Phone"), said.key("Booking"), draft)
    return {"answer": answer.said, "free": _texts(answer.free)}


def booking(said: Said) -> dict[str, Any] | None:
    """How it stands."""
    return bookings.booking(said.key("Booking"))


def unbook(said: Said) -> str:
    """Take it back."""
    return bookings.unbook(said.key("Booking"))


def nobody_here(said: Said) -> dict[str, Any] | None:
    """She is there and nobody has come."""
    return bookings.nobody_here(said.key("Booking"))


def ride(said: Said) -> bool | None:
    """She sits in a taxi; leave: she has got out."""
    key = said.key("Journey")
    if said.truth("leave"):
        return rides.leave_ride(key) or None
    draft = RideDraft(
        said.text("plate"),
        said.moment("boarded_at") or timezone.now(),
        company=said.text("company"),
        boarded_where=said.text("boarded_where"),
        destination=said.text("destination"),
    )
    return rides.take_ride(key, draft) or None


def _hours(area: str) -> list[dict[str, str]]:
    rows = hours_of(area)
    return [
        {"day": row.label, "opens": row.more["opens"], "closes": _clock(row.more["closes"])}
        for row in rows
    ]


def _clock(text: str) -> str:
    hour, minute = text.split(":")
    return f"{int(hour) % 24:02d}:{minute}"


def _here(said: Said) -> tuple[float, float] | None:
    return place_of(said.words["here"]) if said.words.get("here") else None


def _area(said: Said) -> str:
    found = said.text("area")
    return found if found.isdigit() and len(found) <= 10 else ""


def _texts(times: Any) -> list[str]:
    return [_text(one) for one in times]


def _text(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat()


WORDS = {
    "free-times": free_times,
    "book": book,
    "booking": booking,
    "unbook": unbook,
    "nobody-here": nobody_here,
    "ride": ride,
}
