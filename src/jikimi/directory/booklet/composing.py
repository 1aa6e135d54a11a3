"""Composing: content becomes the data of the template, every word in the reader's language.

The template says where things stand, this file what stands there; neither knows a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from jikimi.access.codes import labels
from jikimi.directory.booklet.chapters import (
    OTHER,
    Chapter,
    by_district,
    by_initial,
    by_need,
    index,
)
from jikimi.directory.booklet.content import Content, Entry, Line
from jikimi.directory.booklet.differences import Changed, Differences
from jikimi.directory.booklet.entries import entry_rows, short_row
from jikimi.directory.booklet.formats import LOOKS
from jikimi.directory.booklet.press import code_svg
from jikimi.settings.jinja import day

_SHOWN_DIGITS = 12
_WIDER_LABELS_EM = 6.4


@dataclass(frozen=True, slots=True)
class Imprint:
    """Where a print comes from. number, issued_on: of the edition; None when it is not one.

    base_url: the public door, as it is reached from outside; ends with a slash.
    left_out: entries of an earlier edition that are not printed again.
    """

    base_url: str
    hash: str
    number: int | None = None
    issued_on: date | None = None
    left_out: int = 0


def composed_booklet(
    content: Content,
    *,
    imprint: Imprint,
    language: str,
    size: str,
    since: Differences | None = None,
) -> dict[str, Any]:
    """The data of booklet.typ in a language and a size (a key of LOOKS)."""
    with override(language):
        return {
            **_outside(imprint, language),
            "look": look(size, language),
            "said": _said(),
            "emergency": emergency(content.lines, language),
            "about": _about(content, imprint),
            "changes": _changes(since, language) if since else None,
            "parts": _parts(content, imprint, language),
            "index": [
                {"title": letter, "rows": [asdict(mention) for mention in mentions]}
                for letter, mentions in index(content.entries, language=language).items()
            ],
        }


def look(size: str, language: str) -> dict[str, Any]:
    """A size as the template reads it; English labels are longer."""
    wider = {} if language == "ko" else {"label_em": _WIDER_LABELS_EM}
    return {**asdict(LOOKS[size]), **wider}


def emergency(lines: Sequence[Line], language: str) -> dict[str, Any]:
    """The page of numbers for now."""
    return {
        "title": _("In danger now"),
        "lead": _("Call. You need not give your name."),
        "lines": [emergency_row(line, language) for line in lines],
        "source": _("Numbers of the whole country, from the laws and notices that set them up."),
    }


def emergency_row(line: Line, language: str) -> dict[str, str]:
    """One number for now."""
    return {
        "dial": line.number,
        "name": line.names[language],
        "text": line.texts[language],
        "hours": line.hours[language],
    }


def edition_words(imprint: Imprint) -> str:
    """Which edition it is, or that it is none."""
    if imprint.number is None:
        return _("Not issued as an edition")
    return _("Edition %(number)d") % {"number": imprint.number}


def foot(imprint: Imprint) -> str:
    """The line at the foot of each page."""
    parts = [_("Integrated support network"), edition_words(imprint), day(imprint.issued_on)]
    return " · ".join([*filter(None, parts), imprint.hash[:_SHOWN_DIGITS]])


def outside(imprint: Imprint, language: str) -> dict[str, Any]:
    """Cover, foot and document data, the same for every print."""
    issued = imprint.issued_on
    return {
        "language": language,
        "title": _("Integrated support network"),
        "edition": edition_words(imprint),
        "dated": day(issued),
        "issued": {"year": issued.year, "month": issued.month, "day": issued.day}
        if issued
        else None,
        "publisher": _("The agencies of the support network"),
        "keywords": [edition_words(imprint), imprint.hash],
        "foot": foot(imprint),
        "code": code_svg(imprint.base_url),
        "code_says": _("Code that leads to %(url)s") % {"url": imprint.base_url},
    }


def _outside(imprint: Imprint, language: str) -> dict[str, Any]:
    return outside(imprint, language) | {
        "subtitle": _("Who helps, where and when"),
        "hash_line": _("Content %(hash)s") % {"hash": imprint.hash[:_SHOWN_DIGITS]},
    }


def _said() -> dict[str, str]:
    return {
        "contents": _("Contents"),
        "index": _("Index"),
        "number_mark": _("No."),
        "also": _("Also help with this"),
    }


def _about(content: Content, imprint: Imprint) -> dict[str, Any]:
    text = [
        _(
            "Part 1 lists every place of help once, by what it helps with."
            " Parts 2 and 3 list the same places by district and by first letter, with the page."
        ),
        _(
            "The day under an entry is the day on which all it says was last checked."
            " The code beside it leads to the entry as it is today."
        ),
        _("Shelters do not say where they are. Call the number; they will tell you the way."),
    ]
    if content.waiting:
        text.append(
            _("%(count)d entries wait for being checked again and are not printed here.")
            % {"count": content.waiting}
        )
    if imprint.left_out:
        text.append(
            _("%(count)d entries of this edition are no longer public and are left out.")
            % {"count": imprint.left_out}
        )
    return {"title": _("How to use this booklet"), "text": text}


def _changes(since: Differences, language: str) -> dict[str, Any]:
    before = {"number": since.before.number, "day": day(since.before.issued_on)}
    groups: list[dict[str, Any]] = [
        {"title": _("New"), "rows": [short_row(one, language) for one in since.new], "text": []},
        {"title": _("Changed"), "rows": [_changed(one, language) for one in since.changed],
         "text": []},
        {"title": _("Gone"), "rows": [], "text": _gone(since)},
    ]  # fmt: skip
    return {
        "title": _("Since edition %(number)d of %(day)s") % before,
        "lead": _("Nothing has changed.") if since.is_empty else _counted(since),
        "groups": [group for group in groups if group["rows"] or group["text"]],
    }


def _counted(since: Differences) -> str:
    return _("New %(new)d · changed %(changed)d · gone %(gone)d") % {
        "new": len(since.new), "changed": len(since.changed), "gone": len(since.gone),
    }  # fmt: skip


def _gone(since: Differences) -> list[str]:
    if not since.gone:
        return []
    numbers = ", ".join(str(number) for number in since.gone)
    return [_("Cross out in the earlier edition no. %(numbers)s.") % {"numbers": numbers}]


def _changed(one: Changed, language: str) -> dict[str, Any]:
    parts = part_words()
    note = ", ".join(parts[part] for part in one.parts)
    return short_row(one.entry, language) | {"note": note}


def part_words() -> Mapping[str, str]:
    """What the parts of an entry are called."""
    return {
        "name": _("Name"),
        "phones": _("Phone"),
        "hours": _("Hours"),
        "places": _("Address"),
        "for_whom": _("For whom"),
        "how": _("How to apply"),
        "text": _("What it does"),
        "web": _("Email or web address"),
    }


def _parts(content: Content, imprint: Imprint, language: str) -> list[dict[str, Any]]:
    needs = labels("directory", "needs")
    entries = content.entries
    return [
        {
            "title": _("Part 1 · By need"),
            "lead": _("What do you need help with?"),
            "chapters": [
                _chapter(one, needs.get(one.code, _("Other help")), imprint, language)
                for one in by_need(entries, needs=list(needs))
            ],
        },
        {
            "title": _("Part 2 · By district"),
            "lead": _("Name, first number, page."),
            "chapters": [
                _chapter(one, one.code or _("Everywhere"), imprint, language)
                for one in by_district(entries, language=language)
            ],
        },
        {
            "title": _("Part 3 · By first letter"),
            "lead": _("Name, first number, page."),
            "chapters": [
                _chapter(one, one.code or OTHER, imprint, language)
                for one in by_initial(entries, language=language)
            ],
        },
    ]


def _chapter(chapter: Chapter, title: str, imprint: Imprint, language: str) -> dict[str, Any]:
    return {
        "title": title,
        "entries": [_entry(entry, imprint, language) for entry in chapter.entries],
        "rows": [short_row(entry, language) for entry in chapter.others],
    }


def _entry(entry: Entry, imprint: Imprint, language: str) -> dict[str, Any]:
    url = f"{imprint.base_url}services/{entry.id}/"
    return entry_rows(entry, language) | {
        "code": code_svg(url),
        "code_says": _("Code that leads to this entry as it is today"),
    }
