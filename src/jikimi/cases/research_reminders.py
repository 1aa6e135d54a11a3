"""Reminders of research: an answer that is due soon or overdue, told once a day to the agency."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.notices import tell_principals_once
from jikimi.cases.guards import rows_of

SOON = timedelta(days=3)
_PLACE = "/staff/research/"


def remind_of_research(*, actor: Actor, today: date | None = None) -> int:
    """Tell agencies whose answer is due within three days or overdue; of how many cases.

    Safe to repeat: once a day.  Questions of days on which the server stood still are told at the
    next run.  Records cases.clock.remind when there was something to tell.
    """
    day = today or timezone.localdate()
    due = rows_of("cases_research_due", day + SOON)
    if not due:
        return 0
    with acting(actor, "cases.clock.remind") as doing:
        for case_id, principal, due_on in due:
            kind = "cases.research.overdue" if due_on < day else "cases.research.soon"
            tell_principals_once([principal], kind, subject_id=case_id, link=_PLACE, day=day)
        doing.details["research"] = len(due)
    return len(due)
