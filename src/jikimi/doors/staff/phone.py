"""Visits of a day on a phone without a connection: a shell that holds nobody, and its exchange.

One mechanism for joint checks and inspections. What is kept on the phone, how, and until when:
docs/decisions/0012 and 0013.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jikimi.access.actor import Actor
from jikimi.access.carrying import SheetDraft, owner_mark, sheet_of
from jikimi.access.errors import NotValid, NotYet
from jikimi.doors.staff.pages import actor_of, staff_page

_STYLES = ("look/tokens.css", "look/base.css", "look/layout.css", "look/forms.css")
FILES = (*_STYLES, "look/components.css", "look/checks.css", "phone/vault.js", "phone/phone.js")
_WORKER = "phone/worker.js"
_HERE = "geolocation=(self), camera=(), microphone=()"


class _Take(Protocol):
    def __call__(self, *, actor: Actor, day: date) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Carried:
    """One kind of visit that phones carry.

    kind: the folder of its pages below /staff/, also the name of its store on the phone; list_name,
    name: of its urls.  act: who may take a day along by take().  said: words of the page; told:
    words that scripts say, of this kind alone.  asks_where: whether photos may say where.
    """

    kind: str
    list_name: str
    name: str
    act: str
    take: _Take
    said: Callable[[], Mapping[str, str]]
    told: Callable[[], Mapping[str, Any]]
    asks_where: bool = False


def phone_urls(carried: Carried) -> list[URLPattern]:
    """The addresses of one kind of visit: page, worker, who is there, the day."""
    base, name = f"{carried.kind}/", carried.name
    return [
        path(f"{base}phone/", _shell(carried), name=f"{name}_phone"),
        path(f"{base}worker.js", _worker(carried), name=f"{name}_worker"),
        path(f"{base}phone/hello/", _hello(carried), name=f"{name}_hello"),
        path(f"{base}phone/day/", _day(carried), name=f"{name}_day"),
    ]


def posted_sheet(request: HttpRequest) -> SheetDraft:
    """The answers that a phone sent. Raises NotValid when they cannot be read."""
    try:
        return sheet_of(json.loads(request.body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        says = _("What the phone sent cannot be read.")
        raise NotValid("access.sheet.unreadable", says=says) from error


def need_owner(request: HttpRequest) -> None:
    """Only who took the day along sends from this phone, also when somebody else signed in."""
    if request.headers.get("X-Owner", "") != owner_mark(actor_of(request)):
        says = _("Somebody else is signed in here. Sign in as who took the day along.")
        raise NotYet("access.sheet.other_owner", says)


def answered(version: int, found: Mapping[str, Any], conflicts: list[str]) -> JsonResponse:
    """What the phone needs to go on: the version it knows now, and what contradicts it."""
    findings = {code: [row["answer"], row["note"]] for code, row in found.items()}
    told = {"version": version, "findings": findings, "conflicts": list(conflicts)}
    return JsonResponse(told)


def may_ask_where(answer: HttpResponse) -> HttpResponse:
    """A page that may ask the browser where somebody stands, once that person wishes it."""
    answer["Permissions-Policy"] = _HERE
    return answer


def day_of(text: str) -> date:
    """The day asked for in an address, today when none or no day is given."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


def _shell(carried: Carried) -> Any:
    @staff_page(carried.act)
    @require_safe
    def phone(request: HttpRequest) -> HttpResponse:
        """The page that works without a connection; the browser keeps it and it names nobody."""
        home, here = reverse(carried.list_name), reverse(f"{carried.name}_phone")
        context = {"files": FILES, "home": home, "here": here, "said": carried.said()}
        told = {**_told(carried, home), **carried.told()}
        answer = render(request, "staff/phone.html", {**context, "told": told})
        return may_ask_where(answer) if carried.asks_where else answer

    return phone


def _worker(carried: Carried) -> Any:
    @staff_page(carried.act)
    @require_safe
    def worker(request: HttpRequest) -> HttpResponse:
        """What the browser runs to show that page when none can be had."""
        told = {
            "keeps": carried.kind,
            "shell": reverse(f"{carried.name}_phone"),
            "files": [static(name) for name in FILES],
            "made_of": _made_of(),
        }
        script = f"self.TOLD = {json.dumps(told)};\n{_text(_WORKER)}"
        return HttpResponse(script, content_type="text/javascript; charset=utf-8")

    return worker


def _hello(carried: Carried) -> Any:
    @staff_page(carried.act)
    @require_safe
    def hello(request: HttpRequest) -> HttpResponse:
        """Who is signed in, as a mark that tells nobody, and leave to send."""
        return JsonResponse({"owner": owner_mark(actor_of(request)), "token": get_token(request)})

    return hello


def _day(carried: Carried) -> Any:
    @staff_page(carried.act)
    @require_POST
    def day(request: HttpRequest) -> HttpResponse:
        """The visits of a day, to be kept encrypted on this phone."""
        wanted = day_of(request.POST.get("day", ""))
        return JsonResponse(carried.take(actor=actor_of(request), day=wanted))

    return day


def _told(carried: Carried, home: str) -> dict[str, Any]:
    """What the scripts are told whatever kind of visit it is."""
    name = carried.name
    return {
        "keeps": carried.kind,
        "worker": reverse(f"{name}_worker"),
        "scope": home,
        "hello": reverse(f"{name}_hello"),
        "day": reverse(f"{name}_day"),
        "one": home,
        **_states(),
        **_refusals(),
        "place": _("Where to go"),
        "caution": _("Take care of"),
        "team": _("Who comes along"),
        "note": _("Note on: {}"),
        "photo": _("Add a photo"),
        "photo_of": _("Photo of: {}"),
        "photo_failed": _("This is no photo."),
        "conflict": _("Somebody else answered otherwise:"),
    }


def _states() -> dict[str, str]:
    return {
        "offline": _("no connection"),
        "nothing_unsent": _("Everything is sent"),
        "unsent": _("Not sent yet: {}"),
        "kept": _("Kept on this phone"),
        "answered": _("{} answered"),
        "over": _("The day is over. Only what is not sent yet is still here."),
        "surely": _("Something is not sent yet and would be lost. Remove all the same?"),
        "note_waits": _("Choose an answer too; the note goes with it."),
    }


def _refusals() -> dict[str, str]:
    return {
        "pin_short": _("The PIN needs at least six digits or letters, and not a row."),
        "pin_differs": _("The two PINs are not alike."),
        "pin_wrong": _("Wrong PIN. Tries left: {}"),
        "pin_wiped": _("Five wrong PINs: everything was removed from this phone."),
        "none": _("No visit is planned for this day."),
        "cannot_take": _(
            "The day could not be taken along. Is there a connection, and are you signed in?"
        ),
        "sign_in": _("Sign in again to send."),
        "other_owner": _("Somebody else is signed in here. Sign in as who took the day along."),
        "refused": _(
            "The house did not take this: {}. Tell the coordinator; it stays here for three days."
        ),
        "no_store": _("This browser cannot keep the day. Use a newer one, not in private mode."),
    }


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
