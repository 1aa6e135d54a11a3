"""One entry: /services/<id>/. The address tells nothing of what it is about."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from jikimi.doors.public.cards import cards
from jikimi.doors.public.frame import public_page, show, texts_language, tongue
from jikimi.doors.public.pages import not_found


@public_page
@require_safe
def entry(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """What one service is, whom it is for, how to reach it; in another language where there is one.

    One that has ended, is not public or never was is the same page: there is no such page.
    """
    found = cards([service_id], language=texts_language(request))
    if not found:
        return not_found(request)
    others = [(code, tongue(code)) for code in ("ko", *found[0].shown.others)]
    return show(request, "entry", {"card": found[0], "others": dict(others)})


urls = [path("services/<uuid:service_id>/", entry, name="service")]
