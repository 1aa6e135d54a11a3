"""What the reader may do now on a case, from the act table: one list of words and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import Resolver404, resolve

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.acts import all_acts
from jikimi.cases.models import Case
from jikimi.cases.participants import groups_seen
from jikimi.cases.shares import Stood

# What moves a case on from each stage, the usual step first; each leads to the page of its word.
_STEPS = {
    "nominated": ("selection.accept", "selection.decline"),
    "declined": ("selection.reconsider",),
    "selected": ("hearing.call", "analysis.add"),
    "heard": ("analysis.add", "analysis.finish"),
    "analysed": ("plan.write", "actions.assign", "plan.approve"),
    "planned": ("actions.begin", "actions.assign"),
    "acting": ("actions.assign", "review.hold"),
    "reviewed": ("closure.close", "review.go_on"),
    "closed": ("closure.reopen",),
}
_OTHERS = (
    "assessments.fill",
    "risk.judge",
    "hearing.call",
    "research.ask",
    "analysis.add",
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
# Field groups without which the rule of an act refuses.
_NEEDS = {
    "contact.set": {"contact"},
    "measures.record": {"risk"},
    "monitoring.plan": {"risk"},
    "sealed.write": {"contact", "children"},
}
_PAGES = {
    "hearing.call": "hearing",
    "actions.assign": "plan",
    "actions.begin": "plan",
    "bar.declare": "bars",
    "bar.put": "bars",
    "contact.set": "contact/add",
    "sealed.write": "sealed/add",
    "parties.add": "parties/add",
    "research.ask": "research/ask",
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
    return _offered(actor, case, _STEPS.get(case.stage, ()))


def others(actor: Actor, case: Case) -> list[Offer]:
    """Acts that add to the case without moving it."""
    main = _STEPS.get(case.stage, ())
    groups = groups_seen(actor, case)
    apart = [word for word in _OTHERS if word not in main]
    return _offered(actor, case, [w for w in apart if w not in _NEEDS or _NEEDS[w] & groups])


def may_now(actor: Actor, case: Case, act: str) -> bool:
    """Whether one act is open to the reader at this stage."""
    return may(actor, act, Stood(frozenset(case.standings(actor)), case.body_id, case.stage))


def _offered(actor: Actor, case: Case, wanted: Sequence[str]) -> list[Offer]:
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
