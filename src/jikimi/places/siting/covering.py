"""Covering: as much demand as possible with so many sites, or all of it with as few as possible.

Source: Church & ReVelle 1974 (maximal covering); Toregas et al. 1971 (set covering).
Checked: tests/numbers/test_siting.py
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array, vstack

from jikimi.places.siting.bounding import Spending, bounded
from jikimi.places.siting.covers import Bools, Cover, Floats
from jikimi.places.siting.searching import Counting, Floor, good_sites
from jikimi.places.siting.solving import Programme, solved
from jikimi.places.siting.terms import NoSuchChoice, Terms
from jikimi.places.siting.weighing import weighed

_WHOLE, _EXACT = 0.5, 1e-9
_TOO_DEAR = "No choice keeps to the budget and to every district's least number."
# Entries of a programme HiGHS takes in within a second; it looks at its clock only afterwards.
_READ_A_SECOND = 40_000


@dataclass(frozen=True, slots=True)
class Siting:
    """Sites chosen (numbers of candidates), what they cover of the total, and how good that is.

    bound: nothing covers more.  gap: how far below the bound at most, as a share of it.
    is_proven: no better choice exists; an answer cut off by time is never proven.
    alone: what each site covers that no other chosen or existing one does.
    others: for each site the candidates that could stand in for it at a loss of at most 1 %.
    """

    sites: tuple[int, ...]
    covered: float
    total: float
    bound: float
    gap: float
    is_proven: bool
    seconds: float
    alone: tuple[float, ...] = ()
    others: tuple[tuple[int, ...], ...] = ()


def best_sites(cover: Cover, terms: Terms, *, seconds: float = 60.0) -> Siting:
    """Choose sites that cover as much weight as possible within the terms.

    A quick good choice is bounded by prices, which rules most candidates out or in; what stays
    open is solved as a sparse programme by HiGHS.  Raises NoSuchChoice.
    """
    began = time.perf_counter()
    costs = _costs(cover, terms)
    _check(cover, terms, costs)
    start = _started(cover, terms, costs)
    sites, bound = _searched(cover, terms, costs, start, began + seconds)
    if sites is None:
        raise NoSuchChoice("floors_too_dear", _TOO_DEAR)
    covered = cover.already + _worth(cover, sites)
    best = max(covered, cover.already + bound)
    return _told(cover, terms, sites, covered, best, time.perf_counter() - began)


def _searched(
    cover: Cover, terms: Terms, costs: Floats, start: list[int] | None, until: float
) -> tuple[list[int] | None, float]:
    """Bounded first; then only what stays open is solved. Nothing is worth more than the bound."""
    if not start:
        return _solved(cover, terms, costs, start, until)
    width = cover.matrix.shape[1]
    allowed = np.setdiff1d(np.arange(width), np.asarray(terms.forbidden, np.int64))
    place = {int(site): n for n, site in enumerate(allowed)}
    inside = cover.matrix[:, allowed]
    forced = np.array([place[site] for site in terms.fixed], np.int64)
    spending = Spending(costs[allowed], terms.budget, forced, is_free=not terms.floors)
    known = [place[site] for site in start]
    found = bounded(inside, cover.weight, spending, start=known, until=until)
    if found.bound <= found.covered:
        return [int(allowed[n]) for n in found.sites], found.covered
    open_ = np.setdiff1d(np.arange(len(allowed)), found.out)
    kept = np.union1d(found.within, forced)
    smaller = Cover(inside[:, open_], cover.weight, 0.0, cover.total)
    if smaller.matrix.nnz > _READ_A_SECOND * max(0.0, until - time.perf_counter()):
        return [int(allowed[n]) for n in found.sites], min(found.bound, float(cover.weight.sum()))
    names = terms.districts
    rest = Terms(
        budget=terms.budget,
        fixed=[int(n) for n in np.flatnonzero(np.isin(open_, kept))],
        districts=[names[allowed[n]] for n in open_] if names is not None else None,
        floors=terms.floors,
    )
    sites, bound = _solved(smaller, rest, costs[allowed[open_]], None, until)
    if sites is None or _worth(smaller, sites) < found.covered:
        return [int(allowed[n]) for n in found.sites], max(min(bound, found.bound), found.covered)
    return [int(allowed[open_[n]]) for n in sites], min(bound, found.bound)


def _solved(
    cover: Cover, terms: Terms, costs: Floats, start: list[int] | None, until: float
) -> tuple[list[int] | None, float]:
    """The best choice HiGHS finds in time, None without any; nothing is worth more than bound."""
    programme = _programme(cover, terms, costs)
    seconds = max(1.0, until - time.perf_counter())
    found = solved(programme, start=_as_x(cover, start), seconds=seconds)
    if found.x is None:
        return start, found.bound
    sites = [int(n) for n in np.flatnonzero(found.x[: cover.matrix.shape[1]] > _WHOLE)]
    return sites, _worth(cover, sites) if found.is_proven else found.bound


def fewest_sites(cover: Cover, terms: Terms | None = None, *, seconds: float = 60.0) -> Siting:
    """Choose as few sites as possible (or as cheap) that cover every place within reach of any.

    terms: costs, fixed and forbidden sites and floors; their budget does not count.  bound is the
    least number of sites or cost then, and gap a share of what the choice needs.
    Raises NoSuchChoice when excluded sites alone could reach a place.
    """
    began = time.perf_counter()
    kept = terms or Terms(budget=np.inf)
    costs = _costs(cover, kept)
    allowed = np.ones(len(costs))
    allowed[list(kept.forbidden)] = 0
    if np.any(cover.matrix @ allowed == 0):
        raise NoSuchChoice("excluded_alone", "Some places are within reach of excluded sites only.")
    programme = _all_covered(cover, kept, costs)
    start = _cheap_cover(cover, kept, costs)
    known = np.isin(np.arange(len(costs)), start).astype(np.float64) if start else None
    found = solved(programme, start=known, seconds=seconds)
    if found.is_infeasible:
        raise NoSuchChoice(
            "too_few_there", "A district has fewer candidates than it must get sites."
        )
    sites = start if found.x is None else [int(n) for n in np.flatnonzero(found.x > _WHOLE)]
    if not sites and cover.matrix.shape[0]:
        raise NoSuchChoice("no_time", "No answer was found in the time given.")
    needs = float(costs[sites].sum())
    bound = needs if found.is_proven else min(needs, _at_least(-found.bound, costs))
    told = weighed(cover, sites)
    return Siting(
        sites=tuple(sites),
        covered=cover.reachable,
        total=cover.total,
        bound=bound,
        gap=(needs - bound) / needs if needs else 0.0,
        is_proven=found.is_proven,
        seconds=time.perf_counter() - began,
        alone=told.alone,
        others=tuple(tuple(one.candidate for one in others) for others in told.others),
    )


def _all_covered(cover: Cover, terms: Terms, costs: Floats) -> Programme:
    """Each place reached by one site at least, for as little as possible."""
    width, height = len(costs), cover.matrix.shape[0]
    floors, least = _floors(terms, width, 0)
    rows = cover.matrix if floors is None else vstack([cover.matrix, floors])
    most = np.ones(width)
    most[list(terms.forbidden)] = 0
    programme = Programme(
        value=-costs,
        rows=csc_array(rows, dtype=np.float64),
        low=np.concatenate([np.ones(height), least]),
        high=np.full(height + len(least), np.inf),
        most=most,
        is_whole=np.ones(width, dtype=np.bool_),
    )
    return _with_fixed(programme, terms, width)


def _cheap_cover(cover: Cover, terms: Terms, costs: Floats) -> list[int]:
    """Greedy: places reached anew per cost; nothing where floors must be kept as well."""
    if terms.floors:
        return []
    ones = np.ones(cover.matrix.shape[0])
    barred = costs.copy()
    barred[list(terms.forbidden)] = np.inf
    count = Counting(cover.matrix, ones)
    for site in terms.fixed:
        count.put(site)
    chosen = list(terms.fixed)
    while count.covered() < len(ones):
        gains = np.where(count.times == 0, 1.0, 0.0) @ count.columns
        chosen.append(int(np.argmax(gains / barred)))
        count.put(chosen[-1])
    return chosen


def _at_least(bound: float, costs: Floats) -> float:
    """A bound from below; whole costs cannot lie between two whole numbers."""
    is_whole = bool(np.all(costs == np.round(costs)))
    return float(np.ceil(bound - 1e-6)) if is_whole else bound


def _costs(cover: Cover, terms: Terms) -> Floats:
    width = cover.matrix.shape[1]
    costs = np.ones(width) if terms.costs is None else np.asarray(terms.costs, np.float64)
    if costs.shape != (width,) or not np.all(costs > 0):
        raise ValueError("each candidate needs a cost of more than 0")
    return costs


def _check(cover: Cover, terms: Terms, costs: Floats) -> None:
    fixed = list(terms.fixed)
    if float(costs[fixed].sum()) > terms.budget:
        says = "The sites that are chosen in any case cost more than the budget."
        raise NoSuchChoice("fixed_too_dear", says)
    if set(fixed) & set(terms.forbidden):
        raise NoSuchChoice("fixed_and_excluded", "A site is both chosen in any case and excluded.")
    for district, least in terms.floors.items():
        inside = [n for n, name in enumerate(terms.districts or ()) if name == district]
        if len(set(inside) - set(terms.forbidden)) < least:
            says = f"{district} has fewer candidates than it must get sites."
            raise NoSuchChoice("too_few_there", says)
    if not terms.floors and not fixed and not np.any(costs <= terms.budget):
        raise NoSuchChoice("budget_too_small", "The budget is not enough for a single site.")


def _started(cover: Cover, terms: Terms, costs: Floats) -> list[int] | None:
    """A quick good choice. Raises NoSuchChoice when floors and budget do not go together."""
    barred = costs.copy()
    barred[list(terms.forbidden)] = np.inf
    fixed = list(terms.fixed)
    names = np.asarray(terms.districts if terms.districts is not None else [], dtype=str)
    floors = [
        Floor(frozenset(np.flatnonzero(names == name).tolist()), least)
        for name, least in terms.floors.items()
        if least > 0
    ]
    if floors and _least_cost(barred, floors, fixed) > terms.budget * (1 + 1e-12):
        raise NoSuchChoice("floors_too_dear", _TOO_DEAR)
    return good_sites(
        cover.matrix, cover.weight, barred, budget=terms.budget, fixed=fixed, floors=floors
    )


def _least_cost(costs: Floats, floors: Sequence[Floor], fixed: list[int]) -> float:
    """What the fixed sites and the cheapest ones that fill every floor cost together."""
    total = float(costs[fixed].sum())
    for floor in floors:
        missing = floor.least - len(floor.members & set(fixed))
        if missing > 0:
            free = sorted(float(costs[n]) for n in floor.members - set(fixed))
            total += sum(free[:missing])
    return total


def _programme(cover: Cover, terms: Terms, costs: Floats) -> Programme:
    """x: each candidate, then each group that more than one reaches; single ones count at once."""
    width = cover.matrix.shape[1]
    reached = np.diff(cover.matrix.indptr)
    single = reached == 1
    value = np.bincount(cover.matrix[single].indices, weights=cover.weight[single], minlength=width)
    shared = cover.matrix[~single]
    groups = shared.shape[0]
    links = _linked(shared, width, groups)
    spending = csr_array(np.concatenate([costs, np.zeros(groups)])[None, :])
    floors, least = _floors(terms, width, groups)
    rows = (
        csc_array(vstack([links, spending, floors]))
        if floors is not None
        else csc_array(vstack([links, spending]))
    )
    most = np.ones(width + groups)
    most[list(terms.forbidden)] = 0
    low = np.concatenate([np.full(groups + 1, -np.inf), least])
    high = np.concatenate([np.zeros(groups), [terms.budget], np.full(len(least), np.inf)])
    whole = np.arange(width + groups) < width
    programme = Programme(
        np.concatenate([value, cover.weight[~single]]), rows, low, high, most, whole
    )
    return _with_fixed(programme, terms, width)


def _linked(shared: csr_array, width: int, groups: int) -> csr_array:
    """A group counts only when a site that reaches it is chosen: group - sites <= 0."""
    reach = coo_array(shared)
    rows = np.concatenate([reach.row, np.arange(groups)])
    columns = np.concatenate([reach.col, width + np.arange(groups)])
    values = np.concatenate([-np.ones(reach.nnz), np.ones(groups)])
    return csr_array((values, (rows, columns)), shape=(groups, width + groups))


def _floors(terms: Terms, width: int, groups: int) -> tuple[csr_array | None, Floats]:
    if not terms.floors:
        return None, np.empty(0)
    names = np.asarray(terms.districts)
    lines = [np.concatenate([names == d, np.zeros(groups, bool)]) for d in terms.floors]
    return csr_array(np.array(lines, dtype=np.float64)), np.array(
        list(terms.floors.values()), dtype=np.float64
    )


def _with_fixed(programme: Programme, terms: Terms, width: int) -> Programme:
    """Sites chosen in any case, as rows of their own."""
    fixed = list(terms.fixed)
    if not fixed:
        return programme
    size = len(programme.value)
    ones = np.ones(len(fixed))
    lines = csr_array((ones, (np.arange(len(fixed)), fixed)), shape=(len(fixed), size))
    return Programme(
        programme.value,
        csc_array(vstack([programme.rows, lines])),
        np.concatenate([programme.low, ones]),
        np.concatenate([programme.high, ones]),
        programme.most,
        programme.is_whole,
    )


def _as_x(cover: Cover, sites: list[int] | None) -> Floats | None:
    if sites is None:
        return None
    width = cover.matrix.shape[1]
    chosen = np.zeros(width)
    chosen[sites] = 1
    shared = cover.matrix[np.diff(cover.matrix.indptr) > 1]
    return np.concatenate([chosen, np.minimum(shared @ chosen, 1.0)])


def _worth(cover: Cover, sites: Sequence[int]) -> float:
    chosen = np.zeros(cover.matrix.shape[1])
    chosen[list(sites)] = 1
    return float(cover.weight[(cover.matrix @ chosen) > 0].sum())


def allowed_instead(terms: Terms, sites: Sequence[int], width: int) -> dict[int, Bools]:
    """For each site of a choice, which candidates may stand in for it within the terms.

    None that is excluded or dearer than what is left; where the site fills the least number of its
    district, only candidates of the same district.  width: how many candidates there are.
    """
    costs = np.ones(width) if terms.costs is None else np.asarray(terms.costs, np.float64)
    names = np.asarray(terms.districts if terms.districts is not None else [""] * width, dtype=str)
    room = terms.budget - float(costs[list(sites)].sum())
    free = np.ones(width, dtype=np.bool_)
    free[list(terms.forbidden)] = False
    chosen = names[list(sites)]
    found = {}
    for site in sites:
        may = free & (costs <= room + costs[site] + _EXACT)
        name = str(names[site])
        if int((chosen == name).sum()) <= terms.floors.get(name, 0):
            may &= names == name
        if site in terms.fixed:
            may &= False
        found[site] = may
    return found


def _told(
    cover: Cover,
    terms: Terms,
    sites: Sequence[int],
    covered: float,
    bound: float,
    seconds: float,
) -> Siting:
    allowed = allowed_instead(terms, sites, cover.matrix.shape[1])
    told = weighed(cover, sites, allowed=allowed)
    return Siting(
        sites=tuple(sites),
        covered=covered,
        total=cover.total,
        bound=bound,
        gap=(bound - covered) / bound if bound else 0.0,
        is_proven=bound - covered <= _EXACT * max(bound, 1.0),
        seconds=seconds,
        alone=told.alone,
        others=tuple(tuple(one.candidate for one in others) for others in told.others),
    )
