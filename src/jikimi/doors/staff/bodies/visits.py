"""A planned visit to an agency: put on another day, made, called off."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.known import body_called
from jikimi.bodies.models import Body, Visit
from jikimi.bodies.pipeline import LIST, candidate_called
from jikimi.bodies.visiting import cancel_visit, move_visit, record_visit, visit_called
from jikimi.doors.staff.bodies.body_forms import WhyForm
from jikimi.doors.staff.bodies.frame import framed, one_form
from jikimi.doors.staff.bodies.recruiting_forms import MoveForm, VisitForm
from jikimi.doors.staff.pages import actor_of, staff_page


@staff_page("bodies.visit.make")
def made(request: HttpRequest, key: str, one: UUID, number: UUID) -> HttpResponse:
    """Record what the visit was."""
    actor, body, visit = _visit(request, key, one, number, "bodies.visit.make")
    initial = {"visited_on": min(visit.planned_on, timezone.localdate())}
    form = VisitForm(request.POST or None, initial=initial)
    return one_form(
        request,
        framed(actor, body, "recruiting"),
        form,
        lambda: record_visit(actor=actor, visit=visit, report=form.report()),
        said=_("The visit is recorded."),
        back=reverse("candidate", args=[key, one]),
        title=_("Record the visit"),
        button=_("Save"),
    )


@staff_page("bodies.visit.plan")
def move(request: HttpRequest, key: str, one: UUID, number: UUID) -> HttpResponse:
    """Put it on another day."""
    actor, body, visit = _visit(request, key, one, number, "bodies.visit.plan")
    form = MoveForm(request.POST or None, initial={"planned_on": visit.planned_on})
    return one_form(
        request,
        framed(actor, body, "recruiting"),
        form,
        lambda: move_visit(actor=actor, visit=visit, **form.cleaned_data),
        said=_("The visit is on another day now."),
        back=reverse("candidate", args=[key, one]),
        title=_("Move the visit"),
        button=_("Save"),
    )


@staff_page("bodies.visit.cancel")
def cancel(request: HttpRequest, key: str, one: UUID, number: UUID) -> HttpResponse:
    """Call it off, with the reason."""
    actor, body, visit = _visit(request, key, one, number, "bodies.visit.cancel")
    form = WhyForm(request.POST or None)
    return one_form(
        request,
        framed(actor, body, "recruiting"),
        form,
        lambda: cancel_visit(actor=actor, visit=visit, **form.cleaned_data),
        said=_("The visit is called off."),
        back=reverse("candidate", args=[key, one]),
        title=_("Call off the visit"),
        button=_("Call off"),
        danger=True,
    )


def _visit(
    request: HttpRequest, key: str, one: UUID, number: UUID, act: str
) -> tuple[Actor, Body, Visit]:
    actor = actor_of(request)
    body = body_called(actor, key, act=LIST)
    candidate = candidate_called(actor, body, one)
    if not may(actor, act, candidate):
        raise NotAllowed
    return actor, body, visit_called(candidate, number)


_ONE = "bodies/<slug:key>/recruiting/<uuid:one>/visits/<uuid:number>/"
urls = [
    path(f"{_ONE}made/", made, name="visit_made"),
    path(f"{_ONE}move/", move, name="visit_move"),
    path(f"{_ONE}cancel/", cancel, name="visit_cancel"),
]
