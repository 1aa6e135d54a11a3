"""Told here: an agency looks whether a person is known, names it, and the council answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from functools import partial
from uuid import UUID

from jikimi.access.actor import Actor
from jikimi.cases.bases import GUARDIAN, PERSON, is_under_consent_age
from jikimi.cases.nomination import ContactDraft, NominationDraft, nominate
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.search import Sought, search_persons
from jikimi.cases.selection import decline_case, select_case
from jikimi.demo.book import Told, people
from jikimi.demo.order import Event
from jikimi.demo.parties import born
from jikimi.demo.reporting import report_id
from jikimi.demo.town import Town

_SAME = {"phone", "born_on"}


def events(told: Told) -> Iterator[Event]:
    """The nomination of a case, and its selection if the council has answered."""
    key = told["key"]
    yield Event(told["nomination"]["days_ago"], "nomination", key, partial(_name, told))
    if told["selection"]:
        yield Event(told["selection"]["days_ago"], "selection", key, partial(_select, told))


def _name(told: Told, town: Town) -> None:
    nomination = told["nomination"]
    consented_on, consented_by = _consent(told, town)
    with town.acting_as(nomination["member"]) as actor:
        draft = NominationDraft(
            body_id=town.bodies[told["body"]].pk,
            kind=told["kind"],
            basis=nomination["basis"],
            basis_note=nomination.get("basis_note", ""),
            worry=nomination["worry"],
            signs=nomination["signs"],
            parties=[_party(actor, party) for party in told["parties"]],
            contacts=[_contact(row) for row in told["safe_contacts"] if _is_of_victim(told, row)],
            report_ids=_reports(actor, told, town),
            consented_on=consented_on,
            consented_by=consented_by,
        )
        town.numbers[told["key"]] = nominate(actor=actor, draft=draft).number


def _reports(actor: Actor, told: Told, town: Town) -> list[UUID]:
    chosen = (
        report for report in told["reports"] if report["key"] in told["nomination"]["reports"]
    )
    return [report_id(actor, report, town, why="nomination") for report in chosen]


def _consent(told: Told, town: Town) -> tuple[date | None, str]:
    nomination = told["nomination"]
    if not nomination["consented"]:
        return None, ""
    on = town.days_ago(nomination["days_ago"])
    victim = next(party["person"] for party in told["parties"] if party["role"] == "victim")
    by_guardian = is_under_consent_age(born(people()[victim]), on)
    return on, GUARDIAN if by_guardian else PERSON


def _party(actor: Actor, party: Told) -> PartyDraft:
    return PartyDraft(
        role=party["role"],
        person=_person(actor, people()[party["person"]]),
        relation=party["relation"],
        wishes=party["wishes"],
        knows_of_case=party["knows_of_case"],
        lives_in_home=party["lives_in_home"],
    )


def _person(actor: Actor, person: Told) -> PersonDraft:
    return PersonDraft(
        name=person["name"],
        born_on=born(person),
        sex=person["sex"],
        phone=person["phone"],
        language=person["language"],
        needs=person["needs"],
        known_id=_known(actor, person),
    )


def _known(actor: Actor, person: Told) -> UUID | None:
    """Nobody is written twice whom the agency can find: the search that comes before naming."""
    sought = Sought(person["name"], person["phone"], born(person))
    found = search_persons(actor, sought, why="nomination").persons
    same = [row.person.pk for row in found if {"name"} < set(row.reasons) & {"name", *_SAME}]
    return same[0] if same else None


def _is_of_victim(told: Told, contact: Told) -> bool:
    victims = {party["person"] for party in told["parties"] if party["role"] == "victim"}
    return contact["person"] in victims


def _contact(row: Told) -> ContactDraft:
    return ContactDraft(
        channel=row["channel"],
        address=row["address"],
        is_safe=row["is_safe"],
        from_time=_hour(row["from_time"]),
        until_time=_hour(row["until_time"]),
        weekdays=row["weekdays"],
        may_leave_message=row["may_leave_message"],
        caution=row["caution"],
    )


def _hour(clock: str) -> time | None:
    return time.fromisoformat(clock) if clock else None


def _select(told: Told, town: Town) -> None:
    said = told["selection"]
    with town.on_case(said["member"], told) as (actor, case):
        if said["outcome"] == "accepted":
            select_case(actor=actor, case=case, why=said["text"])
        else:
            decline_case(actor=actor, case=case, reason=said["reason"], why=said["text"])
