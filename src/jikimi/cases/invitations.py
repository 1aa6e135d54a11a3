"""Invitations: what an invited agency is told before it sees anything, and its answer (SR-04)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.models import Agency, Member
from jikimi.cases.guards import called, need_reason
from jikimi.cases.models import Case, Participation
from jikimi.cases.nomination import happened


def invitations(actor: Actor) -> QuerySet[Participation]:
    """What the actor's agency is asked to take part in and has not answered, oldest first."""
    rows = Participation.objects.filter(
        agency_id=actor.agency_id, accepted_at__isnull=True, ended_at__isnull=True
    )
    return rows.order_by("since")


def invitation_called(actor: Actor, share_id: UUID) -> Participation:
    """The invitation of the actor's agency with this id. Raises NotAllowed unless it waits."""
    found = invitations(actor).filter(pk=share_id).first()
    if found is None:
        raise NotAllowed
    return found


def inviting_agency(share: Participation) -> Agency | None:
    """The agency whose member invited."""
    member = Member.objects.select_related("agency").filter(pk=share.invited_by_id).first()
    return member.agency if member else None


def accept_share(*, actor: Actor, share: Participation) -> Case:
    """Accept purpose limit and no onward sharing; from here on the agency sees its part.

    Writes the statutory ledger (SR-02).  Raises NotAllowed when the invitation is over, the case
    was closed meanwhile, or the actor is barred from it.  Records cases.sharing.accept.
    """
    with acting(actor, "cases.sharing.accept", share):
        called("cases_accept", share.pk, "case_of_joint_response", limits_text())
        case = Case.objects.get(pk=share.case_id)
        happened(case)
    return case


def decline_share(*, actor: Actor, share: Participation, why: str) -> None:
    """Decline an invitation, with the reason. Records cases.sharing.decline."""
    need_reason(why)
    with acting(actor, "cases.sharing.decline", share, why=why):
        called("cases_end_share", share.pk, why)


def limits_text() -> str:
    """The limits put on every recipient (PIPA §18⑤), shown before the first view."""
    return _(
        "Use only for the stated purpose. Do not pass on. Destroy without delay when the period"
        " or the purpose ends, and tell the provider."
    )
