"""The first page, the three guides and what is said about traces. They ask the database nothing."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from jikimi.directory.public import is_readable
from jikimi.directory.routing import public_door
from jikimi.doors.public.asking import NOTHING
from jikimi.doors.public.door import as_public
from jikimi.doors.public.frame import public_page, show
from jikimi.doors.public.lines import ALL_DAY, URGENT, lines
from jikimi.doors.public.wants import COMMON, GUIDES, labelled, the_others


@public_page
@require_safe
def guide(request: HttpRequest, number: int) -> HttpResponse:
    """One of three guides. The address has a number: what it is about would tell on the reader."""
    context = {"asked": NOTHING, "needs": GUIDES[number]()}
    return show(request, f"guide_{number}", context)


@public_page
@require_safe
def traces(request: HttpRequest) -> HttpResponse:
    """What a visit leaves on a device and how to take it away."""
    return show(request, "traces")


@public_page
def not_found(request: HttpRequest) -> HttpResponse:
    """The same for an address that leads nowhere and an entry that is gone or not public."""
    return show(request, "not_found", {"urgent": lines(URGENT)}, status=404)


@public_page
def broken(request: HttpRequest) -> HttpResponse:
    """When the search fails, the numbers still stand."""
    context = {"urgent": lines(URGENT), "all_day": lines(ALL_DAY)}
    return as_public(show(request, "broken", context, status=500))


def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """Whether the directory can be read; 503 when it cannot."""
    try:
        with public_door():
            is_ready = is_readable()
    except DatabaseError:
        is_ready = False
    status = "ok" if is_ready else "unready"
    return JsonResponse({"status": status, "database": is_ready}, status=200 if is_ready else 503)


def first_page(request: HttpRequest) -> HttpResponse:
    """Where a person in danger finds a number to call and where to ask."""
    context = {
        "asked": NOTHING,
        "common_needs": labelled(COMMON),
        "other_needs": the_others(),
        "urgent": lines(URGENT),
        "all_day": lines(ALL_DAY),
    }
    return show(request, "home", context)


urls = [
    *(
        path(f"guide/{number}/", guide, {"number": number}, name=f"guide_{number}")
        for number in GUIDES
    ),
    path("traces/", traces, name="traces"),
]
