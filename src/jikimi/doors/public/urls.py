"""Every address of the public door; the public process answers these and no others."""

from __future__ import annotations

from django.urls.resolvers import URLPattern, URLResolver

from jikimi.doors.public import booklet, confirm, entry, figures, offline, pages, places, results
from jikimi.doors.public.hsds import views as hsds
from jikimi.doors.public.walk import pages as walk

urlpatterns: list[URLPattern | URLResolver] = [
    *pages.urls,
    *results.urls,
    *entry.urls,
    *offline.urls,
    *confirm.urls,
    *hsds.urls,
    *booklet.urls,
    *places.urls,
    *figures.urls,
    *walk.urls,
]
