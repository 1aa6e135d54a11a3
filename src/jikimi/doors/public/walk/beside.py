"""Pages beside the phone's own: for a guardian, and how it is installed."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jikimi.access.codes import codes, labels
from jikimi.doors.public.frame import here_of, public_page
from jikimi.doors.public.walk.words import words


@public_page
@require_safe
def guardian(request: HttpRequest) -> HttpResponse:
    """For a guardian who was shown a link: what a child's phone asks to agree to."""
    texts = {"purposes": labels("escorts", "purposes"), "bands": labels("escorts", "age_bands")}
    context = {
        "here": here_of(request),
        "guardian_kinds": codes("escorts", "guardian_kinds"),
        "texts": json.dumps(texts, ensure_ascii=False),
        "words": json.dumps(words(), ensure_ascii=False),
    }
    return render(request, "walk/guardian.html", context)


@public_page
@require_safe
def install(request: HttpRequest) -> HttpResponse:
    """How it is put among the apps of a phone, and what that hides and what not."""
    return render(request, "walk/install.html", {"here": here_of(request), "steps": _steps()})


def _steps() -> list[tuple[str, list[str]]]:
    """By phone and browser, as these call their own menus."""
    return [
        (
            _("Android with Chrome"),
            [
                _("Open the page under the name you want, in Chrome."),
                _("Tap the three dots at the top right."),
                _("Tap “Add to Home screen”, then “Install”."),
            ],
        ),
        (
            _("Galaxy with Samsung Internet"),
            [
                _("Open the page under the name you want, in Samsung Internet."),
                _("Tap the three lines at the bottom right."),
                _("Tap “Add page to”, then “Apps screen” or “Home screen”."),
            ],
        ),
        (
            _("iPhone with Safari"),
            [
                _("Open the page under the name you want, in Safari."),
                _("Tap the square with the arrow."),
                _("Tap “Add to Home Screen”, then “Add”."),
            ],
        ),
    ]


urls = [
    path("walk/guardian/", guardian, name="walk_guardian_page"),
    path("walk/install/", install, name="walk_install"),
]
