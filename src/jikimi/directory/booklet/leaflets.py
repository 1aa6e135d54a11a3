"""Leaflets: one page for each need, to lay out where people wait.

The strips one tears off bear a number and no need: who finds one in a pocket learns nothing.  The
code leads to the neutral first page, for an address with the need would stay in the browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from jikimi.access.codes import labels
from jikimi.directory.booklet.composing import Imprint, emergency_row, outside
from jikimi.directory.booklet.content import Content, Entry, Line

_LOOK = {"size_pt": 11, "small_em": 0.88, "number_em": 8.2}
_POLICE = "112"


def needs_with_help(content: Content) -> list[str]:
    """The needs for which there is anything to lay out."""
    answered = {need for entry in content.entries for need in entry.needs}
    return [need for need in labels("directory", "needs") if need in answered]


def composed_leaflet(
    content: Content, *, imprint: Imprint, need: str, language: str
) -> dict[str, Any]:
    """The data of leaflet.typ."""
    with override(language):
        words = labels("directory", "needs")[need]
        lines = _lines(content, need)
        said = outside(imprint, language) | {"title": words}
        places = _places(content, need)
        return said | {
            "look": _LOOK,
            "need": words,
            "lead": _("You can talk to somebody. You need not give your name."),
            "emergency": {
                "title": _("In danger now"),
                "lines": [emergency_row(line, language) for line in lines],
            },
            "places_title": _("Places that help"),
            "places": [_place(entry, language) for entry in places],
            "more": _("And {n} more."),
            "code_text": _("All places, as they are today"),
            "strip": _strip(lines, places, language),
        }


def _lines(content: Content, need: str) -> list[Line]:
    """Police first, then the lines for this need."""
    police = [line for line in content.lines if line.number == _POLICE]
    return police + [one for one in content.lines if need in one.needs and one not in police]


def _strip(lines: Sequence[Line], places: Sequence[Entry], language: str) -> dict[str, str]:
    """The number on the strips: the need's own line, else the first place that helps."""
    if len(lines) > 1:
        return {"number": lines[1].number, "says": lines[1].hours[language]}
    number = next((one.phones[0].number for one in places if one.phones), _POLICE)
    return {"number": number, "says": ""}


def _places(content: Content, need: str) -> list[Entry]:
    """Those whose first need it is before others; crisis lines before offices."""
    helping = [entry for entry in content.entries if need in entry.needs]
    return sorted(helping, key=lambda e: (not e.is_crisis, e.needs[0] != need, e.number))


def _place(entry: Entry, language: str) -> dict[str, str]:
    words = entry.words_in(language)
    return {
        "name": words.name,
        "note": words.organization if words.organization != words.name else "",
        "phone": entry.phones[0].number if entry.phones else "",
        "text": " · ".join(filter(None, [", ".join(words.hours), words.for_whom])),
    }
