"""The day's inspections on a phone without a connection: what is carried, and what comes back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.errors import NotValid
from jikimi.doors.staff.pages import actor_of, staff_page
from jikimi.doors.staff.phone import Carried, answered, need_owner, phone_urls, posted_sheet
from jikimi.places.inspecting import inspection_called
from jikimi.places.inspection_reads import take_along
from jikimi.places.inspection_sheets import receive_sheet
from jikimi.places.place_photos import PhotoDraft, add_photo


@staff_page("places.inspections.send")
def inspection_sheet(request: HttpRequest, number: UUID) -> HttpResponse:
    """What a phone sends: answers in JSON, taken once however often they come."""
    actor = actor_of(request)
    found = inspection_called(actor, number)
    need_owner(request)
    sheet = receive_sheet(actor=actor, inspection=found, draft=posted_sheet(request))
    now = inspection_called(actor, number)
    return answered(now.version, now.answers, sheet.conflicts)


@staff_page("places.inspections.photograph")
def inspection_photo_sent(request: HttpRequest, number: UUID, photo_id: UUID) -> HttpResponse:
    """A photo that a phone sends; whether people can be told on it must have been said."""
    actor = actor_of(request)
    found = inspection_called(actor, number)
    need_owner(request)
    add_photo(actor=actor, about=found, draft=_photo(request, photo_id))
    return JsonResponse({})


def _photo(request: HttpRequest, photo_id: UUID) -> PhotoDraft:
    given, said = request.FILES.get("photo"), request.POST.get("has_faces", "")
    if said not in ("true", "false"):
        says = _("Say whether anybody can be recognised on the photo.")
        raise NotValid("places.photos.faces", {"photo": says})
    return PhotoDraft(
        id=photo_id,
        content=given.read() if given else b"",
        has_faces=said == "true",
        item=request.POST.get("item", "")[:40],
        longitude=_degrees(request.POST.get("longitude")),
        latitude=_degrees(request.POST.get("latitude")),
    )


def _degrees(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _said() -> dict[str, str]:
    return {
        "title": _("Inspections"),
        "heading": _("Inspections of the day"),
        "open": _("Open the inspections"),
        "holds": _(
            "It holds where to go and what was found. It is removed at sign-out, after five wrong"
            " PINs and when the day is over."
        ),
        "no_script": _(
            "This page needs JavaScript. With a connection every inspection can be filled in"
            " without it, and without a phone on paper."
        ),
    }


def _told() -> dict[str, Any]:
    return {
        "elsewhere": _("The inspections are open in another window."),
        "settle": _("Settle it on the page of the inspection"),
        "finish": _("Finish it on the page of the inspection"),
        "caution": _("Good to know"),
        "faces": {
            "warning": _(
                "Can anybody be recognised on it: a face, a number plate, a name? Better take it"
                " again without people."
            ),
            "none": _("Nobody: keep it"),
            "some": _("Somebody: for the team alone"),
            "away": _("Throw it away"),
            "place": _("Say where it was taken"),
            "no_place": _("The place was not found; the photo is kept without it."),
        },
    }


INSPECTIONS = Carried(
    "inspections",
    "inspections",
    "inspection",
    "places.inspections.take",
    take_along,
    _said,
    _told,
    asks_where=True,
)
urls = [
    *phone_urls(INSPECTIONS),
    path("inspections/<uuid:number>/sheets/", inspection_sheet, name="inspection_sheet"),
    path(
        "inspections/<uuid:number>/photos/<uuid:photo_id>/send/",
        inspection_photo_sent,
        name="inspection_photo_sent",
    ),
]
