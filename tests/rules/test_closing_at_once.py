"""Two people at once, on two real connections: nothing is lost and nothing slips in."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import Error, connections, transaction
from django.utils import timezone

from jikimi.access.errors import Changed, NotYet, Refusal
from jikimi.access.ticket import name_actor, named
from jikimi.cases.actions import ActionDraft, amend_action, assign_action
from jikimi.cases.analysis import CauseDraft, amend_cause
from jikimi.cases.closure import close_case
from jikimi.cases.models import Action, Case, Cause, Plan
from jikimi.cases.plan import write_plan
from tests.cast import on_stage
from tests.loop import Loop, end, heard, in_days

WAITS_S = 0.4


@pytest.fixture
def loop(committed: None) -> Loop:
    with transaction.atomic():
        return heard(on_stage())


def in_thread(call: Callable[[], object]) -> tuple[Thread, list[object]]:
    """Run on a connection of its own; what it answered or was refused is put into the list."""
    answers: list[object] = []

    def run() -> None:
        try:
            answers.append(call())
        except (Refusal, Error) as refusal:
            answers.append(refusal)
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread, answers


def both(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Two calls begun in the same moment; their answers."""
    together = Barrier(2)

    def begin(call: Callable[[], object]) -> Callable[[], object]:
        def waiting() -> object:
            together.wait()
            return call()

        return waiting

    runs = [in_thread(begin(call)) for call in (first, second)]
    for thread, _answers in runs:
        thread.join()
    return [answers[0] for _thread, answers in runs]


def one_changed(answers: list[object]) -> Changed:
    (refusal,) = [answer for answer in answers if isinstance(answer, Changed)]
    return refusal


def read(loop: Loop, model: type, **found: object) -> object:
    with named(loop.cast.coordinator):
        return model.objects.get(**found)


def test_of_two_who_correct_a_cause_the_second_sees_the_first(loop: Loop) -> None:
    with transaction.atomic():
        cause = loop.cause()

    def correct(who: str, evidence: str) -> Callable[[], object]:
        draft = CauseDraft(code="alcohol", evidence=evidence, said_by="피해자")

        def call() -> object:
            with named(loop.cast.actors[who]):
                mine = Cause.objects.get(pk=cause.pk)
                return amend_cause(actor=loop.cast.actors[who], cause=mine, draft=draft, version=1)

        return call

    refusal = one_changed(both(correct("officer", "병원 기록"), correct("counsellor", "이웃의 말")))
    kept = read(loop, Cause, pk=cause.pk)
    assert refusal.theirs["evidence"] == kept.evidence
    assert {refusal.theirs["evidence"], refusal.mine["evidence"]} == {"병원 기록", "이웃의 말"}
    assert kept.version == 2


def test_of_two_who_first_write_the_plan_the_second_sees_the_first(loop: Loop) -> None:
    with transaction.atomic():
        loop.analysed()

    def write(who: str, goal: str) -> Callable[[], object]:
        def call() -> object:
            with named(loop.cast.actors[who]):
                case = Case.objects.get(pk=loop.case.pk)
                return write_plan(
                    actor=loop.cast.actors[who], case=case, side="victim", goal=goal, version=0
                )

        return call

    refusal = one_changed(both(write("counsellor", "살던 집"), write("coordinator", "쉼터")))
    assert refusal.theirs["goal"] == read(loop, Plan, case=loop.case).goal


def test_of_two_who_change_an_action_the_second_sees_the_first(loop: Loop) -> None:
    with transaction.atomic():
        loop.analysed()
        action = loop.action()

    def change(who: str, text: str) -> Callable[[], object]:
        draft = ActionDraft("victim", action.agency_id, text, action.due_on)

        def call() -> object:
            with named(loop.cast.actors[who]):
                mine = Action.objects.get(pk=action.pk)
                return amend_action(
                    actor=loop.cast.actors[who], action=mine, draft=draft, version=1
                )

        return call

    refusal = one_changed(both(change("counsellor", "매일 전화"), change("coordinator", "방문")))
    assert refusal.theirs["text"] == read(loop, Action, pk=action.pk).text


@pytest.fixture
def closable(loop: Loop) -> Loop:
    """Reviewed, and nothing open."""
    with transaction.atomic():
        end(loop, loop.reviewed())
    return loop


def closing(loop: Loop) -> Callable[[], object]:
    def call() -> object:
        with named(loop.cast.coordinator):
            case = Case.objects.get(pk=loop.case.pk)
            return close_case(actor=loop.cast.coordinator, case=case, reason="other", summary="끝")

    return call


def assigning(loop: Loop) -> object:
    draft = ActionDraft("victim", loop.cast.agencies["refuge"].pk, "한 번 더", in_days(1))
    case = Case.objects.get(pk=loop.case.pk)
    return assign_action(actor=loop.cast.coordinator, case=case, draft=draft)


def stands(loop: Loop) -> tuple[str, int]:
    """The stage of the case and how many of its actions are open."""
    with named(loop.cast.coordinator):
        case = Case.objects.get(pk=loop.case.pk)
        return case.stage, Action.objects.filter(case=case, ended_at=None).count()


def test_closing_waits_for_an_action_being_assigned_and_is_then_refused(closable: Loop) -> None:
    with transaction.atomic():
        name_actor(closable.cast.coordinator)
        assigning(closable)
        thread, answers = in_thread(closing(closable))
        thread.join(WAITS_S)
        assert thread.is_alive()
    thread.join()
    assert isinstance(answers[0], NotYet)
    assert stands(closable) == ("reviewed", 1)


def test_an_action_waits_for_the_closing_and_is_then_refused(closable: Loop) -> None:
    def assign() -> object:
        with named(closable.cast.coordinator):
            return assigning(closable)

    with transaction.atomic():
        closing(closable)()
        thread, answers = in_thread(assign)
        thread.join(WAITS_S)
        assert thread.is_alive()
    thread.join()
    assert isinstance(answers[0], NotYet)
    assert stands(closable) == ("closed", 0)


def close_raw(loop: Loop) -> object:
    with named(loop.cast.coordinator):
        return Case.objects.filter(pk=loop.case.pk).update(stage="closed")


def open_raw(loop: Loop) -> object:
    with named(loop.cast.coordinator):
        return Action.objects.create(
            case_id=loop.case.pk,
            plan=Plan.objects.get(case=loop.case),
            field_group="plan_victim",
            agency=loop.cast.agencies["refuge"],
            text="x",
            due_on=timezone.localdate(),
        )


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [(open_raw, close_raw, ("reviewed", 1)), (close_raw, open_raw, ("closed", 0))],
)
def test_the_database_alone_keeps_the_two_apart(
    closable: Loop,
    first: Callable[[Loop], object],
    second: Callable[[Loop], object],
    left: tuple[str, int],
) -> None:
    """Rows written past the rules meet the same wall, whichever comes first."""
    with transaction.atomic():
        first(closable)
        thread, answers = in_thread(lambda: second(closable))
        thread.join(WAITS_S)
        assert thread.is_alive()
    thread.join()
    assert isinstance(answers[0], Error)
    assert stands(closable) == left


def test_many_who_close_and_assign_at_once_never_leave_work_on_a_closed_case(
    closable: Loop,
) -> None:
    def assign() -> object:
        with named(closable.cast.coordinator):
            return assigning(closable)

    both(assign, closing(closable))
    assert stands(closable) in (("closed", 0), ("reviewed", 1))
