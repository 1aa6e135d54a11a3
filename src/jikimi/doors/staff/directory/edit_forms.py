"""Forms of the rows of an entry, made from the words and kinds of its fields (field_words.csv)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.codes import codes
from jikimi.directory.changes import needs_approval
from jikimi.directory.rows import NEEDED
from jikimi.directory.words import CHOICE, LIST, LONG, NEEDS, NUMBER, YES_NO, choice_words, hint_of

_OWN_PAGE = {
    *(("location", "is_confidential"), ("service_capacity", "updated")),
    ("organization", "keeper_id"),
    *(("address", "country"), ("address", "address_type"), ("location", "external_identifier")),
}


class RowForm(forms.Form):
    """One row. seen: what stood there when the page was opened; note: why it is changed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, table: str, now: Mapping[str, Any]) -> None:
        self.table = table
        self.names = [name for name in _fields(table) if (table, name) not in _OWN_PAGE]
        shown = {name: _shown(table, name, now.get(name)) for name in self.names}
        told = json.dumps({name: now.get(name) for name in self.names}, ensure_ascii=False)
        super().__init__(data, initial={**shown, "seen": told})
        for name in self.names:
            self.fields[name] = _field(table, name)
        note = _("Shown in the history, and to whoever approves the change.")
        self.fields["note"] = forms.CharField(
            label=words("Why"), max_length=200, required=False, help_text=note
        )

    def values(self) -> dict[str, Any]:
        """What was entered, field by field, as the rules take it."""
        return {name: _given(self.table, name, self.cleaned_data[name]) for name in self.names}

    def was_seen(self) -> dict[str, Any]:
        """What stood there when the page was opened; nothing when that cannot be read."""
        try:
            told = json.loads(self.cleaned_data["seen"] or "{}")
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


def _fields(table: str) -> dict[str, Any]:
    rows = codes("directory", "field_words")
    return {
        code.partition(".")[2]: row for code, row in rows.items() if code.startswith(f"{table}.")
    }


def _field(table: str, name: str) -> forms.Field:
    row = _fields(table)[name]
    kind = row.more["kind"]
    hint = hint_of(row)
    if needs_approval(table, name):
        waits = _("A change waits until another person has approved it.")
        hint = f"{hint} {waits}".strip()
    given: dict[str, Any] = {
        "label": row.label,
        "help_text": hint,
        "required": name in NEEDED.get(table, ()),
    }
    if kind == NEEDS:
        needs = [(code, need.label) for code, need in codes("directory", "needs").items()]
        box = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=needs, widget=box, **given)
    if kind == CHOICE:
        return forms.ChoiceField(choices=choice_words(table, name), **{**given, "required": False})
    if kind == YES_NO:
        return forms.BooleanField(**{**given, "required": False})
    if kind == NUMBER:
        return forms.FloatField(**given)
    if kind in (LONG, LIST):
        return forms.CharField(widget=forms.Textarea, **given)
    plain = {"email": forms.EmailField}.get(kind, forms.CharField)
    return plain(max_length=500, **given)


def _shown(table: str, name: str, value: Any) -> Any:
    if _kind(table, name) == LIST:
        return "\n".join(value or [])
    return value


def _given(table: str, name: str, value: Any) -> Any:
    kind = _kind(table, name)
    if kind == LIST:
        return [line.strip() for line in str(value).splitlines() if line.strip()]
    if kind == YES_NO:
        return bool(value)
    return "" if value is None else value


def _kind(table: str, name: str) -> str:
    return str(_fields(table)[name].more["kind"])
