"""Every url, by door."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from jikimi.doors.api import health, v1
from jikimi.doors.public import urls as public

urlpatterns: list[URLPattern | URLResolver] = [
    *public.urlpatterns,
    *health.urls,
    *v1.urls,
    path("staff/sign-in/", include("allauth.urls")),
    path("staff/", include("jikimi.doors.staff.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler404 = "jikimi.doors.session.not_found"
handler500 = "jikimi.doors.session.broken"
