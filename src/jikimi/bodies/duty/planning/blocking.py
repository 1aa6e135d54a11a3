"""Why seats stay vacant: what keeps each person away, and without which rule they were filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from jikimi.bodies.duty.planning.filling import Filled, fill_without
from jikimi.bodies.duty.planning.rest import reason_against
from jikimi.bodies.duty.planning.words import ANY, REASONS, Blocked, Person, Rules, Slot


def why_vacant(
    slot: Slot, people: Sequence[Person], taken: Mapping[int, Iterable[Slot]], rules: Rules
) -> dict[str, int]:
    """What keeps the people of this kind away from a vacant slot, each counted once."""
    against = (
        reason_against(person, slot, rules, with_slots=taken.get(person.key, ()))
        for person in people
        if person.fits(slot) and slot not in taken.get(person.key, ())
    )
    return dict(Counter(reason for reason in against if reason))


def rules_in_the_way(
    filled: Filled,
    slots: Sequence[Slot],
    people: Sequence[Person],
    rules: Rules,
    *,
    seconds: float,
) -> list[Blocked]:
    """Each rule without which some vacant seats would be filled, the most helpful first.

    Found by filling once more without it.  What stays vacant without any rule wants people.
    """
    if not filled.vacant:
        return []

    def without(*ignored: str) -> dict[int, int]:
        found = fill_without(
            slots,
            people,
            rules,
            ignored=frozenset(ignored),
            vacant=filled.vacant,
            seconds=seconds,
        )
        return found.vacant

    by_key = {slot.key: slot for slot in slots}
    at_best = without(*REASONS)
    saved = {rule: _saved(filled.vacant, without(rule)) for rule in REASONS}
    if not any(saved.values()):
        saved["together"] = _saved(filled.vacant, at_best)
    saved["people"] = at_best
    kinds = {slot.kind for slot in slots}
    kind = kinds.pop() if len(kinds) == 1 else ANY
    found = [_blocked(rule, kind, seats, by_key) for rule, seats in saved.items() if seats]
    return sorted(found, key=lambda blocked: -blocked.seats)


def _saved(before: Mapping[int, int], after: Mapping[int, int]) -> dict[int, int]:
    fewer = {slot: seats - after.get(slot, 0) for slot, seats in before.items()}
    return {slot: seats for slot, seats in fewer.items() if seats > 0}


def _blocked(rule: str, kind: str, seats: Mapping[int, int], slots: Mapping[int, Slot]) -> Blocked:
    days = sorted({slots[key].day for key in seats})
    return Blocked(rule, kind, sum(seats.values()), tuple(days))
