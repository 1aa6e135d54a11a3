"""Figures for pages: value, interval, rank and what is hidden, for whoever asks.

Analysts read counts as they are (tallies); everybody else reads counts from which small numbers are
hidden (told): the database decides which (wall.py).  Nothing is counted here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jikimi.insights.indicators import Break, Indicator
from jikimi.insights.repeats import RepeatCurve

REGION, STATION, DISTRICT, DONG = "region", "station", "district", "dong"

# Why a figure has no value: WHY_… is the code, figure_words() the sentence.
HIDDEN = "hidden"  # small numbers stand behind it, or could be worked out from it
NO_PEOPLE = "no_people"  # nobody brought the population of this area and year
TOO_FEW = "too_few"  # fewer than the indicator's minimum in the denominator
NOT_OVER = "not_over"  # the time in which something could follow is not over
NOTHING = "nothing"  # nothing was counted
NOT_BROUGHT = "not_brought"  # a context figure nobody brought


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: one indicator, whole months from since up to before until.

    kind: a code of report kinds, empty for all.  level: one of region, station, district, dong.
    areas: only these (codes, or station numbers as text), empty for all.
    Who may not see small numbers is answered for areas by whole calendar years only, of the months
    that are over, and by month for the whole region.
    """

    indicator: str
    since: date
    until: date
    kind: str = ""
    level: str = REGION
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One value with its two-sided 95 % interval; all None where why says that there is none.

    area: code, empty for the whole region; name: in the reader's language.  numerator, denominator:
    counts, person-years or None.  value, low, high: in the indicator's unit.  rank: 1 the highest;
    rank_low, rank_high: between which it lies with 95 % probability.
    why: empty, or HIDDEN, NO_PEOPLE, TOO_FEW, NOT_OVER, NOTHING, NOT_BROUGHT.
    """

    area: str
    name: str
    since: date
    until: date
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The answer to a wish: its areas, the region as a whole, and what must be said beside them.

    rows: by area, highest rank first where there are ranks, then by name.  unknown: the share of
    reports that could not be tied to a pair or an address (0 to 1), None where it has no meaning.
    people_of: the year whose population was used, when it is not the year asked for.
    as_of: day of the last report that is counted; counted_at: when that was.  may_see_small:
    counts as they are were read.
    """

    indicator: Indicator
    wish: Wish
    rows: list[Figure]
    total: Figure
    breaks: tuple[Break, ...] = ()
    unknown: float | None = None
    people_of: int | None = None
    as_of: date | None = None
    counted_at: datetime | None = None
    may_see_small: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    """One indicator on the overview: twelve months, the twelve before, and the last 24 one by one.

    ratio, ratio_low, ratio_high, p: now over before (rates.rate_ratio), None where it cannot be
    worked out or the breaks lie between.
    """

    indicator: Indicator
    now: Figure
    before: Figure
    months: list[Figure]
    breaks: tuple[Break, ...] = ()
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """Reported again within so many days after first reports (repeats.RepeatCurve, steps of spans).

    curve: None where why says that there is none.  unknown: the share of reports that could not be
    tied to a pair or an address, 0 to 1.
    """

    indicator: Indicator
    wish: Wish
    curve: RepeatCurve | None = None
    unknown: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An area that figures can be asked for. code: as Figure.area."""

    level: str
    code: str
    name: str
