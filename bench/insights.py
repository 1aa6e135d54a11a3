"""Figures of a country: overview at 5,000,000 reports, refresh after 10,000 new ones.

A database of its own with reports and nothing else. JIKIMI_BENCH_FIGURES says how many.
Run in a process of its own: python -m bench.insights
"""

from __future__ import annotations

import os
import statistics
import time
from typing import Any

import psycopg

from bench import place
from bench.place import Size

MANY = int(os.environ.get("JIKIMI_BENCH_FIGURES", "5000000"))
SIZE = Size("figures", MANY)
NEW, PIECE, ASKED = 10_000, 250_000, 15
STATIONS = 60

place.settle(SIZE)


def main() -> None:
    """Fill what is not filled, measure, write down."""
    from jikimi.settings import embedded

    embedded.start()
    try:
        _fill()
        import django

        django.setup()
        figures: dict[str, Any] = {"reports": MANY, "first_count_s": _first_count()}
        figures["refresh_new_s"] = _refresh_after(is_new=True)
        figures["refresh_any_s"] = _refresh_after(is_new=False)
        figures |= _overview()
        place.keep("figures", figures=figures)
        print(figures)
    finally:
        embedded.stop()


def _fill() -> None:
    """The database with its reports, unless it is there."""
    from bench import loading, region

    if (place.kept("figures-filled") or {}).get("reports") == MANY:
        return
    region.migrated(SIZE)
    with loading.server_for_loading(SIZE), loading.connected(SIZE) as connection:
        with loading.columns_filled(connection):
            _stations(connection)
            _load(connection)
        connection.execute("VACUUM (ANALYZE) cases_report")
        connection.execute("VACUUM (ANALYZE) cases_reportparty")
    place.keep("figures-filled", figures={"reports": MANY})


def _first_count() -> float:
    """Seconds to count all reports once; the same database is not counted a second time."""
    kept = place.kept("figures-filled")
    if "first_count_s" not in kept:
        began = time.perf_counter()
        _refreshed(anew=True)
        kept["first_count_s"] = round(time.perf_counter() - began, 1)
        with psycopg.connect(**place.admin(SIZE), autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
        place.keep("figures-filled", figures=kept)
    return float(kept["first_count_s"])


def _stations(connection: psycopg.Connection[Any]) -> None:
    connection.execute(
        "INSERT INTO access_agency (key, name_ko, name_en, kind, district, phone)"
        " SELECT 'bench-' || n, '경찰서 ' || n, 'Station ' || n, 'police', '', ''"
        f" FROM generate_series(1, {STATIONS}) n"
    )


def _load(connection: psycopg.Connection[Any]) -> None:
    text = (place.ROOT / "bench" / "sql" / "figures_reports.sql").read_text(encoding="utf-8")
    for first in range(1, MANY + 1, PIECE):
        last = min(first + PIECE - 1, MANY)
        words = {"{many}": str(MANY), "{first}": str(first), "{last}": str(last)}
        connection.execute(_filled(text, words))
        print(f"  {last:,} reports", flush=True)


def _filled(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _refreshed(*, anew: bool = False) -> Any:
    from jikimi.access.actor import THE_CLOCK
    from jikimi.insights.sources import refresh_figures

    return refresh_figures(actor=THE_CLOCK, anew=anew)


def _refresh_after(*, is_new: bool) -> float:
    """Seconds to count 10,000 new reports, of yesterday or of any day."""
    with psycopg.connect(**place.admin(SIZE), autocommit=True) as connection:
        connection.execute(
            _NEW_REPORTS,
            {
                "new": NEW,
                "span": 1.0 if is_new else 1800.0,
                "front": f"{int(time.time()) % 65536:04x}",
            },
        )
    began = time.perf_counter()
    done = _refreshed()
    if done.reports != NEW:
        raise RuntimeError(f"{done.reports} reports were counted, not {NEW}")
    return round(time.perf_counter() - began, 2)


# Copies of reports that are there: the same people and houses again, on other days.
_NEW_REPORTS = """
WITH copied AS (
    SELECT r.*, (%(front)s || lpad(to_hex(row_number() OVER ()), 12, '0')
               || left(md5(random()::text), 16))::uuid AS new_id
      FROM cases_report r TABLESAMPLE SYSTEM (2) LIMIT %(new)s
), reports AS (
    INSERT INTO cases_report (id, number, received_at, kind, response_code, station_id, police_box,
        province, city, town, road, building, detail, place_as_written, legal_dong_code, relation,
        actions_taken, result, narrative, digest, version)
    SELECT new_id, new_id::text, now() - random() * %(span)s * interval '1 day', kind,
           response_code, station_id, police_box, province, city, town, road, building, detail,
           place_as_written, legal_dong_code, relation, actions_taken, result, narrative, digest, 1
      FROM copied
)
INSERT INTO cases_reportparty (id, report_id, station_id, role, name, sex, born_on, phone)
SELECT gen_random_uuid(), c.new_id, p.station_id, p.role, p.name, p.sex, p.born_on, p.phone
  FROM copied c JOIN cases_reportparty p ON p.report_id = c.id
"""


def _overview() -> dict[str, float]:
    """Milliseconds of the overview for an analyst and for a head, the median of some."""
    from django.db import connection

    from jikimi.access.actor import Actor, HeldRole
    from jikimi.access.ticket import named
    from jikimi.insights.figures_asked import overview

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    found = {}
    for role in ("analyst", "council_member"):
        actor = Actor(1, 1, "police", frozenset({HeldRole(role, agency_id=1)}))
        times = []
        for _again in range(ASKED):
            began = time.perf_counter()
            with named(actor):
                overview(actor)
            times.append((time.perf_counter() - began) * 1000)
        found[f"overview_{role}_ms"] = round(statistics.median(times), 1)
    return found


if __name__ == "__main__":
    main()
