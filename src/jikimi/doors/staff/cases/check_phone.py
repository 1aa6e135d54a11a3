"""The day's joint checks on a phone without a connection: what is carried, and what comes back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.cases.check_photos import add_photo
from jikimi.cases.check_route import take_along
from jikimi.cases.check_sheets import receive_sheet
from jikimi.cases.checking import check_called
from jikimi.doors.staff.pages import actor_of, staff_page
from jikimi.doors.staff.phone import Carried, answered, need_owner, phone_urls, posted_sheet


@staff_page("cases.checks.send")
def check_sheet(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """What a phone sends from a visit: answers in JSON, taken once however often they come."""
    actor = actor_of(request)
    found = check_called(actor, check_id)
    need_owner(request)
    sheet = receive_sheet(actor=actor, check=found, draft=posted_sheet(request))
    now = check_called(actor, check_id)
    return answered(now.version, now.findings, sheet.conflicts)


@staff_page("cases.checks.photograph")
def check_photo_sent(request: HttpRequest, check_id: UUID, photo_id: UUID) -> HttpResponse:
    """A photo that a phone sends from a visit."""
    actor = actor_of(request)
    found = check_called(actor, check_id)
    need_owner(request)
    given = request.FILES.get("photo")
    add_photo(
        actor=actor,
        check=found,
        photo_id=photo_id,
        content=given.read() if given else b"",
        item=request.POST.get("item", "")[:40],
        caption=request.POST.get("caption", ""),
    )
    return JsonResponse({})


def _said() -> dict[str, str]:
    return {
        "title": _("Checks"),
        "heading": _("Checks of the day"),
        "open": _("Open the checks"),
        "holds": _(
            "It holds where to go and what was found, no names of people. It is removed at"
            " sign-out, after five wrong PINs and when the day is over."
        ),
        "no_script": _(
            "This page needs JavaScript. With a connection every check can be filled in without it."
        ),
    }


def _told() -> dict[str, str]:
    return {
        "elsewhere": _("The checks are open in another window."),
        "settle": _("Settle it on the page of the check"),
        "finish": _("Finish the visit on the page of the check"),
    }


CHECKS = Carried("checks", "checks", "check", "cases.checks.take", take_along, _said, _told)
urls = [
    *phone_urls(CHECKS),
    path("checks/<uuid:check_id>/sheets/", check_sheet, name="check_sheet"),
    path(
        "checks/<uuid:check_id>/photos/<uuid:photo_id>/send/",
        check_photo_sent,
        name="check_photo_sent",
    ),
]
