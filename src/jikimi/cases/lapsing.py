"""Lapsing: what no longer holds because no decision came in time must be cancelled (SR-50)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.cases.models import Measure, Task
from jikimi.cases.running import (
    agency_of_kind,
    began_on,
    events_so_far,
    lapsed_since,
    refresh_clocks,
)
from jikimi.cases.words import words

CANCEL = "cancel"
# What a recorded end does; any other task that was open has lost its ground.
_DONE_BY_THE_END = (CANCEL, "end")


def keep_in_line(measure: Measure, *, actor: Actor) -> None:
    """Make clocks, lapsing and tasks of a measure follow from what is recorded of it now.

    Called inside the act that changed it, with the measure locked.
    """
    refresh_clocks(measure)
    lapsed = lapsed_since(measure, events_so_far(measure))
    if (lapsed is None) != (measure.lapsed_at is None):
        measure.lapsed_at = lapsed
        measure.version += 1
        measure.save(update_fields=["lapsed_at", "version"])
        refresh_clocks(measure)
    if lapsed is None:
        _take_back(measure, actor)
    elif measure.ended_at is None:
        _force_cancelling(measure, lapsed)
    if measure.ended_at is not None:
        _finish_tasks(measure, actor)


def hand_on_tasks(measure: Measure, longer: Measure) -> None:
    """What is still to be done for a measure goes on with its extension, such as varying it."""
    _open_tasks(measure).exclude(kind__in=_DONE_BY_THE_END).update(measure=longer)


def _force_cancelling(measure: Measure, since: datetime) -> None:
    rule = words("measures", on=began_on(measure))[measure.code]
    agencies = [agency_of_kind(measure.case, kind) for kind in rule.more["who_grants"].split()]
    Task.objects.get_or_create(
        measure=measure,
        kind=CANCEL,
        ended_at=None,
        defaults={
            "case": measure.case,
            "agency": next(filter(None, agencies), None),
            "due_at": since,
        },
    )


def _take_back(measure: Measure, actor: Actor) -> None:
    says = _("What was done in time was recorded later.")
    for task in _open_tasks(measure).filter(kind=CANCEL):
        _finish(task, actor, "not_needed", says)


def _finish_tasks(measure: Measure, actor: Actor) -> None:
    for task in _open_tasks(measure):
        is_done = task.kind in _DONE_BY_THE_END
        says = _("The end of the measure is recorded.")
        _finish(task, actor, "done" if is_done else "not_needed", says)


def _open_tasks(measure: Measure) -> QuerySet[Task]:
    return Task.objects.select_for_update().filter(measure=measure, ended_at=None)


def _finish(task: Task, actor: Actor, outcome: str, note: str) -> None:
    task.outcome, task.note = outcome, note
    task.ended_at, task.ended_by_id = timezone.now(), actor.member_id
    task.version += 1
    task.save()
