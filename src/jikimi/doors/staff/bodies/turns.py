"""The regular meetings a body owes: overdue, due, called, held; let go with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.errors import NotAllowed
from jikimi.bodies.body_kinds import meetings_a_year
from jikimi.bodies.cadence import restore_turn, turn_called, turns, waive_turn
from jikimi.bodies.matters import body_dealing
from jikimi.doors.staff.bodies.forms import WhyForm
from jikimi.doors.staff.bodies.frame import framed
from jikimi.doors.staff.bodies.meetings import told
from jikimi.doors.staff.pages import actor_of, show, staff_page, status_of


@staff_page("bodies.turn.list")
def turn_list(request: HttpRequest, key: str) -> HttpResponse:
    """What a body owes this year and held before."""
    actor = actor_of(request)
    body = body_dealing(actor, key)
    context = framed(
        actor,
        body,
        "turns",
        lines=turns(actor, body),
        a_year=meetings_a_year(body),
        may_waive=may(actor, "bodies.turn.waive", body),
        may_call=may(actor, "bodies.meeting.call", body),
    )
    return show(request, "bodies/turns.html", context)


@staff_page("bodies.turn.waive")
def waive(request: HttpRequest, key: str, turn_id: int) -> HttpResponse:
    """Let a regular meeting go, with the reason."""
    actor = actor_of(request)
    body = body_dealing(actor, key)
    if not may(actor, "bodies.turn.waive", body):
        raise NotAllowed
    turn = turn_called(actor, body, turn_id)
    form = WhyForm(request.POST or None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        if told(request, lambda: waive_turn(actor=actor, turn=turn, why=why)):
            messages.success(request, _("The regular meeting is let go; the reason is kept."))
        return redirect("turns", key)
    context = {"form": form, "body": body, "turn": turn}
    return show(request, "bodies/turn_waive.html", context, status=status_of(form))


@staff_page("bodies.turn.restore")
def restore(request: HttpRequest, key: str, turn_id: int) -> HttpResponse:
    """Owe a waived regular meeting again: one press."""
    actor = actor_of(request)
    body = body_dealing(actor, key)
    turn = turn_called(actor, body, turn_id)
    if request.method == "POST":
        done = _("The regular meeting is owed again.")
        told(request, lambda: restore_turn(actor=actor, turn=turn), done)
    return redirect("turns", key)


_ONE = "bodies/<slug:key>/turns/"
urls = [
    path(_ONE, turn_list, name="turns"),
    path(f"{_ONE}<int:turn_id>/waive/", waive, name="waive_turn"),
    path(f"{_ONE}<int:turn_id>/restore/", restore, name="restore_turn"),
]
