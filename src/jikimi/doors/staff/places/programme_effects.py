"""Did it help, over pages: fix the rule, measure once, read and print what was found."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.codes import labels
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.doors.staff.places.programme_page import ComparisonForm, done, effect_context
from jikimi.places import programme_effects as rules
from jikimi.places import programme_reads as reads
from jikimi.places.models import Programme

READ = "places.programmes.read"


@staff_page("places.programmes.compare")
@require_POST
def programme_compare(request: HttpRequest, number: UUID) -> HttpResponse:
    """Fix how it will be judged."""
    actor = actor_of(request)
    here = reads.programme_called(actor, number)
    form = ComparisonForm(here, request.POST)

    def call() -> Programme:
        given = {**form.cleaned_data, "kinds": tuple(form.cleaned_data["kinds"])}
        return rules.fix_comparison(
            actor=actor, programme=here, comparison=rules.Comparison(**given)
        )

    return done(request, here, call, _("The rule is fixed."), comparison_form=form)


@staff_page("places.programmes.measure")
@require_POST
def programme_measure(request: HttpRequest, number: UUID) -> HttpResponse:
    """Measure, and put it before the group."""
    actor = actor_of(request)
    here = reads.programme_called(actor, number)
    says = _("Measured and kept. See below what can be said.")
    return done(request, here, lambda: rules.measure_effect(actor=actor, programme=here), says)


@staff_page("places.programmes.tell")
@require_POST
def programme_tell(request: HttpRequest, number: UUID) -> HttpResponse:
    """Put the newest effect before the group."""
    actor = actor_of(request)
    here = reads.programme_called(actor, number)
    says = _("The effect waits for a place on the group's agenda.")
    return done(request, here, lambda: rules.tell_effect(actor=actor, programme=here), says)


@staff_page(READ)
def programme_paper(request: HttpRequest, number: UUID) -> HttpResponse:
    """One programme on paper."""
    actor = actor_of(request)
    here = reads.programme_called(actor, number)
    matter, decided = reads.decided_how(actor, here)
    context = {
        "programme": here,
        "kinds": labels("places", "programme_kinds"),
        "site_kinds": labels("places", "site_kinds"),
        "sites": reads.sites_of(here),
        "matter": matter,
        "decided": decided,
        "totals": reads.totals_of(here),
        "figure_words": labels("places", "programme_figures"),
        **effect_context(here),
    }
    return show(request, "places/programme_paper.html", context)


urls = [
    path("programmes/<uuid:number>/paper/", programme_paper, name="programme_paper"),
    path("programmes/<uuid:number>/compare/", programme_compare, name="programme_compare"),
    path("programmes/<uuid:number>/measure/", programme_measure, name="programme_measure"),
    path("programmes/<uuid:number>/tell/", programme_tell, name="programme_tell"),
]
