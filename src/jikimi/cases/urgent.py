"""What was given without consent because of danger is looked at by somebody else (SR-03).

A nomination on such a basis is a share of this kind: that of the agency that nominated.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.cases.guards import called, need_reason
from jikimi.cases.intake.masking import mask
from jikimi.cases.models import Participation
from jikimi.cases.nomination import nominations_on
from jikimi.cases.words import known


def review_share(*, actor: Actor, share: Participation, verdict: str, note: str) -> None:
    """Say whether an urgent share was justified; one that was not ends at once.

    A nomination found not justified is for the working council to decline; the agency that leads
    keeps what it collected itself.
    Raises NotAllowed for the one who made it, NotYet when it is reviewed already.
    Records cases.sharing.review.
    """
    known("review_verdicts", verdict, field="verdict")
    need_reason(note, field="note")
    with acting(actor, "cases.sharing.review", share, why=mask(note)[0]) as doing:
        if share.invited_by_id == actor.member_id or share.review_due_at is None:
            raise NotAllowed
        if share.reviewed_at is not None:
            raise NotYet("cases.sharing.reviewed", _("Somebody has reviewed this already."))
        doing.details["verdict"] = verdict
        called("cases_review_share", share.pk, verdict, mask(note)[0].strip())
        if verdict == "not_justified" and share.ended_at is None and share.role != "lead":
            called("cases_end_share", share.pk, _("Found not justified afterwards"))


def shares_to_review(actor: Actor) -> QuerySet[Participation]:
    """Urgent shares that wait for review by the lead agency or the coordinator, soonest first."""
    waiting = Participation.objects.filter(review_due_at__isnull=False, reviewed_at=None)
    steered = Q(case__lead_agency_id=actor.agency_id) | Q(
        case__body_id__in=actor.bodies_coordinated()
    )
    rows = waiting.filter(steered).exclude(invited_by_id=actor.member_id)
    return rows.select_related("case", "agency").order_by("review_due_at")


def danger_in_words(share: Participation) -> str:
    """The danger that was the reason: of a share its grounds, of a nomination the worry.

    Empty for those who may not know why the person was nominated.
    """
    if share.narrative or share.role != "lead":
        return share.narrative
    said = nominations_on(share.case).filter(agency_id=share.agency_id).first()
    return said.worry if said else ""
