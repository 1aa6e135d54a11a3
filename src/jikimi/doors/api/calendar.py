"""A person's shifts for a calendar programme, behind a secret link, without sign-in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from jikimi.access.errors import NotAllowed
from jikimi.bodies.duty.calendars import calendar_behind


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar as text/calendar; a link that is unknown or ended leads nowhere."""
    try:
        content = calendar_behind(secret)
    except NotAllowed as refusal:
        raise Http404 from refusal
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="duty.ics"'
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


urls = [path("calendar/<str:secret>.ics", feed, name="calendar_feed")]
