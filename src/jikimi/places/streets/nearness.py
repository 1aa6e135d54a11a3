"""Nearness: how much of each stretch lies near a light, a camera, a bell, somewhere to go in. Pure.

Checked: tests/numbers/test_streets.py
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from jikimi.places.streets.lines import Floats, steps_m

STEP_M = 5.0
Shares = npt.NDArray[np.int16]


def near_shares(
    lines: Sequence[Floats], things: Mapping[str, Floats], near_m: Mapping[str, float]
) -> dict[str, Shares]:
    """Per cent of each line that is no farther than near_m from one of the things, by their word.

    Looked at in the middle of pieces of at most 5 m.  "any": near to at least one of all things.
    """
    looked = [_looked_at(line) for line in lines]
    of = np.repeat(np.arange(len(lines)), [len(places) for places in looked])
    places = np.vstack(looked) if looked else np.empty((0, 2))
    near = {word: _is_near(places, at, near_m[word]) for word, at in things.items()}
    near["any"] = np.logical_or.reduce([np.zeros(len(places), bool), *near.values()])
    count = np.maximum(np.bincount(of, minlength=len(lines)), 1)
    return {
        word: np.rint(100 * np.bincount(of, flags, len(lines)) / count).astype(np.int16)
        for word, flags in near.items()
    }


def _looked_at(line: Floats) -> Floats:
    along = np.concatenate([[0.0], np.cumsum(steps_m(line))])
    pieces = max(1, int(np.ceil(along[-1] / STEP_M)))
    at = (np.arange(pieces) + 0.5) * along[-1] / pieces
    return np.stack([np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])], axis=1)


def _is_near(places: Floats, things: Floats, near_m: float) -> npt.NDArray[np.bool_]:
    if not len(things) or not len(places):
        return np.zeros(len(places), bool)
    away, _which = cKDTree(things).query(places, distance_upper_bound=near_m + 1e-9)
    return np.asarray(np.isfinite(away))
