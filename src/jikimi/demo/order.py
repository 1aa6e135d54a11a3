"""The order of telling: day after day, and within a day in the order of a case's way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jikimi.access.errors import NotValid, Refusal
from jikimi.demo.town import Town

STEPS = (
    "places",
    "streets",
    "room_opened",
    "site_tested",
    "hazard",
    "hazard_answered",
    "siting",
    "programme",
    "turns",
    "recruiting",
    "years",
    "report",
    "reopening",
    "nomination",
    "signal",
    "signal_answered",
    "bar",
    "household",
    "selection",
    "share",
    "acceptance",
    "hand_over",
    "assessment",
    "risk",
    "link",
    "contact",
    "sealed",
    "measure",
    "measure_event",
    "repeat",
    "meeting_called",
    "agenda",
    "matter",
    "matter_answered",
    "deputy",
    "recusal",
    "research",
    "research_answered",
    "meeting_held",
    "undertaking",
    "minutes",
    "cause",
    "unmet",
    "analysis",
    "plan",
    "action",
    "approval",
    "monitoring",
    "begin",
    "action_ended",
    "measure_ended",
    "moved",
    "monitoring_reported",
    "watching",
    "way",
    "review",
    "closure",
    "case_review",
    "council_pack",
    "emergency",
    "check",
    "inspected",
    "drawn",
    "looked",
    "duty",
    "watched",
    "alerted",
    "alert_seen",
    "effect",
    "figures",
    "publishing",
    "problem_places",
    "shift_changed",
    "drill",
    "bell_rang",
    "escorts_met",
    "phone_practised",
    "location_logged",
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in the story. step: a word of STEPS; about: where, for errors."""

    days_ago: int
    step: str
    about: str
    tell: Callable[[Town], None]


def tell_in_order(town: Town, events: Iterable[Event]) -> int:
    """Tell every event, the oldest day first; how many there were.

    A refusal goes on with a note saying where in the story it happened.
    """
    told = sorted(events, key=lambda e: (-e.days_ago, STEPS.index(e.step)))
    for event in told:
        try:
            event.tell(town)
        except Refusal as refusal:
            refusal.add_note(_where(event, refusal))
            raise
    return len(told)


def _where(event: Event, refusal: Refusal) -> str:
    fields = refusal.fields if isinstance(refusal, NotValid) else {}
    return f"{event.about}, {event.step}, {event.days_ago} days ago: {refusal.says} {fields}"
