"""What a phone may say, one address each under /walk/say/."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.errors import NotValid
from jikimi.doors.public.walk import law, meeting, pocket, ways
from jikimi.doors.public.walk.spoken import (
    MOST_BYTES,
    MOST_RECORDED,
    Said,
    instant,
    place_of,
    spoken,
)
from jikimi.escorts import journeys, phones, rides
from jikimi.escorts.journeys import FixDraft, JourneyDraft

_FACTS = ("accuracy_m", "speed_m_s", "heading", "battery")


def consent(said: Said) -> bool:
    """Consent, or consent anew: purposes, days; who is under 14 asks a guardian instead."""
    return phones.consent(
        said.key("Phone"),
        purposes=said.texts("purposes"),
        days=max(1, said.whole("days")),
    )


def codes(said: Said) -> bool:
    """The two codes."""
    return phones.choose_codes(
        said.key("Phone"), cancel=said.text("cancel_code"), duress=said.text("duress_code")
    )


def pause(said: Said) -> bool:
    """Pause, or go on."""
    return phones.pause(said.key("Phone"), on=said.truth("on"))


def withdraw(said: Said) -> bool:
    """Take the consent back."""
    return phones.withdraw(said.key("Phone"))


def begin(said: Said) -> str:
    """Begin a call for help or a walk."""
    draft = _draft(said) if said.text("kind") != "sos" else _call(said)
    return journeys.begin(said.key("Phone"), said.key("Journey"), draft)


def _call(said: Said) -> JourneyDraft:
    """A call for help: what cannot be read is left out, and nothing is a reason to refuse it."""
    for word in ("route", "expected_at"):
        said.words.pop(word, None)
    try:
        return _draft(said)
    except NotValid:
        said.words.pop("here", None)
        return _draft(said)


def _draft(said: Said) -> JourneyDraft:
    return JourneyDraft(
        said.number("journey"),
        said.text("kind"),
        here=place_of(said.words["here"]) if said.words.get("here") else None,
        is_silent=said.truth("is_silent"),
        is_drill=said.truth("is_drill"),
        language="en" if said.text("language") == "en" else "ko",
        name=said.text("name"),
        number=said.text("number"),
        looks=said.text("looks"),
        destination=said.text("destination"),
        route=[place_of(one) for one in said.list_of("route")],
        expected_at=said.moment("expected_at"),
        is_crowded=said.is_crowded,
    )


def send(said: Said) -> dict[str, Any] | None:
    """Where it was."""
    fixes = [_fix(one) for one in said.list_of("fixes")]
    return journeys.send(said.key("Journey"), fixes)


def call(said: Said) -> dict[str, Any] | None:
    """Help is wanted on a walk."""
    return journeys.call(said.key("Journey"), silent=said.truth("is_silent"))


def well(said: Said) -> dict[str, Any] | None:
    """All is well."""
    return journeys.well(said.key("Journey"), later_minutes=max(0, said.whole("later_minutes")))


def cancel(said: Said) -> str:
    """A code is typed."""
    return journeys.cancel(said.key("Phone"), said.key("Journey"), code=said.text("code"))


def end(said: Said) -> str:
    """Arrived."""
    return journeys.end(said.key("Journey"))


def wish(said: Said) -> dict[str, Any] | None:
    """The answer when somebody asked after her."""
    return journeys.answer_wish(said.key("Journey"), yes=said.truth("yes"))


def watch(said: Said) -> bool | None:
    """Let somebody look on."""
    found = phones.watch(
        said.key("Journey"),
        watcher_id=said.number("watcher"),
        watcher_key=said.key("Watcher"),
        name=said.text("name"),
    )
    return found or None


def unwatch(said: Said) -> bool:
    """Let somebody look on no more."""
    return phones.unwatch(said.key("Journey"), watcher_id=said.number("watcher"))


def look_on(said: Said) -> dict[str, Any] | None:
    """What somebody who was given a link sees."""
    found = phones.look_on(said.key("Watcher"))
    return {**found, "ride": rides.ride_seen(said.key("Watcher"))} if found else None


def _fix(given: Any) -> FixDraft:
    row = given if isinstance(given, dict) else {}
    seq = row.get("seq")
    longitude, latitude = place_of((row.get("longitude"), row.get("latitude")))
    facts = {word: _measure(row.get(word)) for word in _FACTS}
    if not isinstance(seq, int):
        raise NotValid("escorts.journeys.seq", {"seq": _("A position has no number.")})
    return FixDraft(seq, instant(str(row.get("sent_at")), "sent_at"), longitude, latitude, facts)


def _measure(given: Any) -> float | None:
    return float(given) if isinstance(given, int | float) and abs(given) < 1e6 else None


_WORDS = {
    "consent": consent,
    "codes": codes,
    "pause": pause,
    "withdraw": withdraw,
    "begin": begin,
    "send": send,
    "call": call,
    "well": well,
    "cancel": cancel,
    "end": end,
    "wish": wish,
    "watch": watch,
    "unwatch": unwatch,
    "look-on": look_on,
    **meeting.WORDS,
    **pocket.WORDS,
    **law.WORDS,
    **ways.WORDS,
}
_LONGER = {"record": MOST_RECORDED}
urls = [
    path(
        f"walk/say/{word}/",
        spoken(view, most_bytes=_LONGER.get(word, MOST_BYTES)),
        name=f"walk_{word}",
    )
    for word, view in _WORDS.items()
]
