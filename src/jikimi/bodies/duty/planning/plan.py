"""A plan of duty: filled group by group, with what stays vacant and which rule is in the way."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

from jikimi.bodies.duty.planning.blocking import rules_in_the_way, why_vacant
from jikimi.bodies.duty.planning.filling import Filled, even_shares, fill
from jikimi.bodies.duty.planning.words import (
    ANY,
    Blocked,
    Load,
    Person,
    Plan,
    Rules,
    Slot,
    Vacancy,
)

Group = tuple[list[Slot], list[Person]]
SECONDS = 10.0


def plan_duty(
    slots: Sequence[Slot], people: Sequence[Person], rules: Rules, *, seconds: float = SECONDS
) -> Plan:
    """Who stands where: as few vacancies as the rules allow, then as fair as they allow.

    The same slots, people and rules give the same plan.  seconds: for each group of people who can
    stand in for each other.
    """
    began = time.perf_counter()
    assigned: dict[int, list[int]] = {slot.key: [] for slot in slots}
    vacancies: list[Vacancy] = []
    blocked: list[Blocked] = []
    loads: list[Load] = []
    is_proved = True
    for its_slots, its_people in _groups(slots, people):
        filled = fill(its_slots, its_people, rules, seconds=seconds)
        for person, slot in sorted(filled.chosen):
            assigned[slot].append(person)
        vacancies += _vacancies(filled, its_slots, its_people, rules)
        blocked += rules_in_the_way(filled, its_slots, its_people, rules, seconds=seconds)
        loads += _loads(its_slots, its_people, filled)
        is_proved = is_proved and filled.is_proved
    return Plan(
        assigned={slot: tuple(found) for slot, found in assigned.items()},
        vacancies=tuple(vacancies),
        blocked=tuple(blocked),
        loads=tuple(loads),
        is_proved=is_proved,
        seconds=time.perf_counter() - began,
    )


def _groups(slots: Sequence[Slot], people: Sequence[Person]) -> Iterable[Group]:
    """Kinds of agency stand for themselves, unless a slot takes people of any kind."""
    if any(slot.kind == ANY for slot in slots):
        yield list(slots), list(people)
        return
    kinds: dict[str, Group] = defaultdict(lambda: ([], []))
    for slot in slots:
        kinds[slot.kind][0].append(slot)
    for person in people:
        if person.kind in kinds:
            kinds[person.kind][1].append(person)
    yield from kinds.values()


def _vacancies(
    filled: Filled, slots: Sequence[Slot], people: Sequence[Person], rules: Rules
) -> Iterable[Vacancy]:
    taken: dict[int, list[Slot]] = defaultdict(list)
    by_key = {slot.key: slot for slot in slots}
    for person, slot in filled.chosen:
        taken[person].append(by_key[slot])
    for key, seats in sorted(filled.vacant.items(), key=lambda item: by_key[item[0]].starts_at):
        yield Vacancy(by_key[key], seats, why_vacant(by_key[key], people, taken, rules))


def _loads(slots: Sequence[Slot], people: Sequence[Person], filled: Filled) -> Iterable[Load]:
    shares = even_shares(slots, people)
    for person in people:
        mine = [slot for slot in slots if (person.key, slot.key) in filled.chosen]
        share = sum(shares.get((person.key, slot.key), 0.0) for slot in slots)
        off_days = sum(slot.is_off_day for slot in mine)
        yield Load(person.key, len(mine), off_days, round(share, 1))
