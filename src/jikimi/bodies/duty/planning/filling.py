"""Filling the slots of people who can stand in for each other: one programme, one solution.

For each person and slot that fit there is a column: is that person there?  Rows keep the rules:
every seat is filled or vacant; of slots too close to each other a person takes one; no more than
so many in a week.  Vacancies cost most.  Then shifts are shared out evenly: the n-th shift of a
person costs n − ½ − share, so that the sum of squared distances from the share is smallest; in all,
on weekends and holidays, and in each four weeks.
Source: Ernst et al. 2004, Eur J Oper Res 153:3 (rostering); convex costs as steps: Ahuja, Magnanti
and Orlin 1993, Network Flows, ch. 14.  Checked: tests/numbers/test_duty_planning.py
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil, floor

import numpy as np

from jikimi.bodies.duty.planning.programme import Programme
from jikimi.bodies.duty.planning.rest import is_elsewhere, shifts_left
from jikimi.bodies.duty.planning.words import Person, Rules, Slot

VACANT = 10_000.0
_IN_ALL, _ON_OFF_DAYS, _IN_BLOCK = 4.0, 4.0, 1.0
_BLOCK_DAYS = 28
_BREAKS_TIES = 1e-5
Shares = dict[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Filled:
    """chosen: (person, slot) keys. vacant: slot → seats left."""

    chosen: frozenset[tuple[int, int]]
    vacant: dict[int, int]
    is_proved: bool


@dataclass
class Filling:
    """A programme under way: its slots, its people, and the column of each pair that fits."""

    slots: Sequence[Slot]
    people: Sequence[Person]
    rules: Rules
    ignored: frozenset[str] = frozenset()
    programme: Programme = field(default_factory=Programme)
    pairs: dict[tuple[int, int], int] = field(default_factory=dict)
    vacant: dict[int, int] = field(default_factory=dict)

    def slots_of(self, person: Person) -> list[Slot]:
        """Slots this person could take, by time."""
        return [slot for slot in self.slots if (person.key, slot.key) in self.pairs]


def even_shares(slots: Iterable[Slot], people: Sequence[Person]) -> Shares:
    """(person, slot) → the part of the slot that falls to each who is not away that day."""
    shares: Shares = {}
    for slot in slots:
        there = [person.key for person in people if not person.is_absent(slot)]
        for key in there:
            shares[key, slot.key] = min(1.0, slot.seats / len(there))
    return shares


def fill(
    slots: Iterable[Slot], people: Sequence[Person], rules: Rules, *, seconds: float
) -> Filled:
    """Fill as many seats as the rules allow, as evenly as they allow."""
    filling = _begun(slots, people, rules)
    shares = even_shares(filling.slots, people)
    for person in people:
        _share_evenly(filling, person, shares)
    return _solved(filling, seconds)


def fill_without(
    slots: Iterable[Slot],
    people: Sequence[Person],
    rules: Rules,
    *,
    ignored: frozenset[str],
    vacant: Mapping[int, int],
    seconds: float,
) -> Filled:
    """Fill seats without some rules, however unevenly; what was vacant may stay so, the rest not.

    ignored: of absent, elsewhere, rest, week.
    """
    return _solved(_begun(slots, people, rules, ignored=ignored, cheap=vacant), seconds)


def _begun(
    slots: Iterable[Slot],
    people: Sequence[Person],
    rules: Rules,
    *,
    ignored: frozenset[str] = frozenset(),
    cheap: Container[int] = (),
) -> Filling:
    """cheap: slots that may as well stay vacant."""
    by_time = sorted(slots, key=lambda slot: (slot.starts_at, slot.key))
    filling = Filling(by_time, people, rules, ignored)
    noise = np.random.default_rng(0)
    for slot in by_time:
        _man(filling, slot, 1.0 if slot.key in cheap else VACANT, noise)
    for person in people:
        _keep_rest(filling, person)
        _keep_weeks(filling, person)
    return filling


def _man(filling: Filling, slot: Slot, cost: float, noise: np.random.Generator) -> None:
    programme, fitting = filling.programme, [p for p in filling.people if _may(filling, p, slot)]
    ties = noise.random(len(fitting)) * _BREAKS_TIES
    for person, tie in zip(fitting, ties, strict=True):
        column = programme.column(cost=float(tie), is_whole=True)
        filling.pairs[person.key, slot.key] = column
    vacant = programme.column(cost=cost, most=slot.seats)
    filling.vacant[slot.key] = vacant
    columns = [*(filling.pairs[p.key, slot.key] for p in fitting), vacant]
    programme.row(columns, [1.0] * len(columns), lower=slot.seats, upper=slot.seats)


def _may(filling: Filling, person: Person, slot: Slot) -> bool:
    rules, ignored = filling.rules, filling.ignored
    if not person.fits(slot):
        return False
    if rules.respects_absence and "absent" not in ignored and person.is_absent(slot):
        return False
    return "elsewhere" in ignored or not is_elsewhere(person, slot, rules)


def _keep_rest(filling: Filling, person: Person) -> None:
    """Of every set of slots that are all too close to each other the person takes one."""
    rest = timedelta(0) if "rest" in filling.ignored else filling.rules.rest
    open_ones: list[Slot] = []
    closed = True
    for slot in filling.slots_of(person):
        still = [other for other in open_ones if slot.starts_at < other.ends_at + rest]
        if len(still) < len(open_ones) and not closed:
            _take_one(filling, person, open_ones)
        open_ones, closed = [*still, slot], False
    _take_one(filling, person, open_ones)


def _take_one(filling: Filling, person: Person, slots: list[Slot]) -> None:
    if len(slots) > 1:
        filling.programme.at_most([filling.pairs[person.key, slot.key] for slot in slots], 1)


def _keep_weeks(filling: Filling, person: Person) -> None:
    if "week" in filling.ignored:
        return
    weeks: dict[date, list[Slot]] = defaultdict(list)
    for slot in filling.slots_of(person):
        weeks[slot.week].append(slot)
    for slots in weeks.values():
        left = shifts_left(person, slots[0], filling.rules)
        if len(slots) > left:
            columns = [filling.pairs[person.key, slot.key] for slot in slots]
            filling.programme.at_most(columns, max(left, 0))


def _share_evenly(filling: Filling, person: Person, shares: Shares) -> None:
    off = [slot for slot in filling.slots if slot.is_off_day]
    _step(filling, person, filling.slots, shares, weight=_IN_ALL, ahead=person.ahead)
    _step(filling, person, off, shares, weight=_ON_OFF_DAYS, ahead=person.ahead_off)
    blocks: dict[int, list[Slot]] = defaultdict(list)
    for slot in filling.slots:
        blocks[(slot.day - filling.slots[0].day).days // _BLOCK_DAYS].append(slot)
    if len(blocks) > 1:
        for slots in blocks.values():
            _step(filling, person, slots, shares, weight=_IN_BLOCK, ahead=0)


def _step(
    filling: Filling,
    person: Person,
    slots: Sequence[Slot],
    shares: Shares,
    *,
    weight: float,
    ahead: float,
) -> None:
    """The count of these slots as a sum of steps, each dearer than the one before."""
    programme, pairs = filling.programme, ((person.key, slot.key) for slot in slots)
    columns = [filling.pairs[pair] for pair in pairs if pair in filling.pairs]
    if not columns:
        return
    share = max(0.0, sum(shares.get((person.key, slot.key), 0.0) for slot in slots) - ahead)
    low, high = min(len(columns), max(0, floor(share) - 2)), min(len(columns), ceil(share) + 3)
    steps = [programme.column(cost=weight * (n + 0.5 - share)) for n in range(low, high)]
    if low:
        steps.append(programme.column(cost=weight * (low - 0.5 - share), most=low))
    if high < len(columns):
        cost = weight * (high + 0.5 - share)
        steps.append(programme.column(cost=cost, most=len(columns) - high))
    factors = [1.0] * len(columns) + [-1.0] * len(steps)
    programme.row([*columns, *steps], factors, lower=0, upper=0)


def _solved(filling: Filling, seconds: float) -> Filled:
    solution = filling.programme.solved(seconds=seconds)
    values = solution.values
    chosen = frozenset(pair for pair, column in filling.pairs.items() if values[column] > 0.5)
    vacant = {slot: round(float(values[column])) for slot, column in filling.vacant.items()}
    return Filled(chosen, {s: seats for s, seats in vacant.items() if seats}, solution.is_proved)
