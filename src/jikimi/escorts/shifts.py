"""Shifts: one operator hands the room over, another takes it; both stand under it by name."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import covered
from jikimi.escorts.models import Alarm, AlarmStep, ControlRoom, ShiftChange
from jikimi.escorts.models.alarm import ON_BOARD
from jikimi.escorts.rooms import room_of

LONGEST_NOTE = 1000
_LATELY = 20


def give_shift(*, actor: Actor, note: str = "") -> ShiftChange:
    """Hand the shift over: it waits until a colleague takes it.

    note: about the room and its work; identity numbers are covered.  Raises NotYet while another
    hand-over waits, NotValid.  Records escorts.shifts.give.
    """
    room = room_of(actor)
    if len(note) > LONGEST_NOTE:
        raise NotValid("escorts.shifts.note", {"note": _("At most 1,000 letters.")})
    with acting(actor, "escorts.shifts.give") as doing:
        change = ShiftChange(
            room=room.agency,
            given_by_id=actor.member_id,
            note=covered(note),
            open_alarms=Alarm.objects.filter(ON_BOARD, room=room.agency).count(),
            ended_alarms=_ended_since(room),
        )
        try:
            with transaction.atomic():
                change.save(force_insert=True)
        except IntegrityError:
            says = _("A hand-over waits already: take it, or let it be taken back.")
            raise NotYet("escorts.shifts.waits", says) from None
        doing.about(change)
    return change


def take_shift(*, actor: Actor, change: ShiftChange) -> ShiftChange:
    """Take a shift over; the open alarms its giver looked after are the actor's from now on.

    Raises NotAllowed for who gave it, NotYet when it was taken or taken back.
    Records escorts.shifts.take.
    """
    with acting(actor, "escorts.shifts.take", change):
        change.taken_by_id, change.taken_at = actor.member_id, timezone.now()
        change.save()
        _pass_on(actor, change)
    return change


def withdraw_shift(*, actor: Actor, change: ShiftChange) -> ShiftChange:
    """Take a hand-over back before somebody takes it. Records escorts.shifts.withdraw."""
    with acting(actor, "escorts.shifts.withdraw", change):
        change.note = ""
        change.save()
    return change


def shift_called(actor: Actor, change_id: UUID) -> ShiftChange:
    """One hand-over of the actor's control room. Raises NotAllowed when there is none."""
    found = ShiftChange.objects.filter(pk=change_id).first()
    if found is None or found.room_id != room_of(actor).pk:
        raise NotAllowed
    return found


def shift_waiting(room: ControlRoom) -> ShiftChange | None:
    """The hand-over that waits for somebody to take it."""
    return _changes(room).filter(stage="given").first()


def shift_running(room: ControlRoom) -> ShiftChange | None:
    """The hand-over by which the present shift began."""
    return _changes(room).filter(stage="taken").order_by("-taken_at").first()


def shifts_lately(room: ControlRoom) -> list[ShiftChange]:
    """What was handed over and taken, newest first."""
    return list(_changes(room).filter(stage="taken")[:_LATELY])


def _changes(room: ControlRoom) -> QuerySet[ShiftChange]:
    rows = ShiftChange.objects.filter(room=room.agency)
    return rows.select_related("given_by", "taken_by")


def _ended_since(room: ControlRoom) -> int:
    """How many alarms ended in the shift that is handed over."""
    running = shift_running(room)
    ended = Alarm.objects.filter(room=room.agency, stage="ended")
    return (ended.filter(ended_at__gte=running.taken_at) if running else ended).count()


def _pass_on(actor: Actor, change: ShiftChange) -> None:
    theirs = Alarm.objects.filter(ON_BOARD, room=change.room_id, taken_by=change.given_by_id)
    for alarm in theirs.select_for_update():
        alarm.taken_by_id = actor.member_id
        alarm.version += 1
        alarm.save(update_fields=["taken_by", "version"])
        AlarmStep.objects.create(
            alarm=alarm, room_id=alarm.room_id, code="handed_on", member_id=actor.member_id
        )
