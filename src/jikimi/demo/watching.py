"""Told here: households watched by grade, tries to reach them, and what the clock did meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from jikimi.access.actor import THE_CLOCK, Actor
from jikimi.access.ticket import named
from jikimi.cases.attempts import AttemptDraft, note_attempt
from jikimi.cases.models import Case, MonitoringContact
from jikimi.cases.monitoring import monitoring_of, plan_contact, report_contact
from jikimi.cases.registering import (
    Committee,
    RegistrationDraft,
    register_household,
    registrations_of,
    regrade,
)
from jikimi.cases.turns import keep_turns
from jikimi.cases.watching import watch_over
from jikimi.demo.book import Told, cases, rows
from jikimi.demo.order import Event
from jikimi.demo.parties import party_id_seen
from jikimi.demo.town import Town

Row = dict[str, str]
_CHILD_DUE_DAYS = 5


def events() -> Iterator[Event]:
    """Each row of watching.csv on its day, the clock before it; at the end what is due today."""
    stories = {told["key"]: told for told in cases()}
    for row in rows("watching"):
        days_ago = int(row["days_ago"])
        told = stories[row["case"]]
        yield Event(days_ago, "watching", row["case"], partial(_STEPS[row["what"]], told, row))
    yield Event(0, "watched", "everybody", _clock)


def _register(told: Told, row: Row, town: Town) -> None:
    days_ago = int(row["days_ago"])
    draft = RegistrationDraft(
        grade=row["code"],
        committee=Committee(town.days_ago(days_ago), row["note"]),
        agency_id=town.agencies[row["agency"]].pk,
        consented_by="person",
        consented_on=town.days_ago(days_ago + 1),
    )
    with town.on_case(row["member"], told) as (actor, case):
        register_household(
            actor=actor, case=case, draft=draft, at=town.past_moment(days_ago, "10:00")
        )


def _regrade(told: Told, row: Row, town: Town) -> None:
    days_ago = int(row["days_ago"])
    with town.on_case(row["member"], told) as (actor, case):
        regrade(
            actor=actor,
            registration=next(r for r in registrations_of(actor, case) if r.ended_on is None),
            grade=row["code"],
            committee=Committee(town.days_ago(days_ago), row["note"]),
            at=town.past_moment(days_ago, "10:00"),
        )


def _report(told: Told, row: Row, town: Town) -> None:
    """How the turn of these days went; the clock has planned it by then."""
    _turns_until(town, int(row["days_ago"]))
    with town.on_case(row["member"], told) as (actor, case):
        turn = _waiting(actor, case)
        report_contact(actor=actor, contact=turn, outcome=row["code"], note=row["note"])
    _turns_until(town, (town.today - turn.due_on).days - 1)


def _try(told: Told, row: Row, town: Town) -> None:
    tried_at = town.past_moment(int(row["days_ago"]), "19:30")
    with town.on_case(row["member"], told) as (actor, case):
        draft = AttemptDraft(
            channel="phone",
            outcome=row["code"],
            tried_at=tried_at,
            party_id=party_id_seen(actor, case, _victim(told)),
            anyway="정한 시간에 닿지 않아 다시 시도함",
        )
        note_attempt(actor=actor, contact=_waiting(actor, case), draft=draft)


def _child(told: Told, row: Row, town: Town) -> None:
    with town.on_case(town.coordinator_of(told), told) as (actor, case):
        plan_contact(
            actor=actor,
            case=case,
            agency_id=town.agencies[row["agency"]].pk,
            due_on=town.today + timedelta(days=_CHILD_DUE_DAYS),
            reason=row["code"],
        )


def _victim(told: Told) -> str:
    return next(str(party["person"]) for party in told["parties"] if party["role"] == "victim")


def _waiting(actor: Actor, case: Case) -> MonitoringContact:
    """The turn that waits."""
    contacts = (line.contact for line in monitoring_of(actor, case) if line.is_waiting)
    return next(contact for contact in contacts if contact.registration_id)


def _turns_until(town: Town, days_ago: int) -> None:
    with named(THE_CLOCK):
        keep_turns(actor=THE_CLOCK, today=town.days_ago(days_ago))


def _clock(town: Town) -> None:
    with named(THE_CLOCK):
        watch_over(actor=THE_CLOCK, today=town.today)


_STEPS = {
    "register": _register,
    "regrade": _regrade,
    "turn": _report,
    "attempt": _try,
    "child": _child,
}
