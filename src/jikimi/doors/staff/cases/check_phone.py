"""The day's checks on a phone without a connection: a shell that holds nobody, and its exchange.

What is kept on the phone, how, and until when: docs/decisions/0012.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jikimi.access.errors import NotValid, NotYet
from jikimi.cases.check_photos import add_photo
from jikimi.cases.check_route import owner_mark, take_along
from jikimi.cases.check_sheets import receive_sheet
from jikimi.cases.checking import check_called
from jikimi.cases.models import CheckSheet, JointCheck
from jikimi.doors.staff.cases.check_fields import day_of, sheet_of
from jikimi.doors.staff.pages import actor_of, staff_page

_STYLES = ("look/tokens.css", "look/base.css", "look/layout.css", "look/forms.css")
FILES = (*_STYLES, "look/components.css", "look/checks.css", "checks/vault.js", "checks/phone.js")
_WORKER = "checks/worker.js"


@staff_page("cases.checks.take")
@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """The page that works without a connection; it is kept by the browser and names nobody."""
    return render(request, "staff/cases/check_phone.html", {"files": FILES})


@staff_page("cases.checks.take")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """What the browser runs to show that page when none can be had."""
    told = {"files": [static(name) for name in FILES], "made_of": _made_of()}
    script = f"self.TOLD = {json.dumps(told)};\n{_text(_WORKER)}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@staff_page("cases.checks.take")
@require_safe
def hello(request: HttpRequest) -> HttpResponse:
    """Who is signed in, as a mark that tells nobody, and leave to send."""
    told = {"owner": owner_mark(actor_of(request)), "token": get_token(request)}
    return JsonResponse(told)


@staff_page("cases.checks.take")
@require_POST
def day(request: HttpRequest) -> HttpResponse:
    """The checks of a day, to be kept encrypted on this phone."""
    taken = take_along(actor=actor_of(request), day=day_of(request.POST.get("day", "")))
    return JsonResponse(taken)


@staff_page("cases.checks.send")
def check_sheet(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """What a phone sends from a visit: answers in JSON, taken once however often they come."""
    actor = actor_of(request)
    found = check_called(actor, check_id)
    _need_owner(request)
    sheet = receive_sheet(actor=actor, check=found, draft=_sheet(request))
    return JsonResponse(_answered(check_called(actor, check_id), sheet))


@staff_page("cases.checks.photograph")
def check_photo_sent(request: HttpRequest, check_id: UUID, photo_id: UUID) -> HttpResponse:
    """A photo that a phone sends from a visit."""
    actor = actor_of(request)
    found = check_called(actor, check_id)
    _need_owner(request)
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


def _sheet(request: HttpRequest) -> Any:
    try:
        return sheet_of(json.loads(request.body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        says = _("What the phone sent cannot be read.")
        raise NotValid("cases.checks.unreadable", says=says) from error


def _answered(check: JointCheck, sheet: CheckSheet) -> dict[str, Any]:
    """What the phone needs to go on: the version it knows now, and what contradicts it."""
    return {
        "version": check.version,
        "findings": {code: [row["answer"], row["note"]] for code, row in check.findings.items()},
        "conflicts": list(sheet.conflicts),
    }


def _need_owner(request: HttpRequest) -> None:
    """Only who took the day along sends from this phone, also when somebody else signed in."""
    if request.headers.get("X-Owner", "") != owner_mark(actor_of(request)):
        says = _("Somebody else is signed in here. Sign in as who took the day along.")
        raise NotYet("cases.checks.other_owner", says)


@cache
def _made_of() -> str:
    """A mark of the files that are kept, so that a browser fetches them anew when one changes."""
    return hashlib.sha256("".join(map(_text, (*FILES, _WORKER))).encode()).hexdigest()[:16]


@cache
def _text(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")


urls = [
    path("checks/phone/", phone, name="check_phone"),
    path("checks/worker.js", worker, name="check_worker"),
    path("checks/phone/hello/", hello, name="check_hello"),
    path("checks/phone/day/", day, name="check_day"),
    path("checks/<uuid:check_id>/sheets/", check_sheet, name="check_sheet"),
    path(
        "checks/<uuid:check_id>/photos/<uuid:photo_id>/send/",
        check_photo_sent,
        name="check_photo_sent",
    ),
]
