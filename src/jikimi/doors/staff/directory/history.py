"""The history of an entry, and the way back."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.directory.history import history_of, undo_change, undo_step
from jikimi.doors.staff.directory.edit import tell
from jikimi.doors.staff.directory.frame import CHANGE, framed, opened
from jikimi.doors.staff.pages import show, staff_page


class UndoForm(forms.Form):
    """Why something is taken back."""

    why = forms.CharField(max_length=200, required=False)


@staff_page("directory.entry.read")
def history(request: HttpRequest, number: UUID) -> HttpResponse:
    """Who changed what of an entry, when and why."""
    actor, entry = opened(request, number)
    context = framed(actor, entry, "history", steps=history_of(actor, entry))
    return show(request, "directory/history.html", context)


@staff_page("directory.batch.undo")
@require_POST
def undo(request: HttpRequest, number: UUID, batch: UUID) -> HttpResponse:
    """Take back all that was changed together."""
    actor, entry = opened(request, number)
    undo_step(actor=actor, entry=entry, number=batch, why=_why(request))
    messages.success(request, _("Taken back."))
    return redirect("directory_history", number)


@staff_page(CHANGE)
@require_POST
def undo_one(request: HttpRequest, number: UUID, change: UUID) -> HttpResponse:
    """Put back what stood in one field."""
    actor, entry = opened(request, number, CHANGE)
    saved = undo_change(actor=actor, entry=entry, number=change, why=_why(request))
    tell(request, saved)
    return redirect("directory_history", number)


def _why(request: HttpRequest) -> str:
    form = UndoForm(request.POST)
    return str(form.cleaned_data["why"]) if form.is_valid() else ""


_ENTRY = "directory/<uuid:number>/history/"
urls = [
    path(_ENTRY, history, name="directory_history"),
    path(f"{_ENTRY}undo/<uuid:batch>/", undo, name="directory_undo"),
    path(f"{_ENTRY}undo-one/<uuid:change>/", undo_one, name="directory_undo_one"),
]
