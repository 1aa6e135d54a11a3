"""Who is near enough to what: a sparse cover, made small before anything is solved. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

EARTH_M = 6_371_008.8
_SEED = 1
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cover:
    """Demand in groups that the same candidates cover, with what is covered or out of reach.

    matrix: (groups, candidates), 1 where a candidate is within reach.  weight: (groups,).
    already: weight within reach of existing sites; total: of all demand.
    """

    matrix: csr_array
    weight: Floats
    already: float
    total: float

    @property
    def reachable(self) -> float:
        """What could be covered at best: by existing sites and by every candidate."""
        return self.already + float(self.weight.sum())


def on_sphere(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Longitudes and latitudes in degrees as points of the earth's sphere in metres, (n, 3)."""
    east, north = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    flat = np.cos(north)
    return EARTH_M * np.column_stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)])


def cover_of(
    demand: ArrayLike,
    weights: ArrayLike,
    candidates: ArrayLike,
    *,
    radius_m: float,
    existing: ArrayLike | None = None,
) -> Cover:
    """Which candidates reach which demand within a radius, made as small as it can be.

    demand, candidates, existing: (n, 2) metres, or (n, 3) from on_sphere (great-circle distance).
    weights: (demand,), >= 0.  A place at exactly the radius is within reach.
    Demand of no weight, in reach of an existing site or of no candidate is left out; places that
    the same candidates reach become one.  Raises ValueError for a negative weight or radius.
    """
    points, sites = _points(demand), _points(candidates)
    weight = np.asarray(weights, np.float64)
    if weight.shape != (len(points),) or np.any(weight < 0) or not np.all(np.isfinite(weight)):
        raise ValueError("each place of demand needs a weight of 0 or more")
    if not radius_m > 0:
        raise ValueError("the radius must be more than 0 m")
    reach = _reach(radius_m, points.shape[1])
    open_ = weight > 0
    already = 0.0
    if existing is not None and len(_points(existing)):
        near, _ = cKDTree(_points(existing)).query(points, distance_upper_bound=reach)
        already = float(weight[np.isfinite(near)].sum())
        open_ &= ~np.isfinite(near)
    matrix = _near(points[open_], sites, reach)
    grouped, summed = _grouped(matrix, weight[open_])
    return Cover(grouped, summed, already, float(weight.sum()))


def cover_within(ways: ArrayLike, weights: ArrayLike, *, reach: float) -> Cover:
    """The same from ways that are known already, such as walking distances along streets.

    ways: (demand, candidates) in any unit, NaN where there is no way; reach in the same unit.
    """
    way, weight = np.asarray(ways, np.float64), np.asarray(weights, np.float64)
    if way.ndim != 2 or weight.shape != (way.shape[0],) or np.any(weight < 0):
        raise ValueError("ways are (demand, candidates), weights (demand,) of 0 or more")
    matrix = csr_array((way <= reach).astype(np.int8)[weight > 0])
    grouped, summed = _grouped(matrix, weight[weight > 0])
    return Cover(grouped, summed, 0.0, float(weight.sum()))


def _points(points: ArrayLike) -> Floats:
    found = np.atleast_2d(np.asarray(points, np.float64))
    if not np.all(np.isfinite(found)):
        raise ValueError("a place has no coordinates")
    return found


def _reach(radius_m: float, dimensions: int) -> float:
    """The straight line through the earth that belongs to a distance over its surface."""
    if dimensions == 3:
        radius_m = 2 * EARTH_M * np.sin(min(radius_m / (2 * EARTH_M), np.pi / 2))
    return float(radius_m * (1 + 1e-12))


def _near(points: Floats, sites: Floats, reach: float) -> csr_array:
    """(places, candidates): 1 where within reach."""
    shape = (len(points), len(sites))
    if not len(points) or not len(sites):
        return csr_array(shape, dtype=np.int8)
    pairs = cKDTree(points).sparse_distance_matrix(cKDTree(sites), reach, output_type="coo_matrix")
    ones = np.ones(len(pairs.row), dtype=np.int8)
    return csr_array((ones, (pairs.row, pairs.col)), shape=shape)


def _grouped(matrix: csr_array, weight: Floats) -> tuple[csr_array, Floats]:
    """Places that the same candidates reach, as one; places out of reach left out."""
    marks = np.random.default_rng(_SEED).integers(1, 2**62, (matrix.shape[1], 2), dtype=np.int64)
    reached = np.diff(matrix.indptr) > 0
    matrix, weight = matrix[reached], weight[reached]
    if not matrix.shape[0]:
        return matrix, weight
    sums = np.column_stack(
        [np.add.reduceat(m[matrix.indices], matrix.indptr[:-1]) for m in marks.T]
    )
    _, first, group = np.unique(sums, axis=0, return_index=True, return_inverse=True)
    summed = np.bincount(group.ravel(), weights=weight, minlength=len(first))
    return matrix[first], np.asarray(summed, dtype=np.float64)
