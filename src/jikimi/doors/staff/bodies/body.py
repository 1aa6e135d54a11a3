"""One body: what it is, who chairs it, its next meetings, what it lacks, the bodies beneath."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.actor import Actor
from jikimi.bodies.body_kinds import has_limbs, kinds_wanted, meetings_a_year
from jikimi.bodies.chairs import chairs_of, end_chair, name_chair, people_who_chair
from jikimi.bodies.known import bodies_below, body_called
from jikimi.bodies.limbs import limbs_of
from jikimi.bodies.missing import agencies_missing
from jikimi.bodies.models import Body
from jikimi.bodies.reads import agencies_seated, meetings_ahead
from jikimi.bodies.seats import amend_body
from jikimi.doors.staff.bodies.body_forms import BodyForm, ChairForm
from jikimi.doors.staff.bodies.frame import framed, offers, one_form
from jikimi.doors.staff.pages import actor_of, show, staff_page

OFFERED = {
    "amend": "bodies.body.amend",
    "chair": "bodies.chair.name",
    "end_chair": "bodies.chair.end",
    "call": "bodies.meeting.call",
    "recruit": "bodies.candidate.list",
}


@staff_page("bodies.body.read")
def body(request: HttpRequest, key: str) -> HttpResponse:
    """One body on one page."""
    actor = actor_of(request)
    return show(request, "bodies/body.html", _page(actor, body_called(actor, key)))


@staff_page("bodies.body.amend")
def amend(request: HttpRequest, key: str) -> HttpResponse:
    """Correct its names and its place."""
    actor = actor_of(request)
    found = body_called(actor, key, act="bodies.body.amend")
    names = ("name_ko", "name_en", "place", "version")
    form = BodyForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    return one_form(
        request,
        framed(actor, found, "body"),
        form,
        lambda: amend_body(actor=actor, body=found, **form.cleaned_data),
        said=_("Saved."),
        back=reverse("body", args=[key]),
        title=_("Amend the body"),
        button=_("Save"),
    )


@staff_page("bodies.chair.name")
def chair(request: HttpRequest, key: str) -> HttpResponse:
    """Name who chairs it."""
    actor = actor_of(request)
    found = body_called(actor, key, act="bodies.chair.name")
    form = ChairForm(request.POST or None, people=people_who_chair(found))
    return one_form(
        request,
        framed(actor, found, "body"),
        form,
        lambda: name_chair(actor=actor, body=found, **form.cleaned_data),
        said=_("The chair is named."),
        back=reverse("body", args=[key]),
        title=_("Name a chair"),
        text=_("A new chair follows the old one; so does a new civilian co-chair."),
        button=_("Appoint"),
    )


@staff_page("bodies.chair.end")
@require_POST
def chair_end(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """End that somebody chairs it."""
    actor = actor_of(request)
    end_chair(actor=actor, body=body_called(actor, key), number=number)
    messages.success(request, _("The chair is ended."))
    return redirect("body", key)


def _page(actor: Actor, found: Body) -> dict[str, Any]:
    is_lacking = bool(kinds_wanted(found))
    return framed(
        actor,
        found,
        "body",
        may=offers(actor, found, OFFERED),
        chairs=chairs_of(found),
        seated=agencies_seated(found),
        ahead=meetings_ahead(found)[:5],
        below=bodies_below(found),
        limbs=limbs_of(found) if has_limbs(found) else [],
        lacking=agencies_missing(actor, found) if is_lacking else None,
        meetings_a_year=meetings_a_year(found),
    )


urls = [
    path("bodies/<slug:key>/", body, name="body"),
    path("bodies/<slug:key>/amend/", amend, name="body_amend"),
    path("bodies/<slug:key>/chairs/name/", chair, name="chair_name"),
    path("bodies/<slug:key>/chairs/<int:number>/end/", chair_end, name="chair_end"),
]
