"""Flags of a repeat that run out: the list of a month, told to coordinators on its first day."""

from __future__ import annotations

import calendar
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.notices import Notice, tell_principals_once
from jikimi.access.principals import Principal
from jikimi.cases.guards import rows_of
from jikimi.cases.models import Case

_KIND = "cases.watching.flags"
_PLACE = "/staff/watching/flags/"


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the month of a day."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def flags_ending(actor: Actor, *, month: date) -> list[Case]:
    """Cases the actor may see whose flag of a repeat runs out in a month, soonest first (SR-61)."""
    first, last = month_of(month)
    rows = Case.objects.filter(is_repeat=True, repeat_until__gte=first, repeat_until__lte=last)
    return list(rows.select_related("body", "lead_agency").order_by("repeat_until", "number"))


def tell_of_flags(*, actor: Actor, today: date | None = None) -> int:
    """Tell coordinators, once a month, that flags run out in it; how many bodies were told.

    A first of the month without a server is made up for on the next day with one.  Records
    cases.clock.watch when somebody was told.
    """
    first, last = month_of(today or timezone.localdate())
    bodies = [body for body, _flags in rows_of("cases_flags_ending", first, last)]
    untold = [body for body in bodies if not _is_told(body, first)]
    if not untold:
        return 0
    with acting(actor, "cases.clock.watch") as doing:
        for body in untold:
            tell_principals_once(
                [Principal.BODY.of(body)],
                _KIND,
                subject_id=_mark(body, first),
                link=f"{_PLACE}?month={first:%Y-%m}",
                day=first,
            )
        doing.details["bodies_told_of_flags"] = len(untold)
    return len(untold)


def _is_told(body: int, first: date) -> bool:
    return Notice.objects.filter(kind=_KIND, subject_id=_mark(body, first)).exists()


def _mark(body: int, first: date) -> UUID:
    """What makes the notice of a body and a month the same one."""
    return uuid5(NAMESPACE_URL, f"{_PLACE}{body}/{first:%Y-%m}")
