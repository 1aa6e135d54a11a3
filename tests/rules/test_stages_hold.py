"""Whatever anybody does in whatever order, a case moves only as the act table says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.errors import NotAllowed, Refusal
from jikimi.cases.actions import ActionDraft, accept_action, assign_action, begin_support
from jikimi.cases.analysis import (
    CauseDraft,
    add_cause,
    finish_analysis,
    give_no_action_reason,
    withdraw_cause,
)
from jikimi.cases.closure import close_case, reopen_case
from jikimi.cases.endings import end_action, resume_action
from jikimi.cases.measures import MeasureDraft, end_measure, record_measure
from jikimi.cases.models import Action, Case, Cause, Measure, MonitoringContact
from jikimi.cases.monitoring import plan_contact, report_contact
from jikimi.cases.plan import approve_plan, write_plan
from jikimi.cases.repeats import flag_repeat
from jikimi.cases.review import ReviewDraft, go_on, hold_review
from tests.cast import Cast
from tests.loop import Loop, end, heard, in_days

PEOPLE = ["coordinator"] * 3 + ["counsellor", "shelter", "officer", "stranger", "head"]
STARTS = ("heard", "analysed", "planned", "acting", "reviewed", "closable")
Step = Callable[[Actor, Case, Loop], object]


def _hear(actor: Actor, case: Case, loop: Loop) -> None:
    with acting(actor, "cases.hearing.hear", case):
        pass


def _assign(actor: Actor, case: Case, loop: Loop) -> Action:
    cause = Cause.objects.filter(case=case, withdrawn_at=None).first()
    draft = ActionDraft(
        "victim",
        loop.cast.agencies["refuge"].pk,
        "매주 만난다",
        in_days(3),
        cause_id=cause and cause.pk,
    )
    return assign_action(actor=actor, case=case, draft=draft)


def _newest(model: type, case: Case) -> object:
    row = model.objects.filter(case=case).order_by("pk").last()
    if row is None:
        raise NotAllowed
    return row


def _review(is_closing: bool) -> Step:
    draft = ReviewDraft("봄", "unclear", None if is_closing else in_days(9), is_closing)
    return lambda actor, case, loop: hold_review(actor=actor, case=case, draft=draft)


def _ending(ending: str) -> Step:
    return lambda actor, case, loop: end_action(
        actor=actor, action=_newest(Action, case), ending=ending, text="x"
    )


STEPS: dict[str, tuple[str, Step]] = {
    "hear": ("cases.hearing.hear", _hear),
    "add": (
        "cases.analysis.add",
        lambda a, c, p: add_cause(actor=a, case=c, draft=CauseDraft("money", "x", "y")),
    ),
    "withdraw": (
        "cases.analysis.withdraw",
        lambda a, c, p: withdraw_cause(actor=a, cause=_newest(Cause, c), why="x"),
    ),
    "excuse": (
        "cases.analysis.amend",
        lambda a, c, p: give_no_action_reason(
            actor=a, cause=_newest(Cause, c), reason="x", version=None
        ),
    ),
    "finish": ("cases.analysis.finish", lambda a, c, p: finish_analysis(actor=a, case=c)),
    "write": (
        "cases.plan.write",
        lambda a, c, p: write_plan(actor=a, case=c, side="victim", goal="x"),
    ),
    "approve": ("cases.plan.approve", lambda a, c, p: approve_plan(actor=a, case=c)),
    "assign": ("cases.actions.assign", _assign),
    "accept": (
        "cases.actions.accept",
        lambda a, c, p: accept_action(actor=a, action=_newest(Action, c)),
    ),
    "done": ("cases.actions.done", _ending("done")),
    "not_possible": ("cases.actions.not_possible", _ending("not_possible")),
    "not_done": ("cases.actions.not_done", _ending("not_done")),
    "resume": (
        "cases.actions.resume",
        lambda a, c, p: resume_action(actor=a, action=_newest(Action, c)),
    ),
    "begin": ("cases.actions.begin", lambda a, c, p: begin_support(actor=a, case=c)),
    "measure": (
        "cases.measures.record",
        lambda a, c, p: record_measure(
            actor=a,
            case=c,
            draft=MeasureDraft("dv_interim_2", timezone.now() - timedelta(days=1)),
        ),
    ),
    "end_measure": (
        "cases.measures.end",
        lambda a, c, p: end_measure(actor=a, measure=_newest(Measure, c), why="x"),
    ),
    "look": (
        "cases.monitoring.plan",
        lambda a, c, p: plan_contact(
            actor=a, case=c, agency_id=p.cast.agencies["refuge"].pk, due_on=in_days(1)
        ),
    ),
    "looked": (
        "cases.monitoring.report",
        lambda a, c, p: report_contact(
            actor=a, contact=_newest(MonitoringContact, c), outcome="missed", note="x"
        ),
    ),
    "review": ("cases.review.hold", _review(False)),
    "last_review": ("cases.review.hold", _review(True)),
    "go_on": (
        "cases.review.go_on",
        lambda a, c, p: go_on(actor=a, case=c, why="x", next_on=in_days(9)),
    ),
    "close": (
        "cases.closure.close",
        lambda a, c, p: close_case(actor=a, case=c, reason="other", summary="x"),
    ),
    "reopen": ("cases.closure.reopen", lambda a, c, p: reopen_case(actor=a, case=c, why="x")),
    "repeat": ("cases.closure.flag_repeat", lambda a, c, p: flag_repeat(actor=a, case=c, why="x")),
}


OFTEN = [*sorted(STEPS), *["close"] * 5, *["done", "reopen", "last_review"] * 2]


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


@settings(
    max_examples=40,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    start=st.sampled_from(STARTS),
    walk=st.lists(st.tuples(st.sampled_from(OFTEN), st.sampled_from(PEOPLE)), max_size=14),
)
def test_no_walk_leaves_the_act_table_or_closes_over_something_open(
    loop: Loop, start: str, walk: list[tuple[str, str]]
) -> None:
    with transaction.atomic():
        _bring(loop, start)
        for word, who in walk:
            _step(loop, word, who)
        transaction.set_rollback(True)


def _bring(loop: Loop, start: str) -> None:
    if start == "closable":
        end(loop, loop.reviewed())
    elif start != "heard":
        getattr(loop, start)()


def _step(loop: Loop, word: str, who: str) -> None:
    code, call = STEPS[word]
    before = loop.fresh().stage
    actor = loop.as_(who)
    try:
        call(actor, Case.objects.filter(pk=loop.case.pk).first() or loop.case, loop)
    except Refusal:
        assert loop.fresh().stage == before
        return
    after = loop.fresh().stage
    act = act_called(code)
    moves_case = not code.startswith(_MOVES_ACTIONS)
    if moves_case and act.stages_from and "*" not in act.stages_from:
        assert before in act.stages_from, (word, before)
    assert after == (act.stage_to if moves_case and act.stage_to else before), (word, before)
    if after == "closed":
        assert not _is_something_open(loop)


_MOVES_ACTIONS = (
    "cases.actions.accept",
    "cases.actions.done",
    "cases.actions.not_",
    "cases.actions.resume",
)


def _is_something_open(loop: Loop) -> bool:
    tables = (Action, Measure, MonitoringContact)
    return any(t.objects.filter(case=loop.case, ended_at=None).exists() for t in tables)
