"""The slow way, spelt out, to check the quick ways by."""

from __future__ import annotations

import numpy as np

Cell = tuple[int, int]
_HEXAGON = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, -1), (-1, 1))
_SQUARE = tuple((a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a, b) != (0, 0))


def neighbours(within: np.ndarray, kind: str) -> dict[Cell, list[Cell]]:
    """For each cell of the area the cells of the area beside it."""
    cells = [(int(r), int(c)) for r, c in np.argwhere(within)]
    steps = _HEXAGON if kind == "hexagon" else _SQUARE
    inside = set(cells)
    return {
        (r, c): [(r + a, c + b) for a, b in steps if (r + a, c + b) in inside] for r, c in cells
    }


def z_by_hand(counts: np.ndarray, within: np.ndarray, kind: str) -> np.ndarray:
    """Gi* from a full matrix of weights: Ord & Getis 1995, equation 7."""
    near = neighbours(within, kind)
    cells = list(near)
    weights = np.array([[float(b == a or b in near[a]) for b in cells] for a in cells])
    x = np.array([float(counts[cell]) for cell in cells])
    n, mean = len(x), x.mean()
    s = np.sqrt((x**2).mean() - mean**2)
    total = weights.sum(axis=1)
    spread = s * np.sqrt((n * (weights**2).sum(axis=1) - total**2) / (n - 1))
    found = np.full(counts.shape, np.nan)
    for cell, z in zip(cells, (weights @ x - mean * total) / spread, strict=True):
        found[cell] = z
    return found
