"""Review: did the plan help, is the person safer, and when do we look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.cases.models import Case, Review
from jikimi.cases.nomination import happened
from jikimi.cases.participants import need_group, tell_participants
from jikimi.cases.texts import covered
from jikimi.cases.words import known

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """What was found. is_safer: a code of safer.csv; next_on: when to look again.

    is_closing_next: the case is to be closed, so that no next day is needed.  held_at: now if None.
    """

    found: str
    is_safer: str
    next_on: date | None = None
    is_closing_next: bool = False
    held_at: datetime | None = None


def hold_review(*, actor: Actor, case: Case, draft: ReviewDraft) -> Review:
    """Record what was found when the plan was looked at again, and when to look next.

    Raises NotValid without words, without an answer on safety, or without a next day unless the
    case is to be closed.  Records cases.review.hold.
    """
    held_at = draft.held_at or timezone.now()
    _check(draft, held_at)
    with acting(actor, "cases.review.hold", case):
        need_group(actor, case, "discussion")
        next_on = None if draft.is_closing_next else draft.next_on
        review = Review.objects.create(
            case=case,
            held_at=held_at,
            found=covered(draft.found),
            is_safer=draft.is_safer,
            held_by_id=actor.member_id,
            next_on=next_on,
        )
        _look_again(case, next_on)
        tell_participants(case, "cases.review.hold", part="review/")
    return review


def go_on(*, actor: Actor, case: Case, why: str, next_on: date | None = None) -> Case:
    """Go on with the support after a review. next_on: needed when the review left no next day.

    Records cases.review.go_on with the reason.
    """
    if not why.strip():
        raise NotValid("cases.review.why", {"why": _("Give the reason.")})
    if next_on and next_on <= timezone.localdate():
        raise NotValid("cases.review.next_on", {"next_on": _("Choose a day after today.")})
    with acting(actor, "cases.review.go_on", case, why=covered(why)):
        due = next_on or case.review_due_on
        if due is None:
            says = _("Say when to look again.")
            raise NotValid("cases.review.next_on", {"next_on": says})
        _look_again(case, due)
        tell_participants(case, "cases.review.go_on", part="review/")
    return case


def reviews_of(actor: Actor, case: Case) -> list[Review]:
    """Reviews of a case that the actor may read, newest first. One query."""
    return list(Review.objects.filter(case=case).select_related("held_by"))


def reviews_due(actor: Actor, *, until: date | None = None, most: int | None = None) -> list[Case]:
    """Cases the actor's agency leads, or whose body the actor coordinates, to be reviewed soon.

    Within a week, or overdue; longest overdue first.  One query.
    """
    order = ("review_due_on", "pk")
    last = until or timezone.localdate() + SOON
    due = Case.objects.filter(review_due_on__lte=last, closed_at=None).order_by(*order)
    # Two short lists: of one with OR, every case due in the country would be looked at.
    led = due.filter(lead_agency_id=actor.agency_id).values("pk")[:most]
    steered = due.filter(body_id__in=actor.bodies_coordinated()).values("pk")[:most]
    rows = Case.objects.filter(pk__in=led.union(steered)).order_by(*order)
    return list(rows.select_related("lead_agency")[:most])


def _look_again(case: Case, on: date | None) -> None:
    case.review_due_on = on
    case.save(update_fields=["review_due_on"])
    happened(case)


def _check(draft: ReviewDraft, held_at: datetime) -> None:
    known("safer", draft.is_safer, field="is_safer")
    wrong: dict[str, str] = {}
    if not draft.found.strip():
        wrong["found"] = _("Say what was found.")
    if held_at > timezone.now():
        wrong["held_at"] = _("This time is in the future.")
    if draft.next_on is None and not draft.is_closing_next:
        wrong["next_on"] = _("Say when to look again, or that the case is to be closed.")
    if draft.next_on and draft.next_on <= timezone.localdate(held_at):
        wrong["next_on"] = _("Choose a day after the review.")
    if wrong:
        raise NotValid("cases.review.incomplete", wrong)
