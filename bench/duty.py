"""How long a rota takes: 20 people of three kinds of agency, 26 weeks, every day one of each.

Run in a process of its own: python -m bench.duty
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from statistics import median
from typing import Any

from bench import place

WEEKS, ABSENCES = 26, 3
KINDS = {"police": 7, "municipality": 7, "child_protection": 6}
_RUNS = 5
_MONDAY = datetime(2027, 1, 4, 9)


def measured() -> dict[str, Any]:
    """Seconds of a plan that fits, and of one that does not and says which rule is in the way."""
    from jikimi.bodies.duty.planning import Rules, plan_duty

    fits, blocked = [], []
    vacancies = 0
    for run in range(_RUNS):
        slots, people = _slots(seats=1), _people(Random(run))
        fits.append(plan_duty(slots, people, Rules()))
        blocked.append(plan_duty(_slots(seats=3), people, Rules()))
        vacancies += len(fits[-1].vacancies)
    return {
        "people": sum(KINDS.values()),
        "weeks": WEEKS,
        "vacancies": vacancies,
        "is_proved": all(plan.is_proved for plan in fits),
        "seconds": median(plan.seconds for plan in fits),
        "blocked_seconds": median(plan.seconds for plan in blocked),
    }


def _slots(*, seats: int) -> list[Any]:
    from jikimi.bodies.duty.planning import Slot

    found: list[Any] = []
    for number in range(7 * WEEKS):
        begins = _MONDAY + timedelta(days=number)
        for kind in KINDS:
            ends, is_off = begins + timedelta(hours=9), begins.weekday() >= 5
            found.append(Slot(len(found), begins, ends, kind, seats, is_off))
    return found


def _people(chance: Random) -> list[Any]:
    from jikimi.bodies.duty.planning import Person

    kinds = [kind for kind, number in KINDS.items() for _ in range(number)]
    return [Person(key, kind, _away(chance)) for key, kind in enumerate(kinds)]


def _away(chance: Random) -> tuple[tuple[date, date], ...]:
    first = [_MONDAY.date() + timedelta(chance.randrange(7 * WEEKS)) for _ in range(ABSENCES)]
    return tuple((day, day + timedelta(chance.randrange(1, 8))) for day in first)


if __name__ == "__main__":
    place.settle()
    place.keep("duty", figures=measured())
