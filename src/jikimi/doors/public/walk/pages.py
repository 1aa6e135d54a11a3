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
from jikimi.doors.public.walk import says

_MAY = "geolocation=(self), camera=(), microphone=()"
# Under what name and mark it may stand among the apps of a phone.
_FACES = ("plain", "notes", "weather")
_SCRIPTS = ("app", "keep", "talk", "place", "screen", "shake")


@public_page
@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """One page for everything a person on the way does; it works from the phone once opened."""
    context = {
        "here": here_of(request),
        "purposes": codes("escorts", "purposes"),
        "recipients": codes("escorts", "recipients"),
        "face": _face(request),
        "words": json.dumps(_words(), ensure_ascii=False),
    }
    return _shown(request, "walk/app.html", context)


@public_page
@require_safe
def looking_on(request: HttpRequest) -> HttpResponse:
    """For somebody who was given a link; its secret stands behind # and is in no address sent."""
    context = {"here": here_of(request), "words": json.dumps(_words(), ensure_ascii=False)}
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


def _words() -> dict[str, str]:
    """What the scripts say, in the reader's language."""
    return {
        "ready": _("Ready."),
        "no_place": _("The phone does not say where it is. Help can be called all the same."),
        "sending": _("Sending …"),
        "waiting": _("No connection. It is kept and sent again. Call or text 112 meanwhile."),
        "sent": _("Sent."),
        "shown": _("The control room sees it."),
        "taken": _("Somebody in the control room looks after it."),
        "police": _("112 has been asked."),
        "on_the_way": _("Police are on the way."),
        "over": _("It is over. What was sent is deleted."),
        "arrived": _("Arrived. What was sent is deleted."),
        "wrong": _("This code is not right."),
        "code": _("A call for help ends with your code."),
        "silence": _("We heard nothing from your phone. Are you well?"),
        "late": _("You are later than you thought. Are you well?"),
        "off_route": _("You left your way. Are you well?"),
        "still": _("You have not moved for a while. Are you well?"),
        "no_consent": _("Agree first under Settings."),
        "no_code": _("Choose your codes first under Settings."),
        "paused": _("You paused it. Go on under Settings."),
        "too_many": _("Too many walks in one hour. Help can be called all the same."),
        "no_room": _("No control room answers here. Call 112."),
        "failed": _("That did not work. Check what you typed and try again."),
        "walking": _("You are being looked after on your way."),
        "looked": _("looked"),
        "times": _("times"),
        "never": _("has not looked"),
        "stop": _("Look on no more"),
        "nothing": _("There is nothing to see here."),
        "here": _("I need help. I am here:"),
        "collected": _("received"),
        "used": _("used"),
        "provided": _("told to"),
        "kept": _("Kept on this phone."),
        "saved_home": _("This place is kept as home."),
        "agreed": _("You agreed until"),
        "not_agreed": _("You have not agreed yet."),
        "link": _("Send this link to somebody you trust:"),
        "seen_at": _("Last seen"),
        "accuracy": _("Accuracy"),
        "expected": _("Expected"),
        "battery": _("Battery"),
        "alarmed": _("Help has been called. The control room looks after it."),
        "asked": _("The person is being asked whether all is well."),
        "under_way": _("On the way."),
    }


urls = [
    path("walk/", app, name="walk"),
    path("walk/with/", looking_on, name="walk_with"),
    path("walk/app.webmanifest", manifest, name="walk_manifest"),
    path("walk/worker.js", worker, name="walk_worker"),
    *says.urls,
]
