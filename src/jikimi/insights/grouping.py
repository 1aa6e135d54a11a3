"""Rows about persons made alike, so that each stands among at least k persons. Pure.

A row is told by what others may know of a person already: when, what kind, where.  Rows of too few
persons are made coarser step by step, and left out where no step is left.
Source: Samarati 2001, IEEE TKDE 13:1010; Sweeney 2002, IJUFKS 10:571 (k-anonymity, local recoding).
Checked: tests/numbers/test_grouping.py
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

K = 5
Coarser = Callable[[str], str]
ANY = "*"


@dataclass(frozen=True, slots=True)
class Alike:
    """The rows that are kept, in their order, and what was done to get there.

    kept: place of each in what was given; told: what each is told by now, one code a field.
    coarsened: how many rows were made coarser; dropped: how many are left out; smallest: the fewest
    persons that share one combination (0 without rows); alone: persons whose rows taken together
    nobody else has.
    """

    kept: list[int]
    told: list[tuple[str, ...]]
    coarsened: int
    dropped: int
    smallest: int
    alone: int


@dataclass(slots=True)
class _Row:
    person: str
    at: tuple[str, ...]
    step: int = 0
    levels: dict[int, int] = field(default_factory=dict)
    now: tuple[str, ...] = ()


def alike(
    rows: Sequence[tuple[str, tuple[str, ...]]],
    ladders: Sequence[Sequence[Coarser]],
    order: Sequence[int],
    *,
    k: int = K,
) -> Alike:
    """Make rows coarser until every combination is that of at least k persons.

    rows: the person (a pseudonym) and what the row is told by, one code a field.  ladders: for each
    field its ever coarser forms, applied to the code as it was given.  order: the fields, in the
    order in which rows of too few persons give up precision; a field may stand there often.
    A person with many rows counts once.  Raises ValueError for k below 2.
    """
    if k < 2:
        raise ValueError("k")
    working = [_Row(person, at, now=at) for person, at in rows]
    dropped: set[int] = set()
    while few := _of_few(working, dropped, k):
        for place in few:
            if not _made_coarser(working[place], ladders, order):
                dropped.add(place)
    kept = [place for place in range(len(working)) if place not in dropped]
    told = [working[place].now for place in kept]
    counts = _persons([working[place] for place in kept])
    return Alike(
        kept=kept,
        told=told,
        coarsened=sum(working[place].now != working[place].at for place in kept),
        dropped=len(dropped),
        smallest=min((len(persons) for persons in counts.values()), default=0),
        alone=_alone([working[place] for place in kept]),
    )


def _of_few(working: list[_Row], dropped: set[int], k: int) -> list[int]:
    standing = [row for place, row in enumerate(working) if place not in dropped]
    few = {now for now, persons in _persons(standing).items() if len(persons) < k}
    return [place for place, row in enumerate(working) if place not in dropped and row.now in few]


def _persons(rows: Sequence[_Row]) -> Mapping[tuple[str, ...], set[str]]:
    found: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        found.setdefault(row.now, set()).add(row.person)
    return found


def _made_coarser(row: _Row, ladders: Sequence[Sequence[Coarser]], order: Sequence[int]) -> bool:
    """The next step that changes the row; whether there was one."""
    while row.step < len(order):
        which = order[row.step]
        row.step += 1
        level = row.levels.get(which, 0)
        if level >= len(ladders[which]):
            continue
        row.levels[which] = level + 1
        coarser = ladders[which][level](row.at[which])
        if coarser != row.now[which]:
            row.now = (*row.now[:which], coarser, *row.now[which + 1 :])
            return True
    return False


def _alone(rows: Sequence[_Row]) -> int:
    """Persons with several rows that together are like those of nobody else."""
    paths: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        paths.setdefault(row.person, []).append(row.now)
    seen: dict[tuple[tuple[str, ...], ...], int] = {}
    whole = {person: tuple(sorted(path)) for person, path in paths.items()}
    for path in whole.values():
        seen[path] = seen.get(path, 0) + 1
    return sum(seen[path] == 1 for path in whole.values())


def quarter(month: str) -> str:
    """2026-05 → 2026-Q2."""
    return f"{month[:4]}-Q{(int(month[5:7]) - 1) // 3 + 1}"


def half(month: str) -> str:
    """2026-05 → 2026-H1."""
    return f"{month[:4]}-H{1 if int(month[5:7]) <= 6 else 2}"


def year(month: str) -> str:
    """2026-05 → 2026."""
    return month[:4]


def anything(_code: str) -> str:
    """No precision at all."""
    return ANY


def province(area: str) -> str:
    """50110 → 50."""
    return area[:2]
