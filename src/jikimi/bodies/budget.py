"""Time budget: what the agenda asks for beside the time the meeting has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from jikimi.bodies.models import AgendaItem, Meeting


@dataclass(frozen=True, slots=True)
class TimeBudget:
    """Minutes: asked for by the items the reader sees, and given. given: 0 when nobody said."""

    asked: int
    given: int

    @property
    def over(self) -> int:
        """By how many minutes the agenda is too long; 0 when it fits or no length is given."""
        return max(self.asked - self.given, 0) if self.given else 0

    @property
    def left(self) -> int:
        """How many minutes are free; 0 when none are or no length is given."""
        return max(self.given - self.asked, 0)


def time_budget(meeting: Meeting, items: Iterable[AgendaItem]) -> TimeBudget:
    """The budget of a meeting over the items the reader may see."""
    return TimeBudget(sum(item.minutes_planned for item in items), meeting.minutes_planned)


def minutes_over(item: AgendaItem, *, now: datetime | None = None) -> int:
    """How many whole minutes an item took longer than planned; 0 while it keeps to its time."""
    if item.started_at is None:
        return 0
    spent = ((item.closed_at or now or timezone.now()) - item.started_at).total_seconds() // 60
    return max(int(spent) - item.minutes_planned, 0)
