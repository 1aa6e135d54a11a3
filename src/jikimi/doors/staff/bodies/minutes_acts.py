"""Minutes to write: a draft, its lines, approval, a new version, and the letters that follow."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.letters import send_letters
from jikimi.bodies.minutes import add_line, amend_line, approve_minutes, drop_line, revise_minutes
from jikimi.bodies.minutes_reads import line_called, version_called
from jikimi.bodies.models import Meeting, Minutes
from jikimi.cases.minuting import write_minutes
from jikimi.doors.staff.bodies.meetings import told
from jikimi.doors.staff.bodies.minutes import ONE, meeting_of
from jikimi.doors.staff.bodies.minutes_forms import LineForm, NewLineForm, RevisionForm
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of


@staff_page("bodies.minutes.prepare")
def write(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Write the draft, or what is missing from it, or one item anew, from what was recorded."""
    actor = actor_of(request)
    found = meeting_of(actor, meeting_id)
    if request.method == "POST":
        again = _item(request.POST.get("again", ""))
        done = _("The draft is written from what was recorded.")
        told(request, lambda: write_minutes(actor=actor, meeting=found, again=again), done)
    return redirect("meeting_minutes", meeting_id)


@staff_page("bodies.minutes.amend")
def amend(request: HttpRequest, meeting_id: UUID, number: int, line_id: UUID) -> HttpResponse:
    """Correct one line."""
    actor, found, minutes = _draft(request, meeting_id, number)
    line = line_called(minutes, line_id)
    form = LineForm(request.POST or None, initial={"text": line.text, "base": line.text})
    if form.is_valid():
        given = {**form.cleaned_data, "line_id": line_id}
        if ruled(form, lambda: amend_line(actor=actor, minutes=minutes, **given)):
            messages.success(request, _("The line is corrected."))
            return redirect("minutes_version", meeting_id, number)
    context = {
        "meeting": found,
        "minutes": minutes,
        "line": line,
        "form": form,
        "base": _base(form, line.text),
    }
    return show(request, "bodies/minutes_line.html", context, status=status_of(form))


@staff_page("bodies.minutes.amend")
def drop(request: HttpRequest, meeting_id: UUID, number: int, line_id: UUID) -> HttpResponse:
    """Take one line out of the draft."""
    actor, _found, minutes = _draft(request, meeting_id, number)
    if request.method == "POST":
        drop_line(actor=actor, minutes=minutes, line_id=line_id)
        messages.success(request, _("The line is taken out."))
    return redirect("minutes_version", meeting_id, number)


@staff_page("bodies.minutes.amend")
def add(request: HttpRequest, meeting_id: UUID, number: int, item_id: UUID) -> HttpResponse:
    """Add a line to an item."""
    actor, found, minutes = _draft(request, meeting_id, number)
    form = NewLineForm(request.POST or None)
    if form.is_valid():
        given = {**form.cleaned_data, "item_id": item_id}
        if ruled(form, lambda: add_line(actor=actor, minutes=minutes, **given)):
            messages.success(request, _("The line is added."))
            return redirect("minutes_version", meeting_id, number)
    context = {"meeting": found, "minutes": minutes, "line": None, "form": form, "base": ""}
    return show(request, "bodies/minutes_line.html", context, status=status_of(form))


@staff_page("bodies.minutes.approve")
def approve(request: HttpRequest, meeting_id: UUID, number: int) -> HttpResponse:
    """Approve the draft."""
    actor = actor_of(request)
    minutes = version_called(actor, meeting_of(actor, meeting_id), number)
    if request.method == "POST":
        done = _("The minutes are approved. Everybody in the attendance list is told.")
        told(request, lambda: approve_minutes(actor=actor, minutes=minutes), done)
    return redirect("minutes_version", meeting_id, number)


@staff_page("bodies.minutes.revise")
def revise(request: HttpRequest, meeting_id: UUID, number: int) -> HttpResponse:
    """Begin a new version, with the reason."""
    actor = actor_of(request)
    found = meeting_of(actor, meeting_id)
    minutes = version_called(actor, found, number)
    if not may(actor, "bodies.minutes.revise", minutes):
        raise NotAllowed
    form = RevisionForm(request.POST or None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        made = ruled(form, lambda: revise_minutes(actor=actor, minutes=minutes, why=why))
        if made is not None:
            messages.success(request, _("A new version is begun. The old one holds until then."))
            return redirect("minutes_version", meeting_id, made.number)
    context = {"meeting": found, "minutes": minutes, "form": form}
    return show(request, "bodies/minutes_revise.html", context, status=status_of(form))


@staff_page("bodies.letter.send")
def send(request: HttpRequest, meeting_id: UUID, number: int) -> HttpResponse:
    """Send each agency with something to do its letter."""
    actor = actor_of(request)
    minutes = version_called(actor, meeting_of(actor, meeting_id), number)
    if request.method == "POST":
        sent: list[object] = []
        if told(request, lambda: sent.extend(send_letters(actor=actor, minutes=minutes))):
            says = ngettext("%(n)s letter is sent.", "%(n)s letters are sent.", len(sent))
            nothing = _("No agency has anything new to be told.")
            messages.success(request, says % {"n": len(sent)} if sent else nothing)
    return redirect("minutes_version", meeting_id, number)


def _draft(request: HttpRequest, meeting_id: UUID, number: int) -> tuple[Actor, Meeting, Minutes]:
    """A draft for those who write it; the same refusal as for an absent one."""
    actor = actor_of(request)
    found = meeting_of(actor, meeting_id)
    minutes = version_called(actor, found, number)
    if not may(actor, "bodies.minutes.amend", minutes):
        raise NotAllowed
    return actor, found, minutes


def _base(form: LineForm, now: str) -> str:
    """The words the next save is compared with: after a refusal those that stand now."""
    is_refused = bool(getattr(form, "conflict", None))
    return now if is_refused or not form.is_bound else str(form.data.get("base", ""))


def _item(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


_VERSION = f"{ONE}<int:number>/"
urls = [
    path(f"{ONE}write/", write, name="write_minutes"),
    path(f"{_VERSION}lines/<uuid:line_id>/", amend, name="amend_minutes_line"),
    path(f"{_VERSION}lines/<uuid:line_id>/drop/", drop, name="drop_minutes_line"),
    path(f"{_VERSION}items/<uuid:item_id>/add/", add, name="add_minutes_line"),
    path(f"{_VERSION}approve/", approve, name="approve_minutes"),
    path(f"{_VERSION}revise/", revise, name="revise_minutes"),
    path(f"{_VERSION}letters/", send, name="send_letters"),
]
