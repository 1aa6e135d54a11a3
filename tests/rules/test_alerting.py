"""Alerts of running clocks: raised once, told without a word about people, carried on, answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from jikimi.cases.alerting import Raised
from jikimi.cases.models import Alert, Measure, RunningClock, Task
from tests.cast import Cast
from tests.clocking import after, under_way
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def points(loop: Loop, who: str = "coordinator") -> list[str]:
    loop.as_(who)
    return [alert.point for alert in Alert.objects.order_by("reached_at")]


def test_every_point_is_raised_once_and_the_measure_lapses(loop: Loop) -> None:
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
