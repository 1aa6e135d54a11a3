"""Follow-up at a meeting: what is unfinished is looked at first, and what ended since the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.bodies.models import Meeting, Undertaking
from jikimi.cases.follow_up import FollowUpLine, line_of, persons_of
from jikimi.cases.models import Action

MOST = 100


@dataclass(frozen=True, slots=True)
class FollowUpSheet:
    """What a meeting looks at first, as far as the reader may know it.

    late, waiting: unfinished; ended: since the body's meeting before this one. more: how many
    unfinished ones there are beyond those shown. since: when that meeting was.
    """

    late: Sequence[FollowUpLine]
    waiting: Sequence[FollowUpLine]
    ended: Sequence[FollowUpLine]
    more: int
    since: datetime | None


def follow_up_sheet(actor: Actor, meeting: Meeting) -> FollowUpSheet:
    """The sheet of a meeting. Records cases.follow_up.review with the persons of its cases."""
    sheet = follow_up_sheet_again(actor, meeting)
    shown = [*sheet.late, *sheet.waiting, *sheet.ended]
    cases = {row.case_id for line in shown if isinstance(row := line.row, Action)}
    reading(actor, "cases.follow_up.review", meeting, persons=persons_of(cases))
    return sheet


def follow_up_sheet_again(actor: Actor, meeting: Meeting) -> FollowUpSheet:
    """The same sheet for a part of a page that was read and recorded already. Six queries."""
    since = _meeting_before(meeting)
    found = [*_some(_unfinished(Action, meeting)), *_some(_unfinished(Undertaking, meeting))]
    lines = sorted((line_of(row) for row in found), key=lambda line: line.row.due_on)
    total = sum(_unfinished(model, meeting).count() for model in (Action, Undertaking))
    ended = [
        line_of(row)
        for model in (Action, Undertaking)
        for row in _some(_ended(model, meeting, since))
    ]
    return FollowUpSheet(
        late=[line for line in lines if line.is_overdue],
        waiting=[line for line in lines if not line.is_overdue],
        ended=sorted(ended, key=lambda line: str(line.row.ended_at), reverse=True),
        more=total - len(lines),
        since=since,
    )


def _meeting_before(meeting: Meeting) -> datetime | None:
    rows = Meeting.objects.filter(body_id=meeting.body_id, starts_at__lt=meeting.starts_at)
    held = rows.filter(stage__in=("open", "closed")).order_by("-starts_at")
    before = held.values_list("starts_at", "stage_since").first()
    return min(before) if before else None  # one held before its time ended before its time


def _unfinished(model: Any, meeting: Meeting) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(body_id=meeting.body_id, ended_at__isnull=True)
    return rows.order_by("due_on", "pk")


def _ended(model: Any, meeting: Meeting, since: datetime | None) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(body_id=meeting.body_id, ended_at__isnull=False)
    return (rows.filter(ended_at__gte=since) if since else rows).order_by("-ended_at")


def _some(rows: QuerySet[Any]) -> list[Any]:
    case = ("case__body",) if rows.model is Action else ("body",)
    return list(rows.select_related("agency", "owner", *case)[:MOST])
