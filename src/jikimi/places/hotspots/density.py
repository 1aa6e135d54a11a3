"""A smooth surface of how dense events are: Gaussian kernels, added up by Fourier transform. Pure.

Events are shared out to the four nodes around them (linear binning), which widens each kernel by a
sixth of a squared cell on average; the kernel is taken narrower by as much.
Source: Silverman 1982, Appl Stat 31:93 (by Fourier transform); Wand 1994, JCGS 3:433 (binning).
Checked: tests/numbers/test_hot_density.py
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import fft

from jikimi.places.hotspots.grids import MOST_CELLS, Floats

REACH = 6.0
LEAST_CELLS = 2.0
_BINNING = 1 / 6


@dataclass(frozen=True, slots=True)
class Surface:
    """Events per square kilometre at nodes.

    value: (rows, columns).  x: (columns,), y: (rows,) metres.  bandwidth_m: one standard deviation
    of the kernel.
    """

    value: Floats
    x: Floats
    y: Floats
    bandwidth_m: float


def density(
    points: ArrayLike,
    *,
    bandwidth_m: float,
    cell_m: float,
    window: tuple[float, float, float, float] | None = None,
    weights: ArrayLike | None = None,
) -> Surface:
    """Draw the surface of events over a window, at nodes cell_m apart.

    points: (n, 2) metres.  window: (west, south, east, north), of the points unless told; points
    outside it count as far as they reach in.  weights: (n,), 1 unless told.
    One event alone is off by at most 0.18 (cell_m / bandwidth_m)² of the kernel's peak; for many
    the errors cancel and far less remains (docs/methods/hotspots.md).
    Raises ValueError for a bandwidth under two cells, and for too many nodes.
    """
    places = np.asarray(points, np.float64)
    if places.ndim != 2 or places.shape[1] != 2 or not np.all(np.isfinite(places)):
        raise ValueError("points are (n, 2), every one with coordinates")
    if not cell_m > 0 or not bandwidth_m >= LEAST_CELLS * cell_m:
        raise ValueError("the bandwidth must be at least two cells wide")
    west, south, east, north = window or (*places.min(axis=0), *places.max(axis=0))
    x, y = _nodes(west, east, cell_m), _nodes(south, north, cell_m)
    if len(x) * len(y) > MOST_CELLS:
        raise ValueError(f"nodes every {cell_m:g} m are too many for an area this large")
    margin = int(np.ceil(REACH * bandwidth_m / cell_m))
    shape = fft.next_fast_len(len(y) + 2 * margin), fft.next_fast_len(len(x) + 2 * margin)
    bins = _shared_out((places - (west, south)) / cell_m + margin, weights, shape)
    narrow = np.sqrt((bandwidth_m / cell_m) ** 2 - _BINNING)
    smooth = _smoothed(bins, narrow)
    inside = smooth[margin : margin + len(y), margin : margin + len(x)]
    return Surface(np.maximum(inside, 0.0) / (cell_m / 1e3) ** 2, x, y, bandwidth_m)


def exact_density(
    points: ArrayLike, at: ArrayLike, *, bandwidth_m: float, weights: ArrayLike | None = None
) -> Floats:
    """The same sum without any shortcut, event by event: (places,), to check a surface by.

    points: (n, 2), at: (places, 2), metres.
    """
    places = np.asarray(points, np.float64)
    weight = np.ones(len(places)) if weights is None else np.asarray(weights, np.float64)
    peak = 1e6 / (2 * np.pi * bandwidth_m**2)
    found = []
    for here in np.asarray(at, np.float64):
        off = ((places - here) / bandwidth_m) ** 2
        found.append(peak * float(weight @ np.exp(-off.sum(axis=1) / 2)))
    return np.array(found)


def _nodes(low: float, high: float, cell_m: float) -> Floats:
    steps = int(np.ceil((high - low) / cell_m - 1e-9))
    return low + cell_m * np.arange(steps + 1, dtype=np.float64)


def _shared_out(places: Floats, weights: ArrayLike | None, shape: tuple[int, int]) -> Floats:
    """Each event on the four nodes around it, more on the nearer ones. places: in cells."""
    reach = np.array([shape[1] - 1, shape[0] - 1], dtype=np.float64)
    inside = np.all((places >= 0) & (places < reach), axis=1)
    kept = places if inside.all() else places[inside]
    weight = 1.0 if weights is None else np.asarray(weights, np.float64)[inside]
    low = kept.astype(np.int64)
    right, up = (kept - low).T
    corner = low[:, 1] * shape[1] + low[:, 0]
    bins = np.zeros(shape[0] * shape[1])
    for step, share in (
        (0, (1 - right) * (1 - up)),
        (1, right * (1 - up)),
        (shape[1], (1 - right) * up),
        (shape[1] + 1, right * up),
    ):
        bins[step:] += np.bincount(corner, share * weight, minlength=len(bins))[: len(bins) - step]
    return bins.reshape(shape)


def _smoothed(bins: Floats, bandwidth: float) -> Floats:
    """Circular; the margin keeps both ends out of reach of each other."""
    spectrum = fft.rfft2(bins, overwrite_x=True)
    spectrum *= fft.fft(_kernel(bins.shape[0], bandwidth)).real[:, None]
    spectrum *= fft.rfft(_kernel(bins.shape[1], bandwidth)).real[None, :]
    return np.asarray(fft.irfft2(spectrum, bins.shape, overwrite_x=True), dtype=np.float64)


def _kernel(length: int, bandwidth: float) -> Floats:
    """A Gaussian around the first node of a ring, per cell."""
    steps = np.arange(length, dtype=np.float64)
    off = np.minimum(steps, length - steps) / bandwidth
    return np.asarray(np.exp(-(off**2) / 2) / (np.sqrt(2 * np.pi) * bandwidth))
