"""Told here: why it happens, what shall be done for each side, and that the support begins."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.cases.actions import begin_support
from jikimi.cases.analysis import CauseDraft, add_cause, finish_analysis
from jikimi.cases.plan import approve_plan, plans_of, write_plan
from jikimi.demo.book import Told
from jikimi.demo.order import Event
from jikimi.demo.parties import party_id_seen
from jikimi.demo.town import Town


def events(told: Told) -> Iterator[Event]:
    """Causes, the end of the analysis, plans, their approval and the beginning of the support."""
    key = told["key"]
    for cause in told["causes"]:
        yield Event(cause["days_ago"], "cause", key, partial(_find, told, cause))
    if told["analysed"]:
        yield Event(told["analysed"]["days_ago"], "analysis", key, partial(_analyse, told))
    for plan in told["plans"]:
        yield Event(_written_days_ago(told, plan), "plan", key, partial(_plan, told, plan))
    approved = next((plan for plan in told["plans"] if plan["approved_by"]), None)
    if approved:
        days_ago = approved["approved_days_ago"]
        yield Event(days_ago, "approval", key, partial(_approve, told, approved))
    if told["started"]:
        yield Event(told["started"]["days_ago"], "begin", key, partial(_begin, told))


def _written_days_ago(told: Told, plan: Told) -> int:
    days_ago: int = plan["approved_days_ago"] or told["analysed"]["days_ago"]
    return days_ago


def _find(told: Told, cause: Told, town: Town) -> None:
    with town.on_case(cause["member"], told) as (actor, case):
        draft = CauseDraft(
            code=cause["code"],
            evidence=cause["evidence"],
            said_by=cause["said_by"],
            party_id=party_id_seen(actor, case, cause["person"]),
            no_action_reason=cause["no_action_reason"],
        )
        found = add_cause(actor=actor, case=case, draft=draft)
    town.causes[told["key"], cause["key"]] = found.pk


def _analyse(told: Told, town: Town) -> None:
    with town.on_case(told["analysed"]["member"], told) as (actor, case):
        finish_analysis(actor=actor, case=case)


def _plan(told: Told, plan: Told, town: Town) -> None:
    with town.on_case(town.coordinator_of(told), told) as (actor, case):
        versions = {row.side: row.version for row in plans_of(actor, case)}
        version = versions.get(plan["side"], 0)
        write_plan(actor=actor, case=case, side=plan["side"], goal=plan["goal"], version=version)


def _approve(told: Told, plan: Told, town: Town) -> None:
    with town.on_case(plan["approved_by"], told) as (actor, case):
        approve_plan(actor=actor, case=case)


def _begin(told: Told, town: Town) -> None:
    with town.on_case(told["started"]["member"], told) as (actor, case):
        begin_support(actor=actor, case=case)
