"""Whether a person may take one shift: the same rules as in planning, asked one at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.errors import NotValid
from jikimi.bodies.duty.people import people_for, person_for
from jikimi.bodies.duty.planning import Rules, Slot, reason_against
from jikimi.bodies.duty.times import slot_of
from jikimi.bodies.models import Rota, Shift


def need_fit(shift: Shift, member_id: int, *, besides: Collection[UUID] = ()) -> None:
    """Raise NotValid when the rules keep the person from the shift, with the rule in words.

    besides: shifts the person would give away for it.
    """
    reason = obstacle(shift, member_id, besides=besides)
    if reason:
        raise NotValid("bodies.shift.fit", says=obstacle_words(reason))


def obstacle(shift: Shift, member_id: int, *, besides: Collection[UUID] = ()) -> str:
    """Why the person may not take the shift: a reason of planning, list, or '' for nothing."""
    person = person_for(shift, member_id, besides=besides)
    if person is None:
        return "list"
    rules = Rules(shift.rota.rules["rest_hours"], shift.rota.rules["most_per_week"])
    beside = _draft_slots(shift, member_id, besides)
    return reason_against(person, slot_of(shift), rules, with_slots=beside)


def obstacle_words(reason: str) -> str:
    """The rule that keeps a person away, in words."""
    words = {
        "list": _("This person is not on the list of the post on that day."),
        "kind": _("This place is for somebody of another kind of agency."),
        "absent": _("This person has no duty on that day."),
        "elsewhere": _("This person has another shift at that time, or too little rest beside it."),
        "rest": _("The rest between two shifts would be too short."),
        "week": _("This person would have too many shifts in that week."),
    }
    return words[reason]


def misfits(rota: Rota) -> list[tuple[Shift, str]]:
    """Shifts of a draft that do not keep the rules any more, each with the reason."""
    rules = Rules(rota.rules["rest_hours"], rota.rules["most_per_week"])
    people = {
        person.key: person
        for person in people_for(rota.post, begins_on=rota.begins_on, ends_on=rota.ends_on)
    }
    shifts = list(rota.shifts.exclude(member=None).select_related("member__agency"))
    slots: dict[int, list[tuple[Shift, Slot]]] = defaultdict(list)
    for key, shift in enumerate(shifts):
        slots[shift.member_id or 0].append((shift, slot_of(shift, key)))
    found = []
    for member_id, mine in slots.items():
        for shift, slot in mine:
            beside = [other for _shift, other in mine if other.key != slot.key]
            near = [other for other in beside if abs((other.day - slot.day).days) <= 8]
            person = people.get(member_id)
            reason = reason_against(person, slot, rules, with_slots=near) if person else "list"
            found += [(shift, reason)] if reason else []
    return found


def _draft_slots(shift: Shift, member_id: int, besides: Collection[UUID]) -> list[Slot]:
    """Shifts of the same draft; those that are published count as busy already."""
    if shift.rota.stage != "draft":
        return []
    rows = shift.rota.shifts.filter(member_id=member_id).exclude(pk__in=[shift.pk, *besides])
    day = timezone.localtime(shift.starts_at).date()
    slots = [replace(slot_of(row), key=n + 1) for n, row in enumerate(rows)]
    return [slot for slot in slots if abs((slot.day - day).days) <= 8]
