"""One entry: /services/<id>/."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

urls: list[URLPattern] = []
