"""An entry as rows of a page, a sheet or a document: label and value, in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jikimi.directory.booklet.content import Entry, Phone
from jikimi.settings.jinja import day

_NUMBERS, _WEB = 0, 8
_LONG = 600  # letters that no longer stand on one page of the pocket size


def entry_rows(entry: Entry, language: str) -> dict[str, Any]:
    """An entry in full: name, organisation, marks, facts in one order, when it was checked."""
    words = entry.words_in(language)
    return {
        "number": entry.number,
        "name": words.name,
        "organization": words.organization if words.organization != words.name else "",
        "marks": marks(entry),
        "facts": facts(entry, language),
        "alert": words.alert,
        "text": words.text,
        "may_break": len(words.text) > _LONG,
        "checked": checked(entry),
    }


def facts(entry: Entry, language: str) -> list[dict[str, Any]]:
    """Label, values (one line each), and whether it is a number to call; nothing empty."""
    words = entry.words_in(language)
    rows = [
        (_("Phone"), [phone_words(phone, language) for phone in entry.phones]),
        (_("Hours"), list(words.hours)),
        (_("Address"), places(entry, language)),
        (_("For whom"), [words.for_whom]),
        (_("How to apply"), [words.how]),
        (_("Cost"), [words.costs]),
        (_("Languages"), [words.languages]),
        (_("Email"), [entry.email]),
        (_("Web"), [entry.web]),
        (_("Access"), [_("No steps") if entry.has_step_free_access else ""]),
    ]
    return [
        {"label": label, "values": values, "is_number": at == _NUMBERS, "is_web": at == _WEB}
        for at, (label, given) in enumerate(rows)
        if (values := [value for value in given if value])
    ]


def places(entry: Entry, language: str) -> list[str]:
    """Its addresses; of a confidential place only that it is one."""
    given = list(entry.words_in(language).places)
    return [*given, _("Not public. Call.")] if entry.is_confidential else given


def phone_words(phone: Phone, language: str) -> str:
    """The number as it is given, and whose it is."""
    note = phone.notes.get(language) or phone.notes.get("ko", "")
    return f"{phone.number} ({note})" if note else phone.number


def marks(entry: Entry) -> list[str]:
    """What one must see at once."""
    return [
        *([_("Closed for now")] if entry.is_closed else []),
        *([_("In a crisis")] if entry.is_crisis else []),
        *([_("24 hours")] if entry.is_24_hours else []),
    ]


def checked(entry: Entry) -> str:
    """The day on which all it says was last checked, or that nobody has."""
    if not entry.checked_on:
        return _("Not checked yet")
    return _("Checked on %(day)s") % {"day": day(date.fromisoformat(entry.checked_on))}


def short_row(entry: Entry, language: str) -> dict[str, Any]:
    """An entry in one line: name, first number, where it stands in full."""
    return {
        "number": entry.number,
        "name": entry.words_in(language).name,
        "phone": entry.phones[0].number if entry.phones else "",
        "note": "",
    }
