"""A case is safely closed, opened again, or flagged as a repeat."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import Error, transaction
from django.utils import timezone

from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.actions import begin_support
from jikimi.cases.analysis import finish_analysis
from jikimi.cases.closure import close_case, closures_of, open_things, reopen_case
from jikimi.cases.measures import MeasureDraft, end_measure, record_measure
from jikimi.cases.models import Action, Case, Closure, Measure, MonitoringContact, Review
from jikimi.cases.monitoring import plan_contact, report_contact
from jikimi.cases.plan import approve_plan
from jikimi.cases.repeats import earlier_cases_of, flag_repeat, repeat_until
from tests.cast import Cast
from tests.loop import Loop, close, end, heard, in_days, review

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def refused(loop: Loop) -> NotYet:
    with pytest.raises(NotYet) as refusal:
        close(loop)
    return refusal.value


def test_a_case_stays_open_until_everything_is_ended_and_the_list_says_what(loop: Loop) -> None:
    action = loop.reviewed()
    actor = loop.as_("officer")
    draft = MeasureDraft(code="dv_interim_2", started_at=timezone.now())
    measure = record_measure(actor=actor, case=loop.fresh("officer"), draft=draft)
    contact = plan_contact(
        actor=loop.as_("coordinator"),
        case=loop.fresh(),
        agency_id=loop.cast.agencies["police"].pk,
        due_on=in_days(1),
    )
    says = refused(loop).says
    assert says.count("1") == 3
    end(loop, action, "not_possible")
    assert refused(loop).says.count("1") == 2
    end_measure(actor=loop.as_("officer"), measure=measure, why="기간 만료")
    assert refused(loop).says.count("1") == 1
    report_contact(actor=loop.as_("officer"), contact=contact, outcome="seen")
    close(loop)
    assert (loop.fresh().stage, loop.case.closed_at is not None) == ("closed", True)


def test_what_the_lead_may_not_read_keeps_the_case_open_too(loop: Loop) -> None:
    end(loop, loop.acting())
    loop.action(side="perpetrator", agency="police")
    review(loop)
    things = open_things(loop.as_("counsellor"), loop.fresh("counsellor"))
    assert (things.counted.actions, things.actions) == (1, [])
    with pytest.raises(NotYet) as refusal:
        close(loop, "counsellor")
    assert refusal.value.code == "cases.not_yet.still_open"


def test_the_database_refuses_to_close_over_something_open(loop: Loop) -> None:
    loop.reviewed()
    loop.as_("coordinator")
    with pytest.raises(Error), transaction.atomic():
        Case.objects.filter(pk=loop.case.pk).update(stage="closed")
    assert loop.fresh().stage == "reviewed"


def test_the_database_lets_nothing_open_on_a_closed_case(loop: Loop) -> None:
    case = loop.closed()
    (action,) = Action.objects.filter(case=case)
    agency = loop.cast.agencies["police"]
    member = loop.cast.members["officer"]
    tries = [
        lambda: Action.objects.create(
            case=case,
            plan=action.plan,
            field_group="plan_victim",
            agency=agency,
            text="일",
            due_on=in_days(1),
        ),
        lambda: Action.objects.filter(pk=action.pk).update(stage="accepted", ended_at=None),
        lambda: MonitoringContact.objects.create(case=case, agency=agency, due_on=in_days(1)),
        lambda: Measure.objects.create(
            case=case, code="dv_interim_2", started_at=timezone.now(), recorded_by=member
        ),
    ]
    for attempt in tries:
        with pytest.raises(Error), transaction.atomic():
            attempt()


@pytest.mark.parametrize(
    ("reason", "summary", "field"),
    [("tired", "끝남", "reason"), ("safe_goals_met", "  ", "summary")],
)
def test_a_closing_needs_a_coded_reason_and_a_summary(
    loop: Loop, reason: str, summary: str, field: str
) -> None:
    end(loop, loop.reviewed())
    with pytest.raises(NotValid) as refusal:
        close_case(actor=loop.as_("coordinator"), case=loop.fresh(), reason=reason, summary=summary)
    assert set(refusal.value.fields) == {field}


def test_a_case_is_not_closed_without_a_review(loop: Loop) -> None:
    end(loop, loop.acting())
    with pytest.raises(NotYet):
        close(loop)


def test_a_partner_neither_closes_nor_reopens(loop: Loop) -> None:
    end(loop, loop.reviewed())
    with pytest.raises(NotAllowed):
        close(loop, "officer")
    close(loop)
    with pytest.raises(NotAllowed):
        reopen_case(actor=loop.as_("officer"), case=loop.fresh("officer"), why="다시")


def test_a_reopened_case_begins_again_and_keeps_its_history(loop: Loop) -> None:
    loop.closed()
    actor = loop.as_("coordinator")
    with pytest.raises(NotValid):
        reopen_case(actor=actor, case=loop.fresh(), why=" ")
    reopen_case(actor=actor, case=loop.fresh(), why="다시 신고됨")
    assert (loop.fresh().stage, loop.case.closed_at) == ("selected", None)
    (closure,) = closures_of(actor, loop.case)
    assert (closure.reopened_why, closure.reason) == ("다시 신고됨", "safe_goals_met")
    assert closure.reopened_at is not None
    assert Action.objects.filter(case=loop.case, stage="done").count() == 1
    assert Review.objects.filter(case=loop.case).count() == 1


def test_a_second_closing_stands_beside_the_first(loop: Loop) -> None:
    loop.closed()
    reopen_case(actor=loop.as_("coordinator"), case=loop.fresh(), why="다시 신고됨")
    Case.objects.filter(pk=loop.case.pk).update(stage="heard")
    finish_analysis(actor=loop.as_("coordinator"), case=loop.fresh())
    approve_plan(actor=loop.as_("coordinator"), case=loop.fresh())
    begin_support(actor=loop.as_("coordinator"), case=loop.fresh())
    review(loop)
    close(loop)
    assert Closure.objects.filter(case=loop.case).count() == 2
    assert Closure.objects.filter(case=loop.case, reopened_at=None).count() == 1


@pytest.mark.parametrize(
    ("referred", "last"),
    [
        (date(2026, 3, 1), date(2027, 3, 1)),
        (date(2027, 3, 1), date(2028, 3, 1)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2026, 11, 22), date(2027, 11, 22)),
        (date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_twelve_months_end_with_the_day_of_the_referral(referred: date, last: date) -> None:
    assert repeat_until(referred) == last


@pytest.mark.parametrize(("days", "is_repeat"), [(0, True), (364, True), (365, True), (366, False)])
def test_harm_again_on_day_365_is_a_repeat_and_on_day_366_a_new_referral(
    loop: Loop, days: int, is_repeat: bool
) -> None:
    first = timezone.now() - timedelta(days=days)
    actor = loop.as_("coordinator")
    Case.objects.filter(pk=loop.case.pk).update(opened_at=first)
    loop.case.nominations.update(nominated_at=first)
    if not is_repeat:
        with pytest.raises(NotValid) as refusal:
            flag_repeat(actor=actor, case=loop.fresh(), why="다시 때림")
        assert refusal.value.code == "cases.repeats.over"
        return
    flag_repeat(actor=actor, case=loop.fresh(), why="다시 때림")
    assert loop.fresh().is_repeat
    assert loop.case.repeat_until == repeat_until(timezone.localdate())


def test_a_repeat_starts_the_twelve_months_again(loop: Loop) -> None:
    first = timezone.now() - timedelta(days=400)
    actor = loop.as_("coordinator")
    Case.objects.filter(pk=loop.case.pk).update(opened_at=first)
    loop.case.nominations.update(nominated_at=first)
    again = timezone.localdate() - timedelta(days=100)
    flag_repeat(actor=actor, case=loop.fresh(), why="다시", happened_on=again)
    flag_repeat(actor=actor, case=loop.fresh(), why="또다시")
    assert loop.fresh().repeat_until == repeat_until(timezone.localdate())


def test_a_new_case_of_the_same_person_is_a_repeat_of_the_closed_one(loop: Loop) -> None:
    earlier = loop.closed()
    Case.objects.filter(pk=earlier.pk).update(opened_at=timezone.now() - timedelta(days=30))
    person = loop.party("victim").person_id
    again = heard(loop.cast, known_id=person)
    actor = again.as_("coordinator")
    assert [case.pk for case in earlier_cases_of(actor, again.case)] == [earlier.pk]
    flag_repeat(actor=actor, case=again.fresh(), why="다시 추천됨", earlier=earlier)
    assert again.fresh().repeat_of_id == earlier.pk


def test_a_case_of_other_persons_is_no_repeat_of_it(loop: Loop) -> None:
    earlier = loop.closed()
    again = heard(loop.cast, victim="한바람")
    with pytest.raises(NotAllowed):
        flag_repeat(actor=again.as_("coordinator"), case=again.fresh(), why="x", earlier=earlier)
