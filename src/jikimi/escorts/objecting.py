"""What persons ask about the log of their phones, answered by the auditor of the control room."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.masking import mask
from jikimi.escorts.models import Objection
from jikimi.escorts.rooms import room_of

_LONGEST = 1000


def objections_said(actor: Actor) -> list[Objection]:
    """What was asked of the auditor's control room: unanswered first, the one due soonest on top.

    Records escorts.provisions.read.
    """
    room = room_of(actor)
    reading(actor, "escorts.provisions.read", room)
    rows = Objection.objects.filter(room=room.agency).select_related("answered_by")
    return list(rows.order_by("-stage", "due_on", "said_at")[:200])


def objection_called(actor: Actor, number: UUID) -> Objection:
    """One of them. Raises NotAllowed when there is none."""
    found = Objection.objects.filter(pk=number, room_id=room_of(actor).pk).first()
    if found is None:
        raise NotAllowed
    return found


def answer_objection(*, actor: Actor, objection: Objection, answer: str) -> Objection:
    """Answer: the person's phone shows it. Nobody learns whose phone it is.

    Raises NotValid without words, NotYet when it is answered.  Records escorts.objections.answer.
    Source: Location Information Act §24③.
    """
    if not answer.strip():
        raise NotValid("escorts.objections.answer", {"answer": _("Write the answer.")})
    with acting(actor, "escorts.objections.answer", objection):
        objection.answer = mask(answer.strip())[0][:_LONGEST]
        objection.answered_at, objection.answered_by_id = timezone.now(), actor.member_id
        objection.save()
    return objection
