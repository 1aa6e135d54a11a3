"""Maps of Seoul: 39,357 bells and cameras, in bytes and milliseconds, at three distances.

Run in a process of its own: python -m bench.maps
The ways compared: marks gathered for what is in view; every site sent at once with its key; and
what the public map sends, which may ask for no view, since a view would tell where somebody is.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from bench import place
from bench.place import Size

GEO = place.ROOT.parent / "shared" / "data" / "geo"
SIZE = Size("maps", 0)
_LISTS = ("seoul_safety_bells.csv", "seoul_cctv.csv", "gwanak_women_safe_houses_20220928.csv")
_VIEWS = {
    "city": "126.76,37.42,127.19,37.70",
    "district": "126.90,37.44,126.99,37.50",
    "street": "126.950,37.476,126.958,37.481",
}
_RUNS = 7


def measure() -> dict[str, Any]:
    """Every figure; the database is already filled."""
    from jikimi.doors.maps import as_geojson
    from jikimi.doors.public.places import _document
    from jikimi.doors.staff.places.map_sheets import site_layer, sites_sheet
    from jikimi.places.map_reads import ground, sites_in_view
    from jikimi.places.maps import view_of
    from jikimi.places.published import everything_published
    from jikimi.places.sites import SiteWish

    asked = _request()
    began = time.perf_counter()
    ground()
    found: dict[str, Any] = {"first_ground_ms": (time.perf_counter() - began) * 1e3}
    for name, box in _VIEWS.items():
        view = view_of(box, wide="1200")
        assert view is not None

        def data(view: Any = view) -> bytes:
            marks = sites_in_view(SiteWish(), view)
            return as_geojson(asked, site_layer(), view, marks).content

        def drawn(view: Any = view) -> bytes:
            marks = sites_in_view(SiteWish(), view)
            return _picture(sites_sheet(view, marks, {}))

        found[name] = {"data": _timed(data), "drawing": _timed(drawn)}
    found["everything at once"] = _timed(_all_with_keys)
    found["public"] = _timed(lambda: _json(_document(everything_published())))
    return found


def _request() -> Any:
    from django.test import RequestFactory

    return RequestFactory().get("/")


def _picture(sheet: Any) -> bytes:
    from django.template import engines

    text = "{% from 'maps/figure.html' import picture %}{{ picture(map) }}"
    return engines["jinja2"].from_string(text).render({"map": sheet}).encode()


def _all_with_keys() -> bytes:
    from jikimi.places.models import Site

    rows = Site.objects.filter(longitude__isnull=False, removed_on=None)
    names = ("pk", "kind", "state", "longitude", "latitude", "name")
    return _json({"sites": [[str(pk), *rest] for pk, *rest in rows.values_list(*names)]})


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _timed(make: Callable[[], bytes]) -> dict[str, float]:
    """The quickest of seven: what else a machine does is no part of a map."""
    times, body = [], b""
    for _run in range(_RUNS):
        began = time.perf_counter()
        body = make()
        times.append((time.perf_counter() - began) * 1e3)
    return {
        "ms": min(times),
        "bytes": len(body),
        "packed": len(gzip.compress(body, 6)),
    }


def fill() -> int:
    """Boundaries and lists of Seoul, published where the public may see them; how many sites."""
    from django.utils import timezone

    from jikimi.access.actor import THE_OPERATOR
    from jikimi.places.areas import bring_areas
    from jikimi.places.models import Site
    from jikimi.places.published import PUBLIC_KINDS
    from jikimi.places.site_import import bring_sites

    ground = GEO / "hangjeongdong_seoul.geojson"
    bring_areas(actor=THE_OPERATOR, path=ground, valid_from=date(2026, 1, 1))
    for name in _LISTS:
        bring_sites(actor=THE_OPERATOR, path=GEO / name)
    public = Site.objects.filter(kind__in=PUBLIC_KINDS).exclude(area_code="")
    public.update(audience="public", published_at=timezone.now())
    return Site.objects.count()


def main() -> None:
    """Fill, measure, write down."""
    if not GEO.exists():
        print("maps: left out, the lists of Seoul are not there", flush=True)
        return
    place.settle(SIZE)
    from bench import region

    region._start()
    region.migrated(SIZE)
    import django

    django.setup()
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named

    print("maps: boundaries and sites of Seoul", flush=True)
    with named(THE_OPERATOR):
        sites = fill()
        place.keep("maps", figures={"sites": sites, **measure()})


if __name__ == "__main__":
    main()
