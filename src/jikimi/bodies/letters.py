"""Letters: what each agency is to do after a meeting, told in form, and whether it was opened.

A letter says the agency's own lines of the approved minutes; nobody accepts anything to read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.notices import tell_principals
from jikimi.bodies.agenda import need_acceptance
from jikimi.bodies.answering import principals_answering
from jikimi.bodies.models import Letter, Minutes, MinutesLine

_LETTERS_LOCK = 0x6A_6B_6C


def send_letters(*, actor: Actor, minutes: Minutes) -> list[Letter]:
    """Send a letter to each agency with something to do by these minutes; those newly sent.

    An agency whose letter after an earlier version said the same gets no second one.
    Records bodies.letter.send.
    """
    with acting(actor, "bodies.letter.send", minutes) as doing:
        need_acceptance(actor, minutes.meeting_id)
        _one_at_a_time(minutes.body_id)
        told = set(minutes.meeting.letters.filter(minutes=minutes).values_list("agency", flat=True))
        asked = {line.agency_id for line in _tasks(minutes) if line.agency_id} - told
        due = [agency for agency in sorted(asked) if not _says_the_same(minutes, agency)]
        letters = [_send(actor, minutes, agency) for agency in due]
        doing.details["letters"] = len(letters)
    return letters


def open_letter(actor: Actor, letter: Letter) -> Letter:
    """Note that somebody of the agency opened its letter; the first time counts."""
    if letter.agency_id == actor.agency_id and letter.opened_at is None:
        letter.opened_at = timezone.now()
        letter.opened_by_id = actor.member_id
        letter.save(update_fields=["opened_at", "opened_by"])
    return letter


def letters_of_agency(actor: Actor, *, most: int = 100) -> list[Letter]:
    """Letters to the actor's agency, the newest first."""
    rows = Letter.objects.filter(agency_id=actor.agency_id).select_related("body", "agency")
    return list(rows[:most])


def letters_unopened(actor: Actor, *, most: int = 30) -> list[Letter]:
    """Letters to the actor's agency that nobody has opened."""
    rows = Letter.objects.filter(agency_id=actor.agency_id, opened_at=None)
    return list(rows.select_related("body").order_by("sent_at")[:most])


def letters_after(minutes: Minutes) -> list[Letter]:
    """Letters sent after a version of minutes, for those who steer; others see their own."""
    rows = Letter.objects.filter(minutes_id=minutes.pk).select_related("agency", "opened_by")
    return list(rows.order_by("number"))


def letter_called(actor: Actor, letter_id: UUID) -> Letter:
    """The letter; NotAllowed when it is absent or not for the actor."""
    rows = Letter.objects.select_related("body", "agency", "sent_by")
    found = rows.filter(pk=letter_id).first()
    if found is None:
        raise NotAllowed
    return found


def lines_of_letter(letter: Letter) -> list[MinutesLine]:
    """What the agency is to do, as the minutes said it when the letter was sent."""
    rows = MinutesLine.objects.filter(
        minutes_id=letter.minutes_id, agency_id=letter.agency_id, kind="action"
    )
    return list(rows.select_related("agency"))


def _send(actor: Actor, minutes: Minutes, agency_id: int) -> Letter:
    letter = Letter.objects.create(
        body_id=minutes.body_id,
        meeting_id=minutes.meeting_id,
        minutes=minutes,
        agency_id=agency_id,
        number=_next_number(minutes.body_id),
        held_on=timezone.localtime(minutes.meeting.starts_at).date(),
        sent_by_id=actor.member_id,
    )
    tell_principals(
        principals_answering(minutes.body_id, agency_id, None),
        "bodies.letter.send",
        subject_id=letter.pk,
        link=f"/staff/letters/{letter.pk}/",
    )
    return letter


def _says_the_same(minutes: Minutes, agency_id: int) -> bool:
    earlier = minutes.meeting.letters.filter(agency_id=agency_id).order_by("-sent_at").first()
    if earlier is None:
        return False
    now = [line for line in _tasks(minutes) if line.agency_id == agency_id]
    return _words(lines_of_letter(earlier)) == _words(now)


def _tasks(minutes: Minutes) -> Sequence[MinutesLine]:
    return list(minutes.lines.filter(kind="action"))


def _words(lines: Sequence[MinutesLine]) -> list[tuple[object, ...]]:
    return [(line.item_id, line.text, line.due_on) for line in lines]


def _one_at_a_time(body_id: int) -> None:
    """Numbers of letters are dealt out to one sender after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LETTERS_LOCK, body_id])


def _next_number(body_id: int) -> str:
    year = timezone.localdate().year
    sent = Letter.objects.filter(body_id=body_id, sent_at__year=year).count()
    return f"{year}-{sent + 1}"
