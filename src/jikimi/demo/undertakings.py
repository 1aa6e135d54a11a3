"""Told here: what agencies took on because a council decided it, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.access.actor import Actor
from jikimi.bodies.evidence import add_evidence
from jikimi.bodies.models import Body, Decision
from jikimi.bodies.outcomes import end_undertaking
from jikimi.bodies.undertakings import UndertakingDraft, accept_undertaking, assign_undertaking
from jikimi.bodies.undertakings_read import undertaking_called
from jikimi.demo.book import Told, rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town

Row = dict[str, str]
_ACCEPTED_AFTER = 3


def give_out(
    actor: Actor, body: Body, decision: Decision, told: tuple[str, str], town: Town
) -> None:
    """Give out what a decision asks of agencies. told: key of the meeting and title of the item."""
    for row in rows("undertakings"):
        if (row["meeting"], row["title"]) == told:
            draft = UndertakingDraft(
                agency_id=town.agencies[row["agency"]].pk,
                owner_id=town.members[row["owner"]].pk,
                text=row["text"],
                due_on=town.days_ahead(int(row["due_days"])),
            )
            made = assign_undertaking(actor=actor, body=body, draft=draft, decision=decision)
            town.undertakings[row["key"]] = made.pk


def events(meeting: Told) -> Iterator[Event]:
    """Each undertaking of a meeting: accepted some days later, and ended where it is."""
    for row in rows("undertakings"):
        if row["meeting"] == meeting["key"] and row["accepted"] == "yes":
            days_ago = meeting["days_ago"] - _ACCEPTED_AFTER
            yield Event(days_ago, "undertaking", row["key"], partial(_accept, row))
        if row["meeting"] == meeting["key"] and row["ended"]:
            days_ago = int(row["ended_days_ago"])
            yield Event(days_ago, "undertaking", row["key"], partial(_end, row))


def _accept(row: Row, town: Town) -> None:
    with town.acting_as(row["owner"]) as actor:
        found = undertaking_called(actor, town.undertakings[row["key"]])
        accept_undertaking(actor=actor, undertaking=found)
        if row["evidence"]:
            add_evidence(actor=actor, undertaking=found, text=row["evidence"])


def _end(row: Row, town: Town) -> None:
    with town.acting_as(row["owner"]) as actor:
        found = undertaking_called(actor, town.undertakings[row["key"]])
        end_undertaking(actor=actor, undertaking=found, ending=row["ended"], text=row["outcome"])
