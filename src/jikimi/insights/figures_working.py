"""Working figures out of counts: one, a row of months, months together, now beside before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from dateutil.relativedelta import relativedelta

from jikimi.access.codes import label
from jikimi.insights.figures import (
    HIDDEN,
    NO_PEOPLE,
    NOT_OVER,
    NOTHING,
    REGION,
    STATION,
    TOO_FEW,
    Figure,
    Headline,
    Wish,
)
from jikimi.insights.figures_counts import Counts, Sight, followed_until
from jikimi.insights.figures_people import (
    Brought,
    level_people,
    region_people,
    station_keys,
    station_names,
)
from jikimi.insights.figures_values import valued
from jikimi.insights.indicators import MEDIAN, RATE, Break, Indicator
from jikimi.insights.quantiles import quantile_of_spans
from jikimi.insights.rates import rate_ratio
from jikimi.insights.spans import median_of_spans


def bare_figure(
    indicator: Indicator,
    counts: Counts,
    key: str,
    name: str,
    wish: Wish,
    people: tuple[float, int] | None,
) -> Figure:
    """Numerator and denominator without a value."""
    top = counts.number(key, indicator.numerator, within=indicator.follow_days)
    bottom: float | None = counts.number(key, indicator.denominator)
    if indicator.form == RATE:
        bottom = people[0] if people else None
    return Figure(key, name, wish.since, wish.until, top, bottom)


def done(indicator: Indicator, bare: Sequence[Figure], counts: Counts) -> list[Figure]:
    """Value and interval of each, whatever form the indicator has."""
    if indicator.form != MEDIAN:
        return valued(indicator, bare)
    return [median_of(indicator, figure, counts) for figure in bare]


def median_of(
    indicator: Indicator, figure: Figure, counts: Counts, key: str | None = None
) -> Figure:
    """Days until half of the cases had support; told rows hold the median itself."""
    spans = counts.spans(figure.area if key is None else key, indicator.numerator)
    cases = figure.denominator
    if cases is None or None in spans.values():
        return replace(figure, numerator=None, denominator=None, why=HIDDEN)
    if not cases:
        return replace(figure, numerator=None, why=NOTHING)
    if cases < indicator.minimum:
        return replace(figure, numerator=None, why=TOO_FEW)
    told = spans.get(0) if set(spans) == {0} else None
    days = {day: float(n or 0) for day, n in spans.items()}
    if told is not None:
        return replace(figure, numerator=None, value=told, why="")
    value = median_of_spans(days, cases)
    if value is None:
        return replace(figure, numerator=None, why=NOT_OVER)
    found = quantile_of_spans(days, cases, 0.5)
    low, high = (None if not np.isfinite(end) else end for end in (found.low, found.high))
    return replace(figure, numerator=None, value=value, low=low, high=high, why="")


def monthly(
    indicator: Indicator,
    wish: Wish,
    counts: Counts | None,
    sight: Sight,
    known: Brought,
    region: tuple[str, list[str]],
) -> list[Figure]:
    """One figure a month, also for months without anything; those not over have no value."""
    until = followed_until(indicator, wish.until, sight)
    keys = station_keys() if wish.level == STATION and indicator.form == RATE else {}
    area = key_of(wish)
    bare = []
    month = wish.since
    while month < wish.until:
        after = month + relativedelta(months=1)
        figure = Figure(area, "", month, after)
        if month >= until or (not sight.is_whole and after > sight.months_over):
            figure = replace(figure, why=NOT_OVER)
        elif counts is None:
            figure = replace(figure, why=HIDDEN)
        else:
            people = None
            if indicator.form == RATE:
                people = (
                    level_people(known, wish.level, area, keys, month, after)
                    if area
                    else region_people(known, region, month, after)
                )
            figure = bare_figure(
                indicator, counts, month.isoformat(), "", replace(wish, since=month, until=after),
                people,
            )  # fmt: skip
            figure = replace(figure, area=area)
        bare.append(figure)
        month = after
    if indicator.form == MEDIAN:
        of = counts or Counts()
        return [f if f.why else median_of(indicator, f, of, f.since.isoformat()) for f in bare]
    return valued(indicator, bare)


def summed(
    indicator: Indicator, months: Iterable[Figure], counts: Counts, since: date, until: date
) -> Figure:
    """Months together; those not over are left out, and one that is hidden hides the sum."""
    chosen = [m for m in months if since <= m.since < until and m.why != NOT_OVER]
    if not chosen:
        return Figure("", "", since, until, why=NOT_OVER)
    figure = Figure("", "", since, chosen[-1].until)
    if any(m.why == HIDDEN for m in chosen):
        return replace(figure, why=HIDDEN)
    if indicator.form == RATE and any(m.why == NO_PEOPLE for m in chosen):
        return replace(figure, numerator=sum(m.numerator or 0 for m in chosen), why=NO_PEOPLE)
    top = None if indicator.form == MEDIAN else sum(m.numerator or 0 for m in chosen)
    figure = replace(figure, numerator=top, denominator=sum(m.denominator or 0 for m in chosen))
    if indicator.form != MEDIAN:
        return valued(indicator, [figure])[0]
    together = Counts()
    for month in chosen:
        for day, n in counts.spans(month.since.isoformat(), indicator.numerator).items():
            together.put("", indicator.numerator, day, n)
    return median_of(indicator, figure, together)


def by_year_if_hidden(
    line: Headline,
    years: Counts,
    sight: Sight,
    end: date,
    known: Brought,
    region: tuple[str, list[str]],
) -> Headline:
    """The same by calendar year, where months are too small: the newest followed long enough."""
    if line.now.why != HIDDEN:
        return line
    indicator, first = line.indicator, (end - relativedelta(days=1)).year
    while followed_until(indicator, _year_end(first, end), sight) < _year_end(first, end):
        first -= 1
    now, before = (
        _of_year(indicator, years, year, end, known, region) for year in (first, first - 1)
    )
    crossed = [b for b in indicator.breaks if before.since < b.on < now.until]
    return compared(replace(line, now=now, before=before, breaks=tuple(crossed)))


def _year_end(year: int, end: date) -> date:
    return max(date(year, 1, 1), min(date(year + 1, 1, 1), end))


def _of_year(
    indicator: Indicator,
    years: Counts,
    year: int,
    end: date,
    known: Brought,
    region: tuple[str, list[str]],
) -> Figure:
    since, until = date(year, 1, 1), _year_end(year, end)
    if until <= since:
        return Figure("", "", since, until, why=NOT_OVER)
    wish = Wish(indicator.code, since, until)
    people = region_people(known, region, since, until) if indicator.form == RATE else None
    bare = bare_figure(indicator, years, since.isoformat(), "", wish, people)
    if indicator.form == MEDIAN:
        return median_of(indicator, bare, years, since.isoformat())
    return valued(indicator, [bare])[0]


def compared(line: Headline) -> Headline:
    """Now over before with its interval, unless something cannot be compared."""
    now, before = line.now, line.before
    crossed = any(before.since < one.on < now.until for one in line.breaks)
    if crossed or now.value is None or before.value is None or line.indicator.form == MEDIAN:
        return line
    found = rate_ratio(
        float(now.numerator or 0),
        float(now.denominator or 1),
        float(before.numerator or 0),
        float(before.denominator or 1),
    )
    if not np.isfinite([found.value, found.high]).all():
        return line
    return replace(line, ratio=found.value, ratio_low=found.low, ratio_high=found.high, p=found.p)


def unknown_share(indicator: Indicator, counts: Counts, key: str) -> float | None:
    """Of the reports, how many could not be tied to a pair or an address."""
    if indicator.group != "repeats":
        return None
    unknown = counts.number(key, indicator.denominator.replace("index", "unknown"))
    reports = counts.number(key, "reports")
    return unknown / reports if reports and unknown is not None else None


def breaks_within(indicator: Indicator, wish: Wish) -> tuple[Break, ...]:
    """What changed within the time asked for."""
    return tuple(one for one in indicator.breaks if wish.since < one.on < wish.until)


def is_asked(key: str, wish: Wish) -> bool:
    """Whether a place is among those asked for; all are when none is named."""
    return not wish.areas or key in wish.areas or key.removeprefix("s") in wish.areas


def key_of(wish: Wish) -> str:
    """The key under which the one place asked for is counted; empty for the region."""
    if wish.level == REGION or not wish.areas:
        return ""
    return f"s{wish.areas[0].removeprefix('s')}" if wish.level == STATION else wish.areas[0]


def names_of(level: str, keys: Iterable[str]) -> dict[str, str]:
    """Names of places in the reader's language; the code where no name is known."""
    if level == STATION:
        known = station_names()
        return {key: known.get(key, key) for key in keys}
    return {key: label("directory", "places", key) for key in keys}
