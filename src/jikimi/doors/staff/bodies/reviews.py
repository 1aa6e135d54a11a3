"""A case review as it went up: read, noted as discussed, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.bodies.models import CaseReview
from jikimi.bodies.reviews import (
    discuss_review,
    return_review,
    review_called,
    withdraw_review,
)
from jikimi.doors.staff.bodies.council_words import review_line
from jikimi.doors.staff.bodies.meetings import told
from jikimi.doors.staff.cases.parts import status_of_step, stepped
from jikimi.doors.staff.pages import actor_of, show, staff_page

_ACTS = {
    "discuss": "bodies.review.discuss",
    "take_back": "bodies.review.return",
    "withdraw": "bodies.review.withdraw",
}


class WithdrawForm(forms.Form):
    """Why a review is taken back."""

    why = forms.CharField(label=words("Why it is taken back"), widget=forms.Textarea)


@staff_page("bodies.review.read")
def council_review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """One review."""
    return _page(request, review_called(actor_of(request), review_id))


@staff_page("bodies.review.discuss")
@require_POST
def discussed(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Note that the council has dealt with it."""
    actor = actor_of(request)
    row = review_called(actor, review_id)
    told(request, lambda: discuss_review(actor=actor, review=row), _("Noted as discussed."))
    return redirect("council_review", review_id)


@staff_page("bodies.review.return")
@require_POST
def returned(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Take back that it was discussed."""
    actor = actor_of(request)
    row = review_called(actor, review_id)
    told(request, lambda: return_review(actor=actor, review=row), _("The review waits again."))
    return redirect("council_review", review_id)


@staff_page("bodies.review.withdraw")
def withdrawn(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Take the review back."""
    actor = actor_of(request)
    row = review_called(actor, review_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and stepped(
        form, lambda: withdraw_review(actor=actor, review=row, **form.cleaned_data)
    ):
        messages.success(request, _("It is taken back. The council sees it no more."))
        return redirect("council_review", review_id)
    return _page(request, row, form=form)


def _page(request: HttpRequest, row: CaseReview, **context: Any) -> HttpResponse:
    actor = actor_of(request)
    form = context.setdefault("form", WithdrawForm())
    roles = ("council_member", "coordinator")
    context |= {
        "line": review_line(row),
        "offers": {name: may(actor, act, row) for name, act in _ACTS.items()},
        # Where it was written would narrow down whom it is about: for those who wrote it alone.
        "is_own": row.body_id in actor.bodies_coordinated(),
        "is_above": any(actor.holds(role, body_id=row.above_id) for role in roles),
    }
    return show(request, "bodies/council_review.html", context, status=status_of_step(form))


_HERE = "reviews/<uuid:review_id>/"
urls = [
    path(_HERE, council_review, name="council_review"),
    path(f"{_HERE}discussed/", discussed, name="council_review_discuss"),
    path(f"{_HERE}returned/", returned, name="council_review_return"),
    path(f"{_HERE}withdrawn/", withdrawn, name="council_review_withdraw"),
]
