"""Choosing sites: published optima, every choice tried by hand on small ones, and properties."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from jikimi.doors.cli.sites import command
from jikimi.places.siting import (
    Cover,
    NoSuchChoice,
    Terms,
    best_sites,
    cover_of,
    cover_within,
    fewest_sites,
    near_sites,
    nearest_sites,
    on_sphere,
)

SAN_FRANCISCO = Path(__file__).parents[3] / "shared/data/siting"
needs_data = pytest.mark.skipif(
    not SAN_FRANCISCO.is_dir(), reason="the folder of shared data is not here"
)


def stores_and_tracts() -> tuple[np.ndarray, np.ndarray]:
    """Ways (tracts, stores) in metres and people of each tract."""
    path = SAN_FRANCISCO / "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    with path.open() as file:
        rows = list(csv.DictReader(file))
    stores = sorted({row["name"] for row in rows}, key=lambda name: int(name.split("_")[1]))
    people = {row["DestinationName"]: float(row["demand"]) for row in rows}
    tracts = list(people)
    ways = np.full((len(tracts), len(stores)), np.nan)
    for row in rows:
        here = tracts.index(row["DestinationName"]), stores.index(row["name"])
        ways[here] = float(row["distance"])
    return ways, np.array(list(people.values()))


@needs_data
def test_the_published_optima_of_san_francisco() -> None:
    ways, people = stores_and_tracts()
    near = cover_within(ways, people, reach=5000)
    fewest = fewest_sites(near)
    assert (len(fewest.sites), fewest.is_proven) == (8, True)
    best = best_sites(near, Terms(budget=4))
    assert (best.covered, best.is_proven, best.gap) == (875_247, True, 0)
    median = nearest_sites(people, ways, sites=4)
    assert median.way == pytest.approx(2_848_268_129.7, abs=0.1)
    assert median.is_proven


def random_town(seed: int, places: int, candidates: int) -> tuple[Cover, np.ndarray]:
    random = np.random.default_rng(seed)
    demand, sites = random.uniform(0, 1000, (places, 2)), random.uniform(0, 1000, (candidates, 2))
    weights = random.integers(0, 6, places).astype(float)
    near = np.linalg.norm(demand[:, None] - sites[None], axis=2) <= 200
    return cover_of(demand, weights, sites, radius_m=200), near * weights[:, None]


def worth(near: np.ndarray, chosen: tuple[int, ...]) -> float:
    return float(near[:, list(chosen)].max(axis=1).sum())


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("sites", [1, 2, 3, 4])
def test_no_choice_of_a_small_town_covers_more(seed: int, sites: int) -> None:
    cover, near = random_town(seed, 60, 12)
    found = best_sites(cover, Terms(budget=sites))
    best = max(worth(near, some) for some in itertools.combinations(range(12), sites))
    assert found.is_proven
    assert found.covered == found.bound == best == worth(near, found.sites)


@pytest.mark.parametrize("seed", range(6))
def test_costs_fixed_and_forbidden_sites_are_kept_to(seed: int) -> None:
    cover, near = random_town(seed, 50, 10)
    costs = np.random.default_rng(seed + 100).integers(1, 5, 10).astype(float)
    terms = Terms(budget=9, costs=list(costs), fixed=[3], forbidden=[5])
    found = best_sites(cover, terms)
    allowed = [n for n in range(10) if n not in (3, 5)]
    choices = [
        (3, *some)
        for size in range(9)
        for some in itertools.combinations(allowed, size)
        if costs[[3, *some]].sum() <= 9
    ]
    assert found.covered == max(worth(near, some) for some in choices)
    assert 3 in found.sites
    assert 5 not in found.sites
    assert costs[list(found.sites)].sum() <= 9


def test_every_district_gets_its_least_number() -> None:
    cover, near = random_town(4, 80, 12)
    districts = ["동구"] * 6 + ["서구"] * 6
    found = best_sites(cover, Terms(budget=4, districts=districts, floors={"동구": 2, "서구": 2}))
    assert sorted(districts[n] for n in found.sites) == ["동구", "동구", "서구", "서구"]
    free = best_sites(cover, Terms(budget=4))
    assert found.covered <= free.covered
    assert found.covered == worth(near, found.sites)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (Terms(budget=1, fixed=[0, 1]), "more than the budget"),
        (Terms(budget=3, fixed=[0], forbidden=[0]), "both chosen"),
        (Terms(budget=3, districts=["동구"] * 12, floors={"서구": 1}), "서구 has fewer"),
        (Terms(budget=0.5), "not enough for a single site"),
    ],
)
def test_terms_that_cannot_be_kept_are_named(terms: Terms, says: str) -> None:
    cover, _near = random_town(1, 40, 12)
    with pytest.raises(NoSuchChoice, match=says):
        best_sites(cover, terms)


@pytest.mark.parametrize("seed", range(8))
def test_costs_floors_and_shared_out_weights_together_are_proven_best(seed: int) -> None:
    cover, near = random_town(seed, 50, 10)
    cover = Cover(cover.matrix, cover.weight / 25, 0.0, cover.total / 25)
    costs = np.random.default_rng(seed).integers(1, 5, 10).astype(float)
    names, floors = ["동구"] * 5 + ["서구"] * 5, {"동구": seed % 3, "서구": 1}
    choices = [
        some
        for size in range(1, 9)
        for some in itertools.combinations(range(10), size)
        if costs[list(some)].sum() <= 9
        and all(sum(names[n] == d for n in some) >= least for d, least in floors.items())
    ]
    found = best_sites(cover, Terms(budget=9, costs=list(costs), districts=names, floors=floors))
    best = max(worth(near, some) for some in choices) / 25
    assert found.covered == pytest.approx(best)
    assert found.is_proven
    assert tuple(sorted(found.sites)) in set(choices)
    with pytest.raises(NoSuchChoice):
        best_sites(cover, Terms(budget=1, costs=[2.0] * 10, districts=names, floors=floors))


@pytest.mark.parametrize("seed", range(4))
def test_the_cheapest_cover_keeps_to_fixed_and_excluded_sites(seed: int) -> None:
    cover, near = random_town(seed, 25, 9)
    costs = np.random.default_rng(seed).integers(1, 5, 9).astype(float)
    reached = (near[:, 1:] > 0).any(axis=1)
    only = Cover(cover.matrix, cover.weight, cover.already, cover.total)
    terms = Terms(budget=np.inf, costs=list(costs), fixed=[2], forbidden=[0])
    if ((near > 0).any(axis=1) != reached).any():
        with pytest.raises(NoSuchChoice) as refusal:
            fewest_sites(only, terms)
        assert refusal.value.code == "excluded_alone"
        return
    found = fewest_sites(only, terms)
    full = [
        some
        for size in range(1, 9)
        for some in itertools.combinations(range(1, 9), size)
        if 2 in some and (near[:, list(some)] > 0).any(axis=1)[reached].all()
    ]
    assert costs[list(found.sites)].sum() == min(costs[list(some)].sum() for some in full)
    assert (0 in found.sites, 2 in found.sites, found.is_proven) == (False, True, True)


@pytest.mark.parametrize("seed", range(6))
def test_the_shortest_way_counts_what_stands_and_is_proven(seed: int) -> None:
    random = np.random.default_rng(seed)
    weights, ways = random.integers(0, 6, 30).astype(float), random.uniform(0, 100, (30, 9))
    already = random.uniform(0, 100, 30) if seed % 2 else np.full(30, np.inf)
    stands = already if seed % 2 else None
    found = nearest_sites(weights, ways, sites=3, already=stands, forbidden=(4,))
    allowed = [n for n in range(9) if n != 4]
    best = min(
        (weights * np.minimum(ways[:, list(some)].min(axis=1), already)).sum()
        for some in itertools.combinations(allowed, 3)
    )
    assert found.way == pytest.approx(best)
    assert found.is_proven


def test_a_shortest_way_cut_off_by_time_is_bounded_and_never_called_proven() -> None:
    random = np.random.default_rng(5)
    places, offered = random.uniform(0, 9000, (1500, 2)), random.uniform(0, 9000, (400, 2))
    hurried = near_sites(places, np.ones(1500), offered, sites=30, seconds=0.01)
    assert not hurried.is_proven
    assert 0 <= hurried.bound < hurried.way
    assert hurried.gap == pytest.approx(1 - hurried.bound / hurried.way)


def test_what_stands_already_counts_and_is_not_covered_twice() -> None:
    demand, sites = [(0, 0), (50, 0), (500, 0)], [(10, 0), (510, 0)]
    near = cover_of(demand, [5, 5, 1], sites, radius_m=100, existing=[(20, 0)])
    found = best_sites(near, Terms(budget=1))
    assert (near.already, found.sites, found.covered, found.total) == (10, (1,), 11, 11)


def test_a_place_at_exactly_the_radius_is_within_reach() -> None:
    assert cover_of([(0, 0)], [1], [(100, 0)], radius_m=100).reachable == 1
    assert cover_of([(0, 0)], [1], [(100.01, 0)], radius_m=100).reachable == 0


def test_degrees_are_measured_over_the_earth() -> None:
    """One thousandth of a degree of latitude is 111.195 m on the sphere of mean radius."""
    here, there = on_sphere([126.5], [33.5]), on_sphere([126.5], [33.501])
    assert cover_of(here, [1], there, radius_m=111.2).reachable == 1
    assert cover_of(here, [1], there, radius_m=111.19).reachable == 0


def test_an_answer_cut_off_by_time_is_never_called_proven() -> None:
    random = np.random.default_rng(5)
    demand, sites = random.uniform(0, 7000, (8000, 2)), random.uniform(0, 7000, (1500, 2))
    near = cover_of(demand, random.integers(1, 9, 8000), sites, radius_m=500)
    found = best_sites(near, Terms(budget=40), seconds=0.01)
    assert not found.is_proven
    assert found.gap > 0
    assert found.covered < found.bound <= found.total


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), sites=st.integers(1, 5))
def test_one_more_site_never_covers_less_and_bounds_hold(seed: int, sites: int) -> None:
    cover, near = random_town(seed, 40, 9)
    fewer, more = best_sites(cover, Terms(budget=sites)), best_sites(cover, Terms(budget=sites + 1))
    assert fewer.covered <= more.covered <= more.bound <= cover.total
    assert sum(fewer.alone) <= fewer.covered
    for site, others in zip(fewer.sites, fewer.others, strict=True):
        for other in others:
            swapped = (*(n for n in fewer.sites if n != site), other)
            assert worth(near, swapped) >= fewer.covered * 0.99 - 1e-9


def test_the_least_number_of_sites_is_least() -> None:
    cover, near = random_town(8, 30, 9)
    found = fewest_sites(cover)
    reached = near.max(axis=1) > 0
    for size in range(len(found.sites)):
        for some in itertools.combinations(range(9), size):
            assert not (near[:, list(some)].max(axis=1, initial=0) > 0)[reached].all()
    assert (near[:, list(found.sites)].max(axis=1) > 0)[reached].all()


def test_the_command_proposes_and_says_why(tmp_path: Path) -> None:
    demand, candidates, existing = (tmp_path / f"{name}.csv" for name in "dce")
    demand.write_text("x,y,weight\n0,0,5\n50,0,5\n500,0,3\n900,0,1\n")
    candidates.write_text("x,y\n10,0\n510,0\n905,0\n")
    existing.write_text("x,y\n20,0\n")
    words = ["--demand", demand, "--candidates", candidates, "--existing", existing]
    call = ["propose", *map(str, words), "--radius-m", "100", "--sites", "1", "--json"]
    answer = json.loads(CliRunner().invoke(command, call).stdout)
    assert {"covered", "total", "bound", "gap", "sites", "seconds"} <= set(answer)
    assert (answer["sites"], answer["covered"], answer["total"]) == ([1], 13, 14)
    assert answer["gap"] == 0


def test_the_command_keeps_to_a_budget_and_to_every_districts_least_number(tmp_path: Path) -> None:
    demand, candidates = tmp_path / "d.csv", tmp_path / "c.csv"
    demand.write_text("x,y,weight\n0,0,9\n500,0,5\n900,0,1\n")
    candidates.write_text("x,y,cost,district\n10,0,3,동구\n510,0,2,동구\n905,0,2,서구\n")
    call = ["propose", "--demand", str(demand), "--candidates", str(candidates)]
    call += ["--radius-m", "100", "--json"]
    for words, sites in (
        (["--budget", "4"], [0]),
        (["--budget", "5"], [0, 1]),
        (["--sites", "2", "--floor", "1"], [0, 2]),
    ):
        answer = json.loads(CliRunner().invoke(command, [*call, *words]).stdout)
        assert (sorted(answer["sites"]), answer["is_proven"]) == (sites, True), words
    assert CliRunner().invoke(command, call).exit_code == 2
    dear = CliRunner().invoke(command, [*call, "--budget", "1"])
    assert (dear.exit_code, "budget" in dear.stderr) == (1, True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "no column x or lon"),
        ("x,y\n1,zwei\n", "row 2, column 2"),
        ("x,y\n", "no rows"),
        ("lon,lat\n500,2\n", "row 2: these are no degrees"),
        ("x,y,weight\n1,1,-2\n", "row 2: a weight below 0"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str, says: str) -> None:
    demand, candidates = tmp_path / "d.csv", tmp_path / "c.csv"
    demand.write_text(text)
    candidates.write_text("x,y\n1,1\n")
    call = ["propose", "--demand", str(demand), "--candidates", str(candidates)]
    answer = CliRunner().invoke(command, [*call, "--radius-m", "100", "--sites", "1"])
    assert answer.exit_code == 1
    assert says in answer.stderr
