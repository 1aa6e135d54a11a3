"""Effect reports over pages: the list, one protocol with its report, fixing, figures, release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.access.codes import today
from jikimi.access.locking import TakenFile
from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.insights.asked import asked_of
from jikimi.doors.staff.insights.effects_forms import (
    EffectOutForm,
    FiguresForm,
    FixForm,
    WhyForm,
)
from jikimi.doors.staff.insights.effects_pictures import course_picture, tried_picture
from jikimi.doors.staff.insights.frame import framed
from jikimi.doors.staff.insights.showing import language
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of
from jikimi.insights import effect_reports, protocols
from jikimi.insights.effect_sources import figures_of_rooms, figures_of_upload
from jikimi.insights.effect_tables import NoFigures
from jikimi.insights.effect_words import (
    area_names,
    counted_rows,
    missing_words,
    outcome_words,
    person_pairs,
    pitfall_words,
    plan_pairs,
    ratio_text,
    tone_of,
    tried_words,
    verdict_sentences,
    verdict_words,
)
from jikimi.insights.effects.figures import Figures
from jikimi.insights.effects.plan import digest_of, gaps_of
from jikimi.insights.models import EffectProtocol, EffectReport

READ = "insights.effects.read"
STEPS = ("question", "method", "places", "periods", "margin")


@staff_page(READ)
def effects(request: HttpRequest) -> HttpResponse:
    """Every protocol the reader may know, with what came of it."""
    actor = actor_of(request)
    rows = [_listed(row) for row in protocols.protocols_found(actor)]
    context = {"rows": rows, "may_draft": may(actor, "insights.effects.draft")}
    return show(request, "insights/effects.html", _framed(request, **context))


@staff_page(READ)
def effect(request: HttpRequest, number: UUID) -> HttpResponse:
    """One protocol: what is fixed, its result, what can be done next."""
    protocol = protocols.protocol_called(actor_of(request), number)
    if request.method != "POST":
        return _page(request, protocol)
    report = effect_reports.report_of(actor_of(request), protocol)
    form = EffectOutForm(request.POST)
    if report is None or not form.is_valid():
        return _page(request, protocol, out_form=form)
    given = form.cleaned_data
    content = ruled(
        form,
        lambda: effect_reports.take_out_report(actor=actor_of(request), report=report, **given),
    )
    if content is None:
        return _page(request, protocol, out_form=form)
    return download(TakenFile(f"effect-{str(report.pk)[:8]}.{given['form']}", content))


@staff_page("insights.effects.fix")
def effect_fix(request: HttpRequest, number: UUID) -> HttpResponse:
    """Read all of it once more, then fix it for good."""
    actor = actor_of(request)
    protocol = protocols.protocol_called(actor, number)
    seen = digest_of(protocols.content_of(protocol))
    form = FixForm(request.POST or None, initial={"seen": seen})
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("seen", "looked")}
        if ruled(form, lambda: protocols.fix_protocol(actor=actor, protocol=protocol, **given)):
            messages.success(request, _("The protocol is fixed. Now the figures may be looked at."))
            return redirect("effect", number)
    context = {"protocol": protocol, "pairs": plan_pairs(protocol), "form": form}
    return show(
        request, "insights/effect_fix.html", _framed(request, **context), status=status_of(form)
    )


@staff_page("insights.effects.renew")
@require_POST
def effect_renew(request: HttpRequest, number: UUID) -> HttpResponse:
    """A new version, with the reason."""
    actor, form = actor_of(request), WhyForm(request.POST)
    protocol = protocols.protocol_called(actor, number)
    if form.is_valid():
        why = form.cleaned_data["why"]
        newer = ruled(
            form, lambda: protocols.renew_protocol(actor=actor, protocol=protocol, why=why)
        )
        if newer is not None:
            return redirect("effect", newer.pk)
    return _page(request, protocol, why_form=form)


@staff_page("insights.effects.drop")
@require_POST
def effect_drop(request: HttpRequest, number: UUID) -> HttpResponse:
    """Put a draft away."""
    actor = actor_of(request)
    protocols.drop_protocol(actor=actor, protocol=protocols.protocol_called(actor, number))
    messages.success(request, _("The draft is put away."))
    return redirect("effects")


@staff_page("insights.effects.answer")
@require_POST
def effect_answer(request: HttpRequest, number: UUID) -> HttpResponse:
    """Work out the result, from a file or from what is counted here."""
    actor = actor_of(request)
    protocol = protocols.protocol_called(actor, number)
    is_here = protocols.source_of(protocol) == protocols.ROOMS
    form: forms.Form = forms.Form(request.POST) if is_here else _file_form(request)
    if not form.is_valid():
        return _page(request, protocol, figures_form=form)

    def call() -> EffectReport:
        if is_here:
            figures: Figures = figures_of_rooms(actor, protocol)
            source = _("Counted in this system")
        else:
            figures = figures_of_upload(form.cleaned_data["file"], method=protocol.method)
            source = form.cleaned_data["source"]
        return effect_reports.answer_protocol(
            actor=actor, protocol=protocol, figures=figures, on=today(), source=source
        )

    try:
        report = ruled(form, call)
    except NoFigures as error:
        form.add_error("file" if not is_here else None, str(error))
        report = None
    if report is None:
        return _page(request, protocol, figures_form=form)
    messages.success(request, _("The result is worked out and kept."))
    return redirect("effect", number)


@staff_page("insights.effects.release")
@require_POST
def effect_release(request: HttpRequest, number: UUID, report_id: UUID) -> HttpResponse:
    """Let every member read the report, small numbers hidden."""
    actor = actor_of(request)
    protocol = protocols.protocol_called(actor, number)
    report = effect_reports.report_called(actor, protocol, report_id)
    effect_reports.release_report(actor=actor, report=report)
    messages.success(request, _("Every member may read the report now. Small numbers are hidden."))
    return redirect("effect", number)


def _page(request: HttpRequest, protocol: EffectProtocol, **given: Any) -> HttpResponse:
    actor = actor_of(request)
    report = effect_reports.report_of(actor, protocol)
    may_do = {
        name: may(actor, f"insights.effects.{name}", protocol)
        for name in ("change", "fix", "renew", "answer", "drop")
    }
    context = {
        "protocol": protocol,
        "pairs": plan_pairs(protocol),
        "outcome": outcome_words(protocol),
        "steps": _steps(protocol),
        "gaps": missing_words(gaps_of(protocols.plan_of_protocol(protocol))),
        "newer": protocols.newer_than(protocol),
        "older": protocols.versions_of(protocol),
        "came_after": protocols.came_after_looking(protocol),
        "is_as_fixed": protocols.is_as_fixed(protocol),
        "is_here": protocols.source_of(protocol) == protocols.ROOMS,
        "may_do": may_do,
        "why_form": WhyForm(),
        "figures_form": FiguresForm(),
        **_reported(request, report),
        **given,
    }
    bound = [form for form in given.values() if form.is_bound]
    status = status_of(bound[0]) if bound else 200
    return show(request, "insights/effect.html", _framed(request, **context), status=status)


def _reported(request: HttpRequest, report: EffectReport | None) -> dict[str, Any]:
    """The report as the page shows it."""
    if report is None:
        return {"report": None}
    actor, said = actor_of(request), language()
    on = date.fromisoformat(report.result["on"])
    plan, names = protocols.plan_of_protocol(report.protocol), area_names(report.protocol)
    limits = [(one["state"], pitfall_words(one, said, on=on)) for one in report.limits]
    return {
        "report": report,
        "says": verdict_sentences(report.result, said, on=on),
        "mark": (verdict_words(report.verdict), tone_of(report.verdict, plan.wanted)),
        "ratio": ratio_text(report.result["ratio"]),
        "counted": list(counted_rows(report.result, names)),
        "persons": person_pairs(report.result),
        "course": course_picture(report.result, outcome_words(report.protocol)),
        "tried_shown": tried_picture(report.result, report.sensitivity, names),
        "tried": [tried_words(one, names) for one in report.sensitivity],
        "limits": limits,
        "released": effect_reports.released_of(report),
        "may_release": may(actor, "insights.effects.release", report),
        "may_take_out": may(actor, "insights.effects.take_out", report),
        "out_form": EffectOutForm(initial={"form": "pdf", "language": said}),
    }


def _listed(protocol: EffectProtocol) -> dict[str, Any]:
    reports = list(protocol.reports.all())
    plan = protocols.plan_of_protocol(protocol)
    verdict = reports[0].verdict if reports else ""
    return {
        "protocol": protocol,
        "outcome": outcome_words(protocol),
        "after": f"{plan.after[0]} ~ {plan.after[1]}" if plan.method != "persons" else "",
        "verdict": (verdict_words(verdict), tone_of(verdict, plan.wanted)) if verdict else None,
        "came_after": protocols.came_after_looking(protocol),
        "is_released": any(one.released_at for one in reports),
    }


def _steps(protocol: EffectProtocol) -> list[dict[str, Any]]:
    """The steps of a draft: what each is about and whether it is done."""
    gaps = missing_words(gaps_of(protocols.plan_of_protocol(protocol)))
    return [
        {"code": code, "label": label, "missing": gaps.get(code, "")}
        for code, label in step_words(protocol.method).items()
    ]


def step_words(method: str) -> dict[str, str]:
    """The steps of a protocol; persons have neither areas nor periods."""
    every: dict[str, Callable[[], str]] = {
        "question": lambda: _("1. What is asked"),
        "method": lambda: _("2. How it will be answered"),
        "places": lambda: _("3. Where it began and where not"),
        "periods": lambda: _("4. Before and after"),
        "margin": lambda: _("5. What would matter, what else is tried"),
    }
    left_out = ("places", "periods") if method == "persons" else ()
    return {code: said() for code, said in every.items() if code not in left_out}


def _file_form(request: HttpRequest) -> FiguresForm:
    return FiguresForm(request.POST, request.FILES)


def _framed(request: HttpRequest, **context: Any) -> dict[str, Any]:
    return framed(actor_of(request), asked_of(request.GET), "effects", **context)


urls = [
    path("insights/effects/", effects, name="effects"),
    path("insights/effects/<uuid:number>/", effect, name="effect"),
    path("insights/effects/<uuid:number>/fix/", effect_fix, name="effect_fix"),
    path("insights/effects/<uuid:number>/renew/", effect_renew, name="effect_renew"),
    path("insights/effects/<uuid:number>/drop/", effect_drop, name="effect_drop"),
    path("insights/effects/<uuid:number>/answer/", effect_answer, name="effect_answer"),
    path(
        "insights/effects/<uuid:number>/reports/<uuid:report_id>/release/",
        effect_release,
        name="effect_release",
    ),
]
