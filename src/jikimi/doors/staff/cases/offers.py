"""What the reader may do now on a case, from the act table: one list of words and pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import Resolver404, resolve

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.acts import all_acts
from jikimi.cases.models import Case
from jikimi.cases.shares import Stood

# Steps that move the case, then what may be added at any time; each leads to the page of its word.
_STEPS = (
    "selection.accept",
    "selection.decline",
    "selection.reconsider",
    "hearing.call",
    "analysis.add",
    "analysis.finish",
    "plan.write",
    "plan.approve",
    "actions.assign",
    "actions.begin",
    "review.hold",
    "review.go_on",
    "closure.close",
    "closure.reopen",
)
_OTHERS = (
    "risk.judge",
    "parties.add",
    "contact.set",
    "sealed.write",
    "measures.record",
    "monitoring.plan",
    "sharing.invite",
    "lead.hand_over",
    "closure.flag_repeat",
    "bar.declare",
    "bar.put",
)
_PAGES = {
    "hearing.call": "hearing",
    "actions.assign": "plan",
    "actions.begin": "plan",
    "bar.declare": "bars",
    "bar.put": "bars",
    "contact.set": "contact/add",
    "sealed.write": "sealed/add",
    "parties.add": "parties/add",
    "sharing.invite": "sharing/invite",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the reader may do now."""

    act: str
    words: str
    url: str


def steps(actor: Actor, case: Case) -> list[Offer]:
    """Acts that move the case on, open to the reader at this stage."""
    return _offered(actor, case, _STEPS)


def others(actor: Actor, case: Case) -> list[Offer]:
    """Acts that add to the case without moving it."""
    return _offered(actor, case, _OTHERS)


def may_now(actor: Actor, case: Case, act: str) -> bool:
    """Whether one act is open to the reader at this stage."""
    return may(actor, act, Stood(frozenset(case.standings(actor)), case.body_id, case.stage))


def _offered(actor: Actor, case: Case, wanted: tuple[str, ...]) -> list[Offer]:
    stood = Stood(frozenset(case.standings(actor)), case.body_id, case.stage)
    offers = []
    for word in wanted:
        act, url = f"cases.{word}", _page(case, word)
        if act in all_acts() and _is_page(url) and may(actor, act, stood):
            offers.append(Offer(act, all_acts()[act].label, url))
    return offers


def _page(case: Case, word: str) -> str:
    return f"/staff/cases/{case.number}/{_PAGES.get(word, word.split('.')[0])}/"


def _is_page(url: str) -> bool:
    try:
        resolve(url)
    except Resolver404:
        return False
    return True
