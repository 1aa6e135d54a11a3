"""Letters to my agency: what a body asks it to do after a meeting, to read and as a file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.letter_paper import about, number, opening, subject
from jikimi.bodies.letters import letter_called, letters_of_agency
from jikimi.bodies.models import Letter
from jikimi.cases.minuting import letter_needs_password, letter_read
from jikimi.cases.minuting_files import letter_file
from jikimi.doors.staff.bodies.minutes_forms import TakeOutForm
from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of


@staff_page("bodies.letter.list")
def letters(request: HttpRequest) -> HttpResponse:
    """Letters to my agency."""
    rows = letters_of_agency(actor_of(request))
    context = {"letters": [(row, number(row), subject(row)) for row in rows]}
    return show(request, "bodies/letters.html", context)


@staff_page("bodies.letter.read")
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """One letter; who opens it first for the agency is noted."""
    actor = actor_of(request)
    found = _called(actor, letter_id)
    sheet = letter_read(actor, found)
    context = {
        "letter": found,
        "number": number(found),
        "subject": subject(found),
        "opening": opening(found),
        "lines": [(line, about(line, sheet.numbers)) for line in sheet.lines],
        "numbers": sheet.numbers,
        "today": timezone.localdate(),
    }
    return show(request, "bodies/letter.html", context)


@staff_page("bodies.letter.take_out")
def take_out_letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """A letter as a file, after a reason is given."""
    actor = actor_of(request)
    found = _called(actor, letter_id)
    is_personal = letter_needs_password(found)
    form = TakeOutForm(request.POST or None, is_personal=is_personal)
    if form.is_valid():
        given = form.cleaned_data
        made = ruled(form, lambda: letter_file(actor=actor, letter=found, **given))
        if made is not None:
            return download(made)
    about_it = {"letter": found, "subject": subject(found)}
    context = {**about_it, "form": form, "is_personal": is_personal}
    return show(request, "bodies/letter_take_out.html", context, status=status_of(form))


def _called(actor: Actor, letter_id: UUID) -> Letter:
    found = letter_called(actor, letter_id)
    if not may(actor, "bodies.letter.read", found):
        raise NotAllowed
    return found


urls = [
    path("letters/", letters, name="letters"),
    path("letters/<uuid:letter_id>/", letter, name="letter"),
    path("letters/<uuid:letter_id>/take-out/", take_out_letter, name="take_out_letter"),
]
