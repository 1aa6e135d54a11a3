"""Programmes over pages: the list, a proposal, one programme and the steps it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.access.codes import labels
from jikimi.bodies.reads import agencies_seated
from jikimi.doors.staff.pages import View, actor_of, offer, ruled, show, staff_page, status_of
from jikimi.doors.staff.places.programme_page import FiguresForm, StopForm, done, programme_page
from jikimi.places import programme_reads as reads
from jikimi.places import programmes as rules
from jikimi.places.models import Programme

READ = "places.programmes.read"


class ProgrammeForm(forms.Form):
    """What is proposed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=words("Kind of programme"))
    name = forms.CharField(label=words("Name of the programme"), max_length=120)
    about = forms.CharField(
        label=words("What is done, and why there"),
        required=False,
        max_length=4000,
        widget=forms.Textarea,
        help_text=words("About places, never about a person."),
    )
    body_id = forms.TypedChoiceField(label=words("Proposed to"), coerce=int)
    lead_agency_id = forms.TypedChoiceField(label=words("Lead agency"), coerce=int)
    begins_on = forms.DateField(label=words("Begins on"), required=False)
    ends_on = forms.DateField(label=words("Ends on"), required=False)
    budget_krw = forms.IntegerField(label=words("Budget in won"), required=False, min_value=0)

    def __init__(self, request: HttpRequest, *data: Any, programme: Programme | None = None):
        start = {} if programme is None else {
            name: getattr(programme, name) for name in self.base_fields
        }  # fmt: skip
        super().__init__(data[0] if data else None, initial=start)
        groups = [programme.body] if programme else reads.groups_for(actor_of(request))
        agencies = {one.pk: one.name for group in groups for one in agencies_seated(group)}
        kinds = [(row.code, row.label) for row in rules.programme_kinds().values()]
        offer(self, "kind", kinds)
        offer(self, "body_id", [(group.pk, group.name) for group in groups])
        offer(self, "lead_agency_id", list(agencies.items()))

    def draft(self) -> rules.ProgrammeDraft:
        """As the rule takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return rules.ProgrammeDraft(**given)


@staff_page(READ)
def programme_list(request: HttpRequest) -> HttpResponse:
    """Programmes, narrowed."""
    asked = {name: request.GET.get(name, "")[:80] for name in ("show", "kind", "text", "order")}
    if asked["show"] not in reads.SHOWS:
        asked["show"] = reads.SHOWS[0]
    actor = actor_of(request)
    context = {
        "rows": reads.programmes_found(actor, **asked),
        "asked": asked,
        "shows": list(_shows().items()),
        "orders": list(_orders().items()),
        "kinds": labels("places", "programme_kinds"),
        "is_narrowed": bool(request.GET),
        "may_propose": bool(reads.groups_for(actor)),
        "may_see_spots": may(actor, "places.crimes.read"),
    }
    return show(request, "places/programmes.html", context)


@staff_page("places.programmes.propose")
def new_programme(request: HttpRequest) -> HttpResponse:
    """Propose a programme."""
    form = ProgrammeForm(request, *([request.POST] if request.method == "POST" else []))
    if form.is_valid():
        call = lambda: rules.propose_programme(actor=actor_of(request), draft=form.draft())  # noqa: E731
        programme = ruled(form, call)
        if programme:
            messages.success(request, _("Proposed. It waits for a place on an agenda."))
            return redirect("programme", programme.pk)
    context = {"form": form, "programme": None}
    return show(request, "places/programme_form.html", context, status=status_of(form))


@staff_page("places.programmes.amend")
def programme_amend(request: HttpRequest, number: UUID) -> HttpResponse:
    """Change what is said of a programme."""
    actor = actor_of(request)
    here = reads.programme_called(actor, number)
    sent = [request.POST] if request.method == "POST" else []
    form = ProgrammeForm(request, *sent, programme=here)
    if form.is_valid():
        version = form.cleaned_data["version"] or here.version

        def call() -> Programme:
            return rules.amend_programme(
                actor=actor, programme=here, draft=form.draft(), version=version
            )

        if ruled(form, call):
            messages.success(request, _("The programme is changed."))
            return redirect("programme", number)
    context = {"form": form, "programme": here}
    return show(request, "places/programme_form.html", context, status=status_of(form))


@staff_page(READ)
def programme(request: HttpRequest, number: UUID) -> HttpResponse:
    """One programme: what, where, what was decided, what it reached, whether it helped."""
    return programme_page(request, reads.programme_called(actor_of(request), number))


def _plain(act: str, rule: Callable[..., Programme], says: str) -> View[...]:
    """A page that does one step without asking anything."""

    @staff_page(act)
    @require_POST
    def page(request: HttpRequest, number: UUID) -> HttpResponse:
        actor = actor_of(request)
        here = reads.programme_called(actor, number)
        return done(request, here, lambda: rule(actor=actor, programme=here), _(says))

    return page


@staff_page("places.programmes.stop")
@require_POST
def programme_stop(request: HttpRequest, number: UUID) -> HttpResponse:
    """Stop a programme."""
    actor, form = actor_of(request), StopForm(request.POST)
    here = reads.programme_called(actor, number)

    def call() -> Programme:
        return rules.stop_programme(actor=actor, programme=here, why=form.cleaned_data["why"])

    return done(request, here, call, _("The programme is stopped."), stop_form=form)


@staff_page("places.programmes.sites")
def programme_sites(request: HttpRequest, number: UUID) -> HttpResponse:
    """Say which sites belong to it; found by words."""
    actor = actor_of(request)
    here = reads.programme_called(actor, number)
    if request.method == "POST":
        ids = [UUID(one) for one in request.POST.getlist("site") if _is_uuid(one)]
        rules.attach_sites(actor=actor, programme=here, sites=ids)
        messages.success(request, _("The sites are noted."))
        return redirect("programme", number)
    text = request.GET.get("text", "")[:80]
    context = {
        "programme": here,
        "text": text,
        "sites": reads.sites_to_attach(here, text=text),
        "kinds": labels("places", "site_kinds"),
    }
    return show(request, "places/programme_sites.html", context)


@staff_page("places.programmes.sites")
@require_POST
def programme_site_out(request: HttpRequest, number: UUID, site: UUID) -> HttpResponse:
    """Take a site out of it."""
    actor = actor_of(request)
    here = reads.programme_called(actor, number)
    rules.detach_site(actor=actor, programme=here, site=site)
    return redirect("programme", number)


@staff_page("places.programmes.figures")
@require_POST
def programme_figures(request: HttpRequest, number: UUID) -> HttpResponse:
    """Keep what it reached on a day."""
    actor = actor_of(request)
    here = reads.programme_called(actor, number)
    form = FiguresForm(here, request.POST)

    def call() -> Programme:
        version = form.cleaned_data["version"]
        return rules.record_reached(
            actor=actor, programme=here, reached=form.reached(), version=version
        )

    return done(request, here, call, _("The figures are kept."), figures_form=form)


@staff_page("places.programmes.figures")
@require_POST
def programme_figures_back(request: HttpRequest, number: UUID, line: int) -> HttpResponse:
    """Take back a line of figures."""
    actor = actor_of(request)
    here = reads.programme_called(actor, number)
    rules.take_back_reached(actor=actor, programme=here, number=line)
    return redirect("programme", number)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _shows() -> dict[str, str]:
    return {
        "open": _("Going on"),
        "proposed": _("Proposed"),
        "under_way": _("Under way"),
        "done": _("Done"),
        "stopped": _("Stopped"),
        "all": _("All"),
    }


def _orders() -> dict[str, str]:
    return {"newest": _("Newest first"), "name": _("By name"), "begins": _("By beginning")}


decide = _plain("places.programmes.decide", rules.decide_programme, noop("It is decided."))
begin = _plain("places.programmes.begin", rules.begin_programme, noop("It has begun."))
finish = _plain("places.programmes.finish", rules.finish_programme, noop("It is done."))
resume = _plain("places.programmes.resume", rules.resume_programme, noop("It goes on."))

urls = [
    path("programmes/", programme_list, name="programmes"),
    path("programmes/new/", new_programme, name="new_programme"),
    path("programmes/<uuid:number>/", programme, name="programme"),
    path("programmes/<uuid:number>/amend/", programme_amend, name="programme_amend"),
    path("programmes/<uuid:number>/decide/", decide, name="programme_decide"),
    path("programmes/<uuid:number>/begin/", begin, name="programme_begin"),
    path("programmes/<uuid:number>/finish/", finish, name="programme_finish"),
    path("programmes/<uuid:number>/stop/", programme_stop, name="programme_stop"),
    path("programmes/<uuid:number>/resume/", resume, name="programme_resume"),
    path("programmes/<uuid:number>/sites/", programme_sites, name="programme_sites"),
    path(
        "programmes/<uuid:number>/sites/<uuid:site>/out/",
        programme_site_out,
        name="programme_site_out",
    ),
    path("programmes/<uuid:number>/figures/", programme_figures, name="programme_figures"),
    path(
        "programmes/<uuid:number>/figures/<int:line>/back/",
        programme_figures_back,
        name="programme_figures_back",
    ),
]
