"""Rest and weeks of one person: what keeps a person from one more shift."""

from __future__ import annotations

from collections.abc import Iterable

from jikimi.bodies.duty.planning.words import Person, Rules, Slot, Span


def are_too_close(one: Span, other: Span, rules: Rules) -> bool:
    """Whether nobody can do both: they overlap, or the rest between them is too short."""
    return one[0] < other[1] + rules.rest and other[0] < one[1] + rules.rest


def span_of(slot: Slot) -> Span:
    """When the slot is."""
    return slot.starts_at, slot.ends_at


def shifts_left(person: Person, slot: Slot, rules: Rules) -> int:
    """How many shifts of the slot's week the rules leave to the person beside what stands."""
    most = rules.most_per_week if person.most_per_week is None else person.most_per_week
    days = (begins.date() for begins, _ends in person.busy)
    return most - sum(0 <= (day - slot.week).days < 7 for day in days)


def is_elsewhere(person: Person, slot: Slot, rules: Rules) -> bool:
    """Whether a shift that stands already leaves no room or no rest."""
    return any(are_too_close(span_of(slot), other, rules) for other in person.busy)


def reason_against(
    person: Person, slot: Slot, rules: Rules, *, with_slots: Iterable[Slot] = ()
) -> str:
    """Why the person does not take this slot beside `with_slots`; empty when it may.

    Answers kind, absent, elsewhere, rest or week.
    """
    beside = list(with_slots)
    same_week = sum(other.week == slot.week for other in beside)
    against = (
        ("kind", not person.fits(slot)),
        ("absent", rules.respects_absence and person.is_absent(slot)),
        ("elsewhere", is_elsewhere(person, slot, rules)),
        ("rest", any(are_too_close(span_of(slot), span_of(b), rules) for b in beside)),
        ("week", same_week >= shifts_left(person, slot, rules)),
    )
    return next((reason for reason, holds in against if holds), "")
