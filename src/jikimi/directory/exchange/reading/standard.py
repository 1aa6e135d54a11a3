"""The tables of HSDS 3.2.3 and their fields, read from standard_fields.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jikimi.directory.tables import table_rows


class Field(NamedTuple):
    """One property of a table.

    kind: id, text, number, date, time, instant, url, choice, flag, words (several); link (a key
    that must lead somewhere), parent (one that may lead out of the package), about (the row an
    attribute or metadata speaks of); list and one for what is nested. to: the table led to, or the
    choices.
    """

    name: str
    kind: str
    to: str
    is_required: bool


def data_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the directory's data files."""
    text = (files("jikimi.directory") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def tables() -> Mapping[str, Mapping[str, Field]]:
    """Table → field → what it is; a table comes before those that hang on it."""
    found: dict[str, dict[str, Field]] = {}
    for row in table_rows("standard_fields"):
        made = Field(row["field"], row["kind"], row["to"], row["required"] == "yes")
        found.setdefault(row["table"], {})[row["field"]] = made
    return found


@cache
def profile(table: str) -> Mapping[str, Field]:
    """What the Korean profile adds to a table, under the names of our own tables."""
    rows = [row for row in table_rows("imported_profile") if row["table"] == table]
    return {row["field"]: Field(row["field"], row["kind"], row["to"], False) for row in rows}


@cache
def links(table: str) -> Mapping[str, Field]:
    """The keys of a table to others, by name."""
    return {n: one for n, one in tables()[table].items() if one.kind in ("link", "parent")}


@cache
def columns(table: str) -> frozenset[str]:
    """The fields of a table that hold a value rather than nested rows."""
    own = (n for n, one in tables()[table].items() if one.kind not in ("list", "one"))
    return frozenset([*own, *profile(table)])


@cache
def field_of(table: str, name: str) -> Field:
    """What a field is, one of the profile too."""
    return tables()[table].get(name) or profile(table)[name]
