"""Plans of duty: rules always kept, as few vacancies as can be, fair, quick, and reasons told."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from itertools import product
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jikimi.bodies.duty.planning import Person, Plan, Rules, Slot, plan_duty, reason_against

MONDAY = datetime(2027, 1, 4)
Input = tuple[list[Slot], list[Person], Rules]


def _slots(days: int, *, kinds: dict[str, int], hours: int = 9, each: int = 1) -> list[Slot]:
    found: list[Slot] = []
    for day in range(0, days, each):
        begins = MONDAY + timedelta(days=day, hours=9)
        for kind, seats in kinds.items():
            off = begins.weekday() >= 5
            found.append(
                Slot(len(found), begins, begins + timedelta(hours=hours), kind, seats, off)
            )
    return found


def _broken(slots: list[Slot], people: list[Person], rules: Rules, plan: Plan) -> list[str]:
    """Every rule that somebody in the plan does not keep."""
    by_key = {slot.key: slot for slot in slots}
    found = []
    for person in people:
        mine = [by_key[key] for key, there in plan.assigned.items() if person.key in there]
        for slot in mine:
            beside = [other for other in mine if other.key != slot.key]
            found += [r for r in [reason_against(person, slot, rules, with_slots=beside)] if r]
    for slot in slots:
        vacant = sum(v.seats for v in plan.vacancies if v.slot.key == slot.key)
        if len(plan.assigned[slot.key]) + vacant != slot.seats:
            found.append("seats")
    return found


def _fewest_vacancies(slots: list[Slot], people: list[Person], rules: Rules) -> int:
    """By trying every plan there is."""
    choices = [[None, *[p for p in people if p.fits(slot)]] for slot in slots]
    best = len(slots)
    for chosen in product(*choices):
        vacant = sum(person is None for person in chosen)
        if vacant < best and _is_kept(slots, chosen, rules):
            best = vacant
    return best


def _is_kept(slots: list[Slot], chosen: tuple[Person | None, ...], rules: Rules) -> bool:
    for person in {one for one in chosen if one}:
        mine = [slot for slot, one in zip(slots, chosen, strict=True) if one is person]
        for slot in mine:
            beside = [other for other in mine if other is not slot]
            if reason_against(person, slot, rules, with_slots=beside):
                return False
    return True


@st.composite
def small_inputs(draw: st.DrawFn) -> Input:
    """Up to six seats and three people, with absences and rules that may not fit."""
    slots = []
    for key in range(draw(st.integers(1, 6))):
        begins = MONDAY + timedelta(hours=draw(st.integers(0, 24 * 9)))
        kind = draw(st.sampled_from(["police", "any"]))
        slots.append(Slot(key, begins, begins + timedelta(hours=draw(st.integers(4, 24))), kind))
    people = []
    for key in range(draw(st.integers(0, 3))):
        day = MONDAY.date() + timedelta(draw(st.integers(0, 9)))
        absent = ((day, day),) if draw(st.booleans()) else ()
        kind = draw(st.sampled_from(["police", "municipality"]))
        people.append(Person(key, kind, absent, most_per_week=draw(st.none() | st.integers(0, 3))))
    rules = Rules(draw(st.integers(0, 48)), draw(st.integers(1, 3)))
    return slots, people, rules


@settings(max_examples=60, deadline=None)
@given(small_inputs())
def test_no_plan_breaks_a_rule_and_none_leaves_fewer_places_vacant(given_input: Input) -> None:
    plan = plan_duty(*given_input)
    assert _broken(*given_input, plan) == []
    assert sum(v.seats for v in plan.vacancies) == _fewest_vacancies(*given_input)


def test_shifts_and_weekends_are_shared_out_evenly() -> None:
    slots = _slots(7 * 12, kinds={"police": 1})
    people = [Person(key, "police") for key in range(7)]
    plan = plan_duty(slots, people, Rules())
    assert plan.is_proved
    assert {load.shifts for load in plan.loads} == {12}
    assert sorted(load.off_days for load in plan.loads) == [3, 3, 3, 3, 4, 4, 4]


def test_nobody_carries_a_month_alone() -> None:
    slots = _slots(7 * 12, kinds={"police": 1}, each=7)
    people = [Person(key, "police") for key in range(4)]
    plan = plan_duty(slots, people, Rules())
    months = [slots[n : n + 4] for n in range(0, 12, 4)]
    for month in months:
        taken = Counter(plan.assigned[slot.key][0] for slot in month)
        assert max(taken.values()) == 1


def test_whoever_took_more_before_takes_fewer_now() -> None:
    slots = _slots(7 * 4, kinds={"police": 1}, each=2)
    people = [Person(0, "police", ahead=2), Person(1, "police", ahead=-2)]
    plan = plan_duty(slots, people, Rules(most_per_week=7))
    assert [load.shifts for load in plan.loads] == [5, 9]


def test_people_of_any_kind_fill_up_what_others_leave() -> None:
    slots = _slots(28, kinds={"police": 1, "any": 1})
    people = [Person(key, "police") for key in range(4)]
    people += [Person(key, "municipality") for key in range(4, 8)]
    plan = plan_duty(slots, people, Rules(most_per_week=5))
    assert [load.shifts for load in plan.loads] == [7] * 8


def test_the_same_input_gives_the_same_plan() -> None:
    slots, people, rules = _region(weeks=8)
    assert plan_duty(slots, people, rules).assigned == plan_duty(slots, people, rules).assigned


@cache
def _region(*, weeks: int = 26, seed: int = 1) -> tuple[list[Slot], list[Person], Rules]:
    """Twenty people of three kinds of agency, every day one of each; each is away three times."""
    chance = Random(seed)
    slots = _slots(7 * weeks, kinds={"police": 1, "municipality": 1, "child_protection": 1})
    kinds = ["police"] * 7 + ["municipality"] * 7 + ["child_protection"] * 6
    people = [Person(key, kind, _away(chance, weeks)) for key, kind in enumerate(kinds)]
    return slots, people, Rules()


def _away(chance: Random, weeks: int) -> tuple[tuple[date, date], ...]:
    begins = [MONDAY.date() + timedelta(chance.randrange(7 * weeks)) for _ in range(3)]
    return tuple((day, day + timedelta(chance.randrange(1, 8))) for day in begins)


def test_twenty_people_and_twenty_six_weeks_take_two_seconds_at_most() -> None:
    slots, people, rules = _region()
    began = process_time()
    plan = plan_duty(slots, people, rules)
    assert process_time() - began <= 2
    assert plan.vacancies == ()
    assert _broken(slots, people, rules, plan) == []
    assert plan.is_proved
    by_kind = [plan.loads[:7], plan.loads[7:14], plan.loads[14:]]
    for loads in by_kind:
        assert max(abs(load.shifts - load.share) for load in loads) <= 1.5


@pytest.mark.parametrize(
    ("people", "rules", "rule"),
    [
        ([], Rules(), "people"),
        ([Person(0, "police", ((date(2027, 1, 4), date(2027, 1, 6)),))], Rules(11, 7), "absent"),
        ([Person(0, "police")], Rules(11, 4), "week"),
        ([Person(0, "police")], Rules(20, 7), "rest"),
        (
            [Person(0, "police", busy=((MONDAY, MONDAY + timedelta(days=2)),))],
            Rules(11, 7),
            "elsewhere",
        ),
        ([Person(0, "police")], Rules(20, 4), "together"),
    ],
)
def test_what_cannot_be_filled_names_the_rule_in_the_way(
    people: list[Person], rules: Rules, rule: str
) -> None:
    plan = plan_duty(_slots(7, kinds={"police": 1}), people, rules)
    assert plan.vacancies
    assert rule in {blocked.rule for blocked in plan.blocked}
    days = {vacancy.slot.day for vacancy in plan.vacancies}
    assert all(set(blocked.days) <= days for blocked in plan.blocked)


def test_each_vacant_place_counts_what_keeps_whom_away() -> None:
    day = date(2027, 1, 5)
    people = [Person(0, "police", ((day, day),)), Person(1, "police", ((day, day),))]
    plan = plan_duty(_slots(3, kinds={"police": 1}), people, Rules())
    [vacancy] = plan.vacancies
    assert (vacancy.slot.day, vacancy.why) == (day, {"absent": 2})
    [blocked] = plan.blocked
    assert (blocked.rule, blocked.kind, blocked.seats, blocked.days) == (
        "absent",
        "police",
        1,
        (day,),
    )


def test_a_shift_past_midnight_wants_both_days_free() -> None:
    night = Slot(0, MONDAY + timedelta(hours=18), MONDAY + timedelta(hours=33), "police")
    tuesday = date(2027, 1, 5)
    people = [Person(0, "police", ((tuesday, tuesday),))]
    assert plan_duty([night], people, Rules()).vacancies
