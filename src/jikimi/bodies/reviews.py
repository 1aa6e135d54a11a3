"""Case reviews on their way up: sent to the council of heads, discussed, taken back.

What a review says is written and checked beside its case (cases/reviewing.py); here nobody knows
which case it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.bodies.halves import Half
from jikimi.bodies.models import Body, CaseReview

_TITLE_LETTERS = 80
MOST = 200


def put_sent(*, actor: Actor, review: CaseReview) -> CaseReview:
    """Send a draft up, once the room above has checked its words; its proposal becomes a matter.

    Tells the coordinators of the council.  Records bodies.review.send.
    """
    with acting(actor, "bodies.review.send", review):
        if review.proposal and review.matter_id is None:
            review.matter_id = _raised(review)
        review.sent_at = timezone.now()
        review.save(update_fields=["matter", "sent_at"])
        tell_principals(
            [Principal.BODY.of(review.above_id)],
            "bodies.review.send",
            subject_id=review.pk,
            link=f"/staff/reviews/{review.pk}/",
        )
    return review


def withdraw_review(*, actor: Actor, review: CaseReview, why: str) -> CaseReview:
    """Take a review back; the council above sees it no more, nor its proposal if it still waits.

    Raises NotValid without a reason.  Records bodies.review.withdraw.
    """
    if not why.strip():
        raise NotValid("bodies.review.why", {"why": _("Give the reason.")})
    with acting(actor, "bodies.review.withdraw", review, why=why.strip()) as doing:
        if review.matter_id:
            doing.details["matter_withdrawn"] = str(_withdrawn(review))
        review.version += 1
        review.save(update_fields=["version"])
    return review


def discuss_review(*, actor: Actor, review: CaseReview) -> CaseReview:
    """Note that the council has dealt with a review. Records bodies.review.discuss."""
    with acting(actor, "bodies.review.discuss", review):
        pass
    return review


def return_review(*, actor: Actor, review: CaseReview) -> CaseReview:
    """Take back that a review was discussed, noted by mistake. Records bodies.review.return."""
    with acting(actor, "bodies.review.return", review):
        pass
    return review


def review_called(actor: Actor, review_id: UUID) -> CaseReview:
    """The review, for those who may know it; NotAllowed otherwise. Records bodies.review.read."""
    related = ("body", "above", "matter")
    found = CaseReview.objects.filter(pk=review_id).select_related(*related).first()
    if found is None:
        raise NotAllowed
    reading(actor, "bodies.review.read", found)
    return found


def reviews_received(actor: Actor, council: Body, *, half: Half | None = None) -> list[CaseReview]:
    """What came up to a council, in one half-year or ever: what waits first, newest first."""
    rows = CaseReview.objects.filter(above=council, stage__in=("sent", "discussed"))
    if half is not None:
        rows = rows.filter(sent_at__gte=half.since, sent_at__lt=half.until)
    found = rows.select_related("body", "matter").order_by("-sent_at")[:MOST]
    return sorted(found, key=lambda row: row.stage != "sent")


def reviews_written(actor: Actor) -> list[CaseReview]:
    """The reviews of the bodies the actor coordinates, newest first."""
    rows = CaseReview.objects.filter(body_id__in=actor.bodies_coordinated())
    return list(rows.select_related("body", "matter").order_by("-written_at")[:MOST])


def reviews_to_discuss(actor: Actor, *, most: int) -> list[CaseReview]:
    """What came up to the councils the actor coordinates and nobody dealt with, oldest first."""
    rows = CaseReview.objects.filter(above_id__in=actor.bodies_coordinated(), stage="sent")
    return list(rows.select_related("above").order_by("sent_at")[:most])


def reviews_by_id(actor: Actor, ids: Iterable[UUID]) -> list[CaseReview]:
    """These reviews as far as the actor may know them, newest first."""
    return list(CaseReview.objects.filter(pk__in=list(ids)).select_related("above", "matter"))


def _raised(review: CaseReview) -> UUID:
    title = review.proposal.strip().splitlines()[0][:_TITLE_LETTERS]
    made: UUID = _asked("SELECT bodies_raise_matter(%s, %s)", review.pk, title)
    return made


def _withdrawn(review: CaseReview) -> bool:
    return bool(_asked("SELECT bodies_withdraw_raised(%s)", review.pk))


def _asked(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (answer,) = cursor.fetchall()[0]
        return answer
