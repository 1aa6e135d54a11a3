"""What is told to everybody gives no small number away, also when its tables are put together."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np

from jikimi.insights.suppression import possible_values
from jikimi.insights.told_tables import Label, Settled, named_figures

_YEAR = "year"


def _places(cell: Label) -> list[Label]:
    station, kind, _month = cell
    return [(_YEAR, s, k) for s in (station, "") for k in (kind, "")]


def _months(cell: Label) -> list[Label]:
    _station, kind, month = cell
    return [*(("", month, k) for k in (kind, "")), *((_YEAR, "", k) for k in (kind, ""))]


def _series(cells: dict[Label, float]) -> dict[Label, dict[str, float]]:
    found: dict[Label, dict[str, float]] = {}
    for (_station, kind, month), n in _summed(cells, 1, 2).items():
        found.setdefault(("", "", kind), {})[str(month)] = n
    return found


def _summed(cells: dict[Label, float], *keep: int) -> dict[Label, float]:
    found: dict[Label, float] = {}
    for label, n in cells.items():
        key = tuple(part if place in keep else "" for place, part in enumerate(label))
        found[key] = found.get(key, 0) + n
    return found


def _town(seed: int) -> dict[Label, float]:
    chance = Random(seed)
    rates = {"dv": 9.0, "stalking": 4.0, "dating": 3.0, "elder": 0.6}
    return {
        (station, kind, month): float(chance.randint(0, round(2 * rates[kind])))
        for station, kind, month in product(("s1", "s2", "s3"), rates, ("m1", "m2", "m3", "m4"))
    }


def test_two_tables_over_the_same_things_give_no_small_number_away() -> None:
    for seed in range(6):
        cells = _town(seed)
        settled = Settled()
        settled.add(_summed(cells, 0, 1), _places)
        settled.add(_summed(cells, 2), lambda c: [(_YEAR, "", ""), ("", c[2], "")])
        settled.add_series(_series(cells), ("", "", ""))
        names, both = named_figures(cells, lambda c: {*_places(c), *_months(c)})
        shown = [settled.counts[name] for name in names]
        published = np.array([np.nan if n is None else n for n in shown], np.float64)
        assert np.array_equal(published[~np.isnan(published)],
                              both.values[~np.isnan(published)])  # fmt: skip
        few = [n for n, value in enumerate(both.values) if 0 < value < 5]
        assert all(np.isnan(published[n]) for n in few)
        for low, high in possible_values(both, published, few):
            assert high - low >= 5 - 1e-6


def test_what_has_no_small_number_is_told_whole() -> None:
    settled = Settled()
    cells: dict[Label, float] = {("s1", "dv"): 12.0, ("s2", "dv"): 0.0}
    settled.add(cells, lambda c: [(c[0],), ("",)])
    assert settled.counts == {("s1",): 12, ("s2",): 0, ("",): 12}
    settled.add({}, lambda _c: [])
