"""Lists of sites come in once, with what is doubtful marked, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.places.areas import area_names, boundaries, bring_areas
from jikimi.places.models import Area, Site, SiteEvent, SiteImport
from jikimi.places.site_import import bring_sites, plan_sites, undo_sites, write_refused
from tests.cast import Cast

Enter = Callable[[Actor], None]
HEAD = "안전비상벨관리번호,설치위치,소재지도로명주소,위도,경도,관리기관명\n"
ROWS = [
    "B-1,늘봄공원,가온도 가온시 늘봄로 1,37.5,127.005,가온시청",
    "B-2,해든역,가온도 가온시 해든로 2,37.5,127.015,가온시청",
    "B-3,누리길,가온도 나래시 누리길 3,37.5,127.0151,가온시청",
    "B-4,다온길,가온도 가온시 다온길 4,37.5,128.5,가온시청",
    "B-5,한울길,가온도 가온시 한울길 5,37.50001,127.005,가온시청",
    "B-6,미르길,가온도 가온시 미르길 6,,,가온시청",
    "B-7,솔길,가온도 가온시 솔길 7,일곱,127.0,가온시청",
]


def _square(west: float) -> dict[str, object]:
    ring = [[west, 37.4], [west + 0.01, 37.4], [west + 0.01, 37.6], [west, 37.6], [west, 37.4]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def town(tmp_path: Path, cast: Cast, enter: Enter) -> Path:
    """Two dong side by side in one city, and the list of its bells."""
    features = [
        {
            "type": "Feature",
            "properties": {"adm_cd2": f"99110{n}0000"[:10], "adm_nm": f"가온도 가온시 {name}",
                           "sgg": "99110"},
            "geometry": _square(127.0 + n / 100),
        }
        for n, name in enumerate(("늘봄동", "해든동"))
    ]  # fmt: skip
    path = tmp_path / "dong.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    enter(THE_OPERATOR)
    assert bring_areas(actor=THE_OPERATOR, path=path, valid_from=date(2026, 1, 1)) == 2
    return _list(tmp_path, ROWS)


def _list(folder: Path, rows: list[str]) -> Path:
    path = folder / "bells.csv"
    path.write_bytes((HEAD + "\n".join(rows) + "\n").encode("cp949"))
    return path


def test_a_dry_run_tells_every_row_and_changes_nothing(town: Path, tmp_path: Path) -> None:
    plan = plan_sites(town)
    assert plan.counts == {"new": 6, "changed": 0, "same": 0, "rejected": 1}
    assert plan.doubts == {"elsewhere": 1, "outside": 1, "same_place": 2, "no_place": 1}
    assert (Site.objects.count(), SiteImport.objects.count()) == (0, 0)
    written = write_refused(plan, tmp_path / "refused.csv")
    assert written is not None
    assert "B-7" in written.read_text(encoding="utf-8-sig")


def test_a_list_comes_in_once_in_metres_and_dong_and_its_next_edition_changes_what_changed(
    town: Path, tmp_path: Path
) -> None:
    bring_sites(actor=THE_OPERATOR, path=town)
    first = Site.objects.get(number="B-1")
    assert area_names()[first.area_code] == "가온시 늘봄동"
    assert first.x == pytest.approx(956_241, abs=60_000)
    _brought, again = bring_sites(actor=THE_OPERATOR, path=town)
    assert again.counts == {"new": 0, "changed": 0, "same": 6, "rejected": 1}
    moved = [row.replace("늘봄공원,", "늘봄공원 정자,") for row in ROWS]
    _brought, next_ = bring_sites(actor=THE_OPERATOR, path=_list(tmp_path, moved))
    assert next_.counts == {"new": 0, "changed": 1, "same": 5, "rejected": 1}
    first.refresh_from_db()
    assert (first.name, first.version) == ("늘봄공원 정자", 2)


def test_an_import_is_taken_back_once_and_the_list_can_come_again(
    town: Path, tmp_path: Path
) -> None:
    brought, _plan = bring_sites(actor=THE_OPERATOR, path=town)
    renamed = [row.replace("늘봄공원,", "늘봄공원 정자,") for row in ROWS]
    second, _plan = bring_sites(actor=THE_OPERATOR, path=_list(tmp_path, renamed))
    assert undo_sites(actor=THE_OPERATOR, brought=second) == 1
    assert Site.objects.get(number="B-1").name == "늘봄공원"
    assert undo_sites(actor=THE_OPERATOR, brought=brought) == 6
    assert not Site.objects.filter(removed_on=None).exists()
    assert SiteEvent.objects.filter(kind="undone").count() == 6
    with pytest.raises(NotYet):
        undo_sites(actor=THE_OPERATOR, brought=brought)
    _brought, again = bring_sites(actor=THE_OPERATOR, path=_list(tmp_path, ROWS))
    assert again.counts["new"] == 6


def test_a_list_is_brought_by_a_coordinator_and_by_nobody_who_only_works_on_cases(
    cast: Cast, enter: Enter, town: Path
) -> None:
    enter(cast.officer)
    with pytest.raises(NotAllowed):
        bring_sites(actor=cast.officer, path=town)
    enter(cast.coordinator)
    brought, _plan = bring_sites(actor=cast.coordinator, path=town)
    assert brought.agency_id == cast.agencies["police"].pk


def test_the_same_boundaries_again_change_nothing_and_a_broken_file_says_what_is_wrong(
    town: Path, tmp_path: Path
) -> None:
    bring_areas(actor=THE_OPERATOR, path=tmp_path / "dong.geojson", valid_from=date(2026, 1, 1))
    assert sorted(Area.objects.values_list("level", flat=True)) == ["district", "dong", "dong"]
    assert boundaries().places([127.005, 126.0], [37.5, 37.5]) == [0, -1]
    for text in ("no json", '{"features": [{"properties": {}}]}'):
        broken = tmp_path / "broken.geojson"
        broken.write_text(text)
        with pytest.raises(NotValid) as wrong:
            bring_areas(actor=THE_OPERATOR, path=broken, valid_from=date(2026, 1, 1))
        assert "broken.geojson" in wrong.value.fields["file"]


def test_how_many_questions_a_list_costs_does_not_grow_with_its_length(
    town: Path, tmp_path: Path, django_assert_max_num_queries: Callable[..., object]
) -> None:
    long = [f"C-{n},길,가온도 가온시 길 {n},37.5,127.0{n:03d},가온시청" for n in range(100)]
    with django_assert_max_num_queries(20, connection=connection):  # type: ignore[attr-defined]
        bring_sites(actor=THE_OPERATOR, path=_list(tmp_path, long))
