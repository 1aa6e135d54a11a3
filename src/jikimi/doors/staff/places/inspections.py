"""Inspections over pages: the list, planning, what is overdue, findings of a period, results."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import labels
from jikimi.access.errors import NotAllowed
from jikimi.bodies.models import Body, Matter
from jikimi.bodies.reads import bodies_of_kind
from jikimi.doors.staff.cases.parts import done, status_of_step, stepped
from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.pages import actor_of, may_enter, show, staff_page
from jikimi.doors.staff.places.inspection_fields import (
    ManyForm,
    Narrow,
    Period,
    PlanForm,
    page_number,
)
from jikimi.places.areas import area_names, districts
from jikimi.places.hazards import SAFETY
from jikimi.places.inspecting import (
    InspectionDraft,
    inspection_called,
    plan_inspection,
    plan_inspections,
)
from jikimi.places.inspection_forms import form_codes, form_of_kind, grade_words
from jikimi.places.inspection_reads import inspections_found, overdue_sites, site_name
from jikimi.places.inspection_results import (
    FORMATS,
    findings_between,
    propose_findings,
    results,
    results_file,
)
from jikimi.places.models import Inspection, Site
from jikimi.places.sites import site_called

READ = "places.inspections.read"


@staff_page(READ)
def inspections(request: HttpRequest) -> HttpResponse:
    """Inspections, narrowed, a page of them."""
    actor, form = actor_of(request), Narrow(request.GET)
    page = inspections_found(actor, form.wish(request.GET.get("page", "")))
    kept = {k: str(v) for k, v in request.GET.items() if k != "page" and v}
    context = {
        "form": form,
        "page": page,
        "grades": grade_words(),
        "is_narrowed": bool(kept),
        "kept": urlencode(kept),
        "formats": FORMATS if may_enter(actor, "places.inspections.export") else (),
        **_turns(kept, page.page, page.pages),
        **_offered(actor),
    }
    return show(request, "places/inspections.html", context)


@staff_page("places.inspections.plan")
def inspection_new(request: HttpRequest) -> HttpResponse:
    """Plan an inspection: of a place, of a site (?site=), or of what was found before (?again=)."""
    actor = actor_of(request)
    before = _before(actor, request.GET.get("again", ""))
    site = before.site if before else _site(actor, request.GET.get("site", ""))
    start = _start(before, site)
    form = PlanForm(request.POST if request.method == "POST" else None, site=site, initial=start)
    if form.is_valid():
        made = stepped(
            form, lambda: plan_inspection(actor=actor, draft=form.draft(), again_of=before)
        )
        if made:
            return done(request, _("It is planned. The team is told."), "inspection", made.pk)
    name = site_name(site) if site else ""
    context = {"form": form, "site": site, "before": before, "name": name}
    return show(request, "places/inspection_new.html", context, status=status_of_step(form))


@staff_page("places.inspections.plan")
def inspections_overdue(request: HttpRequest) -> HttpResponse:
    """Sites whose test is overdue; several are planned at once."""
    actor, given = actor_of(request), request.GET
    kind, area = given.get("kind", ""), given.get("area", "")[:10]
    page, planned = overdue_sites(
        actor, kind=kind, area=area, page=page_number(given.get("page", ""))
    )
    sites = [line.site for line in page.lines if form_of_kind(line.site.kind)]
    form = ManyForm(request.POST if request.method == "POST" else None, sites=sites)
    if form.is_valid():
        made = stepped(form, lambda: plan_inspections(actor=actor, drafts=_drafts(form)))
        if made:
            says = ngettext("%(num)s is planned.", "%(num)s are planned.", len(made))
            return done(request, says % {"num": len(made)}, "inspections")
    kinds = labels("places", "site_kinds")
    kept = {name: value for name, value in (("kind", kind), ("area", area)) if value}
    context = {
        "form": form,
        "page": page,
        "planned": planned,
        "kinds": kinds,
        "kind": kind,
        "area": area,
        "inspected": {code for code in kinds if form_of_kind(code)},
        "districts": list(districts().items()),
        "areas": area_names(),
        "name_of": site_name,
        **_turns(kept, page.page, page.pages),
    }
    return show(request, "places/inspections_overdue.html", context, status=status_of_step(form))


@staff_page(READ)
def inspection_findings(request: HttpRequest) -> HttpResponse:
    """What worried in a period, for the group's table; put before the group as a matter."""
    actor = actor_of(request)
    given = request.POST if request.method == "POST" else request.GET
    groups, period = bodies_of_kind(SAFETY), Period(given or None)
    group = _group(groups, given.get("body", ""))
    since, until = period.days()
    if request.method == "POST" and group is not None:
        matter = propose_findings(actor=actor, body=group, since=since, until=until)
        messages.success(request, _("It is proposed. The coordinators put it on an agenda."))
        return redirect("matter", group.key, matter.pk)
    found = findings_between(actor, body=group, since=since, until=until) if group else []
    context = {
        "groups": [(body.key, body.name) for body in groups],
        "group": group,
        "period": period,
        "since": since,
        "until": until,
        "found": found,
        "grades": grade_words(),
        "may_propose": group is not None and may(actor, "bodies.matter.propose", _seat(group)),
    }
    return show(request, "places/inspection_findings.html", context)


@staff_page(READ)
def inspection_results(request: HttpRequest) -> HttpResponse:
    """How often each item was red, yellow or green in a period."""
    actor, forms = actor_of(request), form_codes()
    asked = request.GET.get("form", "")
    form = asked if asked in forms else next(iter(forms))
    period = Period(request.GET or None)
    since, until = period.days()
    context = {
        "rows": results(actor, form=form, since=since, until=until),
        "form": form,
        "forms": [(code, row.label) for code, row in forms.items()],
        "period": period,
        "grades": grade_words(),
    }
    return show(request, "places/inspection_results.html", context)


@staff_page("places.inspections.export")
@require_safe
def inspections_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Inspections as they are narrowed, to be worked on in an office; nothing secret, no person."""
    if kind not in FORMATS:
        raise NotAllowed
    return download(results_file(actor_of(request), wish=Narrow(request.GET).wish(), kind=kind))


def _offered(actor: Actor) -> dict[str, bool]:
    return {
        "may_plan": may_enter(actor, "places.inspections.plan"),
        "may_take": may_enter(actor, "places.inspections.take"),
    }


def _turns(kept: dict[str, str], page: int, pages: int) -> dict[str, str]:
    """Links to the pages before and after this one."""
    return {
        "newer": f"?{urlencode({**kept, 'page': page - 1})}" if page > 1 else "",
        "older": f"?{urlencode({**kept, 'page': page + 1})}" if page < pages else "",
    }


def _before(actor: Actor, number: str) -> Inspection | None:
    return inspection_called(actor, _number(number)) if number else None


def _site(actor: Actor, number: str) -> Site | None:
    return site_called(actor, _number(number)) if number else None


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotAllowed from error


def _start(before: Inspection | None, site: Site | None) -> dict[str, Any]:
    """What the form begins with."""
    start: dict[str, Any] = {"planned_on": timezone.localdate()}
    if before is not None:
        names = ("form", "body_id", "place", "team", "is_night")
        start |= {name: getattr(before, name) for name in names}
    elif site is not None:
        start["form"] = form_of_kind(site.kind)
    return start


def _drafts(form: ManyForm) -> list[InspectionDraft]:
    given = form.cleaned_data
    return [
        InspectionDraft(
            form=form_of_kind(form.rows[key].kind),
            body_id=given["body_id"],
            team=given["team"],
            planned_on=given["planned_on"],
            site_id=form.rows[key].pk,
        )
        for key in given["sites"]
    ]


def _group(groups: list[Body], key: str) -> Body | None:
    return next((body for body in groups if body.key == key), groups[0] if groups else None)


def _seat(group: Body) -> Any:
    return Matter(body=group)


urls = [
    path("inspections/", inspections, name="inspections"),
    path("inspections/new/", inspection_new, name="inspection_new"),
    path("inspections/overdue/", inspections_overdue, name="inspections_overdue"),
    path("inspections/findings/", inspection_findings, name="inspection_findings"),
    path("inspections/results/", inspection_results, name="inspection_results"),
    path("inspections/export/<str:kind>/", inspections_export, name="inspections_export"),
]
