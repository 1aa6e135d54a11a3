"""Speaking notes in the meeting room: kept while typing, seen by the own agency alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.bodies.models import SpeakingNote
from jikimi.bodies.notes import notes_of, write_note
from jikimi.bodies.reads import meeting_called
from jikimi.doors.staff.bodies.room import room_page
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of


class NoteForm(forms.Form):
    """What our agency wants to say. version: as the writer last got it."""

    text = forms.CharField(
        label=words("Our agency's notes"), required=False, strip=False, widget=forms.Textarea
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@staff_page("bodies.notes.write")
def note(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Keep what was typed; a colleague's newer words are shown and not overwritten."""
    actor = actor_of(request)
    meeting = meeting_called(actor, meeting_id)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        call: dict[str, Any] = {"actor": actor, "meeting": meeting, "item_id": item_id}
        kept = ruled(form, lambda: write_note(**call, **form.cleaned_data))
        if kept is not None and request.headers.get("HX-Request"):
            return _state(request, kept)
        if kept is not None:
            messages.success(request, _("The notes are kept."))
            return redirect(f"{reverse('meeting_room', args=[meeting_id])}?item={item_id}#notes")
    newest = notes_of(actor, meeting, [item_id]).get(item_id)
    typed = form.data.get("text", "") if form.is_bound else None
    given = {"note": newest, "note_typed": typed, "note_refused": form}
    if request.headers.get("HX-Request"):
        return _state(request, newest, refused=form)
    return room_page(request, meeting_id, item_id, status=status_of(form), **given)


def _state(
    request: HttpRequest, kept: SpeakingNote | None, refused: NoteForm | None = None
) -> HttpResponse:
    """Which version is kept; the colleague's words when both wrote."""
    context = {"note": kept, "note_refused": refused}
    status = status_of(refused) if refused else 200
    response = show(request, "bodies/_note_state.html", context, status=status)
    response.headers["X-Part"] = "note"
    return response


urls = [path("meetings/<uuid:meeting_id>/room/<uuid:item_id>/note/", note, name="note_item")]
