"""The page that a phone keeps for walking home, the page behind a link, and what installs it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jikimi.access.codes import codes
from jikimi.doors.public.door import POLICY
from jikimi.doors.public.frame import here_of, public_page
from jikimi.doors.public.walk import beside, says, terms, unsafe
from jikimi.doors.public.walk.words import words
from jikimi.escorts.hours import booking_rule
from jikimi.places.areas import districts

_MAY = "geolocation=(self), camera=(self), microphone=(self)"
# Under what name and mark it may stand among the apps of a phone.
_FACES = ("plain", "notes", "weather")
# What the worker keeps: every script of the page.
_SCRIPTS = (
    "app",
    "call",
    "child",
    "choose",
    "cover",
    "hears",
    "hold",
    "journey",
    "keep",
    "kept",
    "law",
    "lens",
    "meeting",
    "mine",
    "place",
    "recordings",
    "ride",
    "screen",
    "settings",
    "shake",
    "talk",
    "unsafe",
    "way",
)


@public_page
@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """One page for everything a person on the way does; it works from the phone once opened."""
    context = {
        "here": here_of(request),
        "purposes": codes("escorts", "purposes"),
        "unsafe_reasons": codes("escorts", "unsafe_reasons"),
        "age_bands": codes("escorts", "age_bands"),
        "recipients": codes("escorts", "recipients"),
        "objection_kinds": codes("escorts", "objection_kinds"),
        "offices": codes("escorts", "complaint_offices"),
        "districts": districts(),
        "most_people": booking_rule()["most_people"],
        "face": _face(request),
        "words": json.dumps(words(), ensure_ascii=False),
    }
    return _shown(request, "walk/app.html", context)


@public_page
@require_safe
def looking_on(request: HttpRequest) -> HttpResponse:
    """For somebody who was given a link; its secret stands behind # and is in no address sent."""
    context = {"here": here_of(request), "words": json.dumps(words(), ensure_ascii=False)}
    return _shown(request, "walk/looking_on.html", context)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to install it, under a name that tells nothing."""
    face = _face(request)
    names = {"plain": _("Way home"), "notes": _("Notes"), "weather": _("Weather")}
    language = "en" if (get_language() or "").startswith("en") else "ko"
    return JsonResponse(
        {
            "name": names[face],
            "short_name": names[face],
            "start_url": f"{reverse('walk')}?lang={language}&as={face}",
            "scope": reverse("walk"),
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#ffffff",
            "icons": [{"src": static(f"walk/{face}.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """What lets the page open without a connection; it may speak for /walk/ alone."""
    answer = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = reverse("walk")
    return answer


def _shown(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    answer = render(request, template, context)
    answer["Permissions-Policy"] = _MAY
    answer["Content-Security-Policy"] = f"{POLICY}; manifest-src 'self'"
    return answer


def _face(request: HttpRequest) -> str:
    asked = request.GET.get("as", "")
    return asked if asked in _FACES else _FACES[0]


@cache
def _worker() -> bytes:
    script = Path(str(finders.find("walk/worker.js"))).read_bytes()
    files = [static(f"walk/{name}.js") for name in _SCRIPTS]
    files += [static("walk/walk.css"), static("look/tokens.css")]
    return script.replace(b"/* FILES */", json.dumps(files)[1:-1].encode())


urls = [
    path("walk/", app, name="walk"),
    path("walk/with/", looking_on, name="walk_with"),
    path("walk/app.webmanifest", manifest, name="walk_manifest"),
    path("walk/worker.js", worker, name="walk_worker"),
    *beside.urls,
    *says.urls,
    *terms.urls,
    *unsafe.urls,
]
