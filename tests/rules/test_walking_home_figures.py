"""Figures of a control room: told to its people, counted once, published with small ones hidden."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, connection, transaction

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.ticket import name_actor, named
from jikimi.insights.alarm_figures import alarm_figures
from jikimi.insights.figures import Wish
from jikimi.insights.figures_asked import figures
from jikimi.insights.publishing import prepare_publication, publish
from jikimi.insights.publishing_draft import Plan
from jikimi.insights.sources import refresh_figures
from tests.cast import Cast
from tests.publishing import second_analyst
from tests.wiping import as_administrator

SEOUL = ZoneInfo("Asia/Seoul")
DONG, OTHER, ELSEWHERE = "1162052500", "1162054500", "1159051000"
SINCE, UNTIL = date(2026, 2, 1), date(2026, 3, 1)


def _alarm(dong: str, hour: int, *, kind: str = "sos", ending: str = "met", taken: int = 20) -> str:
    """One alarm that is over, raised on a day in February at an hour."""
    at = datetime(2026, 2, 3, hour, 30, tzinfo=SEOUL)
    steps = {"shown_at": 2, "taken_at": taken, "ended_at": 600}
    if ending == "police":
        steps |= {"police_asked_at": taken + 30, "on_the_way_at": taken + 60}
    row = {
        "id": str(uuid4()),
        "kind": kind,
        "stage": "ended",
        "ending": ending,
        "area_code": dong,
        "is_drill": kind == "drill",
        "raised_at": at.isoformat(),
        **{word: (at + timedelta(seconds=s)).isoformat() for word, s in steps.items()},
    }
    return json.dumps(row)


def _happened(play: Cast, alarms: Iterable[str]) -> None:
    """Alarms of the past, as the database would have kept them."""
    room = play.operator.agency_id
    with as_administrator() as admin:
        for row in alarms:
            admin.execute(
                "INSERT INTO escorts_alarm SELECT * FROM jsonb_populate_record(NULL::escorts_alarm,"
                " jsonb_build_object('room_id', %s, 'stage_since', now(), 'is_silent', false,"
                " 'version', 1) || %s::jsonb)",
                [room, row],
            )


def _a_month() -> list[str]:
    """32 alarms: 12 and 9 at night in two neighbourhoods, 3 by day, 8 in another district."""
    return [
        *(_alarm(DONG, 22, taken=10 * n) for n in range(1, 11)),
        *(_alarm(DONG, 22, ending="by_mistake", taken=200) for _n in range(2)),
        *(_alarm(OTHER, 23, ending="police") for _n in range(9)),
        *(_alarm(OTHER, 13, kind="duress", ending="police") for _n in range(3)),
        *(_alarm(ELSEWHERE, 1, kind="bell", ending="bell_fault") for _n in range(8)),
        *(_alarm(DONG, 3, kind="drill", ending="drill", taken=5) for _n in range(6)),
    ]


def test_a_room_reads_how_soon_it_answered_and_what_was_no_danger_drills_apart(play: Cast) -> None:
    _happened(play, _a_month())
    with transaction.atomic():
        name_actor(play.operator)
        found = alarm_figures(play.operator, since=SINCE, until=UNTIL)
        assert (found.real, found.drills) == (32, 6)
        assert (found.false_share.number, found.minute_share.number) == (10, 26)
        assert found.false_share.low is not None
        assert found.false_share.low < 31.25
        steps = {step.code: step for step in found.steps}
        assert (steps["answered"].median.n, steps["answered"].median.value) == (32, 20)
        assert steps["answered"].ninety.value == 90
        assert (steps["police"].median.n, steps["police"].median.value) == (12, 30)
        assert {step.code: step.median.value for step in found.drill_steps}["answered"] == 5
        assert {line.code: (line.number, line.of) for line in found.kinds}["bell"] == (8, 8)
        rows = dict(zip((code for code, _name in found.grid.areas), found.grid.rows, strict=True))
        assert rows[DONG] == [0, 0, 0, 0, 0, 12, 12]
        # Three by day are hidden, and as much besides as would give them away.
        assert rows[OTHER][3] is None
        assert None in {rows[OTHER][5], rows[OTHER][6]}
        before = alarm_figures(play.operator, since=date(2025, 1, 1), until=SINCE)
        assert before.real == 0
        assert before.grid.rows == []
    for outsider in (play.officer, play.keeper, play.analyst):
        with transaction.atomic():
            name_actor(outsider)
            with pytest.raises(NotAllowed):
                alarm_figures(outsider, since=SINCE, until=UNTIL)


def test_each_alarm_is_counted_once_and_stays_counted_when_it_is_gone(play: Cast) -> None:
    _happened(play, _a_month())
    assert refresh_figures(actor=THE_OPERATOR).alarms == 38
    assert refresh_figures(actor=THE_OPERATOR).alarms == 0
    with as_administrator() as admin:
        admin.execute("DELETE FROM escorts_alarm")
    refresh_figures(actor=THE_OPERATOR, anew=True)
    with named(THE_OPERATOR):
        wish = Wish("false_alarm_share", SINCE, UNTIL, level="district")
        found = figures(THE_OPERATOR, wish)
        assert (found.total.numerator, found.total.denominator) == (10, 32)
        half = figures(THE_OPERATOR, Wish("alarm_taken_median", SINCE, UNTIL)).total
        assert (half.value, half.denominator) == (20, 32)
        assert half.low is not None
        assert half.high is not None
        assert half.low <= 20 <= half.high


@pytest.mark.parametrize(
    "call", ["insights_count_alarms(9, '{}', '{}', '{}')", "escorts_take_ended(9)"]
)
def test_nobody_but_the_clock_counts_or_takes_alarms_out_of_the_count(
    play: Cast, call: str
) -> None:
    def as_operator() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            name_actor(play.operator)
            cursor.execute(f"SELECT {call}")

    with pytest.raises(ProgrammingError):
        as_operator()


def test_what_is_published_hides_small_numbers_also_across_kinds_hours_and_districts(
    play: Cast,
) -> None:
    _happened(play, _a_month())
    refresh_figures(actor=THE_OPERATOR)
    plans = [
        Plan("false_alarm_share", SINCE, UNTIL, step="month", is_by_kind=True),
        Plan("alarm_rate_hours", SINCE, UNTIL, step="month", is_by_kind=True),
        Plan("alarm_rate", SINCE, UNTIL, level="district", step="month"),
        Plan("alarm_taken_median", SINCE, UNTIL, step="month"),
    ]
    with transaction.atomic():
        second = second_analyst(play)
    tables = [_published(play, second, plan) for plan in plans]
    words = {code for axis in tables[0]["axes"] for code, *_names in axis["codes"]}
    assert {"called", "bell"} <= words
    assert not {"duress", "silent", "sos"} & words
    false = {line["at"][1]: line["numbers"][:2] for line in tables[0]["lines"]}
    # Two false calls are hidden, and the eight bells with them, for ten in all are printed.
    assert false == {"all": [10, 32], "called": [None, 24], "bell": [None, 8]}
    hours = {line["at"][1]: line["numbers"][0] for line in tables[1]["lines"]}
    assert hours["h12"] is None
    assert None in {hours["h00"], hours["h21"]}
    districts = {line["at"][0]: line["numbers"][0] for line in tables[2]["lines"]}
    assert districts == {"all": 32, DONG[:5]: 24, ELSEWHERE[:5]: 8}
    assert tables[3]["lines"][0]["numbers"][2] == 20


def _published(play: Cast, second: Actor, plan: Plan) -> dict[str, Any]:
    with transaction.atomic():
        name_actor(play.analyst)
        made = prepare_publication(actor=play.analyst, plan=plan, title_ko="귀가안전 신고")
    with transaction.atomic():
        name_actor(second)
        publish(actor=second, publication=made)
    return dict(made.table)
