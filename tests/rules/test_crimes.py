"""Incidents come in coarse, once, and nobody gets an address back from anything that comes out."""

from __future__ import annotations

import csv
import json
import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from django.db import connection
from django.test import Client

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.places.crime_cells import CellWish, crime_cells, geojson
from jikimi.places.crimes import bring_crimes, plan_crimes, undo_crimes, write_refused_rows
from jikimi.places.ground import degrees
from jikimi.places.models import CrimeImport, CrimePoint
from tests.cast import Cast

Enter = Callable[[Actor], None]
SignIn = Callable[[Client, Member], Client]
HEAD = ("접수번호", "죄종", "발생일시", "경도", "위도", "피해자", "주소")
SECRET, STREET = "한여울", "가온시 늘봄로 17"
HOME = (955_013.0, 1_950_007.0)  # beside the corner of a square, where an average would tell most
WHOLE = CellWish((), date(2025, 1, 1), date(2025, 12, 31))


def _rows(many: int = 400, *, seed: int = 1) -> list[tuple[Any, ...]]:
    """A town of 3 × 3 km with one farm far outside it."""
    random = np.random.default_rng(seed)
    places = random.uniform((954_000, 1_949_000), (957_000, 1_952_000), (many, 2))
    kinds = np.array(["절도", "가정폭력"])[random.integers(0, 2, many)]
    return [
        (f"A-{n}", kind, f"2025-{1 + n % 12:02d}-{1 + n % 28:02d} {n % 24:02d}:17", *place)
        for n, (kind, place) in enumerate(zip(kinds, places.tolist(), strict=True))
    ]


def _file(path: Path, rows: list[tuple[Any, ...]]) -> Path:
    with path.open("w", encoding="cp949", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for number, kind, when, x, y in rows:
            lon, lat = (float(part[0]) for part in degrees([x], [y]))
            writer.writerow([number, kind, when, f"{lon:.7f}", f"{lat:.7f}", SECRET, STREET])
    return path


@pytest.fixture
def town(tmp_path: Path, cast: Cast, enter: Enter) -> Path:
    enter(cast.coordinator)
    home = [("H-1", "가정폭력", "2025-07-09 23:41", *HOME)]
    farm = [("F-1", "가정폭력", "2025-07-09 02:10", 930_000.0, 1_930_000.0)]
    odd = [("O-1", "떠돌이", "2025-07-09", *HOME), ("O-2", "절도", "어제", *HOME)]
    return _file(tmp_path / "crimes.csv", [*_rows(), *home, *farm, *odd])


def test_a_list_comes_in_once_coarse_and_is_forgotten_again(
    cast: Cast, enter: Enter, town: Path, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    plan = plan_crimes(actor=cast.coordinator, path=town)
    assert plan.counts == {"new": 401, "same": 0, "rejected": 3}
    assert plan.reasons == {"kind_unknown": 1, "not_a_day": 1, "too_few_around": 1}
    assert plan.personal == ("접수번호", "피해자", "주소")
    assert not CrimePoint.objects.exists()
    with django_assert_max_num_queries(20, connection=connection):
        brought, _plan = bring_crimes(actor=cast.coordinator, path=town)
    for row in CrimePoint.objects.all():
        least, span = (1000, (7, 6)) if row.kind == "domestic" else (250, (1, 1))
        assert row.grain_m >= least
        assert (row.days, row.hours) == span
        assert (row.x % row.grain_m, row.y % row.grain_m) == (row.grain_m / 2, row.grain_m / 2)
        assert row.happened_on.weekday() == 0 or row.days == 1
        assert row.hour is not None
        assert row.hour % row.hours == 0
    enter(THE_OPERATOR)
    again, same = bring_crimes(actor=THE_OPERATOR, path=town)
    assert (again.pk, same.counts) == (brought.pk, {"new": 0, "same": 401, "rejected": 3})
    assert undo_crimes(actor=THE_OPERATOR, brought=brought) == 401
    assert not CrimePoint.objects.exists()
    with pytest.raises(NotYet):
        undo_crimes(actor=THE_OPERATOR, brought=brought)
    more = _file(tmp_path / "more.csv", [*_rows(), *_rows(5, seed=9)])
    bring_crimes(actor=THE_OPERATOR, path=town)
    assert plan_crimes(actor=THE_OPERATOR, path=more).beside > 300
    enter(cast.officer)
    with pytest.raises(NotAllowed):
        bring_crimes(actor=cast.officer, path=town)


def test_workbooks_squares_and_lists_without_a_kind_are_read_and_what_is_no_list_is_told(
    cast: Cast, enter: Enter, tmp_path: Path
) -> None:
    enter(cast.coordinator)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["x", "y", "발생일", "시간", "격자크기"])
    for n in range(30):
        sheet.append([955_000 + 40 * n, 1_950_050, date(2025, 3, 1), f"{n % 24}시", 400])
    sheet.append([955_000, 1_950_050, date(2025, 3, 1), "25", "큼"])
    book.save(tmp_path / "book.xlsx")
    plan = plan_crimes(actor=cast.coordinator, path=tmp_path / "book.xlsx", kind="theft")
    assert (plan.counts["new"], plan.reasons) == (30, {"not_an_hour": 1})
    assert set(plan.coarse.grain_m.tolist()) == {500}
    for name, text in {
        "none.csv": "",
        "kindless.csv": "lon,lat,date\n127,37,2025-01-01\n",
        "placeless.csv": f"kind,date\n{SECRET},{STREET}\n",
        "broken.csv": f"lon,lat,date,kind\n{SECRET}\n",
    }.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        if name == "broken.csv":
            assert plan_crimes(actor=cast.coordinator, path=path).reasons == {"kind_unknown": 1}
            continue
        with pytest.raises(NotValid) as wrong:
            plan_crimes(actor=cast.coordinator, path=path)
        assert name in wrong.value.fields["file"]
        assert SECRET not in str(wrong.value.fields)


def test_nobody_gets_an_address_back(
    cast: Cast,
    client: Client,
    signed_in: SignIn,
    town: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One who knows every address and everything that ever came out of several imports."""
    caplog.set_level(logging.DEBUG)
    name_actor(THE_OPERATOR)
    seen: list[tuple[float, float, int]] = []
    told: list[str] = []
    random = np.random.default_rng(7)
    for turn in range(
        6
    ):  # the same incident again: as it was, among others, without others, jittered
        place = HOME if turn < 4 else tuple(np.array(HOME) + random.normal(0, 4, 2))
        rows = [
            *_rows(400 - 40 * turn, seed=turn // 2),
            ("H-1", "가정폭력", "2025-07-09 23:41", *place),
        ]
        path = _file(tmp_path / f"{turn}.csv", rows)
        brought, plan = bring_crimes(actor=THE_OPERATOR, path=path)
        kept = CrimePoint.objects.filter(brought_by=brought, kind="domestic")
        kept = kept.filter(happened_on=date(2025, 7, 7), hour=18)
        around = [p for p in kept if max(abs(p.x - HOME[0]), abs(p.y - HOME[1])) <= p.grain_m / 2]
        seen += [(p.x, p.y, p.grain_m) for p in around]
        refused = write_refused_rows(plan, tmp_path / "rejects.csv")
        told.append(refused.read_text(encoding="utf-8-sig") if refused else "")
        for size in (1000, 2000):
            for grid in ("square", "hexagon"):
                wish = CellWish(("domestic",), WHOLE.since, WHOLE.until, grid, size)
                found = crime_cells(THE_OPERATOR, wish)
                assert all(cell.count == int(cell.count) for cell in found.cells)
                told.append(json.dumps(geojson(found)))
        told.append(json.dumps(brought.counts, default=str))
        undo_crimes(actor=THE_OPERATOR, brought=brought)
    # All of it together: squares of one family, one within the other, so the least stays one.
    low = np.max([(x - g / 2, y - g / 2) for x, y, g in seen], axis=0)
    high = np.min([(x + g / 2, y + g / 2) for x, y, g in seen], axis=0)
    assert (high - low).min() >= 1000
    addresses = np.array([row[3:] for row in _rows()])
    inside = np.all((addresses >= low) & (addresses < high), axis=1).sum()
    assert inside >= 20, "among so many places it stays one of them"
    assert len({(x, y) for x, y, g in seen if g == 1000}) <= 1, "an average says no more than one"
    with pytest.raises(NotValid):
        crime_cells(THE_OPERATOR, CellWish(("domestic",), WHOLE.since, WHOLE.until, "square", 100))
    assert CellWish(("domestic",), WHOLE.since, WHOLE.until, "square", 250).least_m == 1000
    # What is in the tables, in files, in the record and in logs.
    bring_crimes(actor=THE_OPERATOR, path=town)
    with connection.cursor() as cursor:
        for table in ("places_crimepoint", "places_crimeimport", "access_record"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
            told.append(str(cursor.fetchone()[0]))
    told.append(caplog.text)
    signed_in(client, cast.members["analyst"])
    lon, lat = (float(part[0]) for part in degrees([HOME[0]], [HOME[1]]))
    secrets = (SECRET, STREET, "H-1", f"{lon:.5f}", f"{lat:.5f}", "955013", "1950007", "23:41")
    for one in told:
        assert not [secret for secret in secrets if secret in one]


def test_no_row_of_an_incident_points_at_anything_but_its_import() -> None:
    pointing = [f.name for f in CrimePoint._meta.fields if f.is_relation]
    assert pointing == ["brought_by"]
    assert {f.name for f in CrimeImport._meta.fields if f.is_relation} == {"agency", "member"}
    names = {f.name for f in CrimePoint._meta.fields}
    assert not names & {"number", "address", "victim", "text", "digest", "line"}
