"""Ids: those of the standard are kept; others, and missing ones, are made the same every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jikimi.directory.exchange.reading.package import Package, Row, Where, is_uuid, made_id
from jikimi.directory.exchange.reading.standard import links, tables

# What names a row besides the rows it hangs on; for other tables everything it says does.
_NAMED_BY = {
    "organization": ("name",),
    "service": ("name",),
    "location": ("name",),
    "program": ("name",),
    "phone": ("number", "extension"),
    "contact": ("name", "email"),
    "service_at_location": (),
    "taxonomy": ("name",),
    "taxonomy_term": ("code", "name", "taxonomy"),
    "unit": ("name", "identifier"),
    "url": ("url",),
    "language": ("code", "name"),
}


class Ids:
    """Gives rows and their keys the form of the standard: a uuid in small letters."""

    def __init__(self, package: Package) -> None:
        self.package = package

    def row(self, table: str, given: Mapping[str, Any], where: Where, at: int) -> Row:
        """A row with its id, and its keys to others."""
        values = dict(given)
        raw = values.pop("id", None)
        for name, one in links(table).items():
            if values.get(name):
                values[name] = self.key(one.to, values[name])
        for name, one in tables()[table].items():
            if one.kind == "about" and values.get(name):
                told = values.get("link_entity") or values.get("resource_type") or ""
                values[name] = self.key(str(told), values[name])
        return self._named(Row(table, "", values, where, at), raw)

    def key(self, table: str, raw: Any) -> str:
        """A key as the id of the row it leads to."""
        text = str(raw).strip()
        return text.lower() if is_uuid(text) else made_id(self.package.source, table, text)

    def _named(self, row: Row, raw: Any) -> Row:
        if raw in (None, ""):
            row.id = self._natural(row)
            return row
        row.id = self.key(row.table, raw)
        if row.id != str(raw).strip().lower():
            self.package.note(row, "id_made", "id", raw, row.id)
        return row

    def _natural(self, row: Row) -> str:
        names = (*links(row.table), *_NAMED_BY.get(row.table, tuple(tables()[row.table])))
        told = {name: row.values[name] for name in names if row.values.get(name) not in (None, "")}
        key = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
        return made_id(self.package.source, row.table, key)
