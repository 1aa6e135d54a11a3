"""Voting: a decision by consent or by vote, counted against the agencies that may decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from jikimi.access.errors import NotValid
from jikimi.bodies.body_kinds import majority_rule
from jikimi.bodies.models import AgendaItem, Decision


@dataclass(frozen=True, slots=True)
class Vote:
    """How many agencies voted for, against, or neither; who said nothing counts as abstained."""

    votes_for: int
    votes_against: int
    votes_abstained: int = 0


@dataclass(frozen=True, slots=True)
class Majority:
    """What carries a motion on one item. rule: a word of majority in body_kinds.csv.

    eligible: how many agencies can decide on the item.
    """

    rule: str
    eligible: int

    @property
    def needed(self) -> int:
        """How many votes for it carry a motion; who abstains does not lower it."""
        return votes_needed(self.rule, of=self.eligible)


def votes_needed(rule: str, *, of: int) -> int:
    """How many of so many agencies must be for it."""
    return {"more_than_half": of // 2 + 1, "two_thirds": -(-of * 2 // 3)}[rule]


def majority(item: AgendaItem) -> Majority:
    """What carries a motion on this item, by the rule of the body's kind."""
    return Majority(majority_rule(item.meeting.body), agencies_eligible(item))


def agencies_eligible(item: AgendaItem) -> int:
    """How many agencies can decide on an item; each seat has one vote.

    An agency counts when somebody of it is present who may know the item: not barred from its case,
    not recused from it, not without a share in it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT bodies_eligible(%s)", [item.pk])
        return int(cursor.fetchone()[0])


def counted(item: AgendaItem, vote: Vote | None) -> dict[str, Any]:
    """The fields of a decision that say how it was taken; without a vote it was by consent.

    What carries a motion is a rule of the body's kind (data/body_kinds.csv).  Raises NotValid on
    numbers that cannot be: more votes than agencies, or nobody noted as present.
    Source: rule common to committees (출석위원 과반수의 찬성).
    """
    rule = majority(item)
    present = rule.eligible
    if vote is None:
        return {"method": "consent", "present": present, "is_carried": True, **_NO_VOTES}
    _check(vote, present)
    cast = {
        "votes_for": vote.votes_for,
        "votes_against": vote.votes_against,
        "votes_abstained": present - vote.votes_for - vote.votes_against,
    }
    return {
        "method": "vote",
        "present": present,
        "is_carried": vote.votes_for >= rule.needed,
        **cast,
    }


def need_carried(decision: Decision, is_work_asked: bool) -> None:
    """Raise NotValid when work is to be handed out under a motion that did not pass."""
    if is_work_asked and not decision.is_carried:
        says = _("The motion was not carried, so nothing can be handed out under it.")
        raise NotValid("bodies.decision.not_carried", {"votes_for": says})


_NO_VOTES: dict[str, None] = {"votes_for": None, "votes_against": None, "votes_abstained": None}


def _check(vote: Vote, present: int) -> None:
    numbers = (vote.votes_for, vote.votes_against, vote.votes_abstained)
    if min(numbers) < 0:
        says = _("A number of votes is nought or more.")
    elif not present:
        says = _("Note first who is present.")
    elif sum(numbers) > present:
        says = _(
            "There are more votes than agencies at the table that can decide on this item: %(n)s."
        )
        says = says % {"n": present}
    elif not vote.votes_for + vote.votes_against:
        says = _("Nobody voted for or against. Record it as decided by consent, or not at all.")
    else:
        return
    raise NotValid("bodies.decision.votes", {"votes_for": says})
