"""Staying out of an item: declared for oneself, put on somebody else, lifted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed
from jikimi.bodies.models import Meeting
from jikimi.bodies.reads import attendances, meeting_called
from jikimi.bodies.recusals import declare_recusal, lift_recusal, put_recusal, recusal_called
from jikimi.cases.agendas import case_on
from jikimi.cases.bars import declare_conflict
from jikimi.cases.models import Case
from jikimi.doors.staff.bodies.forms import WhyForm
from jikimi.doors.staff.bodies.words import item_name, member_choice
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of


class RecusalForm(forms.Form):
    """Why somebody stays out; who, if it is not oneself."""

    member = forms.TypedChoiceField(label=words("Who stays out"), coerce=int)
    reason = forms.ChoiceField(label=words("Why somebody stays out"), widget=forms.RadioSelect)

    def __init__(self, *args: object, meeting: Meeting, me: int, others: bool, room: str) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        name = "bar_reasons" if room == "cases" else "recusal_reasons"
        reasons = [(code, row.label) for code, row in codes(room, name).items()]
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]
        rows = attendances(meeting) if others else []
        people = [member_choice(row.member) for row in rows if row.member_id != me]
        self.fields["member"].choices = [(me, _("I myself")), *people]  # type: ignore[attr-defined]
        self.fields["member"].initial = me


@staff_page("bodies.recusal.declare")
def recuse(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Declare a conflict of interest as to one item; for a case it is the bar of that case."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    case = case_on(actor, found, item_id)
    if not may(actor, "bodies.recusal.declare", found):
        raise NotAllowed
    others = case is None and may(actor, "bodies.recusal.put", found)
    form = RecusalForm(
        request.POST or None,
        meeting=found,
        me=actor.member_id,
        others=others,
        room="cases" if case else "bodies",
    )
    if form.is_valid() and ruled(form, lambda: _done(request, found, case, item_id, form)):
        return redirect("meeting", meeting_id)
    context = {
        "form": form,
        "meeting": found,
        "case": case,
        "others": others,
        "name": case.number if case else item_name(found, item_id),
    }
    return show(request, "bodies/recuse.html", context, status=status_of(form))


def _done(
    request: HttpRequest, meeting: Meeting, case: Case | None, item_id: UUID, form: RecusalForm
) -> bool:
    actor, reason = actor_of(request), form.cleaned_data["reason"]
    call: dict[str, Any] = {"actor": actor, "meeting": meeting, "item_id": item_id, "why": reason}
    member = form.cleaned_data["member"]
    if case is not None:
        declare_conflict(actor=actor, case=case, reason=reason)
        messages.success(request, _("Declared. You no longer see the case."))
    elif member == actor.member_id:
        declare_recusal(**call)
        messages.success(request, _("Declared. The item is not on your agenda any more."))
    else:
        put_recusal(member_id=member, **call)
        messages.success(request, _("The item is not on that person's agenda any more."))
    return True


@staff_page("bodies.recusal.lift")
def lift(request: HttpRequest, meeting_id: UUID, recusal_id: UUID) -> HttpResponse:
    """Let somebody back into an item, with the reason."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    row = recusal_called(actor, found, recusal_id)
    if row.member_id == actor.member_id or not may(actor, "bodies.recusal.lift", found):
        raise NotAllowed
    form = WhyForm(request.POST or None)
    if form.is_valid():
        call: dict[str, Any] = {"actor": actor, "meeting": found, "recusal_id": recusal_id}
        why = form.cleaned_data["why"]
        if ruled(form, lambda: lift_recusal(why=why, **call)) is not None:
            messages.success(request, _("The item is on that person's agenda again."))
            return redirect("meeting", meeting_id)
    context = {"form": form, "meeting": found, "row": row}
    return show(request, "bodies/recusal_lift.html", context, status=status_of(form))


_ONE = "meetings/<uuid:meeting_id>/"
urls = [
    path(f"{_ONE}agenda/<uuid:item_id>/recusal/", recuse, name="recuse"),
    path(f"{_ONE}recusals/<uuid:recusal_id>/lift/", lift, name="lift_recusal"),
]
