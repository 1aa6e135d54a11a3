"""Indicators as dated data: what is counted, of what, for whom, and since when.

A definition is printed with every figure.  The lists are data/indicators.csv and data/measures.csv.
Source: docs/methods/indicators.md
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

from jikimi.access.codes import Code, codes
from jikimi.access.errors import NotAllowed

RATE, SHARE, RATIO, MEDIAN, PLAIN = "rate", "share", "ratio", "median", "plain"


@dataclass(frozen=True, slots=True)
class Break:
    """A day on which the counting changed; drawn on charts, said in both languages."""

    on: date
    ko: str
    en: str

    @property
    def label(self) -> str:
        """What changed, in the reader's language."""
        return _tongue(self.ko, self.en)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator as defined on a day.

    group: reports, repeats, cases, walking or context.  form: rate (of people), share (in a
    hundred), ratio (how many for each), median (days or seconds), plain (a figure brought from
    elsewhere).  numerator, denominator: parts of tallies, or measures of context figures.
    per: what the value is multiplied with.  direction: lower or higher is better, or none where
    neither is.  minimum: the smallest denominator for which a value is worked out.  levels: region,
    station, district, dong.  follow_days: how long each event is followed; younger months have no
    value.  kinds: the code list it is split by (room.list), empty where it is not.
    """

    code: str
    name: str
    group: str
    form: str
    numerator: str
    denominator: str
    per: float
    unit: str
    direction: str
    minimum: int
    levels: tuple[str, ...]
    is_by_kind: bool
    follow_days: int
    counted: str
    of_what: str
    period: str
    limits: str
    source: str
    valid_from: date
    valid_to: date | None
    breaks: tuple[Break, ...]
    kinds: str = ""

    @property
    def is_by_report_kind(self) -> bool:
        """Whether it can be asked for by kind of 112 report."""
        return self.kinds == "cases.kinds"

    @property
    def is_context(self) -> bool:
        """Whether it comes from figures of other offices alone."""
        return self.group == "context"


def indicators(*, on: date | None = None, group: str = "") -> list[Indicator]:
    """Every indicator as defined on a day (today without one), in the order of the list."""
    found = [_indicator(row) for row in codes("insights", "indicators", on=on).values()]
    return [one for one in found if not group or one.group == group]


def indicator_called(code: str, *, on: date | None = None) -> Indicator:
    """The indicator with this code. Raises NotAllowed, as for anything absent."""
    row = codes("insights", "indicators", on=on).get(code)
    if row is None:
        raise NotAllowed
    return _indicator(row)


def definitions(chosen: list[str], *, on: date | None = None) -> list[dict[str, str]]:
    """Definitions as data, in both languages, to be stored with what is published."""
    rows = codes("insights", "indicators", on=on)
    keep = (
        *("form", "per", "minimum", "follow_days", "unit"),
        *("numerator", "denominator", "period", "limits", "break"),
    )
    return [
        {
            "code": code,
            "ko": rows[code].ko,
            "en": rows[code].en,
            "source": rows[code].source,
            "valid_from": rows[code].valid_from.isoformat(),
            **{k: v for k, v in rows[code].more.items() if k.startswith(keep) and v},
        }
        for code in chosen
        if code in rows
    ]


def definitions_version(chosen: list[str], *, on: date | None = None) -> str:
    """A digest that changes when the words or rules of one of these indicators do."""
    told = json.dumps(definitions(chosen, on=on), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def as_data(indicator: Indicator) -> dict[str, object]:
    """For JSON."""
    return asdict(indicator)


def _indicator(row: Code) -> Indicator:
    return _made(row.code, row.valid_from, get_language() or "ko")


@lru_cache(maxsize=256)
def _made(code: str, since: date, language: str) -> Indicator:
    row = next(r for r in codes("insights", "indicators", on=since).values() if r.code == code)
    more = row.more
    return Indicator(
        code=row.code,
        name=row.label,
        group=more["group"],
        form=more["form"],
        numerator=more["numerator"],
        denominator=more["denominator"],
        per=float(more["per"]),
        unit=_tongue(more["unit_ko"], more["unit_en"]),
        direction=more["direction"],
        minimum=int(more["minimum"]),
        levels=tuple(more["levels"].split()),
        is_by_kind=more["by_kind"] == "yes",
        follow_days=int(more["follow_days"]),
        counted=_tongue(more["numerator_ko"], more["numerator_en"]),
        of_what=_tongue(more["denominator_ko"], more["denominator_en"]),
        period=_tongue(more["period_ko"], more["period_en"]),
        limits=_tongue(more["limits_ko"], more["limits_en"]),
        source=row.source,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        breaks=_breaks(row),
        kinds=more["kinds"],
    )


def _breaks(row: Code) -> tuple[Break, ...]:
    if not row.more["break_on"]:
        return ()
    on = date.fromisoformat(row.more["break_on"])
    return (Break(on, row.more["break_ko"], row.more["break_en"]),)


def _tongue(ko: str, en: str) -> str:
    return en if (get_language() or "ko").startswith("en") else ko
