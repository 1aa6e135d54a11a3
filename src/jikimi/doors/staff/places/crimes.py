"""Lists of incidents over pages: tried, brought in coarse, taken back; the file is not kept."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
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
from jikimi.access.codes import labels
from jikimi.access.errors import NotYet
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of
from jikimi.places.crimes import (
    CrimePlan,
    bring_crimes,
    crime_import_called,
    crime_imports_lately,
    crime_kinds,
    plan_crimes,
    undo_crimes,
)
from jikimi.settings.folders import uploads_folder

BRING = "places.crimes.bring"
MOST_BYTES = 20_000_000
_REASONS_SHOWN = 20


class CrimeFileForm(forms.Form):
    """The list, and what it is about when it does not say."""

    file = forms.FileField(
        label=words("File"),
        help_text=words("CSV (UTF-8 or CP949) or XLSX with kind, day and coordinates."),
    )
    kind = forms.ChoiceField(
        label=words("What it is about"),
        required=False,
        help_text=words("Needed only when the file has no column with the kind."),
    )

    def __init__(self, *data: Any) -> None:
        super().__init__(*data)
        kinds = [(row.code, row.label) for row in crime_kinds().values()]
        offer(self, "kind", [("", _("A column says it")), *kinds])

    def clean_file(self) -> Any:
        """A file that can be read while the page is waited for."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            says = _("More than 20 MB. Bring it in with: jikimi import crimes FILE")
            raise forms.ValidationError(says)
        return file


@staff_page(BRING)
def crime_lists(request: HttpRequest) -> HttpResponse:
    """Try or bring a list; what came in lately and how each kind is made coarse."""
    form = CrimeFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    plan: CrimePlan | None = None
    if form.is_valid():
        plan = ruled(form, lambda: _read(request, form))
        if plan and "bring" in request.POST:
            says = _("In: %(new)s new, %(same)s known already, %(rejected)s left out.")
            messages.success(request, says % plan.counts)
            return redirect("crime_lists")
    actor = actor_of(request)
    rows = crime_imports_lately(actor)
    context = {
        "form": form,
        "plan": plan,
        "refused": plan.refused[:_REASONS_SHOWN] if plan else [],
        "reasons": labels("places", "crime_refusals"),
        "rules": crime_kinds(),
        "rows": [(row, may(actor, "places.crimes.undo", row)) for row in rows],
        "kinds": labels("places", "coarsening"),
    }
    return show(request, "places/crimes.html", context, status=status_of(form))


@staff_page("places.crimes.undo")
@require_POST
def crime_list_undo(request: HttpRequest, number: UUID) -> HttpResponse:
    """Forget what a list brought."""
    actor = actor_of(request)
    try:
        gone = undo_crimes(actor=actor, brought=crime_import_called(actor, number))
        messages.success(request, _("Forgotten: %(number)d incidents.") % {"number": gone})
    except NotYet as refusal:
        messages.error(request, refusal.says)
    return redirect("crime_lists")


def _read(request: HttpRequest, form: CrimeFileForm) -> CrimePlan:
    """Lay the file down for as long as it is read; whatever a crash left is swept with uploads."""
    sent, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
    with NamedTemporaryFile(dir=uploads_folder(), suffix=".upload") as laid:
        for chunk in sent.chunks():
            laid.write(chunk)
        laid.flush()
        given: dict[str, Any] = {"path": Path(laid.name), "kind": kind, "name": sent.name}
        if "bring" not in request.POST:
            return plan_crimes(actor=actor_of(request), **given)
        return bring_crimes(actor=actor_of(request), **given)[1]


urls = [
    path("hotspots/lists/", crime_lists, name="crime_lists"),
    path("hotspots/lists/<uuid:number>/undo/", crime_list_undo, name="crime_list_undo"),
]
