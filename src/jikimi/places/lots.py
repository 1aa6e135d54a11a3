"""Drawing lots so that anybody can draw them again and get the same.

Pure: lots and a seed in, ids out; whole numbers only, so that every machine agrees.  A lot of
weight w takes part with w tickets; a ticket is the SHA-256 of `seed:id:number`, and a lot is as
good as its smallest ticket.  The smallest of each stratum are drawn, strata in proportion to their
weight.  Chances are those of drawing tickets one after the other without putting back.
Source: Efraimidis & Spirakis 2006, Inf Process Lett 97:181 (weighted sampling by keys); allocation
by largest remainder (Hamilton).  Checked: tests/numbers/test_lots.py
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_WEIGHT = 100


@dataclass(frozen=True, slots=True, order=True)
class Lot:
    """What can be drawn. stratum: the group in which it is drawn; weight: 1 to 100 tickets."""

    id: str
    stratum: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What a second draw says. is_same: all three agree with what was kept."""

    seed_agrees: bool
    population_agrees: bool
    picked_agrees: bool
    picked: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Whether the draw is what it was."""
        return self.seed_agrees and self.population_agrees and self.picked_agrees


def seed_of(secret: str, words: str = "") -> str:
    """The seed that draws: the secret and what somebody else said at the draw, neither alone."""
    return _digest(f"{secret}:{words}") if words else secret


def seed_digest(secret: str) -> str:
    """What is recorded of a secret before anything can be drawn: SHA-256, hexadecimal."""
    return _digest(secret)


def population_digest(lots: Sequence[Lot]) -> str:
    """What is recorded of the lots: SHA-256 over the lines `id,stratum,weight` in order of id."""
    lines = (f"{lot.id},{lot.stratum},{lot.weight}\n" for lot in sorted(lots))
    return _digest("".join(lines))


def draw(lots: Sequence[Lot], how_many: int, *, seed: str) -> list[str]:
    """The ids drawn, stratum by stratum, the smallest ticket first.

    Raises ValueError when fewer lots than how_many take part, for the same id twice, or for a
    weight out of bounds.
    """
    _check(lots, how_many)
    strata: dict[str, list[Lot]] = defaultdict(list)
    for lot in lots:
        strata[lot.stratum].append(lot)
    shares = shared_out({name: _room(found) for name, found in strata.items()}, how_many)
    drawn: list[str] = []
    for name in sorted(strata):
        best = sorted(strata[name], key=lambda lot: (ticket(lot, seed), lot.id))
        drawn += [lot.id for lot in best[: shares[name]]]
    return drawn


def ticket(lot: Lot, seed: str) -> str:
    """The smallest ticket of a lot, hexadecimal."""
    return min(_digest(f"{seed}:{lot.id}:{number}") for number in range(1, lot.weight + 1))


def redrawn(told: dict[str, Any]) -> Redrawn:
    """What a second draw says of one that was handed out.

    Raises KeyError, TypeError or ValueError for what is no draw.
    """
    taking_part = [Lot(str(i), str(s), int(w)) for i, s, w in told["lots"]]
    seed = seed_of(told["seed"], told["words"])
    picked = draw(taking_part, int(told["how_many"]), seed=seed)
    return Redrawn(
        seed_agrees=seed_digest(told["seed"]) == told["seed_digest"],
        population_agrees=population_digest(taking_part) == told["population"],
        picked_agrees=picked == list(told["picked"]),
        picked=picked,
    )


def shared_out(room: dict[str, tuple[int, int]], how_many: int) -> dict[str, int]:
    """How many are drawn from each stratum. room: stratum → (weight, how many lots).

    In proportion to weight by largest remainder, equal ones in order of name; never more than a
    stratum has, what is over goes to the others in the same way.
    """
    shares = dict.fromkeys(room, 0)
    left = how_many
    while left:
        open_ = {n: w for n, (w, most) in room.items() if shares[n] < most}
        total = sum(open_.values())
        given = {n: left * w // total for n, w in open_.items()}
        rests = sorted(open_, key=lambda n: (-(left * open_[n] % total), n))
        for name in rests[: left - sum(given.values())]:
            given[name] += 1
        for name, number in given.items():
            shares[name] = min(room[name][1], shares[name] + number)
        left = how_many - sum(shares.values())
    return shares


def _room(lots: Sequence[Lot]) -> tuple[int, int]:
    return sum(lot.weight for lot in lots), len(lots)


def _check(lots: Sequence[Lot], how_many: int) -> None:
    if not 0 < how_many <= len(lots):
        raise ValueError("how_many must lie between 1 and the number of lots")
    if len({lot.id for lot in lots}) != len(lots):
        raise ValueError("the same id takes part twice")
    if any(not 1 <= lot.weight <= MOST_WEIGHT for lot in lots):
        raise ValueError("a weight lies out of bounds")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
