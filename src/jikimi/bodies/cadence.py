"""Cadence: the regular meetings a body owes each year, so that none is forgotten (SR-54)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import tell_principals_once
from jikimi.access.principals import Principal
from jikimi.bodies.body_kinds import meetings_a_year
from jikimi.bodies.models import Body, Meeting, Turn

SOON = timedelta(days=30)
_POINTS = (timedelta(days=-30), timedelta(days=-7), timedelta(0))
_AGAIN = timedelta(days=7)
_NEXT_YEAR_FROM = 11  # the month from which the turns of the next year are there to be called


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One regular meeting as a list shows it. state: held, called, waived, overdue, due or ahead.

    meeting: None when none is called, or the reader may not know of it.
    """

    turn: Turn
    state: str
    meeting: Meeting | None

    @property
    def days_left(self) -> int:
        """Whole days until it is due, negative when past."""
        return (self.turn.due_on - timezone.localdate()).days


def keep_turns(*, actor: Actor, today: date | None = None) -> int:
    """Write down what every body owes this year, and from November on the next; how many are new.

    Safe to repeat.  Records bodies.turn.keep when something is new.
    """
    day = today or timezone.localdate()
    years = [day.year, day.year + 1] if day.month >= _NEXT_YEAR_FROM else [day.year]
    bodies = Body.objects.filter(valid_to=None)
    fresh = sum(_put_turns(body, year) for body in bodies for year in years)
    if fresh:
        with acting(actor, "bodies.turn.keep") as doing:
            doing.details["turns"] = fresh
    return fresh


def remind_of_turns(*, actor: Actor, today: date | None = None) -> int:
    """Tell the coordinators of regular meetings that nobody called; how many wait.

    Thirty and seven days before the last day, on it, and every week after; each point is told once,
    also when the server stood still on that day.
    """
    day = today or timezone.localdate()
    rows = Turn.objects.filter(meeting=None, waived_on=None, due_on__lte=day + SOON)
    waiting = list(rows.select_related("body"))
    for turn in waiting:
        late = "overdue" if turn.due_on < day else "soon"
        tell_principals_once(
            [Principal.BODY.of(turn.body_id)],
            f"bodies.turn.{late}",
            subject_id=_subject(turn),
            link=f"/staff/bodies/{turn.body.key}/turns/",
            day=_point(turn.due_on, day),
        )
    return len(waiting)


def take_turn(meeting: Meeting) -> None:
    """A regular meeting keeps the oldest open turn that has begun by its day; an ad hoc one none.

    Part of calling and moving; a turn that does not fit any more is free again.
    """
    free_turn(meeting)
    if meeting.kind != "regular" or not meetings_a_year(meeting.body):
        return
    on = timezone.localtime(meeting.starts_at).date()
    _put_turns(meeting.body, on.year)
    rows = Turn.objects.filter(body_id=meeting.body_id, meeting=None, waived_on=None)
    turn = rows.filter(begins_on__lte=on).first()
    if turn is not None:
        turn.meeting = meeting
        turn.save(update_fields=["meeting"])


def free_turn(meeting: Meeting) -> None:
    """The turn of a meeting that does not take place waits again."""
    Turn.objects.filter(meeting=meeting).update(meeting=None)


def waive_turn(*, actor: Actor, turn: Turn, why: str) -> Turn:
    """Let a regular meeting go, with the reason. Records bodies.turn.waive.

    Raises NotYet when a meeting is called for it.
    """
    if not why.strip():
        raise NotValid("bodies.turn.why", {"why": _("Give the reason.")})
    with acting(actor, "bodies.turn.waive", turn.body, why=why) as doing:
        doing.details["turn"] = f"{turn.year}/{turn.number}"
        turn.refresh_from_db()
        if turn.meeting_id is not None:
            raise NotYet("bodies.not_yet.turn_called", _("A meeting is called for it already."))
        turn.waived_on = timezone.localdate()
        turn.why_waived = why.strip()
        turn.save(update_fields=["waived_on", "why_waived"])
    return turn


def restore_turn(*, actor: Actor, turn: Turn) -> Turn:
    """Owe a waived regular meeting again. Records bodies.turn.restore."""
    with acting(actor, "bodies.turn.restore", turn.body) as doing:
        doing.details["turn"] = f"{turn.year}/{turn.number}"
        turn.waived_on, turn.why_waived = None, ""
        turn.save(update_fields=["waived_on", "why_waived"])
    return turn


def turns(actor: Actor, body: Body) -> list[TurnLine]:
    """The regular meetings a body owes and held, the newest first. Records bodies.turn.list."""
    reading(actor, "bodies.turn.list", body)
    rows = Turn.objects.filter(body=body).select_related("body").order_by("-due_on")
    return _lines(rows)


def turns_open(actor: Actor, *, body: Body | None = None) -> list[TurnLine]:
    """Regular meetings overdue or due within a month that nobody called, the most pressing first.

    Of one body, or of all in which the actor may call one.
    """
    mine = Q(body=body) if body else Q(body_id__in=actor.bodies_coordinated())
    rows = Turn.objects.filter(mine, meeting=None, waived_on=None)
    soon = rows.filter(due_on__lte=timezone.localdate() + SOON, body__valid_to=None)
    return _lines(soon.select_related("body"))


def turn_called(actor: Actor, body: Body, turn_id: int) -> Turn:
    """One turn of a body; NotAllowed when there is none."""
    found = Turn.objects.filter(body=body, pk=turn_id).select_related("body").first()
    if found is None:
        raise NotAllowed
    return found


def _lines(rows: Iterable[Turn]) -> list[TurnLine]:
    listed = list(rows)
    numbers = {row.meeting_id for row in listed if row.meeting_id}
    known = {m.pk: m for m in Meeting.objects.filter(pk__in=numbers)} if numbers else {}
    today = timezone.localdate()
    found = [(row, known.get(row.meeting_id) if row.meeting_id else None) for row in listed]
    return [TurnLine(row, _state(row, meeting, today), meeting) for row, meeting in found]


def _state(turn: Turn, meeting: Meeting | None, today: date) -> str:
    if turn.waived_on:
        return "waived"
    if turn.meeting_id:
        return "held" if meeting and meeting.stage == "closed" else "called"
    if turn.due_on < today:
        return "overdue"
    return "due" if turn.begins_on <= today else "ahead"


def _put_turns(body: Body, year: int) -> int:
    """Write down the turns of a year that the body does not have yet; how many are new.

    The year is cut into equal parts; a body owes none in a part that ended before it was founded.
    """
    count = meetings_a_year(body)
    known = set(Turn.objects.filter(body=body, year=year).values_list("number", flat=True))
    fresh = 0
    for number in set(range(1, count + 1)) - known:
        begins, due = _part(year, number, count)
        if due >= body.valid_from:
            Turn.objects.create(body=body, year=year, number=number, begins_on=begins, due_on=due)
            fresh += 1
    return fresh


def _part(year: int, number: int, count: int) -> tuple[date, date]:
    """First and last day of one of `count` parts of a year."""
    first, last = 12 * (number - 1) // count + 1, 12 * number // count
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _point(due_on: date, today: date) -> date:
    """The last day, not after today, on which to tell of something due on a day."""
    weeks = max((today - due_on) // _AGAIN, 0)
    points = [due_on + point for point in _POINTS] + [due_on + weeks * _AGAIN]
    return max(point for point in points if point <= today)


def _subject(turn: Turn) -> UUID:
    """A turn as a notice names it; turns are numbered, notices speak of long numbers."""
    return uuid5(NAMESPACE_URL, f"turn/{turn.pk}")
