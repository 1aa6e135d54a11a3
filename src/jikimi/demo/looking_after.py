"""Told here: statutory measures, and the days on which somebody looks again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.cases.measure_reads import measure_called
from jikimi.cases.measures import MeasureDraft, end_measure, record_measure
from jikimi.cases.monitoring import contact_called, plan_contact, report_contact
from jikimi.demo.book import Told, sees_since
from jikimi.demo.order import Event
from jikimi.demo.parties import party_id_seen
from jikimi.demo.town import Town


def events(told: Told) -> Iterator[Event]:
    """Measures, and contacts planned when the plan is approved."""
    for place, measure in enumerate(told["measures"]):
        yield from _of_measure(told, measure, place)
    for place, contact in enumerate(told["monitoring"]):
        yield from _of_contact(told, contact, place)


def _of_measure(told: Told, measure: Told, place: int) -> Iterator[Event]:
    """Recorded as soon as there is a case that the member sees; ended then at the earliest."""
    about = f"{told['key']} {measure['code']}"
    days_ago = min(measure["started_days_ago"], sees_since(told, measure["member"]))
    yield Event(days_ago, "measure", about, partial(_record, told, measure, place))
    if measure["ended"]:
        ended = min(measure["ended"]["days_ago"], days_ago)
        yield Event(ended, "measure_ended", about, partial(_end, told, measure, place))


def _of_contact(told: Told, contact: Told, place: int) -> Iterator[Event]:
    about = f"{told['key']} {contact['agency']}"
    days_ago = told["plans"][0]["approved_days_ago"]
    yield Event(days_ago, "monitoring", about, partial(_plan, told, contact, place))
    if contact["ended"]:
        ended = contact["ended"]["days_ago"]
        yield Event(ended, "monitoring_reported", about, partial(_report, told, contact, place))


def _record(told: Told, measure: Told, place: int, town: Town) -> None:
    ends = measure["ends_days"]
    with town.on_case(measure["member"], told) as (actor, case):
        draft = MeasureDraft(
            code=measure["code"],
            started_at=town.past_moment(measure["started_days_ago"], measure["time"]),
            party_id=party_id_seen(actor, case, measure["person"]),
            ends_on=None if ends is None else town.days_ahead(ends),
        )
        found = record_measure(actor=actor, case=case, draft=draft)
    town.measures[told["key"], place] = found.pk


def _end(told: Told, measure: Told, place: int, town: Town) -> None:
    """Said where the measure of the court that took its place has not ended it already."""
    ended = measure["ended"]
    with town.on_case(measure["member"], told) as (actor, case):
        found = measure_called(actor, case, town.measures[told["key"], place])
        if found.ended_at is not None:
            return
        end_measure(
            actor=actor,
            measure=found,
            why=ended["why"],
            ended_at=town.past_moment(ended["days_ago"], "18:00"),
        )


def _plan(told: Told, contact: Told, place: int, town: Town) -> None:
    with town.on_case(town.coordinator_of(told), told) as (actor, case):
        planned = plan_contact(
            actor=actor,
            case=case,
            agency_id=town.agencies[contact["agency"]].pk,
            due_on=town.days_ahead(contact["due_days"]),
            face_to_face=contact["face_to_face"],
        )
    town.contacts[told["key"], place] = planned.pk


def _report(told: Told, contact: Told, place: int, town: Town) -> None:
    ended = contact["ended"]
    with town.on_case(contact["member"], told) as (actor, case):
        found = contact_called(actor, case, town.contacts[told["key"], place])
        report_contact(actor=actor, contact=found, outcome=ended["outcome"], note=ended["note"])
