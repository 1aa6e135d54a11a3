"""Figures of other offices and other regions: context, and who stands where in the country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta

from jikimi.insights.figures import (
    DISTRICT,
    NO_PEOPLE,
    NOT_BROUGHT,
    REGION,
    Figure,
    Figures,
    Headline,
    Wish,
)
from jikimi.insights.figures_people import Brought, brought, own_region
from jikimi.insights.figures_values import ranked, valued
from jikimi.insights.figures_working import compared, is_asked
from jikimi.insights.indicators import PLAIN, RATE, Indicator


def context_figures(indicator: Indicator, wish: Wish, is_analyst: bool) -> Figures:
    """A context indicator by area, for the one year of wish.since."""
    known = brought([indicator.numerator, "residents"])
    level = DISTRICT if wish.level == REGION else wish.level
    areas = [a for a in known.areas(indicator.numerator, level) if is_asked(a, wish)]
    rows = [
        replace(brought_row(indicator, indicator.numerator, known, area, wish.since, level),
                area=area) for area in areas
    ]  # fmt: skip
    region = own_region(known, may_see_small=is_analyst)
    total = own_row(indicator, known, region, wish.since)
    if indicator.form == RATE:
        total, *rows = valued(indicator, [total, *rows])
    placed = ranked(rows) if indicator.form == RATE else by_value(rows)
    return Figures(
        indicator, wish, placed if wish.level != REGION else [], total, may_see_small=is_analyst
    )


def context_series(indicator: Indicator, wish: Wish, is_analyst: bool) -> list[Figure]:
    """A context indicator year by year, of one area or of the own region."""
    known = brought([indicator.numerator, "residents"])
    region = own_region(known, may_see_small=is_analyst)
    level = REGION if not wish.areas else wish.level
    area = wish.areas[0] if wish.areas else region[0]
    years = sorted(known.values.get((indicator.numerator, level, area), {}))
    rows = [
        brought_row(indicator, indicator.numerator, known, area, date(year, 1, 1), level)
        for year in years
        if wish.since.year <= year < wish.until.year + (wish.until.month > 1)
    ]
    return valued(indicator, rows) if indicator.form == RATE else rows


def context_headline(
    indicator: Indicator, end: date, known: Brought, region: tuple[str, list[str]]
) -> Headline:
    """A context indicator at a glance: its newest year, the one before, and all of them."""
    by_year = known.values.get((indicator.numerator, REGION, region[0]), {})
    years = [date(year, 1, 1) for year in sorted(by_year) if year < end.year]
    rows = [own_row(indicator, known, region, first) for first in years]
    years_done = valued(indicator, rows) if indicator.form == RATE else rows
    nothing = Figure("", "", end, end, why=NOT_BROUGHT)
    now = years_done[-1] if years_done else nothing
    before = years_done[-2] if len(years_done) > 1 else nothing
    line = Headline(indicator, now, before, years_done, indicator.breaks)
    return compared(line) if indicator.form == RATE else line


def own_row(
    indicator: Indicator, known: Brought, region: tuple[str, list[str]], since: date
) -> Figure:
    """The figure of the own region, which stands without an area code."""
    row = brought_row(indicator, indicator.numerator, known, region[0], since)
    return replace(row, area="", name="")


def brought_row(
    indicator: Indicator,
    measure: str,
    known: Brought,
    area: str,
    since: date,
    level: str = REGION,
) -> Figure:
    """One figure of another office, of that very year."""
    until = since + relativedelta(years=1)
    figure = Figure(area, known.names.get(area, area), since, until)
    value = known.values.get((measure, level, area), {}).get(since.year)
    if value is None:
        return replace(figure, why=NOT_BROUGHT)
    if indicator.form == PLAIN:
        return replace(figure, value=value)
    people = known.value("residents", level, area, since.year)
    if people is None:
        return replace(figure, numerator=value, why=NO_PEOPLE)
    return replace(figure, numerator=value, denominator=people[0])


def by_value(rows: Iterable[Figure]) -> list[Figure]:
    """Ranks of figures that came without their counts: no interval can be given."""
    known = sorted(rows, key=lambda row: (row.value is None, -(row.value or 0), row.name))
    values = [row.value for row in known if row.value is not None]
    return [
        replace(row, rank=1 + sum(value > row.value for value in values))
        if row.value is not None
        else row
        for row in known
    ]
