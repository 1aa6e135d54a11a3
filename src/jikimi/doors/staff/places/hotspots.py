"""Where harm happens over pages: cells in order, when, whether places stay, repeats, forecasts."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.codes import labels
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of
from jikimi.places import crime_patterns as patterns
from jikimi.places.areas import area_names
from jikimi.places.coarsening import SIZES
from jikimi.places.crime_cells import CellWish, CrimeCells, crime_cells
from jikimi.places.crimes import crime_kinds, days_known

READ = "places.crimes.read"
PARTS = ("cells", "when", "staying", "near", "foretold")
_SHOWN = 50
_YEARS = 3


class CellForm(forms.Form):
    """Which incidents, and how they are counted."""

    kind = forms.ChoiceField(label=words("Kind of incident"), required=False)
    since = forms.DateField(label=words("From the day"), required=False)
    until = forms.DateField(label=words("Up to the day"), required=False)
    grid = forms.ChoiceField(label=words("Cells"), required=False)
    cell_m = forms.TypedChoiceField(label=words("Width of a cell"), coerce=int, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(row.code, row.label) for row in crime_kinds().values()]
        offer(self, "kind", [("", _("All kinds")), *kinds])
        offer(self, "grid", [("square", _("Squares")), ("hexagon", _("Hexagons"))])
        sizes = [(size, f"{size:,} m") for size in SIZES if size <= 4_000]
        offer(self, "cell_m", [("", _("As fine as the data allow")), *sizes])

    def wish(self) -> CellWish:
        """What is asked; what is not said is the three years up to the last day that is known."""
        given = self.cleaned_data
        today = timezone.localdate()
        first, last = days_known() or (today, today)
        until: date = given.get("until") or last
        since: date = given.get("since") or max(first, until - timedelta(days=365 * _YEARS))
        return CellWish(
            kinds=(given["kind"],) if given.get("kind") else (),
            since=since,
            until=until,
            grid=given.get("grid") or "square",
            cell_m=given.get("cell_m") or 0,
        )


@staff_page(READ)
def hotspots(request: HttpRequest) -> HttpResponse:
    """Where harm happens, by the part of the question that is asked."""
    form = CellForm(request.GET)
    found = _found(request, form)
    asked = request.GET.get("part", "")
    part = asked if asked in PARTS else PARTS[0]
    context = {
        "form": form,
        "found": found,
        "part": part,
        "tabs": _tabs(request, part),
        "kinds": crime_kinds(),
        "areas": area_names(),
        "shown": found.cells[:_SHOWN] if found else [],
        "csv_url": f"?{_kept(request)}".replace("?", "cells.csv?", 1),
        "map_url": f"{reverse('hotspot_map')}?{_kept(request)}",
        "is_narrowed": bool(_kept(request)),
        "may_bring": may(actor_of(request), "places.crimes.bring"),
        **(_part(part, found.wish) if found and found.incidents else {}),
    }
    return show(request, "places/hotspots.html", context, status=status_of(form))


@staff_page(READ)
def hotspot_cells(request: HttpRequest) -> HttpResponse:
    """Every cell as a table to take along; cells hold no person."""
    form = CellForm(request.GET)
    found = _found(request, form)
    response = HttpResponse(content_type="text/csv; charset=utf-8", status=status_of(form))
    response["Content-Disposition"] = 'attachment; filename="cells.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        ["rank", "longitude", "latitude", "area", "cell_m", "count", "per_km2_year", "low", "high",
         "z", "q", "side"]
    )  # fmt: skip
    for cell in found.cells if found else []:
        z = "" if cell.z is None else round(cell.z, 3)
        rates = (round(rate, 3) for rate in (cell.per_km2, cell.low, cell.high))
        place = (*cell.middle, cell.area_code, found.cell_m if found else 0)
        writer.writerow([cell.rank, *place, cell.count, *rates, z, round(cell.q, 4), cell.side])
    return response


def _found(request: HttpRequest, form: CellForm) -> CrimeCells | None:
    if not form.is_valid():
        return None
    cells: CrimeCells | None = ruled(form, lambda: crime_cells(actor_of(request), form.wish()))
    return cells


def _part(part: str, wish: CellWish) -> dict[str, Any]:
    """What only this part of the page shows."""
    asked: dict[str, Callable[[CellWish], Any]] = {
        "when": patterns.when_it_happens,
        "staying": patterns.staying_places,
        "near": patterns.repeating_nearby,
        "foretold": patterns.foretold,
    }
    if part not in asked:
        return {}
    return {part: asked[part](wish), "methods": _methods(), "weekdays": _weekdays()}


def _kept(request: HttpRequest) -> str:
    return urlencode({k: v for k, v in request.GET.items() if k != "part" and v})


def _tabs(request: HttpRequest, part: str) -> list[dict[str, Any]]:
    kept = _kept(request)
    return [
        {"url": f"?{kept}&part={code}" if kept else f"?part={code}", "label": says,
         "current": code == part}
        for code, says in _parts().items()
    ]  # fmt: skip


def _parts() -> dict[str, str]:
    return {
        "cells": _("Where"),
        "when": _("When"),
        "staying": _("Do places stay?"),
        "near": _("Repeats nearby"),
        "foretold": _("What foretells it"),
    }


def _methods() -> dict[str, str]:
    return {
        "last year": _("Where it was last year"),
        "same season last year": _("The same season last year"),
        "all time": _("Where it ever was"),
        "decayed with neighbours": _("Lately more, neighbours counted in"),
    }


def _weekdays() -> list[str]:
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


def kind_labels() -> dict[str, str]:
    """The word for each kind of incident."""
    return labels("places", "coarsening")


urls = [
    path("hotspots/", hotspots, name="hotspots"),
    path("hotspots/cells.csv", hotspot_cells, name="hotspot_cells"),
]
