"""Code lists: words of the mission as dated data files that a lawyer can read and sign (SR-70).

A list is `<room>/data/<name>.csv` with code, ko, en, valid_from, valid_to, source and columns of
its own.  A row shows with the name of its time.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from django.utils import timezone
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Code:
    """One row of a code list. more: the list's own columns."""

    code: str
    ko: str
    en: str
    valid_from: date
    valid_to: date | None
    source: str
    more: Mapping[str, str]

    @property
    def label(self) -> str:
        """The word in the reader's language."""
        return self.en if (get_language() or "ko").startswith("en") else self.ko

    def is_valid_on(self, day: date) -> bool:
        """Whether the row holds on that day; valid_to is its last day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def code_rows(room: str, name: str) -> tuple[Code, ...]:
    """Every row of a list, old ones too, in the order of the file."""
    text = (files(f"jikimi.{room}") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(_code(row) for row in csv.DictReader(text.splitlines()))


def codes(room: str, name: str, *, on: date | None = None) -> dict[str, Code]:
    """The rows that hold on a day (today when none is given), by code."""
    return dict(_on_day(room, name, on or today()))


def today() -> date:
    """The day it is in Korea, for every reader; cheaper to ask than timezone.localdate()."""
    return timezone.now().astimezone(timezone.get_default_timezone()).date()


@lru_cache(maxsize=512)
def _on_day(room: str, name: str, day: date) -> Mapping[str, Code]:
    return {row.code: row for row in code_rows(room, name) if row.is_valid_on(day)}


def label(room: str, name: str, code: str, *, on: date | None = None) -> str:
    """The word for a code as of a day; the newest word when none held then; the code if unknown."""
    found = _on_day(room, name, on or today()).get(code)
    if found is None:
        known = [row for row in code_rows(room, name) if row.code == code]
        found = known[-1] if known else None
    return found.label if found else code


def labels(room: str, name: str) -> dict[str, str]:
    """The word for every code of a list as of today, for a page that shows many of them."""
    newest = {row.code: row for row in code_rows(room, name)}
    return {code: row.label for code, row in {**newest, **codes(room, name)}.items()}


def _code(row: dict[str, str]) -> Code:
    own = {k: v for k, v in row.items() if k not in Code.__dataclass_fields__}
    return Code(
        code=row["code"],
        ko=row["ko"],
        en=row["en"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        source=row["source"],
        more=MappingProxyType(own),
    )
