"""Where to put what, over pages: ask, look at why, change by hand, decide, put to the body."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app

from jikimi.access.acting import may
from jikimi.access.codes import codes, labels
from jikimi.access.errors import Changed, NotAllowed, NotYet
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of
from jikimi.doors.staff.places.proposal_forms import (
    PlaceForm,
    ProposalForm,
    candidate_words,
    goal_words,
    source_words,
)
from jikimi.doors.staff.places.proposal_words import failure_words, stage_words, summary
from jikimi.places import proposals as rules
from jikimi.places.areas import area_names
from jikimi.places.models import SitingRun
from jikimi.places.proposal_reads import READ, STAGES, beside, run_called, runs_found, viewed

MAKE, AMEND = "places.proposals.make", "places.proposals.amend"
_SECONDS = 8
_STEPS = ("amend", "again", "put", "decide", "reopen", "throw")


@staff_page(READ)
def proposals(request: HttpRequest) -> HttpResponse:
    """What was asked lately."""
    actor = actor_of(request)
    asked = {name: request.GET.get(name, "") for name in ("kind", "stage", "text")}
    asked["kind"] = asked["kind"] if asked["kind"] in codes("places", "site_kinds") else ""
    asked["stage"] = asked["stage"] if asked["stage"] in STAGES else ""
    context = {
        "rows": [viewed(run) for run in runs_found(actor, **asked)],
        "asked": asked,
        "stages": stage_words(),
        "shown_stages": [(code, stage_words()[code]) for code in STAGES[1:]],
        "kinds": labels("places", "site_kinds"),
        "may_make": may(actor, MAKE),
    }
    return show(request, "places/proposals.html", context)


@staff_page(MAKE)
def new_proposal(request: HttpRequest) -> HttpResponse:
    """Ask where to put something."""
    actor = actor_of(request)
    form = (
        ProposalForm(request.POST, request.FILES)
        if request.method == "POST"
        else ProposalForm(initial=_again(request))
    )
    if form.is_valid():
        draft = form.draft(seconds=_SECONDS)
        run = ruled(form, lambda: rules.make_run(actor=actor, draft=draft))
        if run is not None:
            _now_or_later(request, run)
            return redirect("site_proposal", run.pk)
    context = {"form": form}
    return show(request, "places/proposal_new.html", context, status=status_of(form))


@staff_page(READ)
def proposal(request: HttpRequest, number: UUID) -> HttpResponse:
    """One proposal: how far it is, or its sites and why each is there."""
    run = run_called(actor_of(request), number)
    if request.GET.get("part") == "live":
        context = {"run": run, "is_under_way": run.stage in ("waiting", "running")}
        return show(request, "places/proposal_progress.html", context)
    return _page(request, run)


@staff_page(READ)
def proposal_export(request: HttpRequest, number: UUID) -> HttpResponse:
    """The list of sites as CSV."""
    view = viewed(run_called(actor_of(request), number))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="proposal-{number}.csv"'
    answer.write("\ufeff")
    rows, areas = csv.writer(answer), area_names()
    columns = ("number", "latitude", "longitude", "adds", "alone", "reaches", "nearest_m", "cost")
    rows.writerow([*columns, "area_code", "area"])
    for row in view.told["rows"]:
        rows.writerow([*(row[name] for name in columns), row["area"], areas.get(row["area"], "")])
    return answer


@staff_page(READ)
def proposals_compared(request: HttpRequest) -> HttpResponse:
    """Two proposals beside each other."""
    actor = actor_of(request)
    runs = [_called(request, name) for name in ("one", "other")]
    done = [run for run in runs_found(actor) if run.answer]
    both = runs[0] and runs[1] and runs[0].answer and runs[1].answer
    context = {
        "runs": done,
        "one": request.GET.get("one", ""),
        "other": request.GET.get("other", ""),
        "beside": beside(runs[0], runs[1]) if both and runs[0] and runs[1] else None,
        "kinds": labels("places", "site_kinds"),
        "goals": goal_words(),
        "areas": area_names(),
    }
    return show(request, "places/proposals_compared.html", context)


@staff_page(AMEND)
@require_POST
def proposal_strike(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take a site off the list."""
    candidate = _number(request, "candidate")
    return _changed(request, number, lambda named: rules.strike_site(candidate=candidate, **named))


@staff_page(AMEND)
@require_POST
def proposal_exchange(request: HttpRequest, number: UUID) -> HttpResponse:
    """Put another place in the place of a site."""
    candidate, other = _number(request, "candidate"), _number(request, "other")
    return _changed(
        request,
        number,
        lambda named: rules.exchange_site(candidate=candidate, other=other, **named),
    )


@staff_page(AMEND)
@require_POST
def proposal_add(request: HttpRequest, number: UUID) -> HttpResponse:
    """Add a place that people know of."""
    actor = actor_of(request)
    run = run_called(actor, number)
    form = PlaceForm(request.POST)
    if form.is_valid():
        longitude, latitude = form.cleaned_data["place"]
        named = {"actor": actor, "run": run, "version": form.cleaned_data["version"]}
        place = {"longitude": longitude, "latitude": latitude}
        if ruled(form, lambda: rules.add_site(**named, **place)) is not None:
            messages.success(request, _("Added. What it brings stands in the list."))
            return redirect("site_proposal", number)
    return _page(request, run, status=status_of(form), place_form=form)


@staff_page(AMEND)
@require_POST
def proposal_undo(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take the last change by hand back."""
    return _changed(request, number, lambda named: rules.undo_change(**named))


@staff_page("places.proposals.again")
@require_POST
def proposal_again(request: HttpRequest, number: UUID) -> HttpResponse:
    """Look longer for a better answer."""
    run = run_called(actor_of(request), number)
    seconds = _number(request, "seconds")
    rules.look_longer(actor=actor_of(request), run=run, seconds=seconds)
    _now_or_later(request, run)
    return redirect("site_proposal", number)


@staff_page("places.proposals.decide")
@require_POST
def proposal_decide(request: HttpRequest, number: UUID) -> HttpResponse:
    """Decide on the list."""
    return _stepped(
        request, number, rules.decide_run, _("Decided: every site on the list is planned.")
    )


@staff_page("places.proposals.reopen")
@require_POST
def proposal_reopen(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take the decision back."""
    return _stepped(request, number, rules.reopen_run, _("The decision is taken back."))


@staff_page("places.proposals.throw")
@require_POST
def proposal_throw(request: HttpRequest, number: UUID) -> HttpResponse:
    """Throw a proposal away."""
    _stepped(request, number, rules.throw_run, _("The proposal is thrown away."))
    return redirect("site_proposals")


@staff_page("places.proposals.put")
@require_POST
def proposal_put(request: HttpRequest, number: UUID) -> HttpResponse:
    """Put the list to the body."""
    actor = actor_of(request)
    run = run_called(actor, number)
    text = summary(viewed(run))
    return _stepped(
        request,
        number,
        lambda actor, run: rules.put_run(actor=actor, run=run, title=run.name, text=text),
        _("The list is before the body; its coordinators are being told."),
    )


def _page(request: HttpRequest, run: SitingRun, *, status: int = 200, **sent: Any) -> HttpResponse:
    actor, view, areas = actor_of(request), viewed(run), area_names()
    context = {
        "run": run,
        "view": view,
        "is_under_way": run.stage in ("waiting", "running"),
        "may": {step: may(actor, f"places.proposals.{step}", run) for step in _STEPS},
        "stages": stage_words(),
        "failure": failure_words().get(run.failure, ""),
        "kinds": labels("places", "site_kinds"),
        "goals": goal_words(),
        "sources": source_words(),
        "candidates": candidate_words(),
        "areas": areas,
        "demands": list(zip(view.asked.demands, view.told["by_source"], strict=False)),
        "missed": [areas.get(code, code) for code in view.told.get("missed_floors", ())],
        "excluded": [areas.get(code, code) for code in view.asked.excluded],
        "place_form": sent.get("place_form") or PlaceForm(initial={"version": run.version}),
    }
    return show(request, "places/proposal.html", context, status=status)


def _now_or_later(request: HttpRequest, run: SitingRun) -> None:
    if rules.is_small(run):
        rules.work_out(actor=actor_of(request), run=run)
    else:
        app.configure_task("work_out_proposal").defer(run=str(run.pk))


def _changed(
    request: HttpRequest, number: UUID, call: Callable[[dict[str, Any]], SitingRun]
) -> HttpResponse:
    actor = actor_of(request)
    run = run_called(actor, number)
    named = {"actor": actor, "run": run, "version": _number(request, "version")}
    try:
        before = viewed(run).told["covered"]
        change = viewed(call(named)).told["covered"] - before
        says = _("Changed. Covered now: %(change)s against before.")
        messages.success(request, says % {"change": f"{change:+,.1f}"})
    except NotYet as refusal:
        messages.error(request, refusal.says)
    except Changed:
        messages.error(request, _("Somebody else changed the list meanwhile. Look again."))
    return redirect("site_proposal", number)


def _stepped(
    request: HttpRequest, number: UUID, call: Callable[..., Any], says: str
) -> HttpResponse:
    actor = actor_of(request)
    run = run_called(actor, number)
    try:
        call(actor=actor, run=run)
        messages.success(request, says)
    except NotYet as refusal:
        messages.error(request, refusal.says)
    return redirect("site_proposal", number)


def _number(request: HttpRequest, name: str) -> int:
    said = request.POST.get(name, "")
    if not said.isdecimal() or len(said) > 9:
        raise NotAllowed
    return int(said)


def _called(request: HttpRequest, name: str) -> SitingRun | None:
    try:
        return run_called(actor_of(request), UUID(request.GET.get(name, "")))
    except ValueError:
        return None


def _again(request: HttpRequest) -> dict[str, Any]:
    """Begin with what another proposal asked."""
    run = _called(request, "like")
    if run is None:
        return {}
    asked = viewed(run).asked
    first = {"body_id": run.body_id, "kind": run.kind, "name": run.name}
    same: tuple[str, ...] = ("goal", "radius_m", "sites", "budget_krw", "cost_krw")
    same += ("candidates", "step_m")
    same += ("of_kind", "keeps", "area", "excluded", "floor")
    fields = {"crime": "crime", "hazards": "hazards", "sites": "other_sites", "ground": "ground"}
    times = {fields[d.source]: d.times for d in asked.demands if d.source in fields}
    none = dict.fromkeys(fields.values(), 0)
    return {**first, **{name: getattr(asked, name) or None for name in same}, **none, **times}


_ONE = "places/proposals/<uuid:number>/"
urls = [
    path("places/proposals/", proposals, name="site_proposals"),
    path("places/proposals/new/", new_proposal, name="new_site_proposal"),
    path("places/proposals/compared/", proposals_compared, name="site_proposals_compared"),
    path(_ONE, proposal, name="site_proposal"),
    path(f"{_ONE}export/", proposal_export, name="site_proposal_export"),
    path(f"{_ONE}strike/", proposal_strike, name="site_proposal_strike"),
    path(f"{_ONE}exchange/", proposal_exchange, name="site_proposal_exchange"),
    path(f"{_ONE}add/", proposal_add, name="site_proposal_add"),
    path(f"{_ONE}undo/", proposal_undo, name="site_proposal_undo"),
    path(f"{_ONE}again/", proposal_again, name="site_proposal_again"),
    path(f"{_ONE}decide/", proposal_decide, name="site_proposal_decide"),
    path(f"{_ONE}reopen/", proposal_reopen, name="site_proposal_reopen"),
    path(f"{_ONE}throw/", proposal_throw, name="site_proposal_throw"),
    path(f"{_ONE}put/", proposal_put, name="site_proposal_put"),
]
