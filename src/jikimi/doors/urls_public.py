"""Every url of a process that serves the public alone: no staff door, no interface for members."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from jikimi.doors.public import pages
from jikimi.doors.public.urls import urlpatterns as public_urls

urlpatterns: list[URLPattern | URLResolver] = [
    *public_urls,
    path("healthz", pages.alive, name="healthz"),
    path("readyz", pages.ready, name="readyz"),
]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for an address that leads nowhere and for what is not public."""
    return pages.not_found(request)


handler500 = "jikimi.doors.public.pages.broken"
