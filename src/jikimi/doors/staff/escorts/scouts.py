"""Pairs of escorts and the evenings they are on duty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page
from jikimi.escorts import scouts
from jikimi.escorts.hours import evening_on, hours_of
from jikimi.escorts.meetings import tonight
from jikimi.escorts.rooms import room_of
from jikimi.escorts.scouts import PairDraft

READ, KEEP = "escorts.scouts.read", "escorts.scouts.keep"
_DAYS = 14


class PairForm(forms.Form):
    """Two members who go together."""

    name = forms.CharField(label=words("Name of the pair"), max_length=30)
    first = forms.TypedChoiceField(label=words("First member"), coerce=int)
    second = forms.TypedChoiceField(label=words("Second member"), coerce=int)
    phone = forms.CharField(label=words("Phone on duty"), max_length=20, required=False)

    def __init__(self, actor: Actor, *data: Any) -> None:
        super().__init__(*data)
        members = [(member.pk, member.name) for member in scouts.members_to_pair(actor)]
        offer(self, "first", members)
        offer(self, "second", members)


class DutyForm(forms.Form):
    """When a pair is on duty."""

    pair = forms.ChoiceField(label=words("Pair"))
    since = forms.DateField(label=words("First evening"), widget=forms.DateInput)
    until = forms.DateField(label=words("Last evening"), widget=forms.DateInput)

    def __init__(self, actor: Actor, *data: Any) -> None:
        super().__init__(*data)
        offer(self, "pair", [(str(pair.pk), pair.name) for pair in scouts.pairs_of(actor)])


@staff_page(READ)
@require_safe
def escort_pairs(request: HttpRequest) -> HttpResponse:
    """Pairs and the next two weeks."""
    return _page(request)


@staff_page(KEEP)
@require_POST
def escort_pair_add(request: HttpRequest) -> HttpResponse:
    """Put two members together."""
    actor = actor_of(request)
    form = PairForm(actor, request.POST)
    if form.is_valid() and ruled(
        form, lambda: scouts.add_pair(actor=actor, draft=PairDraft(**form.cleaned_data))
    ):
        messages.success(request, _("The pair is set up. Put it on duty below."))
        return redirect("escort_pairs")
    return _page(request, pair=form, status=422)


@staff_page(KEEP)
@require_POST
def escort_pair_end(request: HttpRequest, number: UUID) -> HttpResponse:
    """The two go together no more."""
    actor = actor_of(request)
    pair = scouts.pair_called(actor, number)
    return _done(
        request,
        lambda: scouts.end_pair(actor=actor, pair=pair),
        _("The pair has ended. Its evenings to come are taken back."),
    )


@staff_page(KEEP)
@require_POST
def escort_duty_add(request: HttpRequest) -> HttpResponse:
    """Put a pair on duty."""
    actor = actor_of(request)
    form = DutyForm(actor, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        pair = scouts.pair_called(actor, UUID(said["pair"]))
        added = ruled(
            form,
            lambda: scouts.put_on_duty(
                actor=actor, pair=pair, since=said["since"], until=said["until"]
            ),
        )
        if added is not None:
            says = ngettext("%(num)s evening added.", "%(num)s evenings added.", added)
            messages.success(request, says % {"num": added})
            return redirect("escort_pairs")
    return _page(request, duty=form, status=422)


@staff_page(KEEP)
@require_POST
def escort_duty_off(request: HttpRequest, number: UUID) -> HttpResponse:
    """Not on duty on that evening after all."""
    actor = actor_of(request)
    evening = scouts.evening_called(actor, number)
    return _done(
        request,
        lambda: scouts.take_off_duty(actor=actor, evening=evening),
        _("The evening is taken back."),
    )


def _done(request: HttpRequest, call: Any, says: str) -> HttpResponse:
    try:
        call()
        messages.success(request, says)
    except NotValid as refusal:
        messages.error(request, " ".join(refusal.fields.values()))
    return redirect("escort_pairs")


def _page(
    request: HttpRequest,
    *,
    pair: PairForm | None = None,
    duty: DutyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    today = tonight()
    on_duty = scouts.duties(actor, since=today, days=_DAYS)
    room = room_of(actor)
    area = room.areas[0] if room.areas else ""
    days = [today + timedelta(days=n) for n in range(_DAYS)]
    context = {
        "pairs": scouts.pairs_of(actor),
        "days": [(day, evening_on(area, day), on_duty.get(day, [])) for day in days],
        "hours": hours_of(area),
        "pair_form": pair or PairForm(actor),
        "duty_form": duty or DutyForm(actor),
    }
    return show(request, "escorts/pairs.html", context, status=status)


_HERE = "control-room/escorts"
urls = [
    path(f"{_HERE}/", escort_pairs, name="escort_pairs"),
    path(f"{_HERE}/pairs/", escort_pair_add, name="escort_pair_add"),
    path(f"{_HERE}/pairs/<uuid:number>/end/", escort_pair_end, name="escort_pair_end"),
    path(f"{_HERE}/duty/", escort_duty_add, name="escort_duty_add"),
    path(f"{_HERE}/duty/<uuid:number>/off/", escort_duty_off, name="escort_duty_off"),
]
