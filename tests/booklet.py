"""What tests of the booklet share: everything checked, an edit, and a print read back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from pypdf import PdfReader

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.codes import today
from jikimi.access.ticket import named
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.models import Mark
from tests.directory.town import key


def check_everything(on: date | None = None) -> None:
    """Somebody makes sure of every fact."""
    with named(THE_OPERATOR):
        Mark.objects.update(verified_on=on or today())


def edit(row: str, field: str, value: Any, *, table: str = "service") -> None:
    """The operator sets a field of a row of the town."""
    change(Edit(table, key(row), "set", field, value))


def change(*edits: Edit) -> None:
    """The operator changes the directory."""
    with named(THE_OPERATOR):
        apply_edits(actor=THE_OPERATOR, edits=list(edits), kind="import", source="town")


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def text_in(archive: bytes) -> str:
    """Everything readable in a file of an office suite."""
    with ZipFile(BytesIO(archive)) as parts:
        return "".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())


def without_spaces(texts: Iterable[str]) -> str:
    """All letters in order: where a line was broken says nothing."""
    return "".join("".join(text.split()) for text in texts)
