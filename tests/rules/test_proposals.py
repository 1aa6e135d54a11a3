"""Proposals: a rule suggests once, a person decides with a reason, and nobody else learns of it."""

from __future__ import annotations

import pytest

from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import Notice
from jikimi.cases.models import Case, Proposal
from jikimi.cases.proposals import (
    accept_proposal,
    ask_again,
    decline_proposal,
    proposals_of,
    proposals_waiting,
    propose,
)
from tests.cast import Cast
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
RULE = "immediate_separation@2021-03-30"


def suggested(loop: Loop, who: str, about: str = "2026-11-20") -> None:
    loop.as_(who)
    propose(
        case=Case.objects.get(pk=loop.case.pk),
        kind="immediate_separation",
        about=about,
        rule=RULE,
        facts={"reports": 2, "risk": "high"},
    )


def test_a_rule_suggests_once_and_a_person_answers_with_a_reason(cast: Cast) -> None:
    loop = heard(cast)
    suggested(loop, "shelter")  # her share holds no risk: the rule speaks, she reads nothing of it
    suggested(loop, "coordinator")
    loop.as_("shelter")
    assert not Proposal.objects.exists()
    coordinator = loop.as_("coordinator")
    (line,) = proposals_of(coordinator, loop.fresh())
    assert [value for _label, value in line.facts] == ["2", "고위험"]
    assert Notice.objects.filter(kind="cases.proposals.propose").count() == 1
    with pytest.raises(NotValid) as refusal:
        accept_proposal(actor=coordinator, proposal=line.proposal, why="  ")
    assert set(refusal.value.fields) == {"why"}
    declined = decline_proposal(actor=coordinator, proposal=line.proposal, why="분리되어 있음")
    assert (declined.is_accepted, list(proposals_waiting(coordinator))) == (False, [])
    with pytest.raises(NotYet):
        accept_proposal(actor=coordinator, proposal=declined, why="다시 봄")
    ask_again(actor=coordinator, proposal=declined, why="다른 사례와 혼동")
    accept_proposal(actor=coordinator, proposal=declined, why="분리가 필요함")
    suggested(loop, "coordinator")  # the same fact is not asked again, another one is
    suggested(loop, "coordinator", "2026-11-22")
    waiting = [line.is_waiting for line in proposals_of(coordinator, loop.fresh())]
    assert waiting == [True, False]


def test_who_does_not_see_the_case_suggests_and_answers_nothing(cast: Cast) -> None:
    loop = heard(cast)
    suggested(loop, "coordinator")
    row = Proposal.objects.get()
    for who in ("stranger", "shelter", "officer"):
        actor = loop.as_(who)
        with pytest.raises(NotAllowed):
            accept_proposal(actor=actor, proposal=row, why="필요함")
    loop.as_("stranger")
    with pytest.raises(NotAllowed):
        propose(case=loop.case, kind="risk_review", rule="x@2000-01-01")
    with pytest.raises(KeyError):
        propose(case=loop.case, kind="unheard_of", rule="x@2000-01-01")
