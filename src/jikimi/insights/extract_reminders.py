"""Reminders of extracts: the day by which data are destroyed, and keys that wait for their data."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import today
from jikimi.access.notices import tell_principals_once
from jikimi.access.principals import Principal
from jikimi.insights.models import Extract

SOON = timedelta(days=14)
KEY_WAITS = timedelta(days=7)
_WEEK = 7


def remind_of_extracts(*, actor: Actor, on: date | None = None) -> int:
    """Tell who got data that they are to be destroyed; take back keys nobody used for a week.

    Two weeks before, on the day, and each week after it until the end is confirmed.  Safe to
    repeat.  How many extracts.  Records cases.clock.remind when there was something to do.
    """
    day = on or today()
    due = [row for row in _handed_over(day) if _is_told_on(row, day)]
    waiting = list(_keys_waiting(day))
    if not due and not waiting:
        return 0
    with acting(actor, "cases.clock.remind") as doing:
        for row in due:
            _tell(row, "overdue" if row.destroy_on < day else "soon", row.asked_by_id, day)
        for row in waiting:
            row.sealed_key, row.stage, row.stage_since = None, "approved", timezone.now()
            row.save(update_fields=["sealed_key", "stage", "stage_since"])
            _tell(row, "key_gone", row.keeper_id, day)
        doing.details["extracts"] = len(due) + len(waiting)
    return len(due) + len(waiting)


def _handed_over(day: date) -> list[Extract]:
    return list(Extract.objects.filter(stage="made", destroy_on__lte=day + SOON))


def _is_told_on(row: Extract, day: date) -> bool:
    away = (row.destroy_on - day).days
    return away in (SOON.days, 0) or (away < 0 and -away % _WEEK == 0)


def _keys_waiting(day: date) -> list[Extract]:
    before = timezone.make_aware(datetime.combine(day, time())) - KEY_WAITS
    return list(Extract.objects.filter(stage="keyed", stage_since__lt=before))


def _tell(row: Extract, word: str, member_id: int, day: date) -> None:
    link = f"/staff/insights/extracts/{row.pk}/"
    kind = f"insights.extract.{word}"
    whom = [Principal.MEMBER.of(member_id)]
    tell_principals_once(whom, kind, subject_id=row.pk, link=link, day=day)
