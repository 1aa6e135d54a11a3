"""Recusals: who is partial stays out of one item, which then is not there for that person (SR-07).

An item with a matter takes everything of the matter with it, in every meeting of the body, until
the recusal is lifted (sql/recused_matter.sql).
A case has its own way, the bar of the cases room; this one is for everything else on an agenda.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.bodies.agenda import item_of
from jikimi.bodies.models import AgendaItem, Meeting, Recusal


def declare_recusal(*, actor: Actor, meeting: Meeting, item_id: UUID, why: str) -> None:
    """Stay out of an item oneself; from here on it is not on one's agenda.

    Raises NotYet for a finished item.  Records bodies.recusal.declare.
    """
    with acting(actor, "bodies.recusal.declare", meeting) as doing:
        doing.details["item"] = str(item_id)
        _recuse(actor, _item(meeting, item_id), actor.member_id, why)


def put_recusal(*, actor: Actor, meeting: Meeting, item_id: UUID, member_id: int, why: str) -> None:
    """Keep somebody else out of an item, for those who run the meeting.

    Raises NotAllowed unless the person is in the attendance list.  Records bodies.recusal.put.
    """
    with acting(actor, "bodies.recusal.put", meeting) as doing:
        doing.details.update(item=str(item_id), member=member_id)
        if not meeting.attendances.filter(member_id=member_id).exists():
            raise NotAllowed
        _recuse(actor, _item(meeting, item_id), member_id, why)


def lift_recusal(*, actor: Actor, meeting: Meeting, recusal_id: UUID, why: str) -> Recusal:
    """Let a person back into an item, never oneself. Records bodies.recusal.lift."""
    if not why.strip():
        raise NotValid("bodies.recusal.why", {"why": _("Give the reason.")})
    with acting(actor, "bodies.recusal.lift", meeting, why=why) as doing:
        row = recusal_called(actor, meeting, recusal_id)
        if row.member_id == actor.member_id:
            raise NotAllowed
        doing.details["member"] = row.member_id
        row.lifted_at = timezone.now()
        row.save(update_fields=["lifted_at"])
    return row


def recusals(actor: Actor, meeting: Meeting) -> list[Recusal]:
    """Who stays out of which item, for those who run the meeting; others see their own.

    Also who stayed out of a matter at another meeting that is on this agenda again.
    """
    return list(recusals_reaching(meeting).select_related("member__agency"))


def recusals_reaching(meeting: Meeting) -> QuerySet[Recusal]:
    """Recusals that hold for this meeting: from its items, and from matters it deals with."""
    again = meeting.items.filter(withdrawn_at=None, matter__isnull=False).values("matter")
    items = AgendaItem.objects.filter(matter__in=again).values("pk")
    return Recusal.objects.filter(Q(meeting=meeting) | Q(item__in=items), lifted_at=None)


def recusal_called(actor: Actor, meeting: Meeting, recusal_id: UUID) -> Recusal:
    """One recusal that holds; NotAllowed when there is none for the actor."""
    rows = recusals_reaching(meeting).select_related("member__agency")
    found = rows.filter(pk=recusal_id).first()
    if found is None:
        raise NotAllowed
    return found


def _item(meeting: Meeting, item_id: UUID) -> AgendaItem:
    item = item_of(meeting, item_id)
    if item.subject_id is not None:
        raise NotAllowed
    if item.closed_at:
        raise NotYet("bodies.not_yet.item_closed", _("This item is finished already."))
    return item


def _recuse(actor: Actor, item: AgendaItem, member_id: int, why: str) -> None:
    if why not in codes("bodies", "recusal_reasons"):
        raise NotValid("bodies.recusal.why", {"why": _("Choose one from the list.")})
    if Recusal.objects.filter(item=item, member_id=member_id, lifted_at=None).exists():
        return
    Recusal.objects.create(
        meeting_id=item.meeting_id,
        item=item,
        member_id=member_id,
        why=why,
        declared_by_id=actor.member_id,
    )
