"""Told here: how the agencies came to the table: visited in one winter, agreed, signed, seated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.bodies.chairs import name_chair
from jikimi.bodies.limbs import LimbDraft, add_limb
from jikimi.bodies.models import Candidate
from jikimi.bodies.recruiting import CandidateDraft, agree_candidate, find_candidate
from jikimi.bodies.representing import name_representative, seat_lines
from jikimi.bodies.seating import take_seat
from jikimi.bodies.signing import SigningDraft, sign_agreement
from jikimi.bodies.visiting import VisitReport, plan_visit, record_visit
from jikimi.demo.book import rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town

_EXPLAINED = "치안약자 공동대응의 취지, 맡을 역할, 개인정보를 다루는 원칙을 설명함"
_AT_WORK = ("council_member", "practitioner")
Row = dict[str, str]


def name_those_who_sit(town: Town) -> None:
    """Name the chairs, and for every seat a representative and a deputy; write down the limbs."""
    for row in rows("bodies"):
        body = town.bodies[row["key"]]
        for word in filter(None, row["chairs"].split("|")):
            username, _sign, part = word.partition(":")
            member_id, is_civilian = town.members[username].pk, part == "civilian"
            name_chair(
                actor=THE_OPERATOR,
                body=body,
                member_id=member_id,
                is_civilian=is_civilian,
                since=body.valid_from,
            )
        for line in seat_lines(body):
            for place, username in enumerate(_people_of(town, line.seat.agency_id, row["key"])):
                name_representative(
                    actor=THE_OPERATOR,
                    seat=line.seat,
                    member_id=town.members[username].pk,
                    is_deputy=bool(place),
                    since=max(line.seat.joined_on, body.valid_from),
                )
    for row in rows("limbs"):
        draft = LimbDraft(
            row["title_ko"], row["title_en"], row["text"], town.agencies[row["lead"]].pk
        )
        body = town.bodies[row["body"]]
        add_limb(actor=THE_OPERATOR, body=body, draft=draft, since=body.valid_from)


def events() -> Iterator[Event]:
    """The way of each agency; its days stand on the list and most lie years back."""
    for number, row in enumerate(rows("candidates")):
        yield Event(0, "recruiting", f"candidate {number}", partial(_tell, row))


def _people_of(town: Town, agency_id: int, body: str) -> list[str]:
    """Who sits for an agency in a body: who holds a role in it, then two who work there."""
    members = (row for row in rows("members") if town.agencies[row["agency"]].pk == agency_id)
    fit = [row for row in members if set(_AT_WORK) & set(row["roles"].split("|"))]
    held = sorted(fit, key=lambda row: (body not in row["body"].split("|"), row["roster_id"]))
    return [row["username"] for row in held[:2]]


def _tell(row: Row, town: Town) -> None:
    with town.acting_as(town.coordinators[row["body"]]) as actor:
        found = _find(actor, row, town)
        if row["planned_on"]:
            _visit(actor, found, row, town)
        if row["agreed_on"] and found.stage != "agreed":
            agree_candidate(actor=actor, candidate=found, agreed_on=_day(row["agreed_on"], town))
        if row["signed_on"]:
            _sign(actor, found, row, town)
        if row["joined_on"]:
            take_seat(actor=actor, candidate=found, joined_on=_day(row["joined_on"], town))


def _find(actor: Actor, row: Row, town: Town) -> Candidate:
    agency = town.agencies.get(row["agency"])
    draft = CandidateDraft(
        name=agency.name_ko if agency else row["name"],
        kind=agency.kind if agency else row["kind"],
        district=agency.district if agency else row["district"],
        phone=agency.phone if agency else row["phone"],
        note=row["note"],
        agency_id=agency.pk if agency else None,
    )
    return find_candidate(
        actor=actor,
        body=town.bodies[row["body"]],
        draft=draft,
        found_on=_day(row["found_on"], town),
    )


def _visit(actor: Actor, found: Candidate, row: Row, town: Town) -> None:
    visit = plan_visit(actor=actor, candidate=found, planned_on=_day(row["planned_on"], town))
    visit.candidate = found
    if row["visited_on"]:
        report = VisitReport(
            visited_on=_day(row["visited_on"], town),
            explained=_EXPLAINED,
            outcome=row["outcome"],
            met=row["met"],
            why=row["why"],
        )
        record_visit(actor=actor, visit=visit, report=report)


def _sign(actor: Actor, found: Candidate, row: Row, town: Town) -> None:
    until = town.days_ahead(int(row["until_days"])) if row["until_days"] else None
    draft = SigningDraft(_day(row["signed_on"], town), until, row["met"])
    sign_agreement(actor=actor, candidate=found, draft=draft)


def _day(text: str, town: Town) -> date:
    """A day of the calendar, or so many days from the day of telling."""
    return date.fromisoformat(text) if text.count("-") == 2 else town.days_ahead(int(text))
