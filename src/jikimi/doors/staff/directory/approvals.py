"""Changes of names, numbers and addresses that wait for another person."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.directory.approval import change_called, changes_to_decide, decide
from jikimi.doors.staff.directory.frame import rounds
from jikimi.doors.staff.pages import actor_of, show, staff_page


class DecisionForm(forms.Form):
    """Yes or no, and why."""

    decision = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")])
    why = forms.CharField(max_length=200, required=False)


@staff_page("directory.approval.list")
def approvals(request: HttpRequest) -> HttpResponse:
    """The changes the reader may look at, oldest first."""
    actor = actor_of(request)
    context = {
        "waiting": changes_to_decide(actor),
        "rounds": rounds(actor, "directory_approvals"),
    }
    return show(request, "directory/approvals.html", context)


@staff_page("directory.change.decide")
@require_POST
def decided(request: HttpRequest, change: UUID) -> HttpResponse:
    """Approve or refuse one change."""
    actor = actor_of(request)
    asked = change_called(actor, change)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose whether to approve."))
        return redirect("directory_approvals")
    is_approved = form.cleaned_data["decision"] == "approve"
    decide(actor=actor, asked=asked, is_approved=is_approved, why=form.cleaned_data["why"])
    says = _("Approved and written.") if is_approved else _("Refused. Nothing was changed.")
    messages.success(request, says)
    return redirect("directory_approvals")


urls = [
    path("directory/approvals/", approvals, name="directory_approvals"),
    path("directory/approvals/<uuid:change>/", decided, name="directory_decide"),
]
