"""Invitations: the limits are read before anything of the case, then the agency answers."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.cases.invitations import (
    accept_share,
    decline_share,
    invitation_called,
    invitations,
    inviting_agency,
    limits_text,
)
from jikimi.cases.models import Participation
from jikimi.doors.staff.cases.frame import word
from jikimi.doors.staff.cases.sharing_forms import ReasonForm
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of


class AcceptForm(forms.Form):
    """The limits are accepted in so many words."""

    agreed = forms.BooleanField(
        label=words("I have read the limits, and our agency keeps to them."),
        error_messages={"required": words("Without keeping to the limits there is no access.")},
    )


@staff_page("cases.sharing.list")
def inbox(request: HttpRequest) -> HttpResponse:
    """What the agency is asked to take part in."""
    actor = actor_of(request)
    reading(actor, "cases.sharing.list")
    context = {"rows": list(invitations(actor)), "word": word}
    return show(request, "cases/sharing_inbox.html", context)


@staff_page("cases.sharing.list")
def invitation(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """One invitation: purpose, basis, extent, limits; accept or decline."""
    actor = actor_of(request)
    share = invitation_called(actor, share_id)
    accepting, declining = AcceptForm(), ReasonForm()
    if request.method == "POST" and "decline" in request.POST:
        declining = ReasonForm(request.POST)
        if _declined(declining, actor, share):
            messages.success(request, _("The invitation is declined."))
            return redirect("invitations")
    elif request.method == "POST":
        accepting = AcceptForm(request.POST)
        if accepting.is_valid():
            case = accept_share(actor=actor, share=share)
            messages.success(request, _("Your agency takes part. Every view is recorded."))
            return redirect("case", case.number)
    forms_shown = {"accepting": accepting, "declining": declining}
    status = max(status_of(accepting), status_of(declining))
    context = {**_told(share), **forms_shown}
    return show(request, "cases/sharing_invitation.html", context, status=status)


def _declined(form: ReasonForm, actor: Actor, share: Participation) -> bool:
    if not form.is_valid():
        return False
    ruled(form, lambda: decline_share(actor=actor, share=share, why=form.cleaned_data["why"]))
    return not form.errors


def _told(share: Participation) -> dict[str, object]:
    agency = inviting_agency(share)
    return {
        "share": share,
        "by": agency.name if agency else "",
        "role": label("cases", "participation_roles", share.role),
        "basis": label("cases", "legal_bases", share.basis),
        "fields": [label("cases", "field_groups", code) for code in share.fields],
        "limits": limits_text(),
        "word": word,
    }


urls = [
    path("invitations/", inbox, name="invitations"),
    path("invitations/<uuid:share_id>/", invitation, name="invitation"),
]
