"""Statutory protection: recorded with its written end, until somebody records that it ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.measure_reads import MeasureLine, measures_of
from jikimi.cases.measures import MeasureDraft, end_measure, record_measure
from jikimi.cases.models import Measure
from tests.cast import Cast
from tests.loop import Loop, heard, in_days

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def record(loop: Loop, who: str = "officer", **more: object) -> Measure:
    given = {"code": "dv_interim_2", "started_at": timezone.now() - timedelta(days=3), **more}
    return record_measure(actor=loop.as_(who), case=loop.fresh(who), draft=MeasureDraft(**given))


def lines(loop: Loop, who: str = "officer") -> list[MeasureLine]:
    return measures_of(loop.as_(who), loop.fresh(who))


def test_a_measure_stands_with_the_end_written_by_the_court(loop: Loop) -> None:
    record(loop, party_id=loop.party("perpetrator").pk, ends_on=in_days(20))
    (line,) = lines(loop)
    assert (line.days_left, line.is_in_force, line.is_past_its_end) == (20, True, False)
    assert line.measure.party.role == "perpetrator"


def test_a_measure_past_its_end_asks_for_a_record_and_stays_in_force(loop: Loop) -> None:
    record(loop, ends_on=in_days(-1))
    (line,) = lines(loop)
    assert (line.is_in_force, line.is_past_its_end) == (True, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "no_such_measure"),
        ("started_at", timezone.now() + timedelta(days=1)),
        ("ends_on", in_days(-30)),
    ],
)
def test_what_cannot_be_is_refused(loop: Loop, field: str, value: object) -> None:
    with pytest.raises(NotValid) as refusal:
        record(loop, **{field: value})
    assert set(refusal.value.fields) == {field}


def test_the_law_of_the_first_day_decides_whether_there_is_such_a_measure(loop: Loop) -> None:
    before, after = datetime(2026, 10, 1, 3, tzinfo=UTC), datetime(2026, 10, 2, 3, tzinfo=UTC)
    with pytest.raises(NotValid):
        record(loop, code="st_victim_order_1", started_at=before)
    record(loop, code="st_victim_order_1", started_at=after)


def test_who_may_not_know_of_the_risk_neither_reads_nor_records(loop: Loop) -> None:
    record(loop)
    assert lines(loop, "shelter") == []
    with pytest.raises(NotAllowed):
        record(loop, "shelter")


def test_an_end_needs_a_reason_and_a_time_after_the_beginning(loop: Loop) -> None:
    measure = record(loop)
    actor = loop.as_("officer")
    with pytest.raises(NotValid) as refusal:
        end_measure(
            actor=actor, measure=measure, why="", ended_at=measure.started_at - timedelta(days=1)
        )
    assert set(refusal.value.fields) == {"why", "ended_at"}
    end_measure(actor=actor, measure=measure, why="기간 만료")
    (line,) = lines(loop)
    assert (line.is_in_force, line.measure.ended_why) == (False, "기간 만료")
    with pytest.raises(NotYet):
        end_measure(actor=actor, measure=measure, why="기간 만료")


def test_an_identity_number_in_a_reason_is_covered(loop: Loop) -> None:
    measure = record(loop)
    end_measure(actor=loop.as_("officer"), measure=measure, why="900101-1234567 착오")
    assert "1234567" not in lines(loop)[0].measure.ended_why
