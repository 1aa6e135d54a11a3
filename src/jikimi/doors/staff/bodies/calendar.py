"""My calendar: a secret link to one's own shifts, shown once, renewed or ended at will."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.bodies.duty.calendars import calendar_link, end_calendar_link, make_calendar_link
from jikimi.bodies.duty.reads import own_shifts
from jikimi.doors.staff.pages import actor_of, show, staff_page


@staff_page("bodies.calendar.make")
def calendar(request: HttpRequest) -> HttpResponse:
    """Whether there is a link; a new one is shown on this page and never again."""
    actor = actor_of(request)
    fresh = ""
    if request.method == "POST":
        secret = make_calendar_link(actor=actor)
        fresh = urljoin(settings.JIKIMI_URL, reverse("calendar_feed", args=[secret]))
    context = {"link": calendar_link(actor), "fresh": fresh, "mine": own_shifts(actor)}
    return show(request, "bodies/duty/calendar.html", context)


@staff_page("bodies.calendar.end")
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Let the link open nothing any more."""
    end_calendar_link(actor=actor_of(request))
    messages.success(request, _("The link opens nothing any more."))
    return redirect("calendar")


urls = [
    path("calendar/", calendar, name="calendar"),
    path("calendar/end/", end, name="calendar_end"),
]
