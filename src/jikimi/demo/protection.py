"""Told here: how dangerous it is, what is sealed, who must not see the case, who leads it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.cases.bars import bar_member
from jikimi.cases.glass import break_glass, close_glass
from jikimi.cases.lead import hand_over_lead
from jikimi.cases.risk import RiskDraft, judge_risk
from jikimi.cases.sealed import seal_field
from jikimi.demo.book import Told
from jikimi.demo.order import Event
from jikimi.demo.parties import party_seen
from jikimi.demo.town import Town


def events(told: Told) -> Iterator[Event]:
    """Judgements of risk, sealed fields, bars, hand-overs and emergency openings of a case."""
    key = told["key"]
    for bar in told["bars"]:
        yield Event(bar["days_ago"], "bar", key, partial(_bar, told, bar))
    for risk in told["risks"]:
        yield Event(risk["days_ago"], "risk", key, partial(_judge, told, risk))
    for handover in told["handovers"]:
        yield Event(handover["days_ago"], "hand_over", key, partial(_hand_over, told, handover))
    for sealed in told["sealed"]:
        yield Event(sealed["days_ago"], "sealed", key, partial(_seal, told, sealed))
    for opening in told["emergencies"]:
        yield Event(opening["days_ago"], "emergency", key, partial(_open, told, opening))


def _bar(told: Told, bar: Told, town: Town) -> None:
    with town.on_case(bar["by"], told) as (actor, case):
        bar_member(actor=actor, case=case, member=town.members[bar["member"]], reason=bar["reason"])


def _judge(told: Told, risk: Told, town: Town) -> None:
    draft = RiskDraft(
        level=risk["level"],
        reason=risk["reason"],
        lowers=risk["lowers"],
        assessment_id=town.assessments.get((told["key"], risk["instrument"], risk["member"])),
    )
    with town.on_case(risk["member"], told) as (actor, case):
        judge_risk(actor=actor, case=case, draft=draft)


def _hand_over(told: Told, handover: Told, town: Town) -> None:
    with town.on_case(handover["by"], told) as (actor, case):
        hand_over_lead(
            actor=actor,
            case=case,
            agency=town.agencies[handover["agency"]],
            member=town.members[handover["member"]],
            why=handover["why"],
        )


def _seal(told: Told, sealed: Told, town: Town) -> None:
    readers = [town.members[name].pk for name in sealed["readers"]]
    with town.on_case(sealed["member"], told) as (actor, case):
        party = party_seen(actor, case, sealed["person"])
        seal_field(
            actor=actor, party=party, kind=sealed["kind"], text=sealed["text"], readers=readers
        )


def _open(told: Told, opening: Told, town: Town) -> None:
    """Opened in an emergency and closed again; its review waits."""
    number = town.numbers[told["key"]]
    with town.acting_as(opening["member"]) as actor:
        case = break_glass(actor=actor, number=number, why=opening["why"], hours=opening["hours"])
        close_glass(actor=actor, case=case)
