"""Alarms: taken over by a named operator, handed to 112, ended; every step is written down."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.masking import mask
from jikimi.access.ticket import named
from jikimi.escorts.models import Alarm, AlarmStep
from jikimi.escorts.rooms import room_of
from jikimi.places.models import Site
from jikimi.places.sites import report_fault

_LONGEST_NOTE = 300


def alarm_called(actor: Actor, alarm_id: UUID) -> Alarm:
    """One alarm of the actor's control room. Raises NotAllowed when there is none."""
    found = Alarm.objects.select_related("taken_by").filter(pk=alarm_id).first()
    if found is None or found.room_id != room_of(actor).pk:
        raise NotAllowed
    return found


def take_alarm(*, actor: Actor, alarm: Alarm, version: int | None = None) -> Alarm:
    """Take an alarm over; from a colleague too, who then no longer has it.

    Raises Changed when somebody else took it meanwhile.  Records escorts.alarms.take.
    """
    with acting(actor, "escorts.alarms.take", alarm):
        # A press of the bell or the watch may have touched it meanwhile: that is nobody's taking.
        known = version if alarm.taken_by_id is not None else None
        expect_version(alarm, known, {"taken_by_id": actor.member_id})
        alarm.taken_by_id = actor.member_id
        if alarm.stage == "raised":
            alarm.stage, alarm.taken_at = "taken", timezone.now()
        alarm.save()
        _step(alarm, "taken", actor)
    return alarm


def ask_police(*, actor: Actor, alarm: Alarm) -> Alarm:
    """Say that 112 has been asked and told the place; the person's phone says so too.

    The provision is written in the log the law asks for.  Records escorts.alarms.ask_police.
    """
    with acting(actor, "escorts.alarms.ask_police", alarm):
        alarm.police_asked_at = timezone.now()
        alarm.version += 1
        alarm.save()
        _step(alarm, "police_asked", actor)
        with connection.cursor() as cursor:
            cursor.execute("SELECT escorts_provided(%s, %s)", [alarm.pk, "police"])
    return alarm


def police_on_the_way(*, actor: Actor, alarm: Alarm) -> Alarm:
    """Police said they are on the way. Records escorts.alarms.on_the_way."""
    with acting(actor, "escorts.alarms.on_the_way", alarm):
        alarm.on_the_way_at = timezone.now()
        alarm.version += 1
        alarm.save()
        _step(alarm, "on_the_way", actor)
    return alarm


def note_step(*, actor: Actor, alarm: Alarm, code: str, note: str = "") -> AlarmStep:
    """Write down what was done: a code of alarm_steps.csv that is offered, and a few words.

    Identity numbers in the words are masked.  Words go when the journey ends.
    Raises NotValid.  Records escorts.alarms.note.
    """
    row = codes("escorts", "alarm_steps").get(code)
    if row is None or row.more["offered"] != "yes":
        raise NotValid("escorts.alarms.step", {"code": _("Choose what was done.")})
    if code == "noted" and not note.strip():
        raise NotValid("escorts.alarms.note", {"note": _("Say what was done.")})
    with acting(actor, "escorts.alarms.note", alarm):
        return _step(alarm, code, actor, mask(note.strip())[0][:_LONGEST_NOTE])


def end_alarm(*, actor: Actor, alarm: Alarm, ending: str) -> Alarm:
    """End an alarm: the journey it came from is over, and everything it held is deleted.

    ending: a code of alarm_endings.csv that is offered.  A bell may be reported as faulty with it.
    Raises NotValid.  Records escorts.alarms.end.
    """
    row = codes("escorts", "alarm_endings").get(ending)
    if row is None or row.more["offered"] != "yes":
        raise NotValid("escorts.alarms.ending", {"ending": _("Choose how it ended.")})
    if alarm.is_drill != (ending == "drill"):
        says = _("A drill ends as a drill, and nothing else does.")
        raise NotValid("escorts.alarms.drill", {"ending": says})
    with named(actor):
        _hold(alarm)
        with acting(actor, "escorts.alarms.end", alarm):
            alarm.ending, alarm.ended_at = ending, timezone.now()
            alarm.version += 1
            alarm.save()
            _step(alarm, "ended", actor)
        with connection.cursor() as cursor:
            cursor.execute("SELECT escorts_alarm_over(%s)", [alarm.pk])
        if ending == "bell_fault" and alarm.site_id:
            site = Site.objects.get(pk=alarm.site_id)
            report_fault(actor=actor, site=site, note=_("It rang in the control room by a fault."))
        alarm.refresh_from_db()
    return alarm


def raise_drill(*, actor: Actor, silent: bool = False) -> Alarm:
    """Raise an alarm that says it is a drill, so that a shift can practise.

    Records escorts.alarms.drill.
    """
    room = room_of(actor)
    with acting(actor, "escorts.alarms.drill") as doing:
        alarm = Alarm.objects.create(
            room=room.agency, kind="drill", is_drill=True, is_silent=silent
        )
        _step(alarm, "drill", actor)
        doing.about(alarm)
    return alarm


def ask_person(*, actor: Actor, number: str) -> None:
    """Somebody calls and is worried: the phone with this number, if under way, asks its person.

    Nothing is answered: whether she walks under our eyes is not told (Location Information Act
    §29③).  Raises NotValid for what is no number.  Records escorts.callers.ask.
    """
    room = room_of(actor)
    digits = "".join(one for one in number if one.isdigit())
    if not 8 <= len(digits) <= 15:
        raise NotValid("escorts.callers.number", {"number": _("Give the whole phone number.")})
    with acting(actor, "escorts.callers.ask", room), connection.cursor() as cursor:
        cursor.execute("SELECT escorts_ask_wish(%s, %s)", [room.pk, digits])


def steps_of(alarm: Alarm) -> list[AlarmStep]:
    """What was done, oldest first."""
    return list(alarm.steps.select_related("member").order_by("at", "pk"))


def _hold(alarm: Alarm) -> None:
    """Lock the journey before the alarm, in the order in which a phone does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT escorts_hold(%s)", [alarm.pk])


def _step(alarm: Alarm, code: str, actor: Actor, note: str = "") -> AlarmStep:
    return AlarmStep.objects.create(
        alarm=alarm, room_id=alarm.room_id, code=code, member_id=actor.member_id, note=note
    )
