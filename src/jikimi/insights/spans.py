"""Counts by the days until something followed: medians and shares, without single cases. Pure."""

from __future__ import annotations

from collections.abc import Mapping

SPANS = (30, 90, 180, 365)


def median_of_spans(spans: Mapping[int, float], of: float) -> int | None:
    """The day by which half of them were followed; None when that never happened.

    spans: day → how many were followed on it.  of: how many there are, followed or not.
    """
    reached = 0.0
    for day in sorted(spans):
        reached += spans[day]
        if of > 0 and 2 * reached >= of:
            return day
    return None


def within(spans: Mapping[int, float], days: int) -> float:
    """How many were followed within so many days."""
    return sum(n for day, n in spans.items() if day <= days)
