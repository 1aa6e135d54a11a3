"""Fields and values of the directory in words: for forms, approvals and the history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.codes import Code, codes, label
from jikimi.access.models import Agency
from jikimi.directory.rows import choices_of

TEXT, LONG, NUMBER, CHOICE, YES_NO, NEEDS, LIST = (
    "text",
    "long",
    "number",
    "choice",
    "yes_no",
    "needs",
    "list",
)
DAYS, AGENCY = "days", "agency"


def field_word(table: str, field: str) -> str:
    """What a field is called in the reader's language; its name in the standard when unnamed."""
    return label("directory", "field_words", f"{table}.{field}") if field else table_word(table)


def table_word(table: str) -> str:
    """What a row of this table is called in the reader's language."""
    return label("directory", "table_words", table)


def row_of_words(table: str, field: str) -> Code | None:
    """The words, the kind and the hint of a field that people may write; None for the others."""
    return codes("directory", "field_words").get(f"{table}.{field}")


def text_fields(table: str) -> list[str]:
    """Fields of a table whose value is a text people read, to be said in other languages."""
    rows = codes("directory", "field_words")
    of_table = (code for code, row in rows.items() if row.more["kind"] in (LONG, TEXT))
    return [code.partition(".")[2] for code in of_table if code.startswith(f"{table}.")]


def hint_of(row: Code) -> str:
    """The line of help of a field, in the reader's language."""
    return row.more["hint_en" if (get_language() or "ko").startswith("en") else "hint_ko"]


def audience_means(audience: str) -> str:
    """In plain words, who sees what has this audience."""
    row = codes("directory", "audiences")[audience]
    return row.more["means_en" if (get_language() or "ko").startswith("en") else "means_ko"]


def choice_words(table: str, field: str) -> list[tuple[str, str]]:
    """The values a field may have, with their words."""
    offered = codes("directory", "field_choices")
    known = choices_of(table, field)
    mark = f"{table}.{field}."
    rows = {code.removeprefix(mark): row for code, row in offered.items() if code.startswith(mark)}
    return [(value, rows[value].label if value in rows else value) for value in known or rows]


def value_words(table: str, field: str, value: Any) -> str:
    """A value as people read it; '' when there is none."""
    row = row_of_words(table, field)
    kind = row.more["kind"] if row else ""
    if kind == YES_NO:
        return (_("Yes") if value else _("No")) if value is not None else ""
    if kind == CHOICE:
        return dict(choice_words(table, field)).get(str(value or ""), str(value or ""))
    if value in (None, "", []):
        return ""
    if kind == AGENCY:
        agency = Agency.objects.filter(pk=value).first()
        return agency.name if agency else ""
    if kind == DAYS:
        known = dict(choice_words(table, field))
        return ", ".join(known.get(day, day) for day in str(value).split(","))
    if kind == NEEDS:
        return ", ".join(label("directory", "needs", code) for code in value)
    return ", ".join(map(str, value)) if _is_list(value) else _plain(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | dict)


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def row_words(table: str, values: dict[str, Any]) -> str:
    """A whole row in one line, for the history: what it says, field by field."""
    told = (
        f"{field_word(table, name)}: {value_words(table, name, value)}"
        for name, value in values.items()
        if row_of_words(table, name) and value not in (None, "", [], False)
    )
    return " · ".join(told)
