"""The steps of a protocol over pages, one after another; each is kept as soon as it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.doors.staff.insights.asked import asked_of
from jikimi.doors.staff.insights.effects import step_words
from jikimi.doors.staff.insights.effects_forms import (
    MarginForm,
    MethodForm,
    PeriodsForm,
    PlacesForm,
    QuestionForm,
    Step,
    initial_of,
)
from jikimi.doors.staff.insights.frame import framed
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of
from jikimi.insights import protocols
from jikimi.insights.figures_asked import places
from jikimi.insights.models import EffectProtocol
from jikimi.insights.protocols import Question
from jikimi.places.programme_reads import programmes_found


@staff_page("insights.effects.draft")
def effect_new(request: HttpRequest) -> HttpResponse:
    """Begin a protocol with its question."""
    actor = actor_of(request)
    start = {"wanted": "fall", "counts_reports": True}
    form = QuestionForm(request.POST or None, programmes=_programmes(actor), initial=start)
    if form.is_valid():
        question = _question(form)
        row = ruled(form, lambda: protocols.draft_protocol(actor=actor, question=question))
        if row is not None:
            return redirect("effect_step", row.pk, "method")
    return _shown(request, form, None, "question")


@staff_page("insights.effects.change")
def effect_step(request: HttpRequest, number: UUID, step: str) -> HttpResponse:
    """One step of a draft; then the next."""
    actor = actor_of(request)
    protocol = protocols.protocol_called(actor, number)
    if step not in _FORMS or not may(actor, "insights.effects.change", protocol):
        raise NotAllowed
    form = _FORMS[step](request, actor, protocol)
    if form.is_valid() and ruled(form, lambda: _KEPT[step](actor, protocol, form)) is not None:
        following = _next(protocol, step)
        if following:
            return redirect("effect_step", number, following)
        return redirect("effect", number)
    return _shown(request, form, protocol, step)


def _next(protocol: EffectProtocol, step: str) -> str:
    steps = [*step_words(protocol.method)]
    at = steps.index(step) + 1
    return steps[at] if at < len(steps) else ""


def _shown(
    request: HttpRequest, form: Step, protocol: EffectProtocol | None, step: str
) -> HttpResponse:
    words = step_words(protocol.method if protocol else "")
    context = {"form": form, "protocol": protocol, "step": step, "steps": words}
    framing = framed(actor_of(request), asked_of(request.GET), "effects", **context)
    return show(request, "insights/effect_step.html", framing, status=status_of(form))


def _question_form(request: HttpRequest, actor: Actor, protocol: EffectProtocol) -> Step:
    return QuestionForm(
        request.POST or None,
        programmes=_programmes(actor),
        initial=initial_of(protocol, "question"),
    )


def _method_form(request: HttpRequest, actor: Actor, protocol: EffectProtocol) -> Step:
    return MethodForm(request.POST or None, initial=initial_of(protocol, "method"))


def _places_form(request: HttpRequest, actor: Actor, protocol: EffectProtocol) -> Step:
    is_here = protocols.source_of(protocol) == protocols.ROOMS
    start = initial_of(protocol, "places")
    if is_here:
        start |= {name: start[name].splitlines() for name in ("treated", "comparison")}
    offered = places(actor) if is_here else None
    return PlacesForm(request.POST or None, places=offered, initial=start)


def _periods_form(request: HttpRequest, actor: Actor, protocol: EffectProtocol) -> Step:
    return PeriodsForm(request.POST or None, initial=initial_of(protocol, "periods"))


def _margin_form(request: HttpRequest, actor: Actor, protocol: EffectProtocol) -> Step:
    start = initial_of(protocol, "margin")
    return MarginForm(request.POST or None, method=protocol.method, initial=start)


def _keep_question(actor: Actor, protocol: EffectProtocol, form: Step) -> EffectProtocol:
    return protocols.ask_again(
        actor=actor,
        protocol=protocol,
        question=_question(form),
        version=form.cleaned_data["version"],
    )


def _keep_method(actor: Actor, protocol: EffectProtocol, form: Step) -> EffectProtocol:
    return protocols.choose_method(actor=actor, protocol=protocol, **form.cleaned_data)


def _keep_places(actor: Actor, protocol: EffectProtocol, form: Step) -> EffectProtocol:
    offered = getattr(form, "places", None) or []
    given = form.cleaned_data
    kept = {*given["treated"], *given["comparison"]}
    names = {one.code: one.name for one in offered if one.code in kept}
    return protocols.choose_places(actor=actor, protocol=protocol, names=names, **given)


def _keep_periods(actor: Actor, protocol: EffectProtocol, form: Step) -> EffectProtocol:
    given = form.cleaned_data
    return protocols.choose_periods(
        actor=actor,
        protocol=protocol,
        unit=given["unit"],
        before=(given["before_first"], given["before_last"]),
        after=(given["after_first"], given["after_last"]),
        breaks=given["breaks"],
        has_season=given["has_season"],
        version=given["version"],
    )


def _keep_margin(actor: Actor, protocol: EffectProtocol, form: Step) -> EffectProtocol:
    given = dict(form.cleaned_data)
    given["matters"] = given["matters"] / 100
    return protocols.choose_margin(actor=actor, protocol=protocol, **given)


def _question(form: Step) -> Question:
    given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    return Question(**given)


def _programmes(actor: Actor) -> list[tuple[UUID, str]]:
    if not may(actor, "places.programmes.read"):
        return []
    return [(one.pk, one.name) for one in programmes_found(actor, show="all")]


_FORMS: dict[str, Callable[[HttpRequest, Actor, EffectProtocol], Step]] = {
    "question": _question_form,
    "method": _method_form,
    "places": _places_form,
    "periods": _periods_form,
    "margin": _margin_form,
}
_KEPT: dict[str, Callable[[Actor, EffectProtocol, Any], EffectProtocol]] = {
    "question": _keep_question,
    "method": _keep_method,
    "places": _keep_places,
    "periods": _keep_periods,
    "margin": _keep_margin,
}

urls = [
    path("insights/effects/new/", effect_new, name="effect_new"),
    path("insights/effects/<uuid:number>/<slug:step>/step/", effect_step, name="effect_step"),
]
