"""Words for a place: regions, districts and dong of data/places.csv, in Korean and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from jikimi.access.codes import Code, codes
from jikimi.directory.search.folding import folded
from jikimi.directory.search.parts import Part, Reading
from jikimi.directory.search.typed import Typed

_OF_REGION = re.compile("(?:특별자치도|특별자치시|특별시|광역시|도)$")
_AFTER = re.compile(r"\s*(?:에서|에|의|으로|쪽|지역|근처|주변|인근|내)(?![가-힣])")


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """A word for a place, folded, and the code of the place."""

    letters: str
    code: str


def take_place(typed: Typed) -> Part | None:
    """The place named, taken with the particle after it; None when none is."""
    for word in _words():
        at = typed.folded.find(word.letters)
        while at >= 0:
            end = at + len(word.letters)
            if _stands_free(typed, at, end, is_latin=word.letters.isascii()):
                return _taken(typed, word.code, at, end)
            at = typed.folded.find(word.letters, at + 1)
    return None


def place_of(text: str) -> str:
    """The code of the place with exactly this name; '' when there is none."""
    letters = folded(text)
    return next((word.code for word in _words() if word.letters == letters), "")


def around(code: str) -> tuple[str, ...]:
    """The place itself and what it lies in: dong, district, region."""
    rows, found = codes("directory", "places"), []
    while code in rows:
        found.append(code)
        code = rows[code].more["within"]
    return tuple(found)


def centre_of(code: str) -> tuple[float, float] | None:
    """Latitude and longitude of the middle of a place."""
    row = codes("directory", "places").get(code)
    return (float(row.more["latitude"]), float(row.more["longitude"])) if row else None


def readings_of(code: str) -> tuple[Reading, ...]:
    """It lies there, names the place, serves it or a wider one, or does not say whom it serves."""
    served = [key for one in around(code) for key in (*_keys(one), one)]
    return (
        *(Reading("place", facet=f"place:{key}") for key in _keys(code)),
        *(Reading("part", text=name) for name in _shortest(code)),
        *(Reading("serves", facet=f"area:{key}") for key in dict.fromkeys([*served, ""])),
    )


def _keys(code: str) -> list[str]:
    """The Korean names of a place as the index keeps them: 제주특별자치도 and 제주 are one."""
    names = (name for name in _names(codes("directory", "places")[code]) if not name.isascii())
    return list(dict.fromkeys(_OF_REGION.sub("", folded(name)) for name in names))


def _shortest(code: str) -> list[str]:
    """The Korean names that hold no other of them."""
    names = _keys(code)
    return [name for name in names if not any(o != name and o in name for o in names)]


def _taken(typed: Typed, code: str, begin: int, end: int) -> Part:
    as_typed = typed.take_folded([(begin, end)]).strip()
    after = typed.places[end - 1] + 1
    particle = _AFTER.match(typed.text, after)
    if particle and typed.is_free(*particle.span()):
        typed.take(*particle.span())
    return Part("place", as_typed, code, readings_of(code))


def _stands_free(typed: Typed, begin: int, end: int, *, is_latin: bool) -> bool:
    first, last = typed.places[begin], typed.places[end - 1] + 1
    if not typed.is_folded_free([(begin, end)]) or not typed.begins_word(first):
        return False
    return not is_latin or last == len(typed.text) or not typed.text[last].isalnum()


@cache
def _words() -> tuple[PlaceWord, ...]:
    """Every word for a place, the longest first; of two with one word the wider place."""
    found: dict[str, str] = {}
    for row in codes("directory", "places").values():
        for name in _names(row):
            found.setdefault(folded(name), row.code)
    return tuple(
        PlaceWord(letters, code)
        for letters, code in sorted(found.items(), key=lambda item: -len(item[0]))
    )


def _names(row: Code) -> list[str]:
    return [row.ko, row.en, *(name for name in row.more["also"].split("|") if name)]
