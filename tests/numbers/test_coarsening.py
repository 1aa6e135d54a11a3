"""What is kept of an incident is a square of one family, in which enough other places lie."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from jikimi.places.coarsening import (
    SAME_PLACE_M,
    SIZES,
    UNKNOWN,
    Coarse,
    Rule,
    coarsened,
    spread_in_squares,
)

STREET, HOME = Rule(250, 1, 1, 5), Rule(1000, 6, 7, 20)
WEDNESDAY = date(2024, 7, 10).toordinal()


def _coarse(points: np.ndarray, rule: Rule = STREET, **more: object) -> Coarse:
    many = len(points)
    given = {"days": np.full(many, WEDNESDAY), "hours": np.full(many, 23), **more}
    return coarsened(points, given.pop("days"), given.pop("hours"), kinds=np.zeros(many, int),
                     rules=[rule], **given)  # fmt: skip


def test_five_places_in_a_square_keep_it_and_four_go_up_with_what_is_left_around() -> None:
    full = np.array([(10, 10), (60, 10), (110, 10), (160, 10), (210, 10)], float)
    thin = full[:4] + np.array([250, 0])
    found = _coarse(np.vstack([full, thin]))
    assert found.grain_m.tolist() == [250] * 5 + [0] * 4, "four are too few in every larger square"
    found = _coarse(np.vstack([full, thin, [(10, 300)]]))
    assert found.grain_m.tolist() == [250] * 5 + [500] * 5, "with the fifth, in what is left of it"
    assert (found.x[0], found.y[0], found.x[5], found.y[5]) == (125, 125, 250, 250)
    same_house = np.repeat(full[:1], 9, axis=0) + np.linspace(0, 5, 9)[:, None]
    assert not _coarse(same_house).grain_m.any(), "one house nine times is one place"


@pytest.mark.parametrize("rule", [STREET, HOME])
def test_every_incident_lies_among_enough_places_also_for_one_who_knows_which_squares_are_full(
    rule: Rule,
) -> None:
    random = np.random.default_rng(2)
    towns = random.normal(0, 1, (4_000, 2)) * random.choice([300, 2_000, 9_000], (4_000, 1))
    points = towns + np.array([955_000, 1_950_000])
    found = _coarse(points, rule)
    side = found.grain_m[:, None]
    kept = found.grain_m > 0
    middle = np.column_stack([found.x, found.y])
    assert np.all(np.abs(points - middle)[kept] <= side[kept] / 2)
    assert np.all(middle[kept] % side[kept] == side[kept] / 2), "counted from one origin"
    assert set(found.grain_m.tolist()) <= {0, *(s for s in SIZES if s >= rule.grain_m)}
    places = np.unique(np.floor(points / SAME_PLACE_M), axis=0) * SAME_PLACE_M
    # Who knows every place of the file and which smaller squares came out looks for the rest.
    for size in SIZES:
        out = {(x, y) for x, y, g in zip(found.x, found.y, found.grain_m, strict=True) if g == size}
        left = np.floor(places / size) * size + size / 2
        for square in out:
            assert (left == square).all(axis=1).sum() >= rule.least_places
        places = places[[tuple(one) not in out for one in left.tolist()]]


def test_more_incidents_in_a_file_never_make_the_place_of_one_finer_than_its_squares_hold() -> None:
    """Two files that share incidents: what both say is the smaller of two squares, never a part."""
    random = np.random.default_rng(3)
    points = random.uniform((955_000, 1_950_000), (957_000, 1_952_000), (600, 2))
    one, other = _coarse(points[:400]), _coarse(points)
    both = np.minimum(one.grain_m, other.grain_m[:400])[one.grain_m > 0]
    low = np.maximum(one.x - one.grain_m / 2, (other.x - other.grain_m / 2)[:400])
    high = np.minimum(one.x + one.grain_m / 2, (other.x + other.grain_m / 2)[:400])
    assert np.array_equal((high - low)[one.grain_m > 0], both)


def test_time_is_kept_as_a_day_and_hour_or_as_a_week_and_a_part_of_the_day() -> None:
    points = np.array([(25.0 * n, 10) for n in range(40)])
    hours = np.where(np.arange(40) % 2, 23, UNKNOWN)
    street, home = _coarse(points, hours=hours), _coarse(points, HOME, hours=hours)
    assert (street.day[0], street.days[0], street.hour[1], street.hours[1]) == (WEDNESDAY, 1, 23, 1)
    assert (home.day[0], home.days[0], home.hour[1], home.hours[1]) == (WEDNESDAY - 2, 7, 18, 6)
    assert set(home.hour[::2].tolist()) == {UNKNOWN}
    rough = _coarse(points, grains=np.full(40, 600.0))
    assert set(rough.grain_m.tolist()) == {1000}
    assert not _coarse(points, grains=np.full(40, 20_000.0)).grain_m.any()
    for wrong in ((100, 1, 1, 5), (250, 5, 1, 5), (250, 1, 1, 0)):
        with pytest.raises(ValueError, match="rule"):
            Rule(*wrong)


def test_a_place_drawn_in_a_square_says_nothing_of_the_true_one() -> None:
    drawn = spread_in_squares([500.0] * 4_000, [500.0] * 4_000, [1000] * 4_000, seed=1)
    assert drawn.min() >= 0
    assert drawn.max() < 1000
    assert np.abs(drawn.mean(axis=0) - 500).max() < 20
    assert np.array_equal(drawn, spread_in_squares([500.0] * 4_000, [500.0] * 4_000,
                                                   [1000] * 4_000, seed=1))  # fmt: skip
