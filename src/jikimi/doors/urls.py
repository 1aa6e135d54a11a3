"""Every url, by door."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from jikimi.doors import session
from jikimi.doors.api import calendar, health, v1
from jikimi.doors.public import pages
from jikimi.doors.public import urls as public
from jikimi.doors.public.door import is_public

urlpatterns: list[URLPattern | URLResolver] = [
    *public.urlpatterns,
    *health.urls,
    *v1.urls,
    *calendar.urls,
    path("staff/sign-in/", include("allauth.urls")),
    path("staff/", include("jikimi.doors.staff.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For an address that leads nowhere, the page of the door it stands at."""
    if is_public(request.path):
        return pages.not_found(request)
    return session.not_found(request, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    """When something failed: at the public door the numbers to call still stand."""
    return pages.broken(request) if is_public(request.path) else session.broken(request)
