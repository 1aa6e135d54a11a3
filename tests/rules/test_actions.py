"""Measurable work of an agency: assigned, accepted, ended in one of three ways that never mix."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.notices import Notice
from jikimi.cases.actions import (
    ActionDraft,
    accept_action,
    action_called,
    amend_action,
    assign_action,
    begin_support,
    owners_for,
)
from jikimi.cases.endings import end_action, resume_action
from jikimi.cases.models import Action
from jikimi.cases.workload import (
    ActionFilter,
    action_counts,
    action_list,
    actions_of,
    actions_overdue,
    actions_overdue_in_bodies,
    actions_waiting,
    persons_touched,
)
from tests.cast import Cast
from tests.loop import Loop, close, end, heard, in_days

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    made = heard(cast)
    made.analysed()
    return made


def test_an_action_names_agency_work_and_day_and_the_agency_is_told(loop: Loop) -> None:
    action = loop.action()
    assert (action.stage, action.version, action.field_group) == ("open", 1, "plan_victim")
    loop.as_("shelter")
    notice = Notice.objects.get(kind="cases.actions.assign")
    assert notice.link == f"/staff/cases/{loop.case.number}/actions/{action.pk}/"
    loop.as_("officer")
    assert not Notice.objects.filter(kind="cases.actions.assign").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", " "),
        ("side", "neighbour"),
        ("cause_id", "6f1f2b1c-0000-4000-8000-000000000000"),
        ("decision_id", "6f1f2b1c-0000-4000-8000-000000000000"),
    ],
)
def test_an_action_that_cannot_be_checked_is_refused(loop: Loop, field: str, value: str) -> None:
    with pytest.raises(NotValid) as refusal:
        loop.action(**{field: value})
    assert set(refusal.value.fields) == {field}


def test_an_agency_that_takes_no_part_gets_no_action(loop: Loop) -> None:
    with pytest.raises(NotValid) as refusal:
        loop.action(agency="elsewhere")
    assert set(refusal.value.fields) == {"agency_id"}


def test_the_owner_works_at_the_agency_and_is_not_barred(loop: Loop) -> None:
    with pytest.raises(NotValid) as refusal:
        loop.action(owner_id=loop.cast.members["officer"].pk)
    assert set(refusal.value.fields) == {"owner_id"}
    loop.action(owner_id=loop.cast.members["shelter"].pk)
    named = {m.username for m in owners_for(loop.as_("coordinator"), loop.fresh())}
    assert {"shelter", "officer", "counsellor"} <= named
    assert "stranger" not in named


def test_who_may_not_read_a_side_assigns_nothing_on_it(loop: Loop) -> None:
    with pytest.raises(NotAllowed):
        loop.action(who="counsellor", side="perpetrator", agency="police")
    loop.action(who="counsellor", side="victim", agency="police")


def test_the_agency_reads_its_own_action_though_not_the_plan(loop: Loop) -> None:
    loop.action()
    loop.action(agency="police", side="perpetrator")
    seen = {}
    for who in ("shelter", "officer", "counsellor", "coordinator"):
        lines = actions_of(loop.as_(who), loop.fresh(who))
        seen[who] = sorted(line.action.agency.key for line in lines)
    assert seen == {
        "shelter": ["refuge"],
        "officer": ["police", "refuge"],
        "counsellor": ["refuge"],
        "coordinator": ["police", "refuge"],
    }


def test_accepting_names_who_does_it(loop: Loop) -> None:
    action = loop.action()
    accepted = accept_action(actor=loop.as_("shelter"), action=action)
    assert (accepted.stage, accepted.owner_id) == ("accepted", loop.cast.members["shelter"].pk)
    with pytest.raises(NotYet):
        accept_action(actor=loop.as_("shelter"), action=action)


@pytest.mark.parametrize("who", ["counsellor", "officer", "coordinator"])
def test_nobody_accepts_for_another_agency(loop: Loop, who: str) -> None:
    action = loop.action()
    with pytest.raises(NotAllowed):
        accept_action(actor=loop.as_(who), action=action)


def test_done_needs_no_words_but_the_other_two_do(loop: Loop) -> None:
    action = loop.action()
    actor = loop.as_("shelter")
    for ending in ("not_possible", "not_done"):
        with pytest.raises(NotValid) as refusal:
            end_action(actor=actor, action=action, ending=ending, text="  ")
        assert set(refusal.value.fields) == {"text"}
    ended = end_action(actor=actor, action=action, ending="done")
    assert (ended.stage, ended.outcome, ended.ended_by_id) == (
        "done",
        "",
        loop.cast.agencies["refuge"].pk,
    )


def test_not_possible_and_not_done_are_never_counted_together(loop: Loop) -> None:
    for ending in ("done", "not_possible", "not_possible", "not_done"):
        end(loop, loop.action(), ending)
    loop.action(due_on=in_days(-3))
    counts = action_counts(loop.as_("shelter"))
    assert counts == {"open": 1, "overdue": 1, "done": 1, "not_possible": 2, "not_done": 1}


def test_the_database_keeps_stage_and_ending_together(loop: Loop) -> None:
    action = loop.action()
    for wrong in ({"ended_at": timezone.now()}, {"stage": "done"}, {"stage": "not_done"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(**wrong)


def test_the_coordinator_may_note_that_an_agency_did_not_do_it(loop: Loop) -> None:
    action = loop.action()
    with pytest.raises(NotAllowed):
        end(loop, action, "done", who="coordinator")
    ended = end(loop, action, "not_done", who="coordinator")
    assert ended.ended_by_id == loop.cast.agencies["police"].pk


def test_a_mistaken_ending_is_taken_back_by_its_own_agency_within_the_hour(loop: Loop) -> None:
    action = end(loop, loop.action(), "not_possible")
    with pytest.raises(NotAllowed):
        resume_action(actor=loop.as_("coordinator"), action=action)
    again = resume_action(actor=loop.as_("shelter"), action=action, why="다른 조치와 혼동")
    assert (again.stage, again.ended_at, again.outcome) == ("accepted", None, "함")
    end(loop, action, "done")
    Action.objects.filter(pk=action.pk).update(ended_at=timezone.now() - timedelta(minutes=61))
    with pytest.raises(NotYet) as refusal:
        resume_action(actor=loop.as_("shelter"), action=action)
    assert refusal.value.code == "cases.not_yet.resume_too_late"


def test_nothing_is_taken_back_on_a_closed_case(loop: Loop) -> None:
    cast = loop.cast
    other = heard(cast, victim="한바람")
    action = other.reviewed()
    end(other, action)
    close(other)
    with pytest.raises(NotYet) as refusal:
        resume_action(actor=other.as_("shelter"), action=Action.objects.get(pk=action.pk))
    assert refusal.value.code == "cases.not_yet.closed"


def test_the_second_of_two_who_amend_sees_what_the_first_changed(loop: Loop) -> None:
    action = loop.action()
    draft = {"side": "victim", "agency_id": action.agency_id}
    first = ActionDraft(text="매주 두 번 만난다", due_on=in_days(3), **draft)
    second = ActionDraft(text="매일 전화한다", due_on=in_days(7), **draft)
    actor = loop.as_("coordinator")
    amend_action(actor=actor, action=Action.objects.get(pk=action.pk), draft=first, version=1)
    with pytest.raises(Changed) as refusal:
        amend_action(actor=actor, action=Action.objects.get(pk=action.pk), draft=second, version=1)
    assert refusal.value.theirs == {"text": "매주 두 번 만난다", "due_on": in_days(3)}
    assert refusal.value.mine == {"text": "매일 전화한다", "due_on": in_days(7)}


def test_an_ended_action_is_not_amended(loop: Loop) -> None:
    action = end(loop, loop.action())
    draft = ActionDraft("victim", action.agency_id, "다른 일", in_days(1))
    with pytest.raises(NotYet):
        amend_action(actor=loop.as_("coordinator"), action=action, draft=draft, version=None)


def test_beginning_sets_the_first_review(loop: Loop) -> None:
    other = heard(loop.cast, victim="한바람")
    other.planned()
    with pytest.raises(NotValid):
        begin_support(
            actor=other.as_("counsellor"), case=other.fresh("counsellor"), review_on=in_days(0)
        )
    begin_support(actor=other.as_("counsellor"), case=other.fresh("counsellor"))
    assert (other.fresh().stage, other.case.review_due_on) == ("acting", in_days(28))


def test_offers_follow_the_act_table(loop: Loop) -> None:
    waiting, ended = loop.action(), end(loop, loop.action())
    offers = {}
    for who in ("shelter", "counsellor", "coordinator", "officer"):
        lines = actions_of(loop.as_(who), loop.fresh(who))
        offers[who] = {line.action.pk: line.offers for line in lines}
    endings = {"done", "not_possible", "not_done"}
    assert offers["shelter"] == {waiting.pk: {"accept", *endings}, ended.pk: {"resume"}}
    assert offers["counsellor"] == {waiting.pk: {"amend"}, ended.pk: set()}
    assert offers["coordinator"][waiting.pk] == {"amend", "not_possible", "not_done"}
    assert offers["officer"] == {waiting.pk: set(), ended.pk: set()}


def test_an_agency_lists_its_own_work_and_nobody_elses(loop: Loop) -> None:
    late = loop.action(due_on=in_days(-2))
    loop.action(agency="police")
    actor = loop.as_("shelter")
    assert [line.action.pk for line in actions_waiting(actor)] == [late.pk]
    assert [line.days_left for line in actions_overdue(actor)] == [-2]
    listed = action_list(actor, ActionFilter(state="overdue"))
    assert [line.is_overdue for line in listed.lines] == [True]
    assert persons_touched(actor, listed.lines) == {loop.party("victim").person_id}
    assert actions_waiting(loop.as_("stranger")) == []
    body = actions_overdue_in_bodies(loop.as_("coordinator"))
    assert [line.action.pk for line in body] == [late.pk]
    assert actions_overdue_in_bodies(loop.as_("officer")) == []


def test_lists_cost_the_same_for_ten_and_twenty(
    loop: Loop, django_assert_num_queries: object
) -> None:
    for count in (10, 10):
        for _ in range(count):
            loop.action()
        actor = loop.as_("shelter")
        case = loop.fresh("shelter")
        with django_assert_num_queries(2):
            actions_of(actor, case)
        with django_assert_num_queries(2):
            action_list(actor, ActionFilter())
        with django_assert_num_queries(1):
            actions_waiting(actor)


def test_an_action_of_another_case_looks_like_none(loop: Loop) -> None:
    action = loop.action()
    other = heard(loop.cast, victim="한바람")
    with pytest.raises(NotAllowed):
        action_called(other.as_("coordinator"), other.fresh(), action.pk)


def test_a_stranger_assigns_nothing(loop: Loop) -> None:
    draft = ActionDraft("victim", loop.cast.agencies["refuge"].pk, "일", in_days(1))
    with pytest.raises(NotAllowed):
        assign_action(actor=loop.as_("stranger"), case=loop.case, draft=draft)
