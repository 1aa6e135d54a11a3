"""Alerts of running clocks: raised once, told without a word about people, carried on, answered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.mailing import send_waiting_mail
from jikimi.access.member import Member
from jikimi.access.notices import Notice
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Representative, Seat
from jikimi.bodies.representing import name_representative
from jikimi.cases.alerting import Raised, raise_alerts
from jikimi.cases.alerts import (
    AlertFilter,
    AlertLine,
    acknowledge_alert,
    alert_called,
    alerts,
    take_back_acknowledgement,
)
from jikimi.cases.bars import bar_member
from jikimi.cases.measure_events import record_event
from jikimi.cases.measures import MeasureDraft, end_measure, record_measure
from jikimi.cases.models import Alert, Case, Measure, Party, RunningClock, Task
from jikimi.cases.moving import note_move
from jikimi.cases.sealed import seal_field
from jikimi.cases.tasks import (
    finish_task,
    reopen_task,
    task_called,
    task_not_needed,
    tasks_on,
)
from tests.casework import joins
from tests.cast import Cast
from tests.clocking import after, under_way
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def seen_by(loop: Loop, who: str, **narrowed: object) -> list[AlertLine]:
    return alerts(loop.as_(who), AlertFilter(**narrowed)).lines


def notices(loop: Loop, who: str) -> list[str]:
    loop.as_(who)
    mine = Notice.objects.filter(member_id=loop.cast.members[who].pk, kind__contains="alerts")
    return sorted(mine.values_list("kind", flat=True))


def points(loop: Loop) -> list[str]:
    loop.as_("coordinator")
    return list(Alert.objects.order_by("reached_at").values_list("point", flat=True))


def test_every_point_is_raised_once_and_without_a_decision_the_measure_lapses(loop: Loop) -> None:
    measure = under_way(loop)
    assert after(measure, 23) == Raised(looked=1)
    assert after(measure, 24).raised == 1
    assert after(measure, 24).looked == 0
    assert after(measure, 40).raised == 1
    done = after(measure, 48)
    assert (done.raised, done.lapsed, done.forced, done.missed) == (1, 1, 1, 1)
    assert after(measure, 52.7).raised == 0
    done = after(measure, 52.9)
    assert (done.raised, done.lapsed, done.forced, done.missed) == (1, 0, 0, 0)
    assert points(loop) == ["half", "most", "due", "overdue"]
    assert Measure.objects.get().lapsed_at == measure.started_at + timedelta(hours=48)
    clock = RunningClock.objects.get()
    assert (clock.outcome, clock.ended_at) == ("missed", clock.due_at)
    task = Task.objects.get()
    assert (task.kind, task.agency_id) == ("cancel", loop.cast.agencies["police"].pk)
    assert after(measure, 1000).escalated == 1
    assert after(measure, 1001) == Raised()


def test_after_three_days_without_a_server_all_is_raised_and_told_once(
    loop: Loop,
) -> None:
    name_actor(THE_OPERATOR)
    Member.objects.update(email=Concat("username", Value("@house.test")))
    joins(loop.cast, "barred", loop.cast.agencies["police"])
    loop.as_("coordinator")
    whom = {"member": loop.cast.members["barred"], "reason": "relative"}
    bar_member(actor=loop.cast.coordinator, case=loop.fresh(), **whom)
    measures = [under_way(loop, agency_id=loop.cast.agencies["police"].pk) for _n in range(3)]
    done = after(measures[-1], 75)
    assert (done.raised, done.missed, done.lapsed) == (12, 3, 3)
    assert notices(loop, "officer") == ["cases.alerts.overdue"]
    assert notices(loop, "barred") == []
    assert {line.alert.point for line in seen_by(loop, "officer")} == {"overdue"}
    with_words = Notice.objects.filter(kind__contains="alerts").values_list("link", "subject_id")
    assert set(with_words) == {("/staff/alerts/", None)}
    name_actor(THE_CLOCK)
    send_waiting_mail(actor=THE_CLOCK)
    # Members alone are written to, never a party, whatever way to reach the party is safe (SR-11).
    written_to = {address for letter in mail.outbox for address in letter.to}
    assert "officer@house.test" in written_to
    assert all(address.endswith("@house.test") for address in written_to)
    words = " ".join(letter.subject + letter.body for letter in mail.outbox)
    assert not any(word in words for word in (loop.case.number, "고하늘", "긴급임시조치"))


def test_an_alert_nobody_sees_goes_to_who_answers_for_the_agency_and_says_nothing_of_the_case(
    loop: Loop,
) -> None:
    cast = loop.cast
    name_actor(THE_OPERATOR)
    seat = Seat.objects.get(body=cast.council, agency=cast.agencies["centre"])
    name_representative(actor=THE_OPERATOR, seat=seat, member_id=cast.members["head"].pk)
    measure = under_way(loop, agency_id=cast.agencies["centre"].pk)
    assert after(measure, 24).raised == 1
    assert seen_by(loop, "head") == []
    assert after(measure, 33.5).escalated == 0
    assert after(measure, 33.7).escalated == 1
    (line,) = seen_by(loop, "head")
    assert (line.case, line.clock, line.is_told) == (None, None, True)
    assert notices(loop, "head") == ["cases.alerts.escalated"]
    assert Case.objects.count() == 0
    alert = alert_called(loop.cast.actors["head"], line.alert.pk)
    acknowledge_alert(actor=loop.as_("head"), alert=alert, answer="담당자에게 확인")
    assert seen_by(loop, "counsellor") == []
    loop.as_("coordinator")
    Representative.objects.update(until=date(2026, 11, 22))
    assert seen_by(loop, "head", state="seen") == []


def test_who_was_told_acknowledges_and_nobody_else_and_takes_it_back(loop: Loop) -> None:
    measure = under_way(loop, agency_id=loop.cast.agencies["police"].pk)
    after(measure, 24)
    (line,) = seen_by(loop, "officer")
    for who in ("counsellor", "coordinator"):
        other = alert_called(loop.as_(who), line.alert.pk)
        if who == "counsellor":
            with pytest.raises(NotAllowed):
                acknowledge_alert(actor=loop.as_(who), alert=other, answer="봄")
    with pytest.raises(NotAllowed):
        alert_called(loop.as_("shelter"), line.alert.pk)
    actor = loop.as_("officer")
    with pytest.raises(NotValid):
        acknowledge_alert(actor=actor, alert=line.alert, answer=" ")
    acknowledge_alert(actor=actor, alert=line.alert, answer="900101-1234567 검사에게 물음")
    assert after(measure, 39).escalated == 0
    with pytest.raises(NotYet):
        acknowledge_alert(actor=loop.as_("officer"), alert=line.alert, answer="봄")
    with pytest.raises(NotAllowed):
        take_back_acknowledgement(actor=loop.as_("coordinator"), alert=line.alert)
    (line,) = seen_by(loop, "officer", state="seen")
    assert line.is_mine
    assert "1234567" not in line.alert.answer
    take_back_acknowledgement(actor=loop.as_("officer"), alert=line.alert)
    assert after(measure, 39).escalated == 1


def test_what_was_met_is_beside_the_point_and_waits_again_when_that_was_a_mistake(
    loop: Loop,
) -> None:
    measure = under_way(loop, "dv_interim_2")
    clock = RunningClock.objects.get()
    assert after(measure, 24 * 50).raised == 2
    assert [line.alert.point for line in seen_by(loop, "coordinator")] == ["most"]
    loop.as_("officer")
    clock.refresh_from_db()
    clock.outcome, clock.ended_at = "met", timezone.now()
    clock.save()
    assert seen_by(loop, "coordinator") == []
    loop.as_("officer")
    clock.outcome, clock.ended_at = "", None
    clock.save()
    assert after(measure, 24 * 50).raised == 1
    assert [line.alert.point for line in seen_by(loop, "coordinator")] == ["most"]
    loop.as_("officer")
    clock.refresh_from_db()
    clock.due_at = clock.calendar_at = clock.due_at + timedelta(days=200)
    clock.save()
    assert after(measure, 24 * 50).raised == 0
    assert seen_by(loop, "coordinator") == []
    assert after(measure, 24 * 140).raised == 1, "half of the new time"
    assert [line.alert.point for line in seen_by(loop, "coordinator")] == ["half"]


def test_a_lapsed_measure_is_cancelled_by_recording_its_end_alone(loop: Loop) -> None:
    began = timezone.now() - timedelta(hours=50)
    actor = loop.as_("officer")
    draft = MeasureDraft("dv_urgent_2", began)
    measure = record_measure(actor=actor, case=loop.fresh("officer"), draft=draft)
    assert raise_alerts(actor=THE_CLOCK).lapsed == 1
    actor = loop.as_("officer")
    (line,) = tasks_on(actor, loop.fresh("officer"))
    assert (line.name != "cancel", line.is_overdue, line.needs_record) == (True, True, True)
    for ending in (finish_task, task_not_needed):
        with pytest.raises(NotYet) as refusal:
            ending(actor=actor, task=task_called(actor, line.task.pk), note="취소함")
        assert refusal.value.code == "cases.tasks.measure_open"
    filed = {"code": "interim_filed", "happened_at": began + timedelta(hours=47)}
    record_event(actor=loop.as_("officer"), measure=measure, **filed)
    (line,) = tasks_on(loop.as_("officer"), loop.fresh("officer"))
    assert (line.is_open, line.task.outcome) == (False, "not_needed")
    assert Measure.objects.get().lapsed_at is None
    end_measure(actor=loop.as_("officer"), measure=Measure.objects.get(), why="법원 결정")
    assert raise_alerts(actor=THE_CLOCK).forced == 0


def test_a_move_has_running_orders_varied_and_tells_the_mover_nothing(loop: Loop) -> None:
    for code in ("dv_interim_2", "dv_interim_3"):
        under_way(loop, code)
    day = timezone.localdate()
    victim, other = loop.party("victim"), loop.party("perpetrator")
    note_move(actor=loop.as_("officer"), party=other, moved_on=day)
    assert Task.objects.count() == 0
    mover = loop.as_("shelter")
    with pytest.raises(NotValid):
        note_move(actor=mover, party=victim, moved_on=day + timedelta(days=1))
    mine = Party.objects.get(pk=victim.pk)
    assert note_move(actor=mover, party=mine, moved_on=day) is None
    assert (Task.objects.count(), Measure.objects.count()) == (0, 0)
    reader = loop.as_("counsellor")
    seal_field(
        actor=reader, party=Party.objects.get(pk=victim.pk), kind="shelter", text="쉼터", readers=[]
    )
    officer = loop.as_("officer")
    (line,) = tasks_on(officer, loop.fresh("officer"))
    assert (line.task.kind, line.task.measure.code, line.may_end) == ("vary", "dv_interim_2", True)
    with pytest.raises(NotValid):
        task_not_needed(actor=officer, task=line.task, note=" ")
    finish_task(actor=officer, task=task_called(officer, line.task.pk), note="변경 신청함")
    with pytest.raises(NotYet):
        finish_task(actor=officer, task=task_called(officer, line.task.pk))
    note_move(actor=loop.as_("counsellor"), party=Party.objects.get(pk=victim.pk), moved_on=day)
    ended = Task.objects.get(outcome="done")
    with pytest.raises(NotYet) as refusal:
        reopen_task(actor=loop.as_("officer"), task=task_called(officer, ended.pk))
    assert refusal.value.code == "cases.tasks.again"
    again = Task.objects.get(outcome="")
    task_not_needed(actor=loop.as_("officer"), task=again, note="같은 신청에 포함")
    reopen_task(actor=loop.as_("officer"), task=task_called(officer, ended.pk))
    assert Task.objects.get(ended_at=None).pk == ended.pk
