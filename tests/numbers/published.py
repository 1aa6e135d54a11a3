"""Published worked examples, each as it was printed: where from, what, how we work it out.

Numbers of others that are facts stand here; workbooks of others are read where they lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

from jikimi.insights import rates
from jikimi.insights.comparisons import two_counts_p
from jikimi.insights.rates import Estimate, Floats, Ratio
from jikimi.places.effects import Difference, weighted_displacement_difference

STATISTICS = Path(__file__).parents[3] / "shared/data/statistics"
ESP_2013 = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000]
ESP_2013 += [7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000]
_DIRECT, _INDIRECT = "dsr per ", "indirectly standardised rate per "
_LEVELS = {"95%": 0.95, "99.8%": 0.998}


@dataclass(frozen=True, slots=True)
class Printed:
    """One row of the table. printed: as printed, "" for what was not; found: worked out by us."""

    source: str
    what: str
    printed: tuple[str, ...]
    found: Callable[[], tuple[float, ...]]

    def __str__(self) -> str:
        return f"{self.source}: {self.what}"


def limits(estimate: Estimate) -> tuple[float, ...]:
    return float(estimate.low.flat[0]), float(estimate.high.flat[0])


def whole(estimate: Estimate) -> tuple[float, ...]:
    return float(estimate.value.flat[0]), *limits(estimate)


def ratio(found: Ratio) -> tuple[float, ...]:
    return found.value, found.low, found.high, found.p


def _count(count: int) -> Callable[[], tuple[float, ...]]:
    return lambda: limits(rates.count_interval([count]))


def _share(count: int, of: int) -> Callable[[], tuple[float, ...]]:
    return lambda: limits(rates.proportion([count], [of]))


def _control(mean: float, confidence: float) -> Callable[[], tuple[float, ...]]:
    def found() -> tuple[float, ...]:
        low, high = rates.poisson_limits(mean, confidence=confidence)
        return float(low), float(high)

    return found


def _displaced() -> Difference:
    return weighted_displacement_difference(
        control=(308, 318), treated=(207, 110), control_around=(150, 140), treated_around=(178, 157)
    )


_TOY = ([[10, 30, 5]], [[1000, 2000, 500]], [30000, 50000, 20000])
_GARWOOD, _BYAR, _WILSON = "Garwood 1936", "Breslow & Day 1987", "Wilson 1927"
OURS = [
    Printed(_GARWOOD, "0 events", ("0", "3.6889"), _count(0)),
    Printed(_GARWOOD, "1 event", ("0.0253", "5.5716"), _count(1)),
    Printed(_GARWOOD, "5 events", ("1.6235", "11.6683"), _count(5)),
    Printed(_GARWOOD, "9 events", ("4.1154", "17.0848"), _count(9)),
    Printed(_BYAR, "10 events", ("4.7874", "18.3915"), _count(10)),
    Printed(_BYAR, "24 events", ("15.3727", "35.7116"), _count(24)),
    Printed(_BYAR, "65 events", ("50.1632", "82.8491"), _count(65)),
    Printed(_BYAR, "100 events", ("81.3621", "121.6279"), _count(100)),
    Printed(_WILSON, "0 of 10", ("0", "0.2775"), _share(0, 10)),
    Printed(_WILSON, "6 of 10", ("0.3127", "0.8318"), _share(6, 10)),
    Printed(_WILSON, "79 of 454", ("0.1419", "0.2116"), _share(79, 454)),
    Printed(
        "the programme, 2024",
        "referrals 323 to 384",
        ("1.1889", "1.0226", "1.3828", "0.0240"),
        lambda: ratio(rates.rate_ratio(384, 1, 323, 1)),
    ),
    Printed(
        "the programme, 2024",
        "reports 1386 to 1325",
        ("0.9560", "0.8860", "1.0315", "0.2492"),
        lambda: ratio(rates.rate_ratio(1325, 1, 1386, 1)),
    ),
    Printed(
        "Dobson 1991",
        "three ages",
        ("1250.0", "906.7", "1678.8"),
        lambda: whole(rates.directly_standardised(*_TOY)),
    ),
    Printed("Spiegelhalter 2005", "10 expected, 95 %", ("4", "17"), _control(10, 0.95)),
    Printed("Spiegelhalter 2005", "10 expected, 99.8 %", ("2", "21"), _control(10, 0.998)),
    Printed("Spiegelhalter 2005", "50 expected, 95 %", ("37", "64"), _control(50, 0.95)),
    Printed("Spiegelhalter 2005", "50 expected, 99.8 %", ("30", "73"), _control(50, 0.998)),
    Printed("Jeju 2019", "206226 reports in 243 days", ("849",), lambda: (206_226 / 243,)),
    Printed("Krishnamoorthy & Thomson 2004", "0, 3", ("0.0884",), lambda: (two_counts_p(0, 3),)),
    Printed("Krishnamoorthy & Thomson 2004", "6, 2", ("0.1749",), lambda: (two_counts_p(6, 2),)),
    Printed(
        "Wheeler & Ratcliffe 2018",
        "four areas",
        ("-118", "-2.98"),
        lambda: (_displaced().value, _displaced().z),
    ),
]


def phe() -> Iterator[Printed]:
    """Every worked example of the public health workbooks, and nothing where they are not here."""
    if STATISTICS.is_dir():
        yield from _phe_intervals()
        yield from _phe_rates()
        yield from _phe_direct()
        yield from _phe_dependent()
        yield from _phe_indirect()


def _phe_intervals() -> Iterator[Printed]:
    for count, of, low, high, level, method in _rows("phe_byars_wilson.xlsx", "testdata_B_W"):
        if level not in _LEVELS:
            continue
        at: dict[str, Any] = {"confidence": _LEVELS[level]}
        if method == "Byars":
            found = _of(lambda n=count, at=at: limits(rates.byar_interval([n], **at)))
        else:
            found = _of(lambda n=count, of=of, at=at: limits(rates.proportion([n], [of], **at)))
        yield Printed("PHE intervals", f"{method} {count} {level}", _texts(low, high), found)


def _phe_rates() -> Iterator[Printed]:
    rows = _rows("phe_rate.xlsx", "testdata_Rate")
    for area, count, people, value, low, high, low_998, high_998, _, method, per in rows:
        if value is None:
            continue
        for level, pair in (("95%", (low, high)), ("99.8%", (low_998, high_998))):
            at: dict[str, Any] = {"per": per, "confidence": _LEVELS[level]}
            found = _of(lambda n=count, of=people, at=at: whole(rates.rate([n], [of], **at)))
            what = f"{method} {area} per {per} {level}"
            yield Printed("PHE rates", what, _texts(value, *pair), found)


def _phe_direct() -> Iterator[Printed]:
    by_area = _by_area("testdata_multiarea", 4)
    old = np.array(list(_rows("phe_dsr_isr.xlsx", "testdata_1976")), dtype=object)
    old = np.array([row[1:] for row in old if row[1] is not None], np.float64)
    for area, value, pairs, per in _results("testresults_DSR", _DIRECT):
        if area == "testdata_1976":
            # Its 99.8 % limits are printed ten times too large; those of 95 % agree.
            counts, people, weights = old.T
            pairs = {"95%": pairs["95%"]}
        elif area in by_area:
            (counts, people), weights = by_area[area].T, np.array(ESP_2013, np.float64)
        else:
            continue
        for level, pair in pairs.items():
            at: dict[str, Any] = {"per": per, "confidence": _LEVELS[level]}
            found = _of(lambda c=counts, p=people, w=weights, at=at: _direct(c, p, w, at))
            yield Printed("PHE direct", f"{area} per {per} {level}", _texts(value, *pair), found)


def _phe_dependent() -> Iterator[Printed]:
    by_area = _by_area("testdata_nonindepe", 8)
    for area, value, pairs, per in _results("testresults_DSR", _DIRECT):
        for level, pair in pairs.items() if area in by_area else ():
            counts, people, *sizes = by_area[area].T
            told = [(size, [persons]) for size, persons in enumerate(sizes, start=1)]
            at = {"per": per, "confidence": _LEVELS[level], "event_sizes": told}
            weights = np.array(ESP_2013, np.float64)
            found = _of(lambda c=counts, p=people, w=weights, at=at: _direct(c, p, w, at))
            # Printed to eight places, and not to sixteen digits as the others.
            texts = tuple(f"{number:.8f}" for number in (value, *pair))
            yield Printed("PHE dependent events", f"{area} {level}", texts, found)


def _phe_indirect() -> Iterator[Printed]:
    by_area = _by_area("testdata_multiarea_isr", 6)
    reference = by_area["testdata_big"][:, 2:].T
    for area, value, pairs, per in _results("testresults_ISR", _INDIRECT):
        for level, pair in pairs.items() if area in by_area else ():
            at: dict[str, Any] = {"per": per, "confidence": _LEVELS[level]}
            counts, people = by_area[area][:, :2].T
            found = _of(lambda c=counts, p=people, at=at: _indirect(c, p, reference, at))
            yield Printed("PHE indirect", f"{area} per {per} {level}", _texts(value, *pair), found)


def _direct(
    counts: Floats, people: Floats, weights: Floats, at: dict[str, Any]
) -> tuple[float, ...]:
    return whole(rates.directly_standardised([counts], [people], weights, **at))


def _indirect(
    counts: Floats, people: Floats, reference: Floats, at: dict[str, Any]
) -> tuple[float, ...]:
    return whole(rates.indirectly_standardised([counts], [people], *reference, **at))


def _of(found: Callable[[], tuple[float, ...]]) -> Callable[[], tuple[float, ...]]:
    return found


def _texts(*numbers: float | None) -> tuple[str, ...]:
    return tuple("" if number is None else repr(float(number)) for number in numbers)


def _rows(book: str, sheet: str) -> Iterator[tuple[Any, ...]]:
    opened = openpyxl.load_workbook(STATISTICS / book, data_only=True)
    return opened[sheet].iter_rows(min_row=2, values_only=True)


def _by_area(sheet: str, width: int) -> dict[str, Floats]:
    found: dict[str, list[list[float]]] = {}
    for row in _rows("phe_dsr_isr.xlsx", sheet):
        if row[0]:
            found.setdefault(row[0], []).append([float(cell or 0) for cell in row[2:width]])
    return {area: np.array(rows) for area, rows in found.items()}


def _results(sheet: str, statistic: str) -> Iterator[tuple[str, Any, dict[str, Any], float]]:
    """Area, value, limits by level, per how many: of the rows that print such a statistic."""
    at = 3 if "DSR" in sheet else 4
    for row in _rows("phe_dsr_isr.xlsx", sheet):
        if str(row[at + 5]).startswith(statistic):
            per = float(str(row[at + 5]).rsplit(" ", 1)[1])
            pairs = {"95%": row[at + 1 : at + 3], "99.8%": row[at + 3 : at + 5]}
            yield row[0], row[at], pairs, per
