"""The pack of a meeting: read it, mark what was read, take it out with a reason."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.access.locking import TakenFile
from jikimi.bodies.attendance import has_accepted
from jikimi.bodies.documents.blocks import Block
from jikimi.bodies.marks import mark_read, mark_unread
from jikimi.bodies.models import Meeting
from jikimi.bodies.reads import meeting_called
from jikimi.cases.pack_taking import download_pack, print_pack
from jikimi.cases.packs import pack
from jikimi.doors.staff.bodies.words import offered
from jikimi.doors.staff.cases.forms import choices
from jikimi.doors.staff.downloads import LockForm, download
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of

_ACTS = {
    "accept": "bodies.meeting.accept_confidentiality",
    "mark": "bodies.pack.mark",
    "take_out": "bodies.pack.take_out",
}


class TakeOutForm(LockForm):
    """Why the pack leaves the screen, and how."""

    how = forms.ChoiceField(
        label=words("In which form"),
        widget=forms.RadioSelect,
        choices=[("pdf", words("One PDF with a password")), ("print", words("Printed on paper"))],
        initial="pdf",
    )
    reason = forms.ChoiceField(label=words("Reason"))
    why = forms.CharField(label=words("In words"), required=False, max_length=200)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, is_personal=False, **more)  # the rule asks for it; paper needs none
        offer(self, "reason", choices("pack_reasons", empty=True))

    def is_locking(self, given: dict[str, Any]) -> bool:
        """Paper has no password."""
        return given.get("how") == "pdf"


@staff_page("bodies.pack.read")
def meeting_pack(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What I must read for this meeting."""
    actor = actor_of(request)
    found = _open(actor, meeting_id)
    context = {
        "meeting": found,
        "may": offered(actor, found, _ACTS),
        "word": partial(label, "cases"),
        "need_word": partial(label, "directory", "needs"),
        "today": timezone.localdate(),
        "pack": None,
    }
    if has_accepted(actor, found.pk):
        context["pack"] = pack(actor, found)
    return show(request, "bodies/pack.html", context)


@staff_page("bodies.pack.mark")
def mark(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Mark an item as read, or take the mark off."""
    actor = actor_of(request)
    found = _open(actor, meeting_id)
    if request.method != "POST":
        return redirect("meeting_pack", meeting_id)
    rule = mark_unread if request.POST.get("unread") else mark_read
    rule(actor=actor, meeting=found, item_id=item_id)
    response = redirect("meeting_pack", meeting_id)
    response["Location"] += f"#item_{item_id}"
    return response


@staff_page("bodies.pack.take_out")
def take_out(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Take the pack out as a PDF under a password, or print it; the reason is recorded."""
    actor = actor_of(request)
    found = _open(actor, meeting_id)
    if not has_accepted(actor, found.pk):
        return redirect("meeting_pack", meeting_id)
    form = TakeOutForm(request.POST or None)
    if form.is_valid():
        made = ruled(form, lambda: _taken(actor, found, form.cleaned_data))
        if isinstance(made, bytes):
            name = f"meeting-pack-{timezone.localtime(found.starts_at):%Y%m%d}.pdf"
            return download(TakenFile(name, made, is_locked=True))
        if made is not None:
            return _on_paper(request, found, made)
    context = {"meeting": found, "form": form}
    return show(request, "bodies/pack_take_out.html", context, status=status_of(form))


def _open(actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting for those who attend or run it; the same refusal as for an absent one.

    Who accepts confidentiality first is shown the pledge instead of the pack.
    """
    found = meeting_called(actor, meeting_id)
    acts = ("bodies.pack.read", "bodies.meeting.accept_confidentiality")
    if not any(may(actor, act, found) for act in acts):
        raise NotAllowed
    return found


def _taken(actor: Actor, found: Meeting, given: dict[str, Any]) -> Any:
    why = {"reason": given["reason"], "why": given["why"]}
    if given["how"] == "print":
        return print_pack(actor=actor, meeting=found, **why)
    return download_pack(actor=actor, meeting=found, password=given["password"], **why)


def _on_paper(request: HttpRequest, found: Meeting, document: Any) -> HttpResponse:
    context = {
        "meeting": found,
        "document": document,
        "blocks": [_block(block) for block in document.blocks],
        "back": reverse("meeting_pack", args=[found.pk]),
    }
    return show(request, "bodies/pack_print.html", context)


def _block(block: Block) -> dict[str, Any]:
    """A block as the template draws it, with the word for its kind."""
    said = {field.name: getattr(block, field.name) for field in fields(block)}
    return {"kind": type(block).__name__, **said}


_PACK = "meetings/<uuid:meeting_id>/pack/"
urls = [
    path(_PACK, meeting_pack, name="meeting_pack"),
    path(f"{_PACK}take-out/", take_out, name="take_out_pack"),
    path(f"{_PACK}<uuid:item_id>/read/", mark, name="mark_pack_item"),
]
