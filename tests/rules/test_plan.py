"""What shall be done: a plan for each side, never before the causes are answered."""

from __future__ import annotations

import pytest

from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.cases.analysis import give_no_action_reason
from jikimi.cases.closure import reopen_case
from jikimi.cases.models import Cause, Plan
from jikimi.cases.plan import approve_plan, plans_of, write_plan
from tests.cast import Cast
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def refused(loop: Loop) -> NotYet:
    with pytest.raises(NotYet) as refusal:
        approve_plan(actor=loop.as_("coordinator"), case=loop.fresh())
    return refusal.value


def test_no_plan_is_approved_before_the_analysis_is_finished(loop: Loop) -> None:
    loop.cause()
    assert refused(loop).code == "cases.plan.approve.wrong_stage"


def test_no_plan_is_approved_while_a_cause_leads_to_nothing(loop: Loop) -> None:
    loop.analysed()
    loop.cause(code="money")
    refusal = refused(loop)
    assert refusal.code == "cases.not_yet.cause_without_action"
    assert "2" in refusal.says
    alcohol, money = Cause.objects.order_by("recorded_at")
    loop.action(cause_id=alcohol.pk)
    assert "1" in refused(loop).says
    actor = loop.as_("counsellor")
    give_no_action_reason(actor=actor, cause=money, reason="이미 급여가 결정됨", version=1)
    approve_plan(actor=loop.as_("coordinator"), case=loop.fresh())
    assert loop.fresh().stage == "planned"
    assert Plan.objects.get().approved_by_id == loop.cast.members["coordinator"].pk


def test_no_plan_is_approved_when_every_cause_was_withdrawn(loop: Loop) -> None:
    loop.analysed()
    Cause.objects.update(withdrawn_at="2026-11-01T00:00:00Z")
    assert refused(loop).code == "cases.not_yet.no_cause"


def test_a_reason_for_no_action_is_needed_in_words(loop: Loop) -> None:
    cause = loop.cause()
    with pytest.raises(NotValid):
        give_no_action_reason(actor=loop.as_("counsellor"), cause=cause, reason=" ", version=1)


def test_only_the_coordinator_approves(loop: Loop) -> None:
    loop.analysed()
    with pytest.raises(NotAllowed):
        approve_plan(actor=loop.as_("counsellor"), case=loop.fresh("counsellor"))


def test_each_side_has_its_own_plan_with_its_own_readers(loop: Loop) -> None:
    loop.analysed()
    actor = loop.as_("coordinator")
    for side in ("victim", "perpetrator"):
        write_plan(actor=actor, case=loop.fresh(), side=side, goal=f"{side} 목표")
    seen = {}
    for who in ("officer", "counsellor", "shelter"):
        seen[who] = [plan.side for plan in plans_of(loop.as_(who), loop.case)]
    assert seen == {
        "officer": ["victim", "perpetrator"],
        "counsellor": ["victim"],
        "shelter": [],
    }


def test_who_may_not_read_a_side_may_not_write_it(loop: Loop) -> None:
    loop.analysed()
    actor = loop.as_("counsellor")
    with pytest.raises(NotAllowed):
        write_plan(actor=actor, case=loop.fresh("counsellor"), side="perpetrator", goal="상담")
    plan = write_plan(actor=actor, case=loop.fresh("counsellor"), side="victim", goal="안전")
    assert (plan.field_group, plan.version) == ("plan_victim", 1)


@pytest.mark.parametrize("given", [{"side": "neighbour"}, {"goal": "  "}])
def test_a_plan_needs_a_known_side_and_a_goal(loop: Loop, given: dict[str, str]) -> None:
    loop.analysed()
    actor = loop.as_("coordinator")
    with pytest.raises(NotValid) as refusal:
        write_plan(
            actor=actor, case=loop.fresh(), **{"side": "victim", "goal": "안전한 집", **given}
        )
    assert set(refusal.value.fields) == set(given)


def test_the_second_of_two_first_writers_sees_the_first(loop: Loop) -> None:
    loop.analysed()
    case = loop.fresh()
    write_plan(actor=loop.as_("counsellor"), case=case, side="victim", goal="안전한 집", version=0)
    with pytest.raises(Changed) as refusal:
        write_plan(
            actor=loop.as_("coordinator"), case=case, side="victim", goal="쉼터 입소", version=0
        )
    assert refusal.value.theirs == {"goal": "안전한 집"}
    assert Plan.objects.get().goal == "안전한 집"


def test_a_reopened_case_keeps_its_earlier_plan(loop: Loop) -> None:
    loop.closed()
    reopen_case(actor=loop.as_("coordinator"), case=loop.fresh(), why="다시 신고됨")
    assert loop.fresh().stage == "selected"
    assert [plan.goal for plan in plans_of(loop.as_("coordinator"), loop.case)] == [
        "집에서 안전하게 지낸다"
    ]
