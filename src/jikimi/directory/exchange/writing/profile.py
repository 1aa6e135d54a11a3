"""The Korean profile of HSDS 3.2.3: the form of every answer, made from the tables themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jikimi.access.codes import code_rows
from jikimi.directory.exchange.reading.standard import Field, tables
from jikimi.directory.exchange.reading.standard import profile as added_to
from jikimi.directory.exchange.writing.objects import ADDED, TRANSLATIONS, VERIFIED
from jikimi.directory.exchange.writing.shapes import SHAPES
from jikimi.directory.tables import table_rows

STANDARD = "https://docs.openreferral.org/en/3.2/"
_TEXT = {"type": "string"}
_KEY = {"type": "string", "format": "uuid"}
_KEYS = ("id", "link", "parent", "about")
_VERIFIED = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["on"],
        "additionalProperties": False,
        "properties": {"on": {"type": "string", "format": "date"}, "by": _TEXT, "how": _TEXT},
    },
}
_TRANSLATIONS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["field", "language", "text", "is_machine"],
        "additionalProperties": False,
        "properties": {
            "field": _TEXT,
            "language": _TEXT,
            "text": _TEXT,
            "is_machine": {"type": "boolean"},
            "checked_on": {"type": "string", "format": "date"},
        },
    },
}


def profile() -> dict[str, Any]:
    """What is published at /hsds/profile."""
    return {
        "name": "hsds-kr-jikimi",
        "version": "1.0",
        "title": {"ko": "치안약자 통합지원망 HSDS 프로필", "en": "HSDS profile of Jikimi, Korea"},
        "extends": {"standard": "HSDS", "version": "3.2.3", "url": STANDARD},
        "adds": [_words(row) for row in table_rows("profile_additions")],
        "differs": [_words(row) for row in table_rows("profile_rules")],
        "shapes": {name: _shown(name) for name in SHAPES},
        "schemas": schemas("#/schemas/"),
        "codes": {"needs": _codes("needs"), "verification_ways": _codes("verification_ways")},
    }


def schemas(prefix: str) -> dict[str, Any]:
    """A JSON Schema for the object of each table. prefix: where they stand, for references."""
    return {table: _schema(table, prefix) for table in tables()}


def _schema(table: str, prefix: str) -> dict[str, Any]:
    fields = tables()[table].values()
    said = {one.name: _of_field(one, prefix) for one in fields if one.kind not in ("link", "about")}
    return {
        "type": "object",
        "title": table,
        "properties": said | _added(table),
        "required": [one.name for one in fields if one.is_required and one.name in said],
        "additionalProperties": False,
    }


def _of_field(one: Field, prefix: str) -> dict[str, Any]:
    if one.kind == "list":
        return {"type": "array", "items": {"$ref": prefix + one.to}}
    if one.kind == "one":
        return {"$ref": prefix + one.to}
    if one.kind == "choice":
        return {"type": "string", "enum": one.to.split("|")}
    if one.kind == "number":
        return {"type": "number"}
    return dict(_KEY if one.kind in _KEYS else _TEXT)


def _added(table: str) -> dict[str, Any]:
    """What is added is there only when it is set: a flag is never false, a list never empty."""
    own = {ADDED + one.name: _set(one) for one in added_to(table).values()}
    return own | {VERIFIED: _VERIFIED, TRANSLATIONS: _TRANSLATIONS}


def _set(one: Field) -> dict[str, Any]:
    if one.kind == "flag":
        return {"type": "boolean", "const": True}
    if one.kind == "words":
        return {"type": "array", "items": _TEXT, "minItems": 1}
    return {"type": "string", "minLength": 1} | ({"enum": one.to.split("|")} if one.to else {})


def _shown(name: str) -> dict[str, Any]:
    shape = SHAPES[name]
    nested = {table: [nest.key for nest in shape.nests(table)] for table in sorted(shape.order)}
    return {"of": shape.root, "nests": {table: keys for table, keys in nested.items() if keys}}


def _words(row: Mapping[str, str]) -> dict[str, Any]:
    named = {name: value for name, value in row.items() if name not in ("ko", "en")}
    return named | {"says": {"ko": row["ko"], "en": row["en"]}}


def _codes(name: str) -> list[dict[str, str]]:
    return [{"code": row.code, "ko": row.ko, "en": row.en} for row in code_rows("directory", name)]
