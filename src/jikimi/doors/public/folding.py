"""What the copy for a tablet compares: keys of entries, and the rules to fold what is typed.

The keys are folded by directory/search; offline.js follows the rules given here, which are read off
the same functions, so that both fold alike.  Checked: tests/pages/test_public_offline.py
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypedDict

from jikimi.access.codes import labels
from jikimi.directory.public import Shown
from jikimi.directory.search.folding import (
    CONSONANTS,
    SILENT,
    VOWELS,
    folded,
    initials,
    strokes,
    typed_in_english,
)
from jikimi.directory.search.needs import GAP, starting_words

_FIRST, _VOWELS, _FINALS = 0xAC00, 21, 28
_SINGLE = range(0x3131, 0x3164)


class Keys(TypedDict):
    """What is compared. name, text: strokes; numbers: digits; needs: codes."""

    name: str
    text: str
    initials: str
    numbers: list[str]
    needs: list[str]


def keys_of(shown: Shown) -> Keys:
    """The keys of one entry. Words are joined by a letter nobody types, so that none runs over."""
    own = (shown.name.words, shown.organization.words, shown.service.alternate_name)
    names = [folded(words) for words in own if words]
    known = labels("directory", "needs")
    more = [shown.text.words, shown.for_whom.words, *shown.districts, *shown.service.districts]
    more += [known.get(code, code) for code in shown.service.needs]
    more += [word for place in shown.places for word in (place.name.words, place.address)]
    more += shown.languages
    return {
        "name": "|".join(strokes(name) for name in names),
        "text": "|".join(strokes(folded(words)) for words in more if words),
        "initials": "|".join(initials(word) for word in (*names, *map(folded, shown.districts))),
        "numbers": [number.digits for number in shown.numbers],
        "needs": list(shown.service.needs),
    }


@cache
def rules() -> dict[str, Any]:
    """How offline.js folds what is typed, and which words mean which need."""
    return {
        "silent": SILENT.pattern,
        "initials": [strokes(chr(_FIRST + n * _VOWELS * _FINALS))[0] for n in range(19)],
        "vowels": [strokes(chr(_FIRST + n * _FINALS))[1:] for n in range(_VOWELS)],
        "finals": [strokes(chr(_FIRST + n))[2:] for n in range(_FINALS)],
        "single": {chr(n): strokes(chr(n)) for n in _SINGLE if strokes(chr(n)) != chr(n)},
        "keys": _keyboard(),
        "phrases": _phrases(),
    }


def _keyboard() -> dict[str, str]:
    """Key to letter; letters struck with Shift under the capital."""
    found: dict[str, str] = {}
    for jamo in (*CONSONANTS, *VOWELS, "ㅒ", "ㅖ"):
        key = typed_in_english(jamo)
        found[key.upper() if key in found else key] = jamo
    return found


def _phrases() -> list[list[Any]]:
    """Pieces of a phrase, one after another, and the need they tell."""
    return [[word.key.split(GAP), word.need] for word in starting_words()]
