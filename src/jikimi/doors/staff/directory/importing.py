"""Directories of others over pages: bring a file, see what would happen, apply, take back."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST

from jikimi.access.errors import NotAllowed, NotYet
from jikimi.directory.exchange.reading import reason_text, repair_text
from jikimi.directory.importing import imports_lately, undo_import
from jikimi.directory.importing_repairs import take_back_repair
from jikimi.directory.importing_sources import source_words
from jikimi.directory.importing_uploads import DIRECTORIES
from jikimi.doors.staff.bringing import (
    BringForm,
    applied,
    brought,
    brought_states,
    refused_rows,
)
from jikimi.doors.staff.directory.frame import rounds
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

IMPORT = "directory.import.apply"
ENDINGS = ".csv,.tsv,.json,.ndjson,.jsonl,.xlsx,.xls,.zip"


class UploadForm(BringForm):
    """The file, and whose data it is."""

    file = forms.FileField(
        label=words("File"), help_text=words("CSV, XLSX, JSON, or a zip of a whole package.")
    )
    source = forms.ChoiceField(
        label=words("Whose data it is"),
        required=False,
        help_text=words("What a better source said is not overwritten."),
    )

    def __init__(self, *data: Any) -> None:
        super().__init__(*data)
        known = [one for one in source_words().items() if one[0] not in ("demo", "agency", "call")]
        field = cast(forms.ChoiceField, self.fields["source"])
        field.choices = [("", _("Named after the file")), *known]


@staff_page(IMPORT)
def imports(request: HttpRequest) -> HttpResponse:
    """Bring a file; what was brought and imported lately."""
    actor = actor_of(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)
    if form.is_valid():
        upload = ruled(form, lambda: brought(request, DIRECTORIES, "directory", form))
        if upload:
            return redirect("directory_import", upload.pk)
    context = {
        "form": form,
        "uploads": DIRECTORIES.lately(actor),
        "batches": [_batch(one) for one in imports_lately(actor)],
        "states": brought_states(),
        "sources": source_words(),
        "endings": ENDINGS,
        "rounds": rounds(actor, "directory_imports"),
    }
    return show(request, "directory/imports.html", context, status=status_of(form))


@staff_page(IMPORT)
def import_one(request: HttpRequest, number: UUID) -> HttpResponse:
    """One file: what would happen, or what became of it."""
    actor = actor_of(request)
    upload = DIRECTORIES.called(actor, number)
    found = upload.findings
    context = {
        "upload": upload,
        "found": found,
        "state": brought_states().get(upload.state, ""),
        "is_under_way": upload.state in ("checking", "waiting"),
        "tables": _tables(found),
        "repairs": _repairs(found),
        "refused": [{**one, "reason": _reason(one["code"])} for one in found.get("refused", [])],
        "kept_words": _kept_words(),
        "why_words": why_words(),
        "sources": source_words(),
        "rounds": rounds(actor, "directory_imports"),
    }
    return show(request, "directory/import.html", context)


@staff_page(IMPORT)
@require_POST
def import_apply(request: HttpRequest, number: UUID) -> HttpResponse:
    """Bring the file in."""
    actor = actor_of(request)
    applied(request, DIRECTORIES, "directory", DIRECTORIES.called(actor, number))
    return redirect("directory_import", number)


@staff_page(IMPORT)
@require_POST
def import_discard(request: HttpRequest, number: UUID) -> HttpResponse:
    """Throw the file away before it comes in."""
    actor = actor_of(request)
    DIRECTORIES.discard(actor=actor, file=DIRECTORIES.called(actor, number))
    messages.success(request, _("The file is thrown away. Nothing was imported."))
    return redirect("directory_imports")


@staff_page(IMPORT)
def import_refused(request: HttpRequest, number: UUID) -> HttpResponse:
    """The refused rows with their reasons, to be corrected and brought again."""
    file = DIRECTORIES.called(actor_of(request), number)
    return refused_rows(request, DIRECTORIES, file)


@staff_page(IMPORT)
@require_POST
def import_undo(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take an import back."""
    try:
        undo = undo_import(actor=actor_of(request), batch=batch)
    except NotYet as refusal:
        messages.error(request, refusal.says)
    else:
        kept = undo.details.get("kept", 0)
        messages.success(
            request, _("The import is taken back. Later changes kept: %(kept)d") % {"kept": kept}
        )
    return redirect("directory_imports")


@staff_page(IMPORT)
@require_POST
def import_repair_undo(request: HttpRequest, number: UUID, repair: int) -> HttpResponse:
    """Put in what the file holds instead of what a repair made of it."""
    actor = actor_of(request)
    upload = DIRECTORIES.called(actor, number)
    if upload.batch_id is None:
        raise NotAllowed
    try:
        take_back_repair(actor=actor, batch=upload.batch_id, number=repair)
    except NotYet as refusal:
        messages.error(request, refusal.says)
    else:
        messages.success(request, _("What the file holds stands there now."))
    return redirect("directory_import", number)


def why_words() -> dict[str, str]:
    """Why two entries look alike."""
    return {
        "same_phone": _("Same number"),
        "same_name": _("Same name"),
        "near_name": _("Nearly the same name, same district"),
    }


def _batch(batch: Any) -> dict[str, Any]:
    counts = {"new": 0, "changed": 0} | batch.details.get("counts", {})
    return {"batch": batch, "counts": counts, "is_undone": hasattr(batch, "undone_by")}


def _tables(found: dict[str, Any]) -> list[dict[str, Any]]:
    rows = found.get("rows", {})
    read = found.get("read", {})
    return [
        {"name": name, "read": read[name], "new": rows.get(name, {}).get("new", 0),
         "changed": rows.get(name, {}).get("changed", 0)}
        for name in read
    ]  # fmt: skip


def _repairs(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Repairs by kind, each with its reason and the first examples."""
    made: dict[str, dict[str, Any]] = {}
    for number, one in enumerate(found.get("repaired_rows", [])):
        why = repair_text(one["code"], _language())
        kind = made.setdefault(one["code"], {"why": why, "rows": []})
        if len(kind["rows"]) < 20:
            kind["rows"].append({**one, "number": number})
    counts = found.get("repairs", {})
    return [{**kind, "code": code, "count": counts.get(code, 0)} for code, kind in made.items()]


def _reason(code: str) -> str:
    return reason_text(code, _language())


def _language() -> str:
    return "en" if (get_language() or "ko").startswith("en") else "ko"


def _kept_words() -> dict[str, str]:
    return {
        "": _("Goes in"),
        "held": _("Kept: not public"),
        "confidential": _("Kept: confidential place"),
        "higher": _("Kept: a better source"),
    }


_ONE = "directory/import/<uuid:number>/"
urls = [
    path("directory/import/", imports, name="directory_imports"),
    path(_ONE, import_one, name="directory_import"),
    path(f"{_ONE}apply/", import_apply, name="directory_import_apply"),
    path(f"{_ONE}discard/", import_discard, name="directory_import_discard"),
    path(f"{_ONE}rejected/", import_refused, name="directory_import_refused"),
    path(f"{_ONE}repairs/<int:repair>/undo/", import_repair_undo, name="directory_repair_undo"),
    path("directory/import/undo/<uuid:batch>/", import_undo, name="directory_import_undo"),
]
