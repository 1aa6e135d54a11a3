"""Asking for figures: one indicator by area, month by month, all at a glance, beside other regions.

A page calls read_figures() once, which checks the act and records the reading; the reads below it
only answer.  The database decides what each reader is shown (wall.py).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import today
from jikimi.access.errors import NotValid
from jikimi.insights.figures import (
    DISTRICT,
    DONG,
    HIDDEN,
    NO_PEOPLE,
    NOT_BROUGHT,
    NOT_OVER,
    NOTHING,
    REGION,
    STATION,
    TOO_FEW,
    Curve,
    Figure,
    Figures,
    Headline,
    Place,
    Wish,
)
from jikimi.insights.figures_counts import (
    Counts,
    Sight,
    by_month,
    by_place,
    followed_until,
    parts_of,
    sight_of,
    told_years,
)
from jikimi.insights.figures_elsewhere import (
    brought_row,
    by_value,
    context_figures,
    context_headline,
    context_series,
)
from jikimi.insights.figures_people import (
    Brought,
    brought,
    level_people,
    own_region,
    region_people,
    station_keys,
)
from jikimi.insights.figures_values import ranked, valued
from jikimi.insights.figures_working import (
    bare_figure,
    breaks_within,
    by_year_if_hidden,
    compared,
    done,
    is_asked,
    key_of,
    monthly,
    names_of,
    summed,
    unknown_share,
)
from jikimi.insights.indicators import MEDIAN, PLAIN, RATE, Indicator, indicator_called, indicators
from jikimi.insights.repeats import repeat_curve

READ = "insights.figures.read"
_LEVELS = (REGION, STATION, DISTRICT, DONG)
_YEARS_BACK, _MONTHS_SHOWN = 3, 24


def read_figures(actor: Actor) -> bool:
    """Check and record that the actor reads figures; whether small numbers may be seen.

    Raises NotAllowed.  Records insights.figures.read.
    """
    reading(actor, READ)
    return sees_small(actor)


def sees_small(actor: Actor) -> bool:
    """Whether the actor reads counts as they are: an analyst, the clock, the operator."""
    return actor.holds_anywhere("analyst") or bool(actor.capabilities)


def figures(actor: Actor, wish: Wish) -> Figures:
    """One indicator by area in one time, with intervals, ranks and the region as a whole.

    Raises NotAllowed for an indicator that does not exist, NotValid for a wish that has no months.
    """
    indicator = _checked(wish)
    if indicator.is_context:
        return context_figures(indicator, wish, sees_small(actor))
    sight = sight_of(sees_small(actor))
    until = followed_until(indicator, wish.until, sight)
    answer = Figures(
        indicator, wish, [], Figure("", "", wish.since, until, why=NOT_OVER),
        breaks=breaks_within(indicator, wish), as_of=sight.as_of, counted_at=sight.counted_at,
        may_see_small=sight.is_whole,
    )  # fmt: skip
    if until <= wish.since:
        return answer
    asked = replace(wish, until=until)
    counts = by_place(sight, parts_of(indicator), asked)
    if counts is None:
        return replace(answer, total=replace(answer.total, why=HIDDEN))
    return _of_places(answer, asked, counts, sight)


def series(actor: Actor, wish: Wish) -> list[Figure]:
    """One indicator month by month (context: year by year), oldest first.

    Of the one area named in wish.areas, or of the whole region; a month's figure stands under its
    own since and until.  Months without reports are there with 0.
    """
    indicator = _checked(wish)
    if indicator.is_context:
        return context_series(indicator, wish, sees_small(actor))
    sight = sight_of(sees_small(actor))
    counts = by_month(sight, parts_of(indicator), wish)
    known = brought(["residents"]) if indicator.form == RATE else Brought()
    region = own_region(known, may_see_small=sight.is_whole) if known.values else ("", [])
    return monthly(indicator, wish, counts, sight, known, region)


def overview(actor: Actor, *, until: date | None = None) -> list[Headline]:
    """All indicators at a glance for the whole region: twelve months that are over, and before.

    For repeats the last twelve that were followed long enough.

    until: the first day after them, the first of a month; without it of this month.  Context
    figures stand by year, and so do counts of which too few fall into a month to be told: since
    and until of each figure say which time it is of.  Few queries, however many indicators.
    """
    sight = sight_of(sees_small(actor))
    end = until or today().replace(day=1)
    all_of_them = indicators()
    counted = [one for one in all_of_them if not one.is_context]
    wish = Wish("", end - relativedelta(years=_YEARS_BACK, months=1), end)
    parts = {part for one in counted for part in parts_of(one)}
    counts = by_month(sight, parts, wish)
    measures = {one.numerator for one in all_of_them if one.is_context} | {"residents"}
    known = brought(measures)
    region = own_region(known, may_see_small=sight.is_whole)
    found = [_headline(one, wish, counts or Counts(), sight, known, region) for one in counted]
    if not sight.is_whole:
        years = told_years(parts, end.year - _YEARS_BACK)
        found = [by_year_if_hidden(one, years, sight, end, known, region) for one in found]
    context = [one for one in all_of_them if one.is_context]
    return found + [context_headline(one, end, known, region) for one in context]


def national(actor: Actor, wish: Wish) -> list[Figure]:
    """The indicator for this region among all whose figures were brought, by rank; empty without.

    The own region is the row without an area code.  Rates of reports and context figures only, by
    the calendar year of wish.since.
    """
    indicator = _checked(wish)
    measure = indicator.numerator
    if indicator.group == "reports" and wish.kind:
        measure = f"{measure}:{wish.kind}"
    known = brought([measure, "residents"])
    code, _districts = own_region(known, may_see_small=sees_small(actor))
    others = [area for area in known.areas(measure, REGION) if area != code]
    if not others or indicator.form not in (RATE, PLAIN):
        return []
    since = date(wish.since.year, 1, 1)
    year = Wish(indicator.code, since, since + relativedelta(years=1), kind=wish.kind)
    own = figures(actor, year).total
    rows = [own, *(brought_row(indicator, measure, known, area, since) for area in others)]
    placed = ranked(valued(indicator, rows)) if indicator.form == RATE else by_value(rows)
    return [row for row in placed if row.value is not None]


def repeated(actor: Actor, wish: Wish) -> Curve:
    """How soon first reports of a time were followed by another, of pairs or of addresses.

    wish.indicator: any of the indicators of repeats; only months followed as long as it asks count.
    """
    indicator = _checked(wish)
    sight = sight_of(sees_small(actor))
    until = followed_until(indicator, wish.until, sight)
    if until <= wish.since:
        return Curve(indicator, wish, why=NOT_OVER)
    counts = by_place(sight, parts_of(indicator), replace(wish, until=until))
    key = key_of(wish)
    first = counts.number(key, indicator.denominator) if counts else None
    spans = counts.spans(key, indicator.numerator) if counts else {}
    if first is None or None in spans.values():
        return Curve(indicator, wish, why=HIDDEN)
    if first < max(indicator.minimum, 1):
        return Curve(indicator, wish, why=TOO_FEW)
    days = sorted(day for day in spans if day <= indicator.follow_days)
    numbers = [int(spans[day] or 0) for day in days]
    rest = max(0, first - sum(numbers))
    at = np.repeat([*days, indicator.follow_days], [*numbers, rest])
    ends = np.repeat([1, 0], [sum(numbers), rest])
    return Curve(
        indicator, wish, repeat_curve(at, ends), unknown_share(indicator, counts or Counts(), key)
    )


def places(actor: Actor) -> list[Place]:
    """The stations and districts of which something was counted, by name."""
    sight = sight_of(sees_small(actor))
    year = today().year
    found = []
    for level in (STATION, DISTRICT):
        wish = Wish("", date(year - 1, 1, 1), date(year, 1, 1), level=level)
        counts = by_place(sight, ["reports", "cases", "alarms"], wish) or Counts()
        names = names_of(level, counts.known())
        found += [Place(level, key, names[key]) for key in counts.known() if key]
    return sorted(found, key=lambda place: (place.level, place.name))


def figure_words(why: str) -> str:
    """A sentence for why there is no value, in the reader's language."""
    return {
        HIDDEN: _("Hidden, because fewer than five stand behind it or could be worked out."),
        NO_PEOPLE: _("The population of this area has not been brought in."),
        TOO_FEW: _("Too few for a rate that says anything."),
        NOT_OVER: _("The time in which something could follow is not over."),
        NOTHING: _("Nothing was counted."),
        NOT_BROUGHT: _("This figure has not been brought in."),
    }.get(why, "")


def _checked(wish: Wish) -> Indicator:
    indicator = indicator_called(wish.indicator)
    if wish.until <= wish.since or wish.since.day != 1 or wish.until.day != 1:
        raise NotValid("insights.months", {"since": _("Choose whole months.")})
    if wish.level not in _LEVELS:
        raise NotValid("insights.level", {"level": _("Choose an area from the list.")})
    return indicator


def _of_places(answer: Figures, wish: Wish, counts: Counts, sight: Sight) -> Figures:
    indicator = answer.indicator
    known = brought(["residents"]) if indicator.form == RATE else Brought()
    region = own_region(known, may_see_small=sight.is_whole) if known.values else ("", [])
    keys = [k for k in counts.known() if k and wish.level != REGION and is_asked(k, wish)]
    names = names_of(wish.level, keys)
    station = station_keys() if wish.level == STATION else {}
    used: list[int] = []
    bare = []
    for key in ["", *keys]:
        people = None
        if indicator.form == RATE:
            people = (
                level_people(known, wish.level, key, station, wish.since, wish.until)
                if key
                else region_people(known, region, wish.since, wish.until)
            )
            used += [people[1]] if people else []
        bare.append(bare_figure(indicator, counts, key, names.get(key, ""), wish, people))
    total, *rows = done(indicator, bare, counts)
    year = min(used) if used else None
    return replace(
        answer,
        total=total,
        rows=rows if indicator.form == MEDIAN else ranked(rows),
        unknown=unknown_share(indicator, counts, ""),
        people_of=year if year and year != wish.since.year else None,
    )


def _headline(
    indicator: Indicator,
    wish: Wish,
    counts: Counts,
    sight: Sight,
    known: Brought,
    region: tuple[str, list[str]],
) -> Headline:
    months = monthly(indicator, wish, counts, sight, known, region)
    last = followed_until(indicator, wish.until, sight)
    middle = last - relativedelta(years=1)
    now = summed(indicator, months, counts, middle, last)
    before = summed(indicator, months, counts, middle - relativedelta(years=1), middle)
    shown = months[-_MONTHS_SHOWN:]
    breaks = breaks_within(indicator, replace(wish, since=min(before.since, shown[0].since)))
    return compared(Headline(indicator, now, before, shown, breaks))
