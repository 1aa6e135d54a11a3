"""All entries as rows of a list, for a workbook or a document of an office suite."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from jikimi.access.codes import labels
from jikimi.directory.booklet.archives import allowed
from jikimi.directory.booklet.composing import Imprint
from jikimi.directory.booklet.content import Entry
from jikimi.directory.booklet.entries import marks, phone_words, places


def heads() -> list[str]:
    """The headings of the list."""
    return [
        _("No."), _("Name"), _("Organisation"), _("Helps with"), _("Phone"), _("Hours"),
        _("Address"), _("District"), _("For whom"), _("How to apply"), _("Cost"), _("Languages"),
        _("Email"), _("Web"), _("Access"), _("Remarks"), _("What it does"), _("Checked on"),
        _("Entry today"),
    ]  # fmt: skip


def row(entry: Entry, *, imprint: Imprint, language: str) -> list[str | int]:
    """An entry under these headings; several values of one kind stand under one another."""
    words = entry.words_in(language)
    needs = labels("directory", "needs")
    cells = [
        words.name,
        words.organization,
        ", ".join(needs.get(need, need) for need in entry.needs),
        _lines([phone_words(phone, language) for phone in entry.phones]),
        _lines(words.hours),
        _lines(places(entry, language)),
        ", ".join(entry.districts),
        words.for_whom,
        words.how,
        words.costs,
        words.languages,
        entry.email,
        entry.web,
        _("No steps") if entry.has_step_free_access else "",
        _lines([*marks(entry), words.alert]),
        words.text,
        entry.checked_on or _("Not checked yet"),
        f"{imprint.base_url}services/{entry.id}/",
    ]
    return [entry.number, *(allowed(cell) for cell in cells)]


def _lines(values: Sequence[str]) -> str:
    return "\n".join(filter(None, values))
