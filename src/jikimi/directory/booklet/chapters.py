"""The orders in which a booklet can be opened: by need, by district, by first letter, by index.

Pure: entries in, chapters out.  Korean names stand in the order of ㄱㄴㄷ, others after them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from jikimi.directory.booklet.content import Entry

OTHER = ""
_INITIALS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"
_FIRST_SYLLABLE, _OF_ONE_INITIAL = 0xAC00, 588
_FIGURES, _WIDEST_FIGURE = re.compile(r"\d+"), 8
_LEGAL_FORM = re.compile(
    r"^(\([^)]{1,4}\)|[사재복주]\)|㈜|(사단|재단|사회복지|학교|의료|종교)법인)\s*"
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries under one heading. entries: printed in full here; others: in full elsewhere."""

    code: str
    entries: tuple[Entry, ...]
    others: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the index, and the numbers of the entries it leads to."""

    name: str
    numbers: tuple[int, ...]


def arranged(entries: Iterable[Entry], *, needs: Sequence[str]) -> tuple[Entry, ...]:
    """The entries in the order of the book, numbered from 1: by need, crisis lines first, ㄱㄴㄷ.

    The order is that of the Korean book, so that a number means the same in every language.
    """
    place = {code: at for at, code in enumerate(needs)}

    def order(entry: Entry) -> tuple[int, bool, tuple[int, str], str]:
        chapter = place.get(_chapter_of(entry, needs), len(place))
        return chapter, not entry.is_crisis, sorting(entry.words_in("ko").name), entry.id

    return tuple(
        replace(entry, number=at) for at, entry in enumerate(sorted(entries, key=order), start=1)
    )


def by_need(entries: Sequence[Entry], *, needs: Sequence[str]) -> list[Chapter]:
    """A chapter for each need that anybody answers; each entry in full once, elsewhere by name."""
    chapters = []
    for need in (*needs, OTHER):
        own = tuple(entry for entry in entries if _chapter_of(entry, needs) == need)
        also = tuple(entry for entry in entries if need in entry.needs and entry not in own)
        if own or also:
            chapters.append(Chapter(need, own, also))
    return chapters


def by_district(entries: Sequence[Entry], *, language: str) -> list[Chapter]:
    """A chapter for each district by name, ㄱㄴㄷ; last those that serve no one district.

    Where the book covers several regions, a district is named with its region.
    """
    is_wide = len({entry.region for entry in entries if entry.region}) > 1
    districts: dict[str, list[Entry]] = {}
    for entry in entries:
        for word in entry.districts:
            wide = f"{entry.region} {word}".strip()
            districts.setdefault(wide if is_wide else word, []).append(entry)
    chapters = [
        Chapter(district, (), _by_name(districts[district], language))
        for district in sorted(districts, key=sorting)
    ]
    everywhere = _by_name((entry for entry in entries if not entry.districts), language)
    return [*chapters, *([Chapter(OTHER, (), everywhere)] if everywhere else [])]


def by_initial(entries: Sequence[Entry], *, language: str) -> list[Chapter]:
    """A chapter for each first consonant (초성) or letter with which a name begins."""
    letters: dict[str, list[Entry]] = {}
    for entry in _by_name(entries, language):
        letters.setdefault(initial(entry.words_in(language).name), []).append(entry)
    return [Chapter(letter, (), tuple(found)) for letter, found in letters.items()]


def index(entries: Sequence[Entry], *, language: str) -> dict[str, list[Mention]]:
    """Names of services and organisations by first letter, each with the entries it leads to."""
    found: dict[str, list[int]] = {}
    for entry in entries:
        said = entry.words_in(language)
        for name in dict.fromkeys(filter(None, (said.name, said.organization))):
            found.setdefault(name, []).append(entry.number)
    letters: dict[str, list[Mention]] = {}
    for name in sorted(found, key=sorting):
        letters.setdefault(initial(name), []).append(Mention(name, tuple(found[name])))
    return letters


def initial(name: str) -> str:
    """The first consonant of a Korean name, doubled ones with the single; else the letter, or #."""
    first = _shown(name)[:1]
    if "가" <= first <= "힣":
        return _INITIALS[(ord(first) - _FIRST_SYLLABLE) // _OF_ONE_INITIAL]
    if "ㄱ" <= first <= "ㅎ":
        return first
    plain = unicodedata.normalize("NFKD", first)[:1].upper()
    return plain if plain.isalpha() else "#"


def sorting(name: str) -> tuple[int, str]:
    """A key that puts Korean first in the order of its letters, then others, then figures."""
    shown = _shown(name)
    letter = initial(name)
    rank = 0 if letter in _INITIALS else 2 if letter == "#" else 1
    return rank, _FIGURES.sub(lambda found: found[0].zfill(_WIDEST_FIGURE), shown.casefold())


def _shown(name: str) -> str:
    """The name without the legal form before it, as one looks it up."""
    composed = unicodedata.normalize("NFC", name).strip()
    return _LEGAL_FORM.sub("", composed) or composed


def _by_name(entries: Iterable[Entry], language: str) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda e: (sorting(e.words_in(language).name), e.number)))


def _chapter_of(entry: Entry, needs: Sequence[str]) -> str:
    """The first of an entry's needs that has a chapter."""
    return next((need for need in entry.needs if need in needs), OTHER)
