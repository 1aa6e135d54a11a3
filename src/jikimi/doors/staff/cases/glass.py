"""Emergency opening: open a case by its number, end it, and look at openings afterwards."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST

from jikimi.access.acting import may, reading
from jikimi.cases.glass import (
    break_glass,
    close_glass,
    opening_called,
    openings,
    review_due_at,
    review_glass,
)
from jikimi.cases.reads import case_called
from jikimi.doors.staff.cases.frame import word
from jikimi.doors.staff.cases.sharing_forms import VerdictForm
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

MOST_SHOWN = 100


class BreakForm(forms.Form):
    """Which case, why, for how long."""

    number = forms.CharField(label=words("Case number"), max_length=12)
    why = forms.CharField(
        label=words("Emergency"),
        widget=forms.Textarea,
        help_text=words("What is happening now, and why it cannot wait for an invitation."),
    )
    hours = forms.TypedChoiceField(label=words("For how many hours"), coerce=int, initial=1)

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        rows = [(n, str(n)) for n in range(1, settings.JIKIMI_GLASS_HOURS + 1)]
        self.fields["hours"].choices = rows  # type: ignore[attr-defined]


@staff_page("cases.glass.break")
def opening(request: HttpRequest) -> HttpResponse:
    """Open a case in an emergency."""
    actor = actor_of(request)
    form = BreakForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        case = ruled(form, lambda: break_glass(actor=actor, **given))
        if case is not None:
            messages.warning(request, _("The case is open. The security officer has been told."))
            return redirect("case", case.number)
    return show(request, "cases/glass.html", {"form": form}, status=status_of(form))


@staff_page("cases.glass.close")
@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """End one's emergency opening before its time."""
    actor = actor_of(request)
    close_glass(actor=actor, case=case_called(actor, number))
    messages.success(request, _("The emergency opening has ended."))
    return redirect("cases")


@staff_page("cases.glass.list")
def reviews(request: HttpRequest) -> HttpResponse:
    """Emergency openings one may review, those that wait first."""
    actor = actor_of(request)
    reading(actor, "cases.glass.list")
    now = timezone.now()
    rows = [
        {
            "opening": row,
            "due": review_due_at(row.opened_at),
            "is_overdue": row.reviewed_at is None and review_due_at(row.opened_at) < now,
        }
        for row in openings(actor)[:MOST_SHOWN]
    ]
    return show(request, "cases/glass_reviews.html", {"rows": rows, "word": word})


@staff_page("cases.glass.review")
def review(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """Say whether an emergency opening was justified."""
    actor = actor_of(request)
    found = opening_called(actor, opening_id)
    form = VerdictForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        ruled(form, lambda: review_glass(actor=actor, opening=found, **given))
        if not form.errors:
            messages.success(request, _("The review is recorded."))
            return redirect("glass_reviews")
    context = {
        "form": form,
        "opening": found,
        "due": review_due_at(found.opened_at),
        "may_review": found.reviewed_at is None and may(actor, "cases.glass.review", found),
        "word": word,
    }
    return show(request, "cases/glass_review.html", context, status=status_of(form))


urls = [
    path("glass/", opening, name="break_glass"),
    path("glass/reviews/", reviews, name="glass_reviews"),
    path("glass/<uuid:opening_id>/", review, name="glass_review"),
    path("cases/<str:number>/glass/close/", close, name="close_glass"),
]
