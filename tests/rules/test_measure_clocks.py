"""Clocks of measures: started by what is recorded, met by what is done, undone when withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from jikimi.access.actor import THE_CLOCK
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.ticket import named
from jikimi.cases.clocks.periods import KOREA
from jikimi.cases.guards import called
from jikimi.cases.measure_events import record_event, withdraw_event
from jikimi.cases.measure_extensions import TOO_MANY, extend_measure
from jikimi.cases.measures import (
    MeasureDraft,
    end_measure,
    record_measure,
    reopen_measure,
    write_end,
)
from jikimi.cases.models import Measure, MeasureEvent, RunningClock, Task
from jikimi.cases.old_measures import start_old_clocks
from jikimi.cases.papers import papers
from jikimi.cases.persons import PartyDraft, PersonDraft, add_party
from tests.cast import Cast
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
FRIDAY = datetime(2026, 11, 13, 22, 30, tzinfo=KOREA)
HOUR = timedelta(hours=1)


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def recorded(loop: Loop, code: str, started_at: datetime = FRIDAY, **more: object) -> Measure:
    draft = MeasureDraft(code=code, started_at=started_at, **more)  # type: ignore[arg-type]
    return record_measure(actor=loop.as_("officer"), case=loop.fresh("officer"), draft=draft)


def happens(loop: Loop, measure: Measure, code: str, at: datetime) -> MeasureEvent:
    return record_event(actor=loop.as_("officer"), measure=measure, code=code, happened_at=at)


def clocks(loop: Loop, measure: Measure) -> dict[str, tuple[datetime, str]]:
    """Due instant and outcome by clock, as the officer sees them."""
    loop.as_("officer")
    rows = RunningClock.objects.filter(measure=measure).order_by("starts_at", "due_at")
    return {row.code: (row.due_at, row.outcome) for row in rows}


def seen(loop: Loop, measure: Measure) -> Measure:
    loop.as_("officer")
    return Measure.objects.get(pk=measure.pk)


def test_a_measure_starts_its_clocks_under_the_rule_of_its_day(loop: Loop) -> None:
    measure = recorded(loop, "st_urgent_1")
    rows = {row.code: row for row in RunningClock.objects.filter(measure=measure)}
    assert set(rows) == {"st_urgent_1", "st_approve"}
    filed, end = rows["st_approve"], rows["st_urgent_1"]
    assert (measure.rule, filed.rule) == ("st_urgent_1@2021-10-21", "st_approve@2021-10-21")
    assert filed.due_at == FRIDAY + 48 * HOUR
    assert (filed.who, filed.forces, filed.agency, filed.holiday_rule) == (
        "prosecutor",
        "cancel",
        None,
        "none",
    )
    assert end.due_at == datetime(2026, 12, 14, tzinfo=KOREA)
    assert end.calendar_at == datetime(2026, 12, 15, tzinfo=KOREA)  # a Sunday moves
    assert (end.article, end.holiday_rule) == ("스토킹처벌법 제4조제1항제1호", "both")
    assert end.agency_id == loop.cast.agencies["police"].pk  # which may ask for more
    loop.as_("stranger")
    assert not RunningClock.objects.exists()
    loop.as_("shelter")  # takes part without the group
    assert not RunningClock.objects.exists()


def test_filing_in_time_meets_a_clock_and_a_mistake_is_undone(loop: Loop) -> None:
    measure = recorded(loop, "dv_urgent_2")
    filed = happens(loop, measure, "interim_filed", FRIDAY + 40 * HOUR)
    assert clocks(loop, measure)["dv_file"][1] == "met"
    with pytest.raises(NotYet):
        happens(loop, measure, "interim_filed", FRIDAY + 41 * HOUR)
    withdraw_event(actor=loop.as_("officer"), event=filed, why="다른 사건의 청구")
    assert clocks(loop, measure)["dv_file"][1] == ""
    late = happens(loop, measure, "interim_filed", FRIDAY + 49 * HOUR)
    assert clocks(loop, measure)["dv_file"][1] == "late"
    assert seen(loop, measure).lapsed_at == FRIDAY + 48 * HOUR
    task = Task.objects.get(measure=measure)
    assert (task.kind, task.agency_id) == ("cancel", loop.cast.agencies["police"].pk)
    withdraw_event(actor=loop.as_("officer"), event=late, why="시각 오기")
    happens(loop, measure, "interim_filed", FRIDAY + 47 * HOUR)
    assert seen(loop, measure).lapsed_at is None
    assert Task.objects.get(measure=measure).outcome == "not_needed"


def test_what_the_clock_held_to_be_missed_was_met_when_told_later(loop: Loop) -> None:
    measure = recorded(loop, "dv_urgent_1")
    overdue = FRIDAY + 48 * HOUR
    RunningClock.objects.filter(measure=measure).update(outcome="missed", ended_at=overdue)
    Measure.objects.filter(pk=measure.pk).update(lapsed_at=overdue)
    happens(loop, measure, "interim_filed", FRIDAY + 30 * HOUR)
    assert clocks(loop, measure)["dv_file"][1] == "met"
    assert seen(loop, measure).lapsed_at is None


def test_a_refused_emergency_measure_is_to_be_cancelled_and_its_end_finishes_that(
    loop: Loop,
) -> None:
    measure = recorded(loop, "st_urgent_2")
    happens(loop, measure, "not_granted", FRIDAY + 60 * HOUR)
    assert {outcome for _due, outcome in clocks(loop, measure).values()} == {"void"}
    assert seen(loop, measure).lapsed_at == FRIDAY + 60 * HOUR
    case = loop.fresh("officer")
    assert papers(loop.as_("officer"), [case])[case.pk].measures == []  # none in force
    with pytest.raises(NotYet):
        extend_measure(actor=loop.as_("officer"), measure=measure)
    end_measure(actor=loop.as_("officer"), measure=measure, why="불승인에 따라 취소")
    task = Task.objects.get(measure=measure)
    assert (task.outcome, task.ended_by_id) == ("done", loop.cast.officer.member_id)


def test_the_matching_measure_of_the_court_ends_the_emergency_one(loop: Loop) -> None:
    """스토킹처벌법 제7조제6항: of the same kind, on the same person."""
    whom = loop.party("perpetrator").pk
    near, phone = (recorded(loop, f"st_urgent_{n}", party_id=whom) for n in (1, 2))
    decided = FRIDAY + 60 * HOUR
    recorded(loop, "st_interim_2", decided, party_id=whom)
    assert seen(loop, near).ended_at == decided
    assert seen(loop, phone).ended_at is None
    assert clocks(loop, near)["st_urgent_1"][1] == "void"
    with pytest.raises(NotYet):  # the decision is withdrawn, not the end
        reopen_measure(actor=loop.as_("officer"), measure=near, why="착오")
    told = MeasureEvent.objects.get(measure=near)
    withdraw_event(actor=loop.as_("officer"), event=told, why="다른 사람에 대한 결정")
    assert seen(loop, near).ended_at is None
    assert clocks(loop, near)["st_urgent_1"][1] == ""


def test_an_extension_is_a_measure_of_its_own_and_the_fourth_period_is_refused(loop: Loop) -> None:
    measure = recorded(loop, "st_interim_3")
    ends = [clocks(loop, measure)["st_interim_3"][0]]
    for number in (1, 2):
        longer = extend_measure(actor=loop.as_("officer"), measure=measure)
        assert (longer.nth_extension, longer.started_at) == (number, ends[-1])
        assert clocks(loop, measure)["st_interim_3"][1] == "met"
        ends.append(clocks(loop, longer)["st_interim_3"][0])
        measure = longer
    days = [f"{end.astimezone(KOREA):%Y-%m-%d}" for end in ends]
    assert days == ["2027-02-14", "2027-05-14", "2027-08-14"]
    with pytest.raises(NotYet) as refusal:
        extend_measure(actor=loop.as_("officer"), measure=measure)
    assert refusal.value.code == TOO_MANY
    assert "제9조제1항제3호" in refusal.value.says


def test_the_court_writes_its_own_end_but_no_extension_beyond_the_law(loop: Loop) -> None:
    measure = recorded(loop, "dv_interim_2", ends_on=datetime(2026, 12, 20).date())
    midnight = datetime(2026, 12, 21, tzinfo=KOREA)
    assert clocks(loop, measure)["dv_interim_2"] == (midnight, "")
    actor = loop.as_("officer")
    with pytest.raises(NotValid):
        extend_measure(actor=actor, measure=measure, ends_on=datetime(2027, 2, 23).date())
    with pytest.raises(NotValid):
        extend_measure(actor=actor, measure=measure, ends_on=datetime(2026, 12, 20).date())
    vary = Task.objects.create(case=loop.case, measure=measure, kind="vary", due_at=FRIDAY)
    longer = extend_measure(actor=actor, measure=measure, ends_on=datetime(2027, 2, 19).date())
    vary.refresh_from_db()
    assert (vary.measure_id, vary.ended_at) == (longer.pk, None)  # still to be asked for
    assert clocks(loop, longer)["dv_interim_2"][0] == datetime(2027, 2, 20, tzinfo=KOREA)
    corrected = write_end(actor=loop.as_("officer"), measure=longer, ends_on=None)
    assert clocks(loop, longer)["dv_interim_2"][0] == datetime(2027, 2, 21, tzinfo=KOREA)
    assert RunningClock.objects.filter(measure=longer, outcome="void").count() == 1
    assert corrected.version > longer.version


def test_an_emergency_response_to_a_child_reaches_over_a_weekend_and_runs_on_once_filed(
    loop: Loop,
) -> None:
    measure = recorded(loop, "ch_response_3")
    longer = extend_measure(actor=loop.as_("officer"), measure=measure)
    over = FRIDAY + 120 * HOUR
    assert clocks(loop, measure)["ch_file_response"][1] == "void"
    assert {due for due, _outcome in clocks(loop, longer).values()} == {over}
    happens(loop, longer, "interim_filed", FRIDAY + 100 * HOUR)
    found = clocks(loop, longer)
    assert found["ch_file_response"][1] == "met"
    assert found["ch_response_3"][1] == "void"  # it runs on until the court decides
    assert found["ch_decide"] == (FRIDAY + 124 * HOUR, "")
    happens(loop, longer, "court_decision", FRIDAY + 110 * HOUR)
    assert clocks(loop, longer)["ch_decide"][1] == "met"
    assert seen(loop, longer).ended_at == FRIDAY + 110 * HOUR


def test_an_order_for_a_child_reaches_no_further_than_majority(loop: Loop) -> None:
    actor, case = loop.as_("coordinator"), loop.fresh("coordinator")
    child = PersonDraft(name="문새봄", born_on=datetime(2009, 1, 2).date())
    add_party(actor=actor, case=case, draft=PartyDraft("child", child))
    draft = MeasureDraft(code="ch_order_1", started_at=FRIDAY)
    measure = record_measure(actor=loop.as_("coordinator"), case=case, draft=draft)
    assert RunningClock.objects.get(measure=measure).extendable_to is None  # would tell the age
    with pytest.raises(NotYet) as refusal:
        extend_measure(actor=loop.as_("coordinator"), measure=measure)
    assert refusal.value.code == TOO_MANY


def test_an_end_taken_back_lets_the_clocks_run_on(loop: Loop) -> None:
    measure = recorded(loop, "dv_interim_2")
    end_measure(actor=loop.as_("officer"), measure=measure, why="착오")
    assert clocks(loop, measure)["dv_interim_2"][1] == "void"
    reopen_measure(actor=loop.as_("officer"), measure=measure, why="다른 조치의 종료였음")
    assert clocks(loop, measure)["dv_interim_2"][1] == ""
    longer = extend_measure(actor=loop.as_("officer"), measure=measure)
    with pytest.raises(NotYet):
        reopen_measure(actor=loop.as_("officer"), measure=measure, why="x")
    assert longer.pk != measure.pk


def test_what_cannot_have_happened_is_refused(loop: Loop) -> None:
    measure = recorded(loop, "dv_urgent_2")
    wrong = (
        ("approval_filed", FRIDAY + HOUR, "event"),
        ("interim_filed", FRIDAY - HOUR, "happened_at"),
        ("interim_filed", timezone.now() + HOUR, "happened_at"),
    )
    for code, at, field in wrong:
        with pytest.raises(NotValid) as refusal:
            happens(loop, measure, code, at)
        assert set(refusal.value.fields) == {field}
    with pytest.raises(NotAllowed):
        record_event(
            actor=loop.as_("shelter"), measure=measure, code="interim_filed", happened_at=FRIDAY
        )


def test_a_measure_recorded_before_clocks_were_kept_gets_those_still_to_come(loop: Loop) -> None:
    near, far = recorded(loop, "st_urgent_1"), recorded(loop, "dv_interim_2")
    loop.as_("officer")
    RunningClock.objects.update(outcome="void", ended_at=FRIDAY)
    RunningClock.objects.update(code="forgotten")
    Measure.objects.update(rule="")
    assert start_old_clocks(actor=THE_CLOCK) == 2  # both ends; what was to be filed is past
    assert start_old_clocks(actor=THE_CLOCK) == 0
    for measure in (near, far):
        assert clocks(loop, measure)[measure.code][1] == ""
        assert seen(loop, measure).rule == measure.rule
    officer = loop.as_("officer")
    Measure.objects.update(rule="")
    assert start_old_clocks(actor=officer) == 0  # nobody but the clock is told of any
    with pytest.raises(NotAllowed), transaction.atomic(), named(officer):
        called("cases_start_old_clocks", near.pk, "st_urgent_1@2021-10-21", Jsonb([]))
