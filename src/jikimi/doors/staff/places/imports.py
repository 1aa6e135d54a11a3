"""Lists of sites over pages: bring a file, see what would happen, confirm, take back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.access.codes import codes, labels
from jikimi.access.errors import NotYet
from jikimi.doors.staff.bringing import (
    BringForm,
    applied,
    brought,
    brought_states,
    refused_rows,
)
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of
from jikimi.places.site_import import import_called, imports_lately, undo_sites
from jikimi.places.site_uploads import IMPORT, SITES, STREETS
from jikimi.places.street_import import (
    street_import_called,
    street_imports_lately,
    undo_streets,
)

ENDINGS = ".csv,.tsv,.xlsx,.xls,.geojson,.json"


class SiteListForm(BringForm):
    """The list, and what it is of when its headers do not say."""

    file = forms.FileField(
        label=words("File"),
        help_text=words(
            "CSV (UTF-8 or CP949) or XLSX, as public bodies publish it; streets as GeoJSON or CSV."
        ),
    )
    kind = forms.ChoiceField(
        label=words("What it lists"),
        required=False,
        help_text=words("Needed only when the headers of the file do not say."),
    )

    def __init__(self, *data: Any) -> None:
        super().__init__(*data)
        kinds = [(row.code, row.label) for row in codes("places", "site_kinds").values()]
        streets = (STREETS, _("Streets"))
        offer(self, "kind", [("", _("The headers say it")), *kinds, streets])


@staff_page(IMPORT)
def site_imports(request: HttpRequest) -> HttpResponse:
    """Bring a list; what was brought and came in lately."""
    actor = actor_of(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SiteListForm(*sent)
    if form.is_valid():
        upload = ruled(form, lambda: brought(request, SITES, "sites", form))
        if upload:
            return redirect("site_list", upload.pk)
    context = {
        "form": form,
        "endings": ENDINGS,
        "uploads": SITES.lately(actor),
        "states": brought_states(),
        "rows": [(row, may(actor, "places.sites.undo", row)) for row in imports_lately()],
        "streets": [
            (row, may(actor, "places.streets.undo", row)) for row in street_imports_lately()
        ],
        "kinds": _kinds(),
        "doubts": labels("places", "site_doubts"),
    }
    return show(request, "places/imports.html", context, status=status_of(form))


@staff_page(IMPORT)
def site_list_one(request: HttpRequest, number: UUID) -> HttpResponse:
    """One list: what would happen, or what became of it."""
    upload = SITES.called(actor_of(request), number)
    context = {
        "upload": upload,
        "found": upload.findings,
        "state": brought_states().get(upload.state, ""),
        "is_under_way": upload.state in ("checking", "waiting"),
        "kinds": _kinds(),
        "is_of_streets": upload.kind == STREETS,
        "doubts": codes("places", "site_doubts"),
        "reasons": labels("places", "site_refusals") | labels("places", "street_refusals"),
        "fields": field_words(),
    }
    template = "import_progress" if request.GET.get("part") == "live" else "import"
    return show(request, f"places/{template}.html", context)


@staff_page(IMPORT)
@require_POST
def site_list_apply(request: HttpRequest, number: UUID) -> HttpResponse:
    """Bring the list in."""
    applied(request, SITES, "sites", SITES.called(actor_of(request), number))
    return redirect("site_list", number)


@staff_page(IMPORT)
@require_POST
def site_list_discard(request: HttpRequest, number: UUID) -> HttpResponse:
    """Throw the file away before it comes in."""
    actor = actor_of(request)
    SITES.discard(actor=actor, file=SITES.called(actor, number))
    messages.success(request, _("The file is thrown away. Nothing was imported."))
    return redirect("site_imports")


@staff_page(IMPORT)
def site_list_refused(request: HttpRequest, number: UUID) -> HttpResponse:
    """The refused rows with their reasons, to be corrected and brought again."""
    return refused_rows(request, SITES, SITES.called(actor_of(request), number))


@staff_page(IMPORT)
@require_POST
def site_import_undo(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take a list back."""
    try:
        touched = undo_sites(actor=actor_of(request), brought=import_called(number))
        messages.success(request, _("Taken back: %(number)d sites.") % {"number": touched})
    except NotYet as refusal:
        messages.error(request, refusal.says)
    return redirect("site_imports")


@staff_page("places.streets.undo")
@require_POST
def street_import_undo(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take a file of streets back."""
    actor = actor_of(request)
    try:
        gone = undo_streets(actor=actor, brought=street_import_called(number))
        messages.success(request, _("Taken back: %(number)d pieces of street.") % {"number": gone})
    except NotYet as refusal:
        messages.error(request, refusal.says)
    return redirect("site_imports")


def _kinds() -> dict[str, str]:
    return {**labels("places", "site_kinds"), STREETS: _("Streets")}


def field_words() -> dict[str, str]:
    """What a list says of a site, in words."""
    return {
        "number": _("Number"),
        "name": _("Name"),
        "keeper_name": _("Keeper"),
        "keeper_phone": _("Keeper's phone"),
        "road_address": _("Road address"),
        "lot_address": _("Lot address"),
        "longitude": _("Longitude"),
        "latitude": _("Latitude"),
        "facts": _("Further facts"),
        "how_many": _("How many"),
        "installed_on": _("Put up on"),
        "tested_on": _("Last test"),
        "test_result": _("Result of the test"),
        "state": _("State"),
    }


_ONE = "places/imports/<uuid:number>/"
urls = [
    path("places/imports/", site_imports, name="site_imports"),
    path(_ONE, site_list_one, name="site_list"),
    path(f"{_ONE}apply/", site_list_apply, name="site_list_apply"),
    path(f"{_ONE}discard/", site_list_discard, name="site_list_discard"),
    path(f"{_ONE}rejected/", site_list_refused, name="site_list_refused"),
    path(f"{_ONE}undo/", site_import_undo, name="site_import_undo"),
    path(f"{_ONE}undo-streets/", street_import_undo, name="street_import_undo"),
]
