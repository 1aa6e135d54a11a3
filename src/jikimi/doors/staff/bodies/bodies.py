"""Bodies: those the reader has to do with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.access.codes import labels
from jikimi.bodies.known import bodies_known
from jikimi.doors.staff.pages import actor_of, show, staff_page


@staff_page("bodies.body.list")
def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies my agency sits in or keeps, and those in which I hold a role."""
    rows = bodies_known(actor_of(request))
    kinds = labels("bodies", "body_kinds")
    return show(request, "bodies/bodies.html", {"rows": rows, "kinds": kinds})


urls = [path("bodies/", bodies, name="bodies")]
