"""What a table for publication is called: its axes, areas, kinds, periods and numbers, twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import translation

from jikimi.access.actor import Actor
from jikimi.access.codes import Code, code_rows, codes
from jikimi.insights.figures_asked import places
from jikimi.insights.indicators import RATE, Indicator
from jikimi.insights.publishing_cells import ALL, KIND
from jikimi.places.areas import area_names

Words = dict[str, str]
# What a table is split by, after the list of an indicator.
_AXES = {"escorts.alarm_groups": "group", "escorts.hour_bands": "hour"}
WHOLE, YEAR, QUARTER, MONTH = "whole", "year", "quarter", "month"


def both(code: str) -> Words:
    """Words of publication_words.csv in both languages."""
    row = codes("insights", "publication_words")[code]
    return {"ko": row.ko, "en": row.en}


def source_words(indicator: Indicator) -> Words:
    """Whose records were counted, and whose figures of people stand below them."""
    whose = both(f"source.{indicator.group}")
    people = both("source.residents") if indicator.form == RATE else {}
    return {
        key: "; ".join([words, *([people[key]] if people else [])]) for key, words in whose.items()
    }


def axis_of(indicator: Indicator) -> str:
    """The axis on which an indicator's kinds lie: kinds of reports, of alarms, times of day."""
    return _AXES.get(indicator.kinds, KIND)


def axes(
    actor: Actor,
    indicator: Indicator,
    step: str,
    areas: list[str],
    kinds: list[str],
    periods: list[tuple[str, date, date]],
) -> list[dict[str, Any]]:
    """Area, kind and period with the words of each code."""
    split, known = axis_of(indicator), kinds_known(indicator)
    return [
        {"key": "area", **both("axis.area"), "codes": _area_words(actor, areas)},
        {
            "key": "kind",
            **both(f"axis.{split}"),
            "codes": [_kind_words(kind, split, known) for kind in kinds],
        },
        {
            "key": "period",
            **both("axis.period"),
            "codes": [[code, *_period_words(step, first, code)] for code, first, _u in periods],
        },
    ]


def _area_words(actor: Actor, areas: list[str]) -> list[list[str]]:
    names = {}
    for language in ("ko", "en"):
        with translation.override(language):
            names[language] = {place.code: place.name for place in places(actor)}
    whole, dongs = both("all.area"), area_names()
    return [
        [area, whole["ko"], whole["en"]]
        if area == ALL
        else [area, *(names[one].get(area) or dongs.get(area, area) for one in ("ko", "en"))]
        for area in areas
    ]


def _kind_words(kind: str, split: str, known: dict[str, Code]) -> list[str]:
    if kind == ALL:
        return [ALL, *both(f"all.{split}").values()]
    return [kind, known[kind].ko, known[kind].en]


def kinds_known(indicator: Indicator) -> dict[str, Code]:
    """Every kind there ever was of what an indicator is split by."""
    room, _dot, name = (indicator.kinds or "cases.kinds").partition(".")
    return {row.code: row for row in code_rows(room, name)}


def _period_words(step: str, first: date, code: str) -> tuple[str, str]:
    quarter = (first.month - 1) // 3 + 1
    told = {
        YEAR: (f"{first.year}년", f"{first.year}"),
        QUARTER: (f"{first.year}년 {quarter}분기", f"{first.year} Q{quarter}"),
        MONTH: (f"{first.year}년 {first.month}월", f"{first:%Y-%m}"),
    }
    return told.get(step, (code.replace("/", " ~ "), code.replace("/", " to ")))


def metrics(code: str) -> list[dict[str, Any]]:
    """How many, of how many, the value and its interval."""
    row = codes("insights", "indicators")[code]
    more, form = row.more, row.more["form"]
    unit = {"unit_ko": more["unit_ko"], "unit_en": more["unit_en"], "decimals": 1}
    of = both("metric.residents" if form == RATE else "metric.of")
    return [
        {"key": "number", **both("metric.number"), "decimals": 0},
        {"key": "of", **of, "decimals": 0},
        {"key": "value", "ko": row.ko, "en": row.en, **unit},
        {"key": "low", **both("metric.low"), **unit},
        {"key": "high", **both("metric.high"), **unit},
    ]
