"""Which column of a file holds which field of a report: by known headers or a saved mapping."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jikimi.cases.intake.reasons import TableError

_NOT_A_LETTER = re.compile(r"[\W_]+")


class Field(NamedTuple):
    """One field of a report export: its name here, its words, and every header it may bear.

    longest: characters that are stored at most; 0 where the form of the value limits it.
    """

    name: str
    required: bool
    longest: int
    ko: str
    en: str
    headers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one file: position by field name, and the headers nobody asked for."""

    headers: tuple[str, ...]
    positions: Mapping[str, int]
    unread: tuple[str, ...]

    def header(self, field: str) -> str:
        """The header under which the file holds a field; empty when it does not."""
        return self.headers[self.positions[field]] if field in self.positions else ""


def plain_header(header: str) -> str:
    """The form in which headers are compared: letters and digits only, in one case."""
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", header)).casefold()


@cache
def _rows() -> tuple[Field, ...]:
    text = files(__package__).joinpath("columns.csv").read_text(encoding="utf-8")
    return tuple(_field(row) for row in csv.DictReader(text.splitlines()))


def _field(row: dict[str, str]) -> Field:
    words = [row["field"], row["ko"], row["en"], *row["synonyms"].split("|")]
    known = frozenset(plain_header(word) for word in words if word)
    needed, longest = row["required"] == "yes", int(row["longest"] or 0)
    return Field(row["field"], needed, longest, row["ko"], row["en"], known)


FIELDS: Mapping[str, Field] = {row.name: row for row in _rows() if row.name != "ignored"}


@cache
def _field_by_header() -> dict[str, str]:
    return {header: row.name for row in _rows() for header in row.headers}


def known_headers(mapping: Mapping[str, str] | None = None) -> frozenset[str]:
    """Every header, in plain form, by which a header row can be found in a file."""
    saved = (plain_header(header) for header in (mapping or {}).values())
    return frozenset(_field_by_header()).union(saved) - {""}


def known_fields(headers: Sequence[str]) -> dict[str, str]:
    """Field → header for the headers that are known; the first one where two stand for a field."""
    fields = [(_field_by_header().get(plain_header(header)), header) for header in headers]
    return {name: header for name, header in reversed(fields) if name and name in FIELDS}


def recognise(headers: Sequence[str], *, mapping: Mapping[str, str] | None = None) -> Columns:
    """Find the fields of a report among the headers of a file.

    mapping: field → header, saved by the office; it wins over the known headers, and an empty
    header leaves a field out.  Columns nobody knows are listed in `unread`, so that a dry run can
    show them.  Raises TableError when a needed column is missing, when two columns stand for one
    field, or when the mapping names a field or a header that is not there.
    """
    chosen = dict(mapping or {})
    positions = _mapped_positions(headers, chosen)
    used = set(positions.values())
    unread = []
    for position, header in enumerate(headers):
        field = _field_by_header().get(plain_header(header))
        if position in used or field == "ignored":
            continue
        if field is None or field in chosen:
            unread.append(header)
        elif field in positions:
            raise _twice(field, headers[positions[field]], header)
        else:
            positions[field] = position
    _refuse_missing(positions, headers)
    return Columns(tuple(headers), positions, tuple(header for header in unread if header.strip()))


def _mapped_positions(headers: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    _refuse_unknown_fields(mapping)
    plain = [plain_header(header) for header in headers]
    wanted = {field: plain_header(header) for field, header in mapping.items() if header}
    missing = [mapping[field] for field, header in wanted.items() if header not in plain]
    if missing:
        raise TableError("mapping_header_missing", needed=_listed(missing), found=_listed(headers))
    return {field: plain.index(header) for field, header in wanted.items()}


def _refuse_unknown_fields(mapping: Mapping[str, str]) -> None:
    unknown = [field for field in mapping if field not in FIELDS]
    if unknown:
        raise TableError("mapping_field_unknown", needed=_listed(unknown), known=_listed(FIELDS))


def _refuse_missing(positions: Mapping[str, int], headers: Sequence[str]) -> None:
    missing = [row.ko for row in FIELDS.values() if row.required and row.name not in positions]
    if missing:
        raise TableError("columns_missing", needed=_listed(missing), found=_listed(headers))


def _twice(field: str, first: str, second: str) -> TableError:
    return TableError("column_twice", field=FIELDS[field].ko, found=_listed([first, second]))


def _listed(words: Iterable[str]) -> str:
    """The words in one line; cut, because a file without header row shows its first cells here."""
    shown = [word.strip()[:30] for word in words if word.strip()]
    return ", ".join(shown[:40]) or "-"
