"""Told here: what comes before a meeting. Turns of the year, matters, a deputy, who stays out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.access.actor import THE_CLOCK
from jikimi.access.ticket import named
from jikimi.bodies.attendance import own_attendance
from jikimi.bodies.cadence import keep_turns
from jikimi.bodies.deputies import send_deputy
from jikimi.bodies.matters import (
    MatterDraft,
    decline_matter,
    matter_called,
    propose_matter,
    schedule_matter,
)
from jikimi.bodies.reads import items, meeting_called
from jikimi.bodies.recusals import declare_recusal
from jikimi.demo.book import Told, rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town

Row = dict[str, str]
_BEFORE_EVERYTHING = 1000


def year_events() -> Iterator[Event]:
    """What each body owes this year, and what agencies propose to the bodies they sit in."""
    yield Event(_BEFORE_EVERYTHING, "turns", "everybody", _keep_turns)
    for row in rows("matters"):
        proposed = int(row["proposed_days_ago"])
        yield Event(proposed, "matter", row["key"], partial(_propose, row))
        if row["meeting"]:
            days_ago = int(row["scheduled_days_ago"])
            yield Event(days_ago, "matter_answered", row["key"], partial(_schedule, row))
        if row["answer"]:
            days_ago = int(row["answered_days_ago"])
            yield Event(days_ago, "matter_answered", row["key"], partial(_decline, row))


def events(meeting: Told) -> Iterator[Event]:
    """Who sends a deputy to a meeting, and who stays out of one of its items."""
    for told in meeting.get("deputies", []):
        about = f"{meeting['key']} {told['member']}"
        yield Event(told["days_ago"], "deputy", about, partial(_send_deputy, meeting, told))
    for told in meeting.get("recusals", []):
        about = f"{meeting['key']} {told['member']}"
        yield Event(told["days_ago"], "recusal", about, partial(_stay_out, meeting, told))


def _keep_turns(town: Town) -> None:
    with named(THE_CLOCK):
        keep_turns(actor=THE_CLOCK, today=town.today)


def _propose(row: Row, town: Town) -> None:
    draft = MatterDraft(row["kind"], row["title"], row["text"])
    with town.acting_as(row["member"]) as actor:
        made = propose_matter(actor=actor, body=town.bodies[row["body"]], draft=draft)
    town.matters[row["key"]] = made.pk


def _schedule(row: Row, town: Town) -> None:
    with town.acting_as(town.coordinators[row["body"]]) as actor:
        found = matter_called(actor, town.matters[row["key"]])
        meeting = meeting_called(actor, town.meetings[row["meeting"]])
        schedule_matter(actor=actor, matter=found, meeting=meeting)


def _decline(row: Row, town: Town) -> None:
    with town.acting_as(town.coordinators[row["body"]]) as actor:
        found = matter_called(actor, town.matters[row["key"]])
        decline_matter(actor=actor, matter=found, answer=row["answer"])


def _send_deputy(meeting: Told, told: Told, town: Town) -> None:
    with town.acting_as(told["member"]) as actor:
        found = meeting_called(actor, town.meetings[meeting["key"]])
        send_deputy(
            actor=actor,
            meeting=found,
            attendance_id=own_attendance(actor, found).pk,
            member_id=town.members[told["deputy"]].pk,
            why=told["why"],
        )


def _stay_out(meeting: Told, told: Told, town: Town) -> None:
    with town.acting_as(told["member"]) as actor:
        found = meeting_called(actor, town.meetings[meeting["key"]])
        item = next(row for row in items(found) if row.title == told["title"])
        declare_recusal(actor=actor, meeting=found, item_id=item.pk, why=told["why"])
