"""What was done in places against published examples, known truths and the reader's own sums."""

from __future__ import annotations

import numpy as np
import pytest

from jikimi.places.effects import (
    Counts,
    areas,
    choose_controls,
    difference_in_differences,
    displacement_quotient,
    overdispersion,
    place_effect,
)

PUBLISHED = Counts((207, 110), (178, 157), (308, 318), (150, 140))


def test_the_published_difference_and_the_quotient_by_hand() -> None:
    found = place_effect(PUBLISHED)
    assert found.difference.value == -118
    assert found.difference.z == pytest.approx(-2.98, abs=5e-3)
    quotient = ((157 / 318) - (178 / 308)) / ((110 / 318) - (207 / 308))
    assert found.quotient.value == pytest.approx(quotient)
    assert found.quotient.low < quotient < found.quotient.high
    assert (found.verdict, found.moving) == ("fell", "moving_cannot_tell")
    assert found.ratio.value == pytest.approx((110 / 207) / (318 / 308))


def test_harm_that_moves_and_good_that_spreads_are_told_apart() -> None:
    moved = place_effect(Counts((200, 100), (200, 320), (400, 400)))
    spread = place_effect(Counts((200, 100), (200, 120), (400, 400)))
    assert (moved.verdict, moved.moving) == ("fell", "moved")
    assert (spread.verdict, spread.moving) == ("fell", "spread")
    assert (moved.quotient.value, spread.quotient.value) == pytest.approx((-1.2, 0.8))
    assert moved.quotient.high < 0 < spread.quotient.low


def test_a_quotient_over_next_to_nothing_is_not_told() -> None:
    for counts in (
        Counts((100, 98), (50, 70), (200, 200)),
        Counts((100, 140), (50, 50), (200, 200)),
        Counts((30, 10), (20, 20), (0, 12)),
    ):
        assert np.isnan(displacement_quotient(counts).value)
    few = place_effect(Counts((3, 1), (0, 0), (4, 9)))
    assert (few.verdict, few.moving) == ("too_few", "moving_too_few")
    unsure = place_effect(Counts((20, 18), (30, 30), (40, 41)))
    assert unsure.verdict == "cannot_tell"
    assert 0 < unsure.fall < 0.6
    assert unsure.rise == pytest.approx(1 / unsure.fall)


def test_what_varies_more_than_chance_widens_every_interval() -> None:
    months = [[10, 12, 9, 11], [20, 24, 18, 22], [40, 48, 36, 44]]  # a season all of them share
    assert overdispersion(months) == 1.0
    wild = overdispersion([[2, 18, 1, 19], [30, 8, 33, 9], [40, 42, 41, 40]])
    assert wild > 5
    assert overdispersion([[1, 2, 3]]) == 1.0
    calm, rough = place_effect(PUBLISHED), place_effect(PUBLISHED, dispersion=4)
    assert rough.difference.z == pytest.approx(calm.difference.z / 2)
    assert rough.ratio.high > calm.ratio.high
    assert rough.fall < calm.fall


def test_nothing_is_found_where_nothing_was_built_in_and_intervals_cover_what_they_say() -> None:
    """Counts vary twice as much as Poisson's; the months before tell by how much."""
    random = np.random.default_rng(3)
    covered, draws = 0, 1500
    for _ in range(draws):
        months = random.negative_binomial(20, 0.5, (3, 24)) * np.ones((3, 24))
        share = overdispersion(months[:, :12])
        before, after = months[:, :12].sum(axis=1), months[:, 12:].sum(axis=1)
        found = difference_in_differences(
            before[0], after[0], before[2], after[2], dispersion=share
        )
        covered += found.low <= 1 <= found.high
    assert covered / draws >= 0.925, covered / draws


def test_places_to_compare_with_are_like_before_apart_and_the_same_for_a_seed() -> None:
    east, north = np.meshgrid(np.arange(40) * 250.0, np.arange(40) * 250.0)
    cells = np.column_stack([east.ravel(), north.ravel()])
    random = np.random.default_rng(5)
    earlier = random.poisson(2, (len(cells), 2)).astype(float)
    treated = cells[[205, 210]]
    twin = 35 * 40 + 35
    near = np.hypot(*(cells - cells[twin]).T) <= 500
    own = np.hypot(*(cells - treated[0]).T) <= 500
    earlier[near] = earlier[own]
    how = {"radius_m": 500, "ring_m": 500, "seed": 11}
    chosen = choose_controls(treated, cells, earlier, **how)
    assert twin in chosen
    assert np.array_equal(chosen, choose_controls(treated, cells, earlier, **how))
    found = areas(treated, cells[chosen], cells, radius_m=500, ring_m=500)
    parts = np.array([found.treated, found.around, found.control, found.control_around])
    assert parts.sum(axis=0).max() == 1
    assert found.treated.sum() == found.control.sum() == 26
    off = np.hypot(*(cells[chosen][:, None] - treated[None]).reshape(-1, 2).T)
    assert off.min() >= 2000
    assert choose_controls(treated, cells[:400:40], earlier[:400:40], **how).tolist() == [-1, -1]
