"""The flow: how far cases came, exact for analysts, without small numbers for everybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.ticket import name_actor
from jikimi.bodies.halves import half_of
from jikimi.cases.models import Case
from jikimi.insights.flows import Flow, flow_of_cases, flow_time
from tests.casework import nominated
from tests.cast import Cast
from tests.loop import Loop, end, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
LAST = half_of().before
_NAMES = (a + b + c for a in "강구남도류" for b in "가나다라마" for c in "별솔물들길")


def flow(actor: Actor, kind: str = "") -> Flow:
    name_actor(actor)
    return flow_of_cases(since=LAST.first, until=LAST.after.first, kind=kind)


def placed(cast: Cast, stages: dict[str, int]) -> None:
    """So many cases at each stage, all opened in the last half-year."""
    for stage, many in stages.items():
        for _each in range(many):
            case = nominated(cast, victim=next(_NAMES))
            name_actor(cast.coordinator)
            Case.objects.filter(pk=case.pk).update(stage=stage, opened_at=LAST.since)


def helped(cast: Cast) -> Loop:
    """One case with a support carried out, opened in the last half-year."""
    loop = heard(cast)
    end(loop, loop.acting())
    name_actor(cast.coordinator)
    Case.objects.filter(pk=loop.case.pk).update(opened_at=LAST.since)
    return loop


def test_analysts_count_each_case_once_and_others_no_small_number(cast: Cast) -> None:
    helped(cast)
    placed(cast, {"declined": 6, "selected": 7, "closed": 2})
    whole = flow(cast.analyst)
    assert whole.is_whole
    assert whole.came == {"named": 16, "selected": 10, "supported": 1, "closed": 0}
    assert whole.stands == {
        "declined": 6,
        "waiting": 0,
        "unhelped": 2,
        "begun": 7,
        "helped": 1,
        "closed": 0,
    }
    assert flow(cast.analyst, "stalking").came["named"] == 0

    for who in ("head", "coordinator", "stranger"):
        told = flow(cast.actors[who])
        assert told.came["named"] == 16
        assert told.stands["unhelped"] is told.stands["helped"] is None
        assert told.stands["declined"] is None, "1 and 2 are few enough to be guessed from 3"
        assert told.stands["begun"] == 7
        assert told.came["selected"] is told.came["supported"] is None
        with pytest.raises(NotAllowed):
            flow(cast.actors[who], "domestic_violence")


def test_one_small_number_takes_the_next_one_with_it(cast: Cast) -> None:
    placed(cast, {"declined": 6, "selected": 7, "nominated": 1})
    told = flow(cast.head)
    assert told.came["named"] == 14
    assert (told.stands["waiting"], told.stands["declined"]) == (None, None)
    assert told.stands["begun"] == 7
    assert told.came["selected"] == 7, "nobody of those stopped before: 14 less 7 tells only a sum"


def test_only_half_years_that_are_over_are_told(cast: Cast) -> None:
    name_actor(cast.head)
    running, today = half_of(), timezone.localdate()
    for since, until in (
        (running.first, running.after.first),
        (LAST.first, LAST.after.first - timedelta(days=1)),
        (LAST.first + timedelta(days=1), LAST.after.first),
        (LAST.first, today),
        (LAST.after.first, LAST.first),
    ):
        with pytest.raises(NotAllowed):
            flow_of_cases(since=since, until=until)
    name_actor(cast.analyst)
    assert flow_of_cases(since=LAST.first, until=today).came["named"] == 0


def test_the_half_year_told_is_over_on_the_day_it_is_read() -> None:
    day = date(2026, 11, 22)
    assert flow_time(date(2026, 11, 1), today=day) == (date(2026, 1, 1), date(2026, 7, 1))
    assert flow_time(date(2026, 7, 1), today=day) == (date(2026, 1, 1), date(2026, 7, 1))
    assert flow_time(date(2026, 1, 1), today=day) == (date(2025, 7, 1), date(2026, 1, 1))
    assert flow_time(date(2027, 1, 1), today=day) == (date(2026, 1, 1), date(2026, 7, 1))
