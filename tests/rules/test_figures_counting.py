"""Counting: what moved is counted once, whatever the order, as when counted from nothing."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.ticket import name_actor, named
from jikimi.cases.models import Report, ReportParty
from jikimi.insights.models import Tally, Told
from jikimi.insights.sources import refresh_figures
from jikimi.settings import embedded, roles
from tests.casework import selected
from tests.cast import Cast, on_stage

Enter = Callable[[Actor], None]
Counts = dict[tuple[object, ...], int]
KOREA = ZoneInfo("Asia/Seoul")
FIRST = date(2025, 3, 1)
BOOKED = "현행범 체포, 긴급임시조치 2호"


def report(cast: Cast, day: int, *, who: str = "", where: str = "", **given: object) -> Report:
    """A report so many days after the first of March; who: a pair; where: a house."""
    name_actor(cast.officer)
    at = datetime(2025, 3, 1, 20, tzinfo=KOREA) + timedelta(days=day)
    made = Report.objects.create(
        number=f"R{Report.objects.count()}-{day}", received_at=at,
        station=cast.agencies["police"], digest=b"", road="중앙로" if where else "",
        building=where, **{"kind": "domestic_violence", "legal_dong_code": "5011010100", **given},
    )  # fmt: skip
    for role in ("victim", "perpetrator") if who else ():
        ReportParty.objects.create(
            report=made, station=made.station, role=role, name=f"{role} {who}",
            born_on=date(1980, 1, 1),
        )  # fmt: skip
    return made


def counted(cast: Cast, **asked: object) -> Counts:
    """What stands in the tallies, without what is zero."""
    name_actor(cast.analyst)
    rows = Tally.objects.filter(**asked).exclude(count=0)
    return {(r.part, r.month, r.station_id, r.area, r.kind, r.span): r.count for r in rows}


def parts(cast: Cast, *names: str) -> dict[tuple[str, int], int]:
    """How many of each part and span in all."""
    found: dict[tuple[str, int], int] = {}
    for (part, _month, _station, _area, _kind, span), n in counted(cast, part__in=names).items():
        found[part, span] = found.get((part, span), 0) + n
    return found


def test_reports_are_counted_by_month_and_place_and_tied_to_what_came_before(cast: Cast) -> None:
    report(cast, 0, who="하나", where="1", result=BOOKED)
    report(cast, 0, who="하나", where="1")  # the same incident, called twice
    report(cast, 25, who="하나", where="2", result="불입건")
    report(cast, 40, who="하나", where="1", kind="stalking")
    report(cast, 500, who="하나")
    report(cast, 3, where="1")
    done = refresh_figures(actor=THE_CLOCK)
    assert (done.reports, done.is_busy) == (6, False)
    police = cast.agencies["police"].pk
    assert counted(cast, part="reports", month=FIRST) == {
        ("reports", FIRST, police, "50110", "domestic_violence", 0): 4
    }
    assert counted(cast, part="reports_dong") == {
        ("reports_dong", date(2025, 1, 1), 0, "5011010100", "domestic_violence", 0): 4,
        ("reports_dong", date(2025, 1, 1), 0, "5011010100", "stalking", 0): 1,
        ("reports_dong", date(2026, 1, 1), 0, "5011010100", "domestic_violence", 0): 1,
    }
    assert parts(cast, "booked", "urgent") == {("booked", 0): 1, ("urgent", 0): 1}
    assert parts(cast, "pair_index", "pair_repeat", "pair_unknown") == {
        ("pair_index", 0): 2,
        ("pair_repeat", 30): 1,
        ("pair_unknown", 0): 1,
    }
    assert parts(cast, "address_index", "address_repeat", "address_unknown") == {
        ("address_index", 0): 2,
        ("address_repeat", 3): 1,
        ("address_unknown", 0): 1,
    }


def test_a_correction_is_counted_again_and_nothing_is_counted_twice(cast: Cast) -> None:
    one = report(cast, 0, who="하나")
    report(cast, 10, who="하나")
    refresh_figures(actor=THE_CLOCK)
    assert parts(cast, "pair_repeat") == {("pair_repeat", 14): 1}
    name_actor(cast.officer)
    one.received_at += timedelta(days=5)
    one.kind = "stalking"
    one.save()
    assert refresh_figures(actor=THE_CLOCK).reports == 1
    assert refresh_figures(actor=THE_CLOCK).reports == 0
    assert parts(cast, "pair_repeat") == {("pair_repeat", 7): 1}
    assert {key[4] for key in counted(cast, part="pair_index")} == {"stalking"}
    name_actor(cast.officer)
    ReportParty.objects.filter(report=one, role="victim").update(born_on=date(1990, 1, 1))
    refresh_figures(actor=THE_CLOCK)
    assert parts(cast, "pair_index", "pair_repeat") == {("pair_index", 0): 2}


def test_counting_step_by_step_gives_what_counting_from_nothing_gives(cast: Cast) -> None:
    chance = random.Random(1)
    made: list[UUID] = []
    for _turn in range(4):
        for _each in range(chance.randint(1, 9)):
            who, where = chance.choice(["", "가", "나"]), chance.choice(["", "1", "2"])
            made.append(report(cast, chance.randint(0, 800), who=who, where=where).pk)
        for key in chance.sample(made, min(len(made), 3)):
            name_actor(cast.officer)
            at = datetime(2025, 1, 1, tzinfo=KOREA) + timedelta(days=chance.randint(0, 900))
            Report.objects.filter(pk=key).update(received_at=at, building=chance.choice("12"))
        refresh_figures(actor=THE_CLOCK)
    step_by_step = counted(cast)
    assert refresh_figures(actor=THE_OPERATOR, anew=True).reports == len(made)
    assert counted(cast) == step_by_step
    assert sum(parts(cast, "reports").values()) == len(made)


def test_cases_are_counted_where_and_when_they_were_opened(cast: Cast) -> None:
    case = selected(cast)
    refresh_figures(actor=THE_CLOCK)
    month = timezone.localdate().replace(day=1)
    police = cast.agencies["police"].pk
    where = (month, police, "", "domestic_violence", 0)
    assert counted(cast) == {(part, *where): 1 for part in ("cases", "cases_other", "cases_taken")}
    name_actor(cast.coordinator)
    case.refresh_from_db()
    case.stage = "declined"
    case.save()
    refresh_figures(actor=THE_CLOCK)
    assert counted(cast) == {(part, *where): 1 for part in ("cases", "cases_other")}


def test_nobody_but_the_clock_and_the_operator_counts(cast: Cast) -> None:
    report(cast, 0)
    for who in ("analyst", "coordinator", "administrator"):
        with pytest.raises(NotAllowed):
            refresh_figures(actor=cast.actors[who])


def test_heads_read_counts_without_small_numbers(cast: Cast, enter: Enter) -> None:
    for day in range(40):
        report(cast, day % 28, kind="stalking" if day % 10 == 0 else "domestic_violence")
    refresh_figures(actor=THE_CLOCK)
    enter(cast.head)
    year = Told.objects.filter(level="year", part="reports", place="")
    told = dict(year.values_list("kind", "count"))
    assert told[""] == 40
    assert told["stalking"] is None
    assert told["domestic_violence"] is None  # or the other could be worked out
    assert not Tally.objects.exists()


def test_a_step_that_is_killed_loses_nothing_and_counts_nothing_twice(cast: Cast) -> None:
    for day in range(3):
        report(cast, day, who="하나")
    with pytest.raises(RuntimeError):
        _killed_while_counting()
    assert counted(cast) == {}
    assert refresh_figures(actor=THE_CLOCK).reports == 3
    assert parts(cast, "reports", "pair_repeat") == {("reports", 0): 3, ("pair_repeat", 1): 1}


def test_reports_that_are_deleted_are_counted_no_more(committed: None) -> None:
    with transaction.atomic():
        cast = on_stage()
        for day in range(3):
            report(cast, 10 * day, who="하나")
    refresh_figures(actor=THE_CLOCK)
    with roles.connect({**embedded.dsn("admin"), "dbname": os.environ["JIKIMI_DB_NAME"]}) as admin:
        admin.execute("DELETE FROM cases_reportparty WHERE report_id IN"
                      " (SELECT id FROM cases_report WHERE number LIKE 'R1-%')")  # fmt: skip
        admin.execute("DELETE FROM cases_report WHERE number LIKE 'R1-%'")
        admin.commit()
    assert refresh_figures(actor=THE_CLOCK).reports == 1
    with transaction.atomic():
        assert parts(cast, "reports", "pair_index", "pair_repeat") == {
            ("reports", 0): 2,
            ("pair_index", 0): 1,
            ("pair_repeat", 30): 1,
        }


def _killed_while_counting() -> None:
    with named(THE_CLOCK), connection.cursor() as cursor:
        words = ("불입건", "입건", "긴급임시조치")
        cursor.execute("SELECT insights_count_reports(10, %s, %s, %s)", words)
        assert cursor.fetchone() == (3,)
        raise RuntimeError("the server was killed before it could commit")
