"""Every published worked example, in one table, to the precision in which it was printed."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from jikimi.insights.comparisons import staggered_effect
from jikimi.insights.rates import Floats
from jikimi.insights.series import interrupted_series
from tests.numbers.published import OURS, STATISTICS, Printed, phe

TABLE = [*OURS, *phe()]

# Acute coronary events in Sicily a month, January 2002 to November 2006, and the age-standardised
# people among whom: Lopez Bernal et al. 2017, Int J Epidemiol 46:348, supplement.
EVENTS = """
728 659 791 734 757 726 760 740 720 814 795 858 887 766 851 769 781 756 766 752 765 831 879 928
914 808 937 840 916 828 845 818 860 839 887 886 831 796 833 820 877 758 767 738 781 843 850 908
1021 859 976 888 962 838 810 876 843 936 912
"""
PEOPLE = """
379875.3 376495.5 377040.8 377116.4 377383.4 374113.1 379513.3 376295.5 374653.2 378485.6 375955.5
378349.7 376762.4 379032.3 379360.4 376162 377972.4 381830.7 379888.6 380872.2 380966.9 381240.4
382104.9 381802.7 381656.3 383680 383504.2 386462.9 383783.1 380836.8 383483 380906.2 382926.8
384052.4 384449.6 383428.4 388153.2 388373.2 386470.1 386033.2 383686.4 385509.3 385901.9 386516.6
388436.5 383255.2 390148.7 385874.9 391613.6 391750.4 394005.6 391364.9 391664.6 389022.3 391878.5
388575.3 392989 390018.8 390712.3
"""

# Minimum wages and the logarithm of teenage employment in 500 counties, 2003 to 2007: counties,
# year in which the wage rose (0: never), mean of each year;
# SPREADS: covariances of the four changes, row by row from the diagonal on.
# Sums of the panel mpdta of Callaway & Sant'Anna 2021.
COUNTIES = [
    (309, -1, "5.654630 5.592000 5.604808 5.638896 5.661133"),
    (20, 1, "6.179697 6.106564 6.059452 6.026704 6.085388"),
    (40, 3, "6.573994 6.517884 6.527941 6.557435 6.543041"),
    (131, 4, "5.842906 5.810783 5.820866 5.823866 5.820048"),
]
SPREADS = """
0.029677 -0.009483 0.002029 0.000638 0.022785 -0.005768 -0.001304 0.040184 -0.012311 0.026613
0.009366 -0.002512 0.00125 -0.005806 0.013596 -0.001633 0.00169 0.006282 -0.004729 0.01455
0.018396 0.002396 -0.000161 -0.000807 0.012678 -0.002753 0.001938 0.007615 -0.003272 0.010137
0.017197 -0.003411 0.001665 0.001151 0.025784 -0.006916 -7.5e-05 0.025079 -0.007203 0.025287
"""


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_what_was_printed_is_found(row: Printed) -> None:
    found = row.found()
    assert len(found) == len(row.printed)
    for number, text in zip(found, row.printed, strict=True):
        if text:
            assert number == pytest.approx(float(text), rel=1e-9, abs=_half_of_the_last_digit(text))


def test_no_workbook_is_left_out_where_it_is_there() -> None:
    counted = Counter(row.source.split()[1] for row in phe())
    whole = {"intervals": 13, "rates": 34, "direct": 10, "dependent": 6, "indirect": 12}
    assert counted == (whole if STATISTICS.is_dir() else {})


def test_the_published_smoking_ban() -> None:
    events, people = (np.array(text.split(), np.float64) for text in (EVENTS, PEOPLE))
    found = interrupted_series(events, people=people, starts_at=36, harmonics=0, spread="poisson")
    told = (found.step.value, found.step.low, found.step.high)
    assert told == pytest.approx((0.8944, 0.8647, 0.9251), abs=5e-5)
    assert (found.periods_before, found.periods_after) == (36, 23)
    seasonal = interrupted_series(events, people=people, starts_at=36)
    assert seasonal.step.value == pytest.approx(0.8851, abs=5e-5)
    assert seasonal.step.high - seasonal.step.low > found.step.high - found.step.low


def test_the_published_minimum_wages() -> None:
    """Simple ATT −0.0400; the standard error of the same panel in the program did is 0.0120."""
    spreads = SPREADS.strip().splitlines()
    panel = np.vstack([_counties(*one, text) for one, text in zip(COUNTIES, spreads, strict=True)])
    begun = np.repeat([start for _, start, _ in COUNTIES], [size for size, *_ in COUNTIES])
    found = staggered_effect(panel, begun)
    assert found.value == pytest.approx(-0.0400, abs=5e-5)
    assert (found.high - found.low) / 2 / 1.959964 == pytest.approx(0.0120, abs=1e-4)


def _counties(size: int, _start: int, years: str, spread: str) -> Floats:
    """Counties invented so that the means of years and the covariances of changes are these."""
    means = np.array(years.split(), np.float64)
    upper = np.zeros((4, 4))
    upper[np.triu_indices(4)] = np.array(spread.split(), np.float64)
    drawn = np.random.default_rng(size).normal(size=(size, 4))
    drawn -= drawn.mean(axis=0)
    white = drawn @ np.linalg.inv(np.linalg.cholesky(np.cov(drawn.T))).T
    wanted = np.linalg.cholesky(upper + np.triu(upper, 1).T)
    changes = white @ wanted.T + np.diff(means)
    return np.asarray(means[0] + np.cumsum(np.c_[np.zeros(size), changes], axis=1), np.float64)


def _half_of_the_last_digit(text: str) -> float:
    places = len(text.split(".")[1]) if "." in text else 0
    return float(0.5 * 10**-places) if places <= 8 else 0.0
