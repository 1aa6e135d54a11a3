"""Hazards over pages: report one in half a minute, answer, close, open again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.access.codes import codes, labels
from jikimi.access.errors import NotYet
from jikimi.bodies.reads import agencies_seated, bodies_of_kind
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of
from jikimi.places import hazards
from jikimi.places.areas import area_names
from jikimi.places.inspection_results import repair_state
from jikimi.places.models import Hazard
from jikimi.places.place_photos import photos_of
from jikimi.places.repairs import repairs_of

READ = "places.hazards.read"
_MAY_ASK_WHERE = "geolocation=(self), camera=(), microphone=()"


class ReportForm(forms.Form):
    """What somebody noticed: a tap, a place, a few words."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=words("What is it?"), widget=forms.RadioSelect)
    place = forms.CharField(
        label=words("Where?"),
        required=False,
        max_length=200,
        help_text=words("A street, a corner, the name of a park."),
    )
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    said = forms.CharField(
        label=words("Told in a few words"),
        required=False,
        max_length=300,
        help_text=words("Write about the place, never about a person."),
    )
    body_id = forms.TypedChoiceField(label=words("To whom"), coerce=int)

    def __init__(self, *data: Any, **named: Any) -> None:
        super().__init__(*data, **named)
        kinds = [(row.code, row.label) for row in codes("places", "hazard_kinds").values()]
        teams = [(body.pk, body.name) for body in bodies_of_kind(hazards.SAFETY)]
        offer(self, "kind", kinds)
        offer(self, "body_id", teams)


class AnswerForm(forms.Form):
    """What will be done, and by whom."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(label=words("What will be done"), max_length=300)
    in_charge = forms.TypedChoiceField(label=words("Agency in charge"), coerce=int)

    def __init__(self, hazard: Hazard, *data: Any) -> None:
        start = {
            "version": hazard.version,
            "answer": hazard.answer,
            "in_charge": hazard.in_charge_id,
        }
        super().__init__(data[0] if data else None, initial=start)
        self.agencies = {one.pk: one for one in agencies_seated(hazard.body)}
        offered = [(one.pk, one.name) for one in self.agencies.values()]
        offer(self, "in_charge", offered)


class CloseForm(forms.Form):
    """How it ended."""

    how = forms.ChoiceField(label=words("What became of it"))
    done = forms.CharField(label=words("What was done"), required=False, max_length=300)

    def __init__(self, *data: Any) -> None:
        super().__init__(*data)
        offered = [(r.code, r.label) for r in codes("places", "hazard_closings").values()]
        offer(self, "how", offered)


@staff_page(READ)
def hazard_list(request: HttpRequest) -> HttpResponse:
    """Hazards that are open, or as they were asked for."""
    chosen, text = hazards_asked(request)
    context = {
        "rows": hazards.hazards_found(actor_of(request), show=chosen, text=text),
        "chosen": chosen,
        "text": text,
        "shows": list(hazard_shows().items()),
        "is_narrowed": bool(request.GET.get("show") or text),
        "map_url": f"{reverse('hazard_map')}?{urlencode({'show': chosen, 'text': text})}",
        "kinds": labels("places", "hazard_kinds"),
        "areas": area_names(),
        "may_report": may(actor_of(request), "places.hazards.report"),
    }
    return show(request, "places/hazards.html", context)


@staff_page("places.hazards.report")
def new_hazard(request: HttpRequest) -> HttpResponse:
    """Report a hazard."""
    actor = actor_of(request)
    form = (
        ReportForm(request.POST)
        if request.method == "POST"
        else ReportForm(initial={"key": uuid4()})
    )
    if form.is_valid():
        given = {**form.cleaned_data, "words": form.cleaned_data["said"]}
        given.pop("said")
        draft = hazards.HazardDraft(**given)
        hazard = ruled(form, lambda: hazards.report_hazard(actor=actor, draft=draft))
        if hazard:
            says = _("Thank you. It is reported; you will be told what becomes of it.")
            if hazard.merged_into_id:
                says = _("Somebody reported this before. Yours is counted with it.")
            messages.success(request, says)
            return redirect("hazard", hazard.merged_into_id or hazard.pk)
    answer = show(request, "places/hazard_new.html", {"form": form}, status=status_of(form))
    answer["Permissions-Policy"] = _MAY_ASK_WHERE
    return answer


@staff_page(READ)
def hazard(request: HttpRequest, number: UUID) -> HttpResponse:
    """One hazard."""
    return _page(request, hazards.hazard_called(actor_of(request), number))


@staff_page("places.hazards.answer")
@require_POST
def hazard_answer(request: HttpRequest, number: UUID) -> HttpResponse:
    """Say what will be done."""
    here = hazards.hazard_called(actor_of(request), number)
    form = AnswerForm(here, request.POST)

    def call() -> Hazard:
        given = form.cleaned_data
        return hazards.answer_hazard(
            actor=actor_of(request),
            hazard=here,
            answer=given["answer"],
            in_charge=form.agencies[given["in_charge"]],
            version=given["version"],
        )

    return _done(
        request, here, call, _("The answer is kept; who reported it is told."), answer=form
    )


@staff_page("places.hazards.close")
@require_POST
def hazard_close(request: HttpRequest, number: UUID) -> HttpResponse:
    """Close a hazard."""
    here = hazards.hazard_called(actor_of(request), number)
    form = CloseForm(request.POST)

    def call() -> Hazard:
        given = form.cleaned_data
        return hazards.close_hazard(
            actor=actor_of(request), hazard=here, how=given["how"], answer=given["done"]
        )

    return _done(
        request, here, call, _("The hazard is closed; who reported it is told."), close=form
    )


@staff_page("places.hazards.close")
@require_POST
def hazard_reopen(request: HttpRequest, number: UUID) -> HttpResponse:
    """Open a hazard again."""
    here = hazards.hazard_called(actor_of(request), number)
    actor = actor_of(request)
    return _done(
        request,
        here,
        lambda: hazards.reopen_hazard(actor=actor, hazard=here),
        _("The hazard is open again."),
    )


@staff_page("places.hazards.answer")
@require_POST
def hazard_part(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take a report out of the one it was merged with."""
    here = hazards.hazard_called(actor_of(request), number)
    actor = actor_of(request)
    return _done(
        request,
        here,
        lambda: hazards.part_hazard(actor=actor, hazard=here),
        _("The report stands for itself again."),
    )


def _done(
    request: HttpRequest, here: Hazard, call: Callable[[], Hazard], says: str, **sent: forms.Form
) -> HttpResponse:
    form = next(iter(sent.values()), None)
    if form is not None and not form.is_valid():
        return _page(request, here, status=422, **sent)
    try:
        did = ruled(form, call) if form is not None else call()
    except NotYet as refusal:
        messages.error(request, refusal.says)
        return redirect("hazard", here.pk)
    if did is None and form is not None:
        return _page(request, here, status=status_of(form), **sent)
    messages.success(request, says)
    return redirect("hazard", here.pk)


def _page(
    request: HttpRequest, here: Hazard, *, status: int = 200, **sent: forms.Form
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "hazard": here,
        "merged": hazards.merged_with(here),
        "kinds": labels("places", "hazard_kinds"),
        "closings": labels("places", "hazard_closings"),
        "area": area_names().get(here.area_code, ""),
        "may_answer": may(actor, "places.hazards.answer", here),
        "may_close": may(actor, "places.hazards.close", here),
        "may_photograph": may(actor, "places.hazards.photograph", here),
        "may_order": may(actor, "places.repairs.order", here),
        "photos": photos_of(here),
        "repairs": [(row, repair_state(row)) for row in repairs_of(hazard_id=here.pk)],
        "answer_form": sent.get("answer") or AnswerForm(here),
        "close_form": sent.get("close") or CloseForm(),
    }
    return show(request, "places/hazard.html", context, status=status)


def hazards_asked(request: HttpRequest) -> tuple[str, str]:
    """Which hazards an address asks for, and the words in them."""
    asked = request.GET.get("show", "")
    chosen = asked if asked in hazards.SHOWS else hazards.SHOWS[0]
    return chosen, request.GET.get("text", "")[:80]


def hazard_shows() -> dict[str, str]:
    """What the list can be narrowed to."""
    return {
        "open": _("Open"),
        "unanswered": _("Without an answer"),
        "ours": _("Reported by us"),
        "closed": _("Closed"),
        "all": _("All"),
    }


urls = [
    path("hazards/", hazard_list, name="hazards"),
    path("hazards/new/", new_hazard, name="new_hazard"),
    path("hazards/<uuid:number>/", hazard, name="hazard"),
    path("hazards/<uuid:number>/answer/", hazard_answer, name="hazard_answer"),
    path("hazards/<uuid:number>/close/", hazard_close, name="hazard_close"),
    path("hazards/<uuid:number>/reopen/", hazard_reopen, name="hazard_reopen"),
    path("hazards/<uuid:number>/part/", hazard_part, name="hazard_part"),
]
