"""How far cases of a body come on its pathways, half-year by half-year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.halves import Half, half_called, half_of
from jikimi.bodies.known import body_called
from jikimi.bodies.models import Body
from jikimi.cases.funnel import funnel_of, pathways_of
from jikimi.cases.pathway_rules import Pathway
from jikimi.doors.staff.bodies.frame import framed
from jikimi.doors.staff.pages import actor_of, show, staff_page

HALVES_OFFERED = 6


@staff_page("cases.pathways.funnel")
def funnel(request: HttpRequest, key: str) -> HttpResponse:
    """One pathway of the body in one half-year."""
    actor = actor_of(request)
    body = body_called(actor, key, act="cases.pathways.funnel")
    ways = pathways_of(body)
    if not ways:
        raise NotAllowed
    halves = _halves(actor, body)
    half = half_called(request.GET["half"]) if "half" in request.GET else halves[0]
    chosen = _chosen(ways, request.GET.get("pathway", ""))
    steps = funnel_of(
        actor, body, chosen, since=half.since, until=half.until, began=_("Cases opened")
    )
    context: dict[str, Any] = {
        "ways": [(way.code, way.label) for way in ways],
        "halves": [(one.code, one.label) for one in halves],
        "half": half,
        "chosen": chosen,
        "steps": steps,
        "hides": not actor.holds("coordinator", body_id=body.pk),
    }
    return show(request, "bodies/funnel.html", framed(actor, body, "funnel", **context))


def _chosen(ways: list[Pathway], code: str) -> Pathway:
    found = next((way for way in ways if way.code == code), None)
    if code and found is None:
        raise NotAllowed
    return found or next((way for way in ways if way.code != "jss"), ways[0])


def _halves(actor: Actor, body: Body) -> list[Half]:
    """The half-years offered, the newest first; one that still runs only to its coordinators."""
    newest = half_of()
    first = newest if actor.holds("coordinator", body_id=body.pk) else newest.before
    found = [first]
    while len(found) < HALVES_OFFERED:
        found.append(found[-1].before)
    return found


urls = [path("bodies/<slug:key>/funnel/", funnel, name="funnel")]
