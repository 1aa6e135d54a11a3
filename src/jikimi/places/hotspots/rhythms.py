"""At which hours of which days of the week things happen. Pure.

Checked: tests/numbers/test_hot_rhythms.py
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from jikimi.places.hotspots.grids import Floats
from jikimi.places.hotspots.hot_cells import false_discovery

_HOURS, _WEEK = 24, 168
_MONDAY = np.datetime64("1970-01-05T00", "h")
Time = np.datetime64 | str
Times = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Events by day of the week, Monday first, and hour; each (7, 24).

    count: an event that lasted, or is known only to lie between two times, is shared out evenly
    over its hours.  weeks: how often each hour came in the time looked at.  low, high: between
    which lies the mean number in one such hour (exact, Garwood).  q: the share of false alarms if
    this hour and all more unusual ones are called unusual.
    """

    count: Floats
    weeks: Floats
    low: Floats
    high: Floats
    q: Floats

    @property
    def per_hour(self) -> Floats:
        """The mean number in one such hour; NaN where it never came."""
        return self.count / np.where(self.weeks > 0, self.weeks, np.nan)


def hours_by_weekday(
    starts: ArrayLike,
    *,
    ends: ArrayLike | None = None,
    between: tuple[Time, Time] | None = None,
    confidence: float = 0.95,
) -> Rhythm:
    """Count events by hour of the week, with what chance leaves open.

    starts, ends: (n,) local times (datetime64); ends not before starts.  between: the first and
    the last hour looked at, those of the events unless told.
    Raises ValueError for no events, for an end before its start and for events outside.
    Source: Ratcliffe 2002, J Quant Criminol 18:23 (aoristic sharing).
    """
    first = np.asarray(starts, "datetime64[h]")
    last = first if ends is None else _last_hours(np.asarray(ends, "datetime64[s]"), first)
    if first.ndim != 1 or not first.size or first.shape != last.shape or np.isnat(first).any():
        raise ValueError("each event needs a time, and an end where ends are given")
    low, high = np.asarray(between or (first.min(), last.max()), "datetime64[h]")
    if np.any(last < first) or first.min() < low or last.max() > high:
        raise ValueError("an event ends before it starts, or lies outside the time looked at")
    count = _shared(first, last)
    weeks = _shared(np.array([low]), np.array([high])) * (1 + (high - low).astype(np.int64))
    return _told(count, np.round(weeks), confidence)


def _last_hours(ends: Times, starts: Times) -> Times:
    """An event that ends on the hour has no share in the hour that begins then."""
    before = (ends - np.timedelta64(1, "s")).astype("datetime64[h]")
    return np.where(before < starts, starts, before)


def _shared(first: Times, last: Times) -> Floats:
    """One for each event, evenly over its hours of the week; by differences along two weeks."""
    begin = (first - _MONDAY).astype(np.int64)
    length = (last - first).astype(np.int64) + 1
    hour = begin % _WEEK
    whole, rest = np.divmod(length, _WEEK)
    change = np.bincount(hour, 1 / length, 2 * _WEEK + 1)
    change -= np.bincount(hour + rest, 1 / length, 2 * _WEEK + 1)
    line = change.cumsum()[: 2 * _WEEK].reshape(2, _WEEK).sum(axis=0) + (whole / length).sum()
    return np.asarray(np.maximum(line, 0.0).reshape(7, _HOURS), dtype=np.float64)


def _told(count: Floats, weeks: Floats, confidence: float) -> Rhythm:
    tail = (1 - confidence) / 2
    each = np.where(weeks > 0, weeks, np.nan)
    low = np.where(count > 0, special.gammaincinv(np.maximum(count, 1e-9), tail), 0.0) / each
    high = special.gammaincinv(count + 1, 1 - tail) / each
    expected = count.sum() * weeks / weeks.sum()
    more = special.gammainc(np.maximum(count, 1e-300), expected)
    less = special.gammaincc(count + 1, expected)
    p = np.minimum(1.0, 2 * np.minimum(np.where(count > 0, more, 1.0), less))
    return Rhythm(count, weeks, low, high, false_discovery(p))
