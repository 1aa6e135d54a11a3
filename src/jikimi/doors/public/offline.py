"""The directory without internet: one file for a tablet, or kept by the browser when asked to.

The file holds every public entry and its own search; it asks nothing of anybody, also when it is
opened from a disk.  What is compared is folded here, by the same rules as the search of the house.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from jikimi.access.codes import today
from jikimi.directory.public import Shown, running_services, shown_services
from jikimi.doors.public.cards import suits
from jikimi.doors.public.folding import Keys, keys_of, rules
from jikimi.doors.public.frame import here_of, public_page, show, texts_language
from jikimi.doors.public.lines import ALL_DAY, URGENT, lines

_AT_ONCE = 500
_OLD_DAYS = 30
_STYLES = ("look/tokens.css", "public/door.css")


@public_page
@require_safe
def without_network(request: HttpRequest) -> HttpResponse:
    """How to have it without internet, and what that leaves on the device."""
    return show(request, "without_network")


@public_page
@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """Every public entry with its own search, in one file that works from a disk."""
    style, script = _style(), _text("public/offline.js")
    entries = [_entry(shown) for shown in _all(texts_language(request))]
    context: dict[str, Any] = {
        "here": here_of(request),
        "entries": entries,
        "keys": [entry["keys"] for entry in entries],
        "rules": rules(),
        "made_on": today(),
        "made_at": timezone.now(),
        "old_days": _OLD_DAYS,
        "urgent": lines(URGENT),
        "all_day": lines(ALL_DAY),
        "style": style,
        "script": script,
        "policy": f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; script-src"
        f" '{_digest(script)}'; base-uri 'none'; form-action 'none'",
    }
    response = render(request, "public/offline_copy.html", context)
    name = f"guide-{today():%Y-%m-%d}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@public_page
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """What a browser runs that was asked to keep the copy; its address reaches all pages."""
    return HttpResponse(_text("public/worker.js"), content_type="text/javascript; charset=utf-8")


def _all(language: str) -> list[Shown]:
    ids = running_services()
    parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    return [shown for part in parts for shown in shown_services(part, language=language)]


def _entry(shown: Shown) -> dict[str, Any]:
    keys: Keys = keys_of(shown)
    return {"shown": shown, "for_whom": suits(shown), "keys": keys}


@cache
def _text(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")


@cache
def _style() -> str:
    return "\n".join(_text(name) for name in _STYLES)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


urls = [
    path("without-network/", without_network, name="without_network"),
    path("offline.html", copy, name="offline_copy"),
    path("worker.js", worker, name="worker"),
]
