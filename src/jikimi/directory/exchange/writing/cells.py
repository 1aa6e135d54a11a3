"""Values as cells of a CSV, and what a column turned out to hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from jikimi.directory.exchange.reading.standard import Field
from jikimi.directory.exchange.writing.canonical import plain_number

_TEXTS = {"date": "date", "time": "time", "instant": "datetime"}
_TYPES = {"number": "number", "flag": "boolean"}
_FORMS: Mapping[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "date": (re.compile(r"\d{4}-\d\d-\d\d"), date.fromisoformat),
    "time": (re.compile(r"\d\d:\d\d:\d\d"), time.fromisoformat),
    "instant": (
        re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"),
        datetime.fromisoformat,
    ),
}


def cell(value: Any) -> str:
    """A value as it stands in a CSV; what is not set is empty."""
    if value in (None, False):
        return ""
    if isinstance(value, bool):
        return "true"
    if isinstance(value, list):
        return "|".join(value)
    return str(plain_number(value))


@dataclass(slots=True)
class Column:
    """One column while it is written. A day or hour that is none makes its column plain text.

    is_always_said: no cell was empty.  is_timely: every cell has the form of its kind.
    """

    name: str
    field: Field
    is_always_said: bool = True
    is_timely: bool = True

    def take(self, value: Any) -> str:
        """The cell for a value."""
        text = cell(value)
        self.is_always_said = self.is_always_said and text != ""
        if text and self.field.kind in _FORMS and self.is_timely:
            self.is_timely = _has_form(self.field.kind, text)
        return text

    def described(self) -> dict[str, Any]:
        """The column as a field of a tabular data resource."""
        told: dict[str, Any] = {"name": self.name, "type": self._type()}
        if self.field.kind in ("id", "link", "parent", "about"):
            told["format"] = "uuid"
        bounds: dict[str, Any] = {}
        if self.field.is_required and self.is_always_said:
            bounds["required"] = True
        if self.field.kind == "choice":
            bounds["enum"] = self.field.to.split("|")
        return told | ({"constraints": bounds} if bounds else {})

    def _type(self) -> str:
        if self.field.kind in _TEXTS:
            return _TEXTS[self.field.kind] if self.is_timely else "string"
        return _TYPES.get(self.field.kind, "string")


def _has_form(kind: str, text: str) -> bool:
    form, read = _FORMS[kind]
    if not form.fullmatch(text):
        return False
    try:
        read(text)
    except ValueError:
        return False
    return True
