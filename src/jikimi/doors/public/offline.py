"""The directory without internet: one file for a tablet, or kept by the browser when asked to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from jikimi.doors.public.frame import public_page, show


@public_page
@require_safe
def without_network(request: HttpRequest) -> HttpResponse:
    """How to have it without internet, and what that leaves on the device."""
    return show(request, "without_network")


urls = [path("without-network/", without_network, name="without_network")]
