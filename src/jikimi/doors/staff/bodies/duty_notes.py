"""Hand-over notes of duty: left, corrected, taken up."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.access.errors import NotAllowed
from jikimi.bodies.duty.handing_over import amend_note, leave_note, note_of, take_note
from jikimi.bodies.duty.posts import post_of
from jikimi.doors.staff.bodies.duty import duty_body
from jikimi.doors.staff.bodies.duty_forms import NoteForm
from jikimi.doors.staff.bodies.frame import framed, one_form
from jikimi.doors.staff.bodies.meetings import told
from jikimi.doors.staff.pages import actor_of, staff_page


@staff_page("bodies.hand_over.write")
def write(request: HttpRequest, key: str, post_id: UUID) -> HttpResponse:
    """Leave a note for the next at a post."""
    actor = actor_of(request)
    body = duty_body(actor, key, act="bodies.hand_over.write")
    post = post_of(body, post_id)
    form = NoteForm(request.POST or None)
    return one_form(
        request,
        framed(actor, body, "duty"),
        form,
        lambda: leave_note(actor=actor, post=post, **form.cleaned_data),
        said=_("The note is left; those of the next shift are being told."),
        back=reverse("duty", args=[key]),
        title=_("Hand-over: %(post)s") % {"post": post.name},
        button=_("Leave the note"),
    )


@staff_page("bodies.hand_over.amend")
def amend(request: HttpRequest, key: str, note_id: UUID) -> HttpResponse:
    """Correct a note of one's own that nobody took up."""
    actor = actor_of(request)
    body = duty_body(actor, key)
    note = note_of(body, note_id)
    if not may(actor, "bodies.hand_over.amend", note):
        raise NotAllowed
    form = NoteForm(request.POST or None, initial={"text": note.text})
    return one_form(
        request,
        framed(actor, body, "duty"),
        form,
        lambda: amend_note(actor=actor, note=note, **form.cleaned_data),
        said=_("Saved."),
        back=reverse("duty", args=[key]),
        title=_("Correct the hand-over note"),
        button=_("Save"),
    )


@staff_page("bodies.hand_over.take")
@require_POST
def take(request: HttpRequest, key: str, note_id: UUID) -> HttpResponse:
    """Take a note up."""
    actor = actor_of(request)
    note = note_of(duty_body(actor, key), note_id)
    told(request, lambda: take_note(actor=actor, note=note), _("The note is in your hands."))
    return redirect(reverse("duty", args=[key]) + "#notes")


_NOTES = "bodies/<slug:key>/duty/notes/"
urls = [
    path("bodies/<slug:key>/duty/posts/<uuid:post_id>/note/", write, name="duty_note_write"),
    path(f"{_NOTES}<uuid:note_id>/amend/", amend, name="duty_note_amend"),
    path(f"{_NOTES}<uuid:note_id>/take/", take, name="duty_note_take"),
]
