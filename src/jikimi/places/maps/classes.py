"""Classes: a few colours for many figures, with breaks that a legend can say. Pure.

Checked: tests/numbers/test_maps.py
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST = 5
# Each class above the first holds so large a share of what is left: few places stand out.
_RARER = 0.4


@dataclass(frozen=True, slots=True)
class Classes:
    """Breaks from below to above, and the class of each figure: 1 is the lowest, 0 is none.

    breaks: (classes + 1,); class n holds breaks[n - 1] <= figure < breaks[n], the last one its
    upper end as well.
    """

    breaks: tuple[float, ...]
    of: NDArray[np.int64]

    @property
    def ranges(self) -> list[tuple[int, float, float]]:
        """(class, from, to) for a legend."""
        return [
            (n + 1, *pair) for n, pair in enumerate(zip(self.breaks, self.breaks[1:], strict=False))
        ]


def classed(figures: ArrayLike, *, most: int = MOST) -> Classes:
    """Put figures above 0 into classes, the lower half into the first and ever fewer above it.

    0 and NaN are in none.
    Equal figures never stand in two classes, so that there may be fewer classes than asked for.
    """
    given = np.asarray(figures, np.float64).ravel()
    counted = given[np.isfinite(given) & (given > 0)]
    if not counted.size:
        return Classes((), np.zeros(given.shape, np.int64))
    breaks = _breaks(counted, most)
    inner = breaks[1:-1]
    found = np.searchsorted(inner, np.nan_to_num(given), side="right") + 1
    found[~(np.isfinite(given) & (given > 0))] = 0
    return Classes(tuple(float(one) for one in breaks), found.astype(np.int64))


def _breaks(counted: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """Few different figures are a class each; many are parted so that the highest stand out."""
    different = np.unique(counted)
    if len(different) <= most:
        return np.append(different, different[-1])
    shares = [0.0, *(1 - 0.5 * _RARER**step for step in range(most - 1)), 1.0]
    return np.unique(np.quantile(counted, shares, method="lower"))
