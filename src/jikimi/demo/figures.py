"""Told here: three years of 112 reports before the story, people of the areas, and the counting."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.codes import label
from jikimi.access.ticket import named
from jikimi.cases.importing import import_reports
from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.insights.bringing import FigureList, bring_figures
from jikimi.insights.sources import refresh_figures

REPORTS = 2_400
_FIRST, _LAST = 1_060, 25  # days ago: none is so young that an officer would look for it
_SEED = 20_230_222
_KINDS = [*["domestic_violence"] * 6, *["stalking"] * 2, *["dating_violence"] * 3]
_KINDS += [*["child_abuse"] * 2, "elder_abuse"]
_PLACES = {
    "police_dongbu": ("제주시", "50110101", "동녘"),
    "police_seobu": ("제주시", "50110110", "서녘"),
    "police_seogwipo": ("서귀포시", "50130101", "남녘"),
}
_SURNAMES, _GIVEN = (
    "양부고현문변",
    ("도솔", "가온해", "누리봄", "한별솔", "슬옹", "마루한", "새론결"),
)
_RESULTS = [*["현장종결"] * 7, "입건", "입건", "불입건"]
_LISTS = (
    ("figures_residents", "residents", "district"),
    ("figures_regions", "residents", "region"),
    ("figures_reports", "reports", "region"),
    ("figures_divorces", "divorces", "district"),
    ("figures_high_risk_drinking", "high_risk_drinking", "district"),
    ("figures_smoking", "smoking", "district"),
)


def events() -> Iterator[Event]:
    """Old reports come in first of all; people and counting when everything else is told."""
    yield Event(_FIRST, "years", "reports", _come_in)
    yield Event(0, "figures", "people", _bring_and_count)


def _come_in(town: Town) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "112.csv"
        rows = list(_rows(town))
        with path.open("w", encoding="cp949", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        with named(THE_OPERATOR):
            import_reports(actor=THE_OPERATOR, path=path)


def _rows(town: Town) -> Iterator[dict[str, str]]:
    """Invented reports; one in four is about a pair that was reported before."""
    chance = Random(_SEED)  # noqa: S311 - an invented town, the same each time
    pairs: list[tuple[int, str]] = []
    # From the first of a month on: a month of which half is told would look like a quiet one.
    first = (town.today - town.days_ago(_FIRST).replace(day=1)).days
    for number in range(REPORTS):
        days_ago = first - number * (first - _LAST) // REPORTS
        at = datetime.combine(
            town.today - timedelta(days=days_ago), time(chance.randint(0, 23), 15)
        )
        if pairs and chance.random() < 0.25:
            pair, station = chance.choice(pairs[-300:])
        else:
            pair, station = number, chance.choice(list(_PLACES))
            pairs.append((pair, station))
        yield _row(number, at, pair, station, town, chance)


def _row(
    number: int, at: datetime, pair: int, station: str, town: Town, chance: Random
) -> dict[str, str]:
    city, dong, way = _PLACES[station]
    result = chance.choice(_RESULTS)
    is_urgent = result == "입건" and chance.random() < 0.3
    kind = _KINDS[pair % len(_KINDS)]
    return {
        "접수번호": f"{at:%Y%m%d}-9{number:05d}",
        "접수일시": f"{at:%Y-%m-%d %H:%M}",
        "사건종별": label("cases", "kinds", kind, on=at.date()),
        "대응코드": str(chance.choice((1, 2, 2, 3))),
        "관할경찰서": town.agencies[station].name_ko,
        "발생장소(도로명주소)": f"제주특별자치도 {city} {way}로 {1 + pair % 400}",
        "법정동코드": f"{dong}00",
        "피해자 성명": _name(pair, 0),
        "피해자 생년월일": _born(pair, 1968),
        "가해자 성명": _name(pair, 3),
        "가해자 생년월일": _born(pair, 1964),
        "현장조치": "긴급임시조치 1·2호" if is_urgent else "상담 안내",
        "처리결과": result,
    }


def _name(pair: int, shift: int) -> str:
    given = _GIVEN[(pair // len(_SURNAMES) + shift) % len(_GIVEN)]
    return _SURNAMES[(pair + shift) % len(_SURNAMES)] + given


def _born(pair: int, year: int) -> str:
    return f"{year + pair % 31}-{1 + pair % 12:02d}-{1 + pair // 12 % 28:02d}"


def _bring_and_count(town: Town) -> None:
    folder = files("jikimi.demo") / "data"
    with named(THE_OPERATOR):
        for name, measure, level in _LISTS:
            path = Path(str(folder / f"{name}.csv"))
            source = "꾸며 낸 자료(견본)"
            given = FigureList(path, measure, source, timezone.localdate(), level=level)
            bring_figures(actor=THE_OPERATOR, given=given)
    refresh_figures(actor=THE_OPERATOR)
