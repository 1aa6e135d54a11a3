"""Charts of figures with what may be said of them: a picture never stands without its sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.utils.translation import gettext as _
from markupsafe import Markup

from jikimi.access.codes import today
from jikimi.doors.staff.insights.showing import (
    interval_of,
    known,
    month_words,
    number,
    ranks_of,
    told,
    unit_of,
    value_of,
)
from jikimi.insights import charts
from jikimi.insights.figures import HIDDEN, Figure, Figures
from jikimi.insights.funnels import (
    Funnel,
    funnel_of_rates,
    funnel_of_shares,
    limits_along,
    share_limits_along,
)
from jikimi.insights.indicators import RATE, SHARE, Break, Indicator
from jikimi.insights.sentences import (
    Setting,
    area_in_funnel,
    areas_in_funnel,
    beside_region,
    has_small_areas,
    rank_of_area,
    trend_told,
    with_hidden,
    with_pitfalls,
)
from jikimi.insights.trends import Trend, trend_of_series
from jikimi.insights.verdicts import Verdict

_MOST_ROWS = 30
_CURVE = 60


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in both sizes and the sentences under it."""

    svg: Markup
    said: list[str]


def picture(
    key: str, title: str, said: list[str], draw: Callable[[charts.Words, charts.Size], str]
) -> Picture:
    """Draw in both sizes; the first sentence is what the chart tells those who cannot see it."""
    words = charts.Words(key, title, " ".join(said[:2]) or title)
    svg = charts.chart_of_both_sizes(lambda size: draw(words, size))
    return Picture(Markup(svg), said)  # noqa: S704 - drawn by us, every word in it escaped


def series_picture(indicator: Indicator, months: Sequence[Figure]) -> Picture:
    """Month by month with the yearly trend, its band and the changes of the code list.

    Where nobody brought the people, counts stand for rates.
    """
    unit = unit_of(indicator)
    if indicator.form == RATE and all(one.value is None for one in months):
        months, indicator, unit = _as_counts(months), replace(indicator, per=1.0), _("a month")
    fit = _trend(indicator, months)
    verdict = with_pitfalls(trend_told(fit), _setting(indicator, months))
    verdict = with_hidden(verdict, sum(one.why == HIDDEN for one in months))
    series = charts.Series(
        labels=[
            str(one.since.year) if indicator.is_context else month_words(one.since)
            for one in months
        ],
        values=[known(one.value) for one in months],
        fitted=fit.fitted.tolist() if fit else (),
        low=fit.low.tolist() if fit else (),
        high=fit.high.tolist() if fit else (),
        marks=_marks(indicator.breaks, months),
        hidden=[place for place, one in enumerate(months) if one.why == HIDDEN],
    )
    said = charts.SeriesWords(
        up=unit,
        values=_("One month"),
        fitted=_("Trend and season"),
        band=_("95 % band"),
        hidden=_("Not shown"),
    )
    return picture(
        "series",
        _("%(name)s by month") % {"name": indicator.name},
        told(verdict),
        lambda words, size: charts.trend_chart(series, said=said, words=words, size=size),
    )


def areas_picture(found: Figures, *, marked: str) -> Picture:
    """Areas beside each other, each with its interval, and the region as a line."""
    verdict = _beside(found, marked)
    rows = [_row(one, marked, interval_of(one)) for one in found.rows[:_MOST_ROWS]]
    total = found.total.value
    return picture(
        "areas",
        _("%(name)s by area") % {"name": found.indicator.name},
        told(*([verdict] if verdict else [])),
        lambda words, size: charts.interval_chart(
            rows,
            words=words,
            size=size,
            axis=unit_of(found.indicator),
            is_bar=True,
            reference=total,
            reference_words=_("Region %(value)s") % {"value": number(total)},
        ),
    )


def ranks_picture(rows: Sequence[Figure], key: str, title: str, *, marked: str) -> Picture | None:
    """Ranks with those they may as well be; None where nothing could be ranked."""
    ranked = [one for one in rows if one.rank is not None]
    if len(ranked) < 2:
        return None
    drawn = [_rank_row(one, marked) for one in ranked[:_MOST_ROWS]]
    return picture(
        key,
        title,
        told(_ranks_told(ranked, marked)),
        lambda words, size: charts.rank_chart(
            drawn,
            words=words,
            size=size,
            axis=_("Rank, 1 the highest"),
            areas=len(ranked),
        ),
    )


def funnel_picture(found: Figures, *, marked: str) -> Picture | None:
    """Areas by size within the limits chance leaves them; None where there is no such chart."""
    whole = [one for one in found.rows if one.numerator is not None and one.denominator]
    if found.indicator.form not in (RATE, SHARE) or len(whole) < 3:
        return None
    counts = np.array([one.numerator or 0.0 for one in whole])
    people = np.array([one.denominator or 1.0 for one in whole])
    is_share = found.indicator.form == SHARE
    per = found.indicator.per
    make = funnel_of_shares if is_share else funnel_of_rates
    funnel = make(counts, people, per=per)
    along = np.linspace(people.max() * 1.05 / _CURVE, people.max() * 1.05, _CURVE)
    limits = (share_limits_along if is_share else limits_along)(
        funnel.mean, along, phi=funnel.dispersion, per=per
    )
    names = {0.95: _("95 percent limits"), 0.998: _("99.8 percent limits")}
    points = [
        charts.FunnelPoint(
            one.name, float(size), float(rate), int(place), is_marked=one.area == marked
        )
        for one, size, rate, place in zip(whole, people, funnel.rate, funnel.place, strict=True)
    ]
    return picture(
        "funnel",
        _("%(name)s: areas by size") % {"name": found.indicator.name},
        told(*_funnel_told(whole, funnel, counts, marked)),
        lambda words, size: charts.funnel_chart(
            points,
            mean=funnel.mean,
            people=along.tolist(),
            limits={names[c]: (low.tolist(), high.tolist()) for c, (low, high) in limits.items()},
            words=words,
            size=size,
            across=_("People, for one year") if not is_share else found.indicator.of_what,
            up=unit_of(found.indicator),
            mean_words=_("All areas"),
        ),
    )


def _trend(indicator: Indicator, months: Sequence[Figure]) -> Trend | None:
    """The trend of what can be counted; None where it is too short, or no count."""
    counts = np.array([known(one.numerator) for one in months])
    people = np.array([known(one.denominator) for one in months])
    usable = ~np.isnan(counts) & (people > 0)
    if not usable.any() or indicator.form not in (RATE, SHARE, "ratio"):
        return None
    counts[~usable] = np.nan
    people[~usable] = np.median(people[usable])
    breaks = [one.place for one in _marks(indicator.breaks, months)]
    try:
        time = {"season": 1, "harmonics": 0} if indicator.is_context else {}  # by year
        return trend_of_series(counts, people=people, per=indicator.per, breaks=breaks, **time)
    except ValueError:
        return None


def _as_counts(months: Sequence[Figure]) -> list[Figure]:
    return [replace(one, value=one.numerator, denominator=1.0) for one in months]


def _marks(breaks: Sequence[Break], months: Sequence[Figure]) -> list[charts.Mark]:
    found = []
    for one in breaks:
        later = [place for place, month in enumerate(months) if month.since >= one.on]
        if later and later[0] > 0:
            found.append(charts.Mark(later[0], _break_words(one.on)))
    return found


def _break_words(on: date) -> str:
    return _("New code list, %(day)s") % {"day": f"{on.year}. {on.month}. {on.day}."}


def _setting(indicator: Indicator, figures: Sequence[Figure]) -> Setting:
    on = indicator.breaks[0].on if indicator.breaks else None
    return Setting(
        first=figures[0].since if figures else today(),
        last=figures[-1].until if figures else today(),
        today=today(),
        is_reports=indicator.group == "reports",
        is_per_resident=indicator.form == RATE,
        breaks_at=on,
    )


def _row(one: Figure, marked: str, note: str) -> charts.Row:
    return charts.Row(
        one.name,
        known(one.value),
        known(one.low),
        known(one.high),
        note=f"{number(one.value)} ({note})" if note else number(one.value),
        absent=value_of(one) if one.value is None else "",
        is_marked=bool(marked) and one.area == marked,
    )


def _rank_row(one: Figure, marked: str) -> charts.Row:
    low, high = one.rank_low or one.rank, one.rank_high or one.rank
    is_marked = one.area == marked
    return charts.Row(
        one.name, known(one.rank), known(low), known(high), ranks_of(one), is_marked=is_marked
    )


def _beside(found: Figures, marked: str) -> Verdict | None:
    """The marked area beside the rest; what must be said of all areas otherwise."""
    here = next((one for one in found.rows if marked and one.area == marked), None)
    hidden = sum(one.why == HIDDEN for one in found.rows)
    counts = [one.numerator for one in found.rows if one.numerator is not None]
    setting = Setting(
        found.wish.since,
        found.wish.until,
        today(),
        is_reports=found.indicator.group == "reports",
        is_per_resident=found.indicator.form == RATE,
        has_small_areas=has_small_areas(counts),
        breaks_at=found.indicator.breaks[0].on if found.indicator.breaks else None,
    )
    total = found.total
    if here is None or None in (here.numerator, here.denominator, total.numerator):
        return with_hidden(with_pitfalls(Verdict("spread_of_areas", {}), setting), hidden)
    verdict = beside_region(
        int(here.numerator or 0),
        here.denominator or 0.0,
        int(total.numerator or 0),
        total.denominator or 0.0,
    )
    return with_hidden(with_pitfalls(verdict, setting), hidden)


def _ranks_told(ranked: Sequence[Figure], marked: str) -> Verdict:
    here = next((one for one in ranked if one.area == marked), None)
    if here is not None and here.rank and here.rank_low and here.rank_high:
        return rank_of_area(here.rank, here.rank_low, here.rank_high, areas=len(ranked))
    sure = sum(one.rank_low == one.rank_high for one in ranked)
    code = "ranks_overlap" if sure else "cannot_tell_ranks"
    return Verdict(code, {"areas": len(ranked), "sure": sure})


def _funnel_told(
    whole: Sequence[Figure], funnel: Funnel, counts: np.ndarray, marked: str
) -> list[Verdict]:
    verdicts = [areas_in_funnel([one.name for one in whole], funnel, events=int(counts.sum()))]
    place = next((i for i, one in enumerate(whole) if marked and one.area == marked), None)
    if place is not None:
        verdicts.insert(0, area_in_funnel(int(funnel.place[place])))
    return verdicts
