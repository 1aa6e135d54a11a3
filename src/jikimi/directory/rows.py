"""The tables of the standard by their names there, and what a value of each field may be.

Read from the models, so that a field is named once. What the Korean profile adds is PROFILE.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from jikimi.access.errors import NotValid
from jikimi.directory.models.row import Row

OURS = ("position", "modified_at", "version", "audience", "agencies")
PROFILE: Mapping[str, tuple[str, ...]] = {
    "organization": ("keeper_id",),
    "service": (
        *("is_crisis", "is_24_hours", "needs", "for_sex", "for_disability", "for_foreigners"),
        *("takes_children", "districts"),
    ),
    "location": ("is_confidential", "district", "dong", "wheelchair"),
}
# Without these a row says nothing. Postal codes are required by the standard, not in Korea.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "organization": ("name",),
    "service": ("name",),
    "phone": ("number",),
    "url": ("url",),
    "program": ("name",),
    "unit": ("name",),
    "taxonomy": ("name",),
    "taxonomy_term": ("name",),
}
ROOTS = ("organization", "service", "location", "service_at_location", "taxonomy", "taxonomy_term")
_CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("service", "status"): ("active", "inactive", "defunct", "temporarily closed"),
    ("service", "for_sex"): ("", "female", "male"),
    ("service", "for_disability"): ("", "yes"),
    ("service", "for_foreigners"): ("", "yes"),
    ("service", "takes_children"): ("", "yes", "no"),
    ("location", "wheelchair"): ("", "yes", "no"),
    ("location", "location_type"): ("physical", "postal", "virtual"),
    ("address", "address_type"): ("physical", "postal", "virtual"),
    ("schedule", "freq"): ("", "WEEKLY", "MONTHLY"),
    ("schedule", "wkst"): ("", "MO", "TU", "WE", "TH", "FR", "SA", "SU"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table. fields: name in the standard → the model's field; links: those that are keys."""

    name: str
    model: type[Row]
    fields: Mapping[str, models.Field[Any, Any]]
    links: Mapping[str, str]

    def attribute(self, field: str) -> str:
        """The name under which the model keeps the field."""
        return self.fields[field].attname

    def values(self, row: Row) -> dict[str, Any]:
        """What a row holds, field by field, as plain data; what is absent is left out."""
        held = {name: getattr(row, f.attname) for name, f in self.fields.items()}
        return {name: _plain(value) for name, value in held.items() if says_something(value)}

    def told(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a new row with these values holds, as plain data; what is absent is left out."""
        held = {**_defaults(self.name), **values}
        return {name: _plain(value) for name, value in held.items() if says_something(value)}

    def empty(self, field: str) -> Any:
        """The value that says nothing, for a field whose value is held back or gone."""
        return self.fields[field].get_default()


@cache
def tables() -> dict[str, Table]:
    """All tables of the standard, by name."""
    rows = (m for m in apps.get_app_config("directory").get_models() if issubclass(m, Row))
    return {table.name: table for table in map(_table, rows)}


def table_called(name: str) -> Table:
    """The table with this name. Raises NotValid when the standard knows none."""
    found = tables().get(name)
    if found is None:
        raise NotValid("directory.no_such_table", {"table": _("There is no such table.")})
    return found


def _table(model: type[Row]) -> Table:
    fields = {_name(f): f for f in model._meta.concrete_fields if not _is_ours(f)}
    keys = {
        name: word(f.related_model)
        for name, f in fields.items()
        if isinstance(f, models.ForeignKey) and issubclass(f.related_model, Row)
    }
    return Table(word(model), model, fields, keys)


def choices_of(table: str, field: str) -> tuple[str, ...]:
    """The values a field may have; empty when it may have any."""
    return _CHOICES.get((table, field), ())


def _is_ours(field: models.Field[Any, Any]) -> bool:
    """A taxonomy's version is the standard's word; the number of a change is ours."""
    return field.name in OURS and not isinstance(field, models.TextField)


def word(model: Any) -> str:
    """The standard's word for a model: `service_at_location`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()


def _name(field: models.Field[Any, Any]) -> str:
    return "taxonomy_id" if field.name == "taxonomy_detail" else field.attname


def says_something(value: Any) -> bool:
    """Whether a value is more than the absence of one; zero is."""
    return value is not None and value is not False and value != "" and value != []


@cache
def _defaults(name: str) -> dict[str, Any]:
    """What a row of this table holds of itself: a status, a kind of place."""
    found = {n: f.get_default() for n, f in tables()[name].fields.items() if n != "id"}
    return {n: value for n, value in found.items() if says_something(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def check_values(table: Table, values: Mapping[str, Any], *, is_whole: bool) -> dict[str, Any]:
    """Values as the model wants them. is_whole: a new row, which needs its needed fields.

    Raises NotValid naming each field that does not fit and what to do.
    """
    wrong: dict[str, str] = {}
    clean: dict[str, Any] = {}
    for name, value in values.items():
        field = table.fields.get(name)
        if field is None:
            wrong[name] = _("There is no such field here.")
            continue
        try:
            clean[name] = _checked(table.name, name, field, value)
        except (ValueError, TypeError) as error:
            wrong[name] = str(error)
    needed = NEEDED.get(table.name, ())
    asked = needed if is_whole else [name for name in needed if name in clean]
    wrong |= {
        n: _("This is needed.") for n in asked if clean.get(n) in ("", None) and n not in wrong
    }
    if wrong:
        raise NotValid("directory.not_valid", wrong)
    return clean


def _checked(table: str, name: str, field: models.Field[Any, Any], value: Any) -> Any:
    if value is None or value == "":
        return field.get_default() if name != "id" else _key("")
    if isinstance(field, models.ForeignKey | models.UUIDField):
        return value if name == "keeper_id" else _key(value)
    if isinstance(field, models.FloatField | models.IntegerField):
        return _figure(value, is_whole=isinstance(field, models.IntegerField))
    if isinstance(field, models.BooleanField):
        return _truth(value)
    if isinstance(value, str | list | tuple) and not isinstance(field, models.TextField):
        return [value] if isinstance(value, str) else [str(v) for v in value]
    text = str(value).replace("\x00", "")
    if text not in _CHOICES.get((table, name), (text,)):
        raise ValueError(_("This word is not one of the list."))
    return text


def _key(value: Any) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError as error:
        raise ValueError(_("This is not a UUID.")) from error


def _figure(value: Any, *, is_whole: bool) -> float | int:
    try:
        number = float(value)
    except (ValueError, TypeError) as error:
        raise ValueError(_("Write a number.")) from error
    if not math.isfinite(number) or (is_whole and not number.is_integer()):
        raise ValueError(_("Write a number."))
    return int(number) if is_whole else number


def _truth(value: Any) -> bool:
    if value in (True, False):
        return bool(value)
    raise ValueError(_("Say yes or no."))


def nearest(table: str, values: Mapping[str, Any]) -> UUID | None:
    """The entity a row belongs to most nearly: itself, or the first it is linked to."""
    if table in ROOTS:
        return _key(values["id"])
    keys: Iterable[str] = (
        *("service_at_location_id", "service_id", "location_id", "organization_id"),
        *("contact_id", "phone_id", "link_id", "resource_id"),
    )
    found = next((values[name] for name in keys if values.get(name)), None)
    return _key(found) if found else None
