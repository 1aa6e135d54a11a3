"""Reminders of signals: a team is told on the day an answer is due and each working day after."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.notices import tell_principals_once
from jikimi.access.working_days import is_working_day
from jikimi.cases.guards import rows_of


def remind_of_signals(*, actor: Actor, now: datetime | None = None) -> int:
    """Tell teams which signals wait for an answer, and senders once that theirs has none; how many.

    Safe to repeat: once a day; after days on which the server stood still the next run tells all.
    Records cases.clock.remind when there was something to tell.
    """
    at = now or timezone.now()
    today = timezone.localdate(at)
    tomorrow = timezone.make_aware(datetime.combine(today + timedelta(days=1), time()))
    due = rows_of("cases_signals_due", tomorrow) if is_working_day(today) else []
    if not due:
        return 0
    with acting(actor, "cases.clock.remind") as doing:
        for signal, team, sender, due_at in due:
            link, is_late = f"/staff/signals/{signal}/", due_at <= at
            kind = "cases.signals.overdue" if is_late else "cases.signals.soon"
            tell_principals_once([team], kind, subject_id=signal, link=link, day=today)
            if is_late:  # once ever: the day is that of the signal, not of the telling
                day, kind = timezone.localdate(due_at), "cases.signals.unanswered"
                tell_principals_once([sender], kind, subject_id=signal, link=link, day=day)
        doing.details["signals"] = len(due)
    return len(due)
