"""Importing 112 reports over pages: bring a file, see what would happen, confirm, correct."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from procrastinate.contrib.django import app

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.cases.intake import FIELDS, known_fields, reason_text
from jikimi.cases.mappings import mapping_called, mapping_names, save_mapping
from jikimi.cases.models import ImportBatch
from jikimi.cases.uploads import (
    choose_columns,
    confirm_upload,
    discard_upload,
    has_refused_rows,
    headers_of,
    import_upload,
    is_small,
    need_columns,
    receive_file,
    refused_rows_of,
    try_later,
    try_upload,
    upload_called,
    uploads_of,
)
from jikimi.doors.staff.cases.parts import done, sent, status_of_step, stepped
from jikimi.doors.staff.downloads import LockForm
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of

IMPORT = "cases.reports.import"
LARGEST_BYTES = 2_000_000_000
UNDER_WAY = ("checking", "waiting", "running")


class UploadForm(forms.Form):
    """The file, and a saved mapping when its headers are not the known ones."""

    file = forms.FileField(
        label=words("File"),
        help_text=words("CSV or XLSX, as your system exports it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls"}),
    )
    mapping = forms.ChoiceField(label=words("Saved column mapping"), required=False)

    def __init__(self, actor: Actor, *data: Any) -> None:
        super().__init__(*data)
        names = [(name, name) for name in mapping_names(actor)]
        offer(self, "mapping", [("", _("None: the headers are known")), *names])

    def clean_file(self) -> Any:
        """A file no larger than a country's export."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(_("The file is too large. Use the command line."))
        return file


class ColumnsForm(forms.Form):
    """Which header stands for which field; saved under a name when one is given."""

    def __init__(self, headers: tuple[str, ...], *data: Any, **options: Any) -> None:
        super().__init__(*data, **options)
        offered = [("", _("Not in the file")), *((name, name) for name in headers if name)]
        for field in FIELDS.values():
            name = field.en if _language() == "en" else field.ko
            asked = forms.ChoiceField(label=name, choices=offered, required=field.required)
            self.fields[f"of_{field.name}"] = asked
        self.fields["name"] = forms.CharField(
            label=words("Save under this name"),
            max_length=80,
            required=False,
            help_text=words("The next file of this kind is then read without asking."),
        )

    def mapping(self) -> dict[str, str]:
        """Field → header, an empty header for fields the file does not have."""
        return {name: self.cleaned_data[f"of_{name}"] for name in FIELDS}


@staff_page(IMPORT)
def imports(request: HttpRequest) -> HttpResponse:
    """Bring a file, and what my station brought lately."""
    actor = actor_of(request)
    form = UploadForm(actor, sent(request), request.FILES or None)
    if form.is_valid():
        batch = stepped(form, lambda: _received(actor, form.cleaned_data))
        if batch:
            return redirect("import", batch.pk)
    context = {"form": form, "batches": uploads_of(actor), "states": state_words()}
    return show(request, "cases/importing.html", context, status=status_of_step(form))


@staff_page(IMPORT)
def import_one(request: HttpRequest, number: UUID) -> HttpResponse:
    """One file: its columns, what would happen, how far it is, what became of it."""
    actor = actor_of(request)
    batch = upload_called(actor, number)
    if request.GET.get("part") == "live":
        return show(request, "cases/importing_progress.html", _context(batch))
    if batch.state == "received":
        return _ask_columns(request, batch)
    return show(request, "cases/importing_one.html", _context(batch))


@staff_page(IMPORT)
def import_columns(request: HttpRequest, number: UUID) -> HttpResponse:
    """Say which header stands for which field, and see what would happen then."""
    actor = actor_of(request)
    batch = upload_called(actor, number)
    form = ColumnsForm(headers_of(batch), sent(request), initial=_guessed(batch))
    if form.is_valid() and stepped(form, lambda: _chosen(actor, batch, form)):
        return redirect("import", number)
    return _columns_page(request, batch, form)


@staff_page(IMPORT)
def import_confirm(request: HttpRequest, number: UUID) -> HttpResponse:
    """Read the file in."""
    actor = actor_of(request)
    batch = upload_called(actor, number)
    if request.method == "POST":
        confirm_upload(actor=actor, batch=batch)
        _now_or_later(batch, lambda: import_upload(actor=actor, batch=batch))
    return redirect("import", number)


@staff_page(IMPORT)
def import_discard(request: HttpRequest, number: UUID) -> HttpResponse:
    """Throw the file away before it is read in."""
    actor = actor_of(request)
    batch = upload_called(actor, number)
    if request.method != "POST":
        return redirect("import", number)
    discard_upload(actor=actor, batch=batch)
    return done(request, _("The file is thrown away. Nothing was imported."), "imports")


@staff_page(IMPORT)
def import_refused(request: HttpRequest, number: UUID) -> HttpResponse:
    """The refused rows with their reasons, locked, to be corrected and brought again."""
    actor = actor_of(request)
    batch = upload_called(actor, number)
    if not has_refused_rows(batch):
        raise NotAllowed
    form = LockForm(sent(request))
    if form.is_valid():
        made = ruled(form, lambda: refused_rows_of(actor, batch, **form.cleaned_data))
        if made is not None:
            name = f"rejected-{number}.zip"
            answer: Any = FileResponse(made, as_attachment=True, filename=name)
            return cast(HttpResponse, answer)  # read from the disk piece by piece
    context = {"batch": batch, "form": form}
    return show(request, "cases/importing_refused.html", context, status=status_of(form))


def state_words() -> dict[str, str]:
    """The states of a file in words."""
    return {
        "received": _("Columns to be told"),
        "checking": _("Being checked"),
        "checked": _("Waits for your confirmation"),
        "waiting": _("Waits for its turn"),
        "running": _("Being imported"),
        "finished": _("Imported"),
        "failed": _("Stopped"),
    }


def _received(actor: Actor, given: dict[str, Any]) -> ImportBatch:
    """Kept, and tried at once when its columns are known."""
    mapping = mapping_called(actor, given["mapping"]) if given["mapping"] else {}
    file = given["file"]
    batch = receive_file(actor=actor, name=file.name, chunks=file.chunks())
    batch.mapping = mapping
    try:
        need_columns(batch)
    except NotValid:
        return batch  # the page asks for the columns
    if mapping:
        choose_columns(actor=actor, batch=batch, mapping=mapping)
    _try(actor, batch)
    return batch


def _chosen(actor: Actor, batch: ImportBatch, form: ColumnsForm) -> ImportBatch:
    mapping, name = form.mapping(), form.cleaned_data["name"]
    choose_columns(actor=actor, batch=batch, mapping=mapping)
    if name:
        save_mapping(actor=actor, name=name, headers=mapping)
    _try(actor, batch)
    return batch


def _try(actor: Actor, batch: ImportBatch) -> None:
    if not is_small(batch):
        try_later(actor=actor, batch=batch)
    _now_or_later(batch, lambda: try_upload(actor=actor, batch=batch))


def _now_or_later(batch: ImportBatch, now: Callable[[], None]) -> None:
    """A small file while the page is waited for; a large one by the clock, after this request."""
    if is_small(batch):
        now()
    else:
        app.configure_task("read_upload").defer(batch=str(batch.pk))


def _ask_columns(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    try:
        form = ColumnsForm(headers_of(batch), initial=_guessed(batch))
    except NotValid as refusal:
        says = refusal.fields["file"]
        return show(request, "cases/importing_one.html", _context(batch) | {"failure": says})
    return _columns_page(request, batch, form)


def _columns_page(request: HttpRequest, batch: ImportBatch, form: ColumnsForm) -> HttpResponse:
    context = {"batch": batch, "form": form, "missing": _missing(batch)}
    return show(request, "cases/importing_columns.html", context, status=status_of_step(form))


def _missing(batch: ImportBatch) -> str:
    """What is missing as long as nobody tells; empty when all needed columns are known."""
    try:
        need_columns(batch)
    except NotValid as refusal:
        return refusal.fields["file"]
    return ""


def _guessed(batch: ImportBatch) -> dict[str, str]:
    """What is known already of the columns."""
    known = known_fields(headers_of(batch)) | dict(batch.mapping)
    return {f"of_{field}": header for field, header in known.items()}


def _context(batch: ImportBatch) -> dict[str, Any]:
    found = batch.findings
    return {
        "batch": batch,
        "found": found,
        "failure": found.get("failure", ""),
        "state": state_words().get(batch.state, ""),
        "is_under_way": batch.state in UNDER_WAY,
        "refused": [_in_words(row) for row in found.get("refused", [])],
        "has_refused_rows": has_refused_rows(batch),
        "columns": [(_field_word(field), header) for field, header in _headers(found)],
    }


def _headers(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, header) for name, header in found.get("headers", {}).items() if name in FIELDS]


def _field_word(name: str) -> str:
    return FIELDS[name].en if _language() == "en" else FIELDS[name].ko


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"reason": reason_text(row["reason"], language=_language())}


def _language() -> str:
    return "en" if (get_language() or "ko").startswith("en") else "ko"


urls = [
    path("reports/import/", imports, name="imports"),
    path("reports/import/<uuid:number>/", import_one, name="import"),
    path("reports/import/<uuid:number>/columns/", import_columns, name="import_columns"),
    path("reports/import/<uuid:number>/confirm/", import_confirm, name="import_confirm"),
    path("reports/import/<uuid:number>/discard/", import_discard, name="import_discard"),
    path("reports/import/<uuid:number>/rejected/", import_refused, name="import_refused"),
]
