"""The surface of events against the sum event by event."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jikimi.places.hotspots import Surface, density, exact_density


def exact(surface: Surface, points: object, *, every: int = 1) -> np.ndarray:
    """At one in so many nodes of each row and column."""
    east, north = np.meshgrid(surface.x[::every], surface.y[::every])
    at = np.column_stack([east.ravel(), north.ravel()])
    found = exact_density(points, at, bandwidth_m=surface.bandwidth_m)  # type: ignore[arg-type]
    return found.reshape(east.shape)


def test_one_event_on_a_node_by_hand() -> None:
    # The peak of a Gaussian of 1 km: 1 / (2 pi) per square kilometre; one bandwidth away e^-1/2.
    surface = density([[0, 0]], bandwidth_m=1000, cell_m=100, window=(0, 0, 1000, 0))
    assert surface.value[0, 0] == pytest.approx(0.15915, rel=2e-3)
    assert surface.value[0, 10] == pytest.approx(0.15915 * 0.60653, rel=2e-3)


@settings(deadline=None, max_examples=40)
@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([2.0, 3.0, 5.0, 10.0]))
def test_one_event_is_off_by_no_more_than_is_said(right: float, up: float, ratio: float) -> None:
    reach = 4 * ratio
    surface = density(
        [[right, up]], bandwidth_m=ratio, cell_m=1, window=(-reach, -reach, reach, reach)
    )
    peak = 1e6 / (2 * np.pi * ratio**2)
    off = np.abs(surface.value - exact(surface, [[right, up]])).max()
    assert off <= 0.18 / ratio**2 * peak


@pytest.mark.parametrize(("ratio", "error"), [(2, 0.004), (5, 5e-4), (10, 2e-4)])
def test_of_many_events_hardly_any_error_remains(ratio: int, error: float) -> None:
    random = np.random.default_rng(1)
    points = np.vstack([random.normal(500, 90, (20_000, 2)), random.random((10_000, 2)) * 1000])
    surface = density(points, bandwidth_m=10.0 * ratio, cell_m=10, window=(200, 200, 800, 800))
    off = np.abs(surface.value[::7, ::7] - exact(surface, points, every=7))
    assert off.max() <= error * surface.value.max()


def test_all_events_are_on_the_surface() -> None:
    random = np.random.default_rng(2)
    points, weights = random.random((500, 2)) * 1000, random.random(500)
    surface = density(
        points, bandwidth_m=50, cell_m=20, window=(-400, -400, 1400, 1400), weights=weights
    )
    assert surface.value.sum() * 0.02**2 == pytest.approx(weights.sum(), rel=1e-6)


def test_events_beside_the_window_reach_into_it() -> None:
    points = [[-30.0, 50.0], [5000.0, 5000.0]]
    surface = density(points, bandwidth_m=50, cell_m=10, window=(0, 0, 100, 100))
    np.testing.assert_allclose(
        surface.value, exact(surface, points), atol=0.01 * surface.value.max()
    )


def test_events_far_away_do_not_come_round_the_other_side() -> None:
    surface = density([[0, 0]], bandwidth_m=20, cell_m=10, window=(0, 0, 1000, 1000))
    assert surface.value[-1, -1] < 1e-6 * surface.value[0, 0]


@pytest.mark.parametrize(
    ("points", "bandwidth_m", "cell_m", "says"),
    [
        ([[0, 0]], 150, 100, "two cells"),
        ([[0, 0]], 150, 0, "two cells"),
        ([[0, 0], [1e7, 1e7]], 20, 10, "too many"),
        ([[0, np.nan]], 20, 10, "coordinates"),
        ([0, 1], 20, 10, "coordinates"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    points: object, bandwidth_m: float, cell_m: float, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        density(points, bandwidth_m=bandwidth_m, cell_m=cell_m)  # type: ignore[arg-type]
