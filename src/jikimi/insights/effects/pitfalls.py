"""What leads evaluations astray, looked for one by one in a plan, figures and an answer. Pure.

Words stand in data/pitfalls.csv. Source: the programme's own list of pitfalls, 1 to 14.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from jikimi.insights.effects.figures import SMALL, Counts, Figures
from jikimi.insights.effects.methods import Finding, before_and_expected
from jikimi.insights.effects.periods import PER_YEAR, days_of, place_of
from jikimi.insights.effects.plan import NEEDS, Plan
from jikimi.insights.rates import poisson_limits

NEW_CODES_FROM = date(2025, 9, 1)
PANDEMIC = (date(2020, 2, 1), date(2022, 4, 17))
CLOSING_DAYS = 60
_PEAK_PERIODS = {"month": 3, "quarter": 1, "year": 1}
_MUCH_SPREAD = 1.5
_FEW_A_PERIOD = 5


@dataclass(frozen=True, slots=True)
class Look:
    """What a pitfall is looked for in. on: the day of the figures; tried: comparisons made."""

    plan: Plan
    figures: Figures
    found: Finding
    on: date
    tried: int


@dataclass(frozen=True, slots=True)
class Pitfall:
    """One pitfall. state: applies, it must be said; heeded, it was looked for and provided for.

    What cannot arise with a method is not listed.
    """

    code: str
    state: str
    numbers: dict[str, float] = field(default_factory=dict)


def pitfalls_of(look: Look) -> list[Pitfall]:
    """Every pitfall that may arise, those that apply first."""
    found = [one for check in _CHECKS if (one := check(look)) is not None]
    return sorted(found, key=lambda one: one.state != "applies")


def _state(code: str, applies: bool, **numbers: float) -> Pitfall:
    return Pitfall(code, "applies" if applies else "heeded", numbers)


def _small_numbers(look: Look) -> Pitfall:
    fewest = min(look.found.counted[name] for name in look.found.counted if "persons" not in name)
    if isinstance(look.figures, Counts) and "row" in NEEDS[look.plan.method]:
        mean = float(look.figures.sums()[0].mean())
        return _state("small_numbers", mean < _FEW_A_PERIOD or fewest < SMALL * 2)
    return _state("small_numbers", fewest < SMALL * 2)


def _peak(look: Look) -> Pitfall:
    """Treated because they were worst, or worst just before: the last periods stand out."""
    if look.plan.method == "persons":
        return _state("peak", False)
    if look.plan.chosen == "at_peak":
        return _state("peak", True)
    return _state("peak", _stands_out(look) or look.plan.chosen == "unknown")


def _stands_out(look: Look) -> bool:
    if not isinstance(look.figures, Counts):
        return False
    size = _PEAK_PERIODS[look.plan.unit]
    first, expected = before_and_expected(look.plan, look.figures)
    if first.size < 2 * size + 1:
        return False
    mean = float(expected[-size:].sum())
    spread = np.sqrt(max(look.found.dispersion, 1.0))
    high = mean + (float(poisson_limits(mean)[1]) - mean) * spread
    return bool(first[-size:].sum() > high)


def _dependence(look: Look) -> Pitfall | None:
    if look.plan.method in ("persons", "staggered"):
        return None
    much = look.found.dispersion > _MUCH_SPREAD and look.plan.spread == "chance"
    return _state("dependence", much, dispersion=look.found.dispersion)


def _rising_reports(look: Look) -> Pitfall | None:
    return _state("rising_reports", True) if look.plan.counts_reports else None


def _denominators(look: Look) -> Pitfall | None:
    if not isinstance(look.figures, Counts):
        return None
    return _state("denominators", look.figures.people is None)


def _new_codes(look: Look) -> Pitfall | None:
    if look.plan.method == "persons" or not look.plan.counts_reports:
        return None
    first, last = days_of(look.plan.before[0])[0], days_of(look.plan.after[1])[1]
    if not first < NEW_CODES_FROM <= last:
        return None
    heeded = any(
        days_of(text)[0] <= NEW_CODES_FROM <= days_of(text)[1] for text in look.plan.breaks
    )
    return _state("new_codes", not heeded)


def _season(look: Look) -> Pitfall | None:
    """Two windows of other months of the year differ by season alone."""
    if look.plan.method == "persons" or look.plan.unit == "year":
        return None
    if look.found.series is not None:
        return _state("season", not look.plan.has_season)
    if NEEDS[look.plan.method] >= {"comparison"}:
        return _state("season", False)
    per_year = PER_YEAR[look.plan.unit]
    windows = [_months(window, per_year) for window in (look.plan.before, look.plan.after)]
    return _state("season", windows[0] != windows[1])


def _months(window: tuple[str, str], per_year: int) -> list[float]:
    """How often each month of the year lies in a window, as shares."""
    first, last = place_of(window[0]), place_of(window[1])
    places = np.arange(first[1], last[1] + 1) if first and last else np.arange(0)
    shares = np.bincount(places % per_year, minlength=per_year) / max(places.size, 1)
    return [round(float(share), 3) for share in shares]


def _other_ends(look: Look) -> Pitfall | None:
    return _state("other_ends", True) if look.plan.method == "persons" else None


def _waiting_time(look: Look) -> Pitfall | None:
    return _state("waiting_time", True) if look.plan.method == "persons" else None


def _many_compared(look: Look) -> Pitfall:
    return _state("many_compared", look.tried > 1, compared=look.tried)


def _not_closed(look: Look) -> Pitfall | None:
    """Reports of the last weeks are still being closed and sorted."""
    if look.plan.method == "persons":
        return None
    age = (look.on - days_of(look.plan.after[1])[1]).days
    return _state("not_closed", age < CLOSING_DAYS)


def _seen_more(look: Look) -> Pitfall | None:
    """Who is looked after is seen more, and so is what happens to them."""
    return _state("seen_more", True) if look.plan.method == "persons" else None


def _pandemic(look: Look) -> Pitfall | None:
    if look.plan.method == "persons":
        return None
    first, last = days_of(look.plan.before[0])[0], days_of(look.plan.after[1])[1]
    is_within = first <= PANDEMIC[1] and last >= PANDEMIC[0]
    return _state("pandemic", True) if is_within else None


def _no_comparison(look: Look) -> Pitfall:
    return _state("nothing_beside", look.plan.method in ("two_periods", "series"))


_CHECKS: tuple[Callable[[Look], Pitfall | None], ...] = (
    _no_comparison,
    _small_numbers,
    _peak,
    _dependence,
    _rising_reports,
    _denominators,
    _new_codes,
    _season,
    _other_ends,
    _waiting_time,
    _many_compared,
    _not_closed,
    _seen_more,
    _pandemic,
)
