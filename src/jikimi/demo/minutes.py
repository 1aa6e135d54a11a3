"""Told here: minutes are written and approved, put right once, and the agencies get their letters.

One meeting has only a draft, so that its coordinator finds it on Today.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.access.actor import Actor
from jikimi.bodies.attendance import accept_confidentiality
from jikimi.bodies.letters import send_letters
from jikimi.bodies.minutes import add_line, approve_minutes, revise_minutes
from jikimi.bodies.minutes_reads import versions_of
from jikimi.bodies.models import Meeting, Minutes
from jikimi.bodies.reads import items, meeting_called
from jikimi.cases.minuting import write_minutes
from jikimi.demo.book import Told, rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town

Row = dict[str, str]


def events(meeting: Told) -> Iterator[Event]:
    """What becomes of the minutes of a meeting that is over."""
    for row in rows("minutes"):
        if row["meeting"] != meeting["key"]:
            continue
        days_ago = meeting["days_ago"] - int(row["days_after"])
        yield Event(days_ago, "minutes", meeting["key"], partial(_write, meeting, row))
        if row["revised_days_after"]:
            days_ago = meeting["days_ago"] - int(row["revised_days_after"])
            yield Event(days_ago, "minutes", meeting["key"], partial(_revise, meeting, row))


def _write(told: Told, row: Row, town: Town) -> None:
    with town.acting_as(told["called_by"]) as actor:
        write_minutes(actor=actor, meeting=_meeting(actor, told, town))
    if row["approved"] == "yes":
        _approve(told, town)
    if row["letters"] == "yes":
        with town.acting_as(told["called_by"]) as actor:
            send_letters(actor=actor, minutes=_newest(actor, told, town))


def _revise(told: Told, row: Row, town: Town) -> None:
    with town.acting_as(told["called_by"]) as actor:
        old = _newest(actor, told, town)
        made = revise_minutes(actor=actor, minutes=old, why=row["revised_why"])
        first = items(old.meeting)[0]
        add_line(
            actor=actor,
            minutes=made,
            item_id=first.pk,
            kind="discussion",
            text=row["revised_text"],
        )
    _approve(told, town)


def _approve(told: Told, town: Town) -> None:
    """Approved by whoever chaired the meeting, by the coordinator where nobody did."""
    with town.acting_as(_chair(told, town)) as actor:
        meeting = _meeting(actor, told, town)
        accept_confidentiality(actor=actor, meeting=meeting)
        approve_minutes(actor=actor, minutes=_newest(actor, told, town))


def _chair(told: Told, town: Town) -> str:
    with town.acting_as(told["called_by"]) as actor:
        chair = _meeting(actor, told, town).chair
    return chair.username if chair else str(told["called_by"])


def _newest(actor: Actor, told: Told, town: Town) -> Minutes:
    return versions_of(actor, _meeting(actor, told, town))[0]


def _meeting(actor: Actor, told: Told, town: Town) -> Meeting:
    return meeting_called(actor, town.meetings[told["key"]])
