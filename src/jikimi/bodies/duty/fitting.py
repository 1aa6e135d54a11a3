"""Whether a person may take one shift: the same rules as in planning, asked one at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from jikimi.access.errors import NotValid
from jikimi.bodies.duty.people import people_at, people_for
from jikimi.bodies.duty.planning import Rules, Slot, reason_against
from jikimi.bodies.duty.times import slot_of
from jikimi.bodies.models import Rota, Shift

_NEAR = timedelta(days=8)


def need_fit(shift: Shift, member_id: int, *, besides: Collection[UUID] = ()) -> None:
    """Raise NotValid when the rules keep the person from the shift, with the rule in words.

    besides: shifts the person would give away for it.
    """
    reason = obstacle(shift, member_id, besides=besides)
    if reason:
        raise NotValid("bodies.shift.fit", says=obstacle_words(reason))


def obstacle(shift: Shift, member_id: int, *, besides: Collection[UUID] = ()) -> str:
    """Why the person may not take the shift: a reason of planning, list, or '' for nothing."""
    return obstacles(shift, besides=besides).get(member_id, "list")


def obstacles(shift: Shift, *, besides: Collection[UUID] = ()) -> dict[int, str]:
    """Who is on the list of the post that day, each with what keeps them away; '' for nothing."""
    beside = _draft_slots(shift, besides)
    rules, slot = rules_of(shift.rota), slot_of(shift)
    return {
        person.key: reason_against(person, slot, rules, with_slots=beside[person.key])
        for person in people_at(shift, besides=besides)
    }


def rules_of(rota: Rota) -> Rules:
    """The rules the rota was planned by."""
    return Rules(rota.rules["rest_hours"], rota.rules["most_per_week"])


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
    rules = rules_of(rota)
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
            near = [other for other in beside if abs(other.day - slot.day) <= _NEAR]
            person = people.get(member_id)
            reason = reason_against(person, slot, rules, with_slots=near) if person else "list"
            found += [(shift, reason)] if reason else []
    return found


def _draft_slots(shift: Shift, besides: Collection[UUID]) -> dict[int, list[Slot]]:
    """Shifts of the same draft, by person; those that are published count as busy already."""
    found: dict[int, list[Slot]] = defaultdict(list)
    if shift.rota.stage == "draft":
        near = {
            "starts_at__gte": shift.starts_at - _NEAR,
            "starts_at__lte": shift.starts_at + _NEAR,
        }
        rows = shift.rota.shifts.filter(**near).exclude(pk__in=[shift.pk, *besides])
        for row in rows.exclude(member=None):
            found[row.member_id or 0].append(slot_of(row, key=-1))
    return found
