"""Need words: what people in distress say, and which need it is (“남편이 때려요” → 가정폭력).

The list starts as tables/need_words.csv; coordinators add to it and take away.
A phrase is found wherever its letters stand, spaces ignored; `…` stands for some letters between.
Phrases of the Latin, Cyrillic and similar scripts begin where a word begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from jikimi.directory.search.folding import folded, words_of
from jikimi.directory.search.parts import Part, Reading
from jikimi.directory.search.typed import Typed
from jikimi.directory.tables import table_rows

GAP = "…"
_LONGEST_GAP = 14
_ENDING = r"(?:s|es|ed|d|ing|ting|er|ers|en)?(?!\w)"
_SPACED = re.compile(r"^[\u0000-\u0dff\u1e00-\u1eff…]+$")
Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class NeedWord:
    """One phrase. who: '' oneself, child, hurting, worried."""

    phrase: str
    language: str
    need: str
    who: str = ""

    @property
    def key(self) -> str:
        """What makes two phrases the same: their letters."""
        return GAP.join(folded(piece) for piece in self.phrase.split(GAP))


@dataclass(frozen=True, slots=True)
class _Sought:
    word: NeedWord
    pieces: tuple[str, ...]
    pattern: re.Pattern[str] | None

    @property
    def letters(self) -> int:
        return sum(map(len, self.pieces))


class NeedList:
    """A list of phrases, made ready once and asked many times."""

    def __init__(self, words: Iterable[NeedWord]) -> None:
        sought = [_sought(word) for word in words]
        self._sought = sorted(sought, key=lambda one: -one.letters)

    def __len__(self) -> int:
        return len(self._sought)

    def take(self, typed: Typed) -> list[Part]:
        """The needs told, the longest phrases first; their letters are taken."""
        return [_taken(typed, one.word, spans) for one, spans in self._found(typed)]

    def needs_in(self, text: str) -> tuple[str, ...]:
        """Codes of the needs a text tells, for a word read in another way."""
        return tuple(str(part.value) for part in self.take(Typed(text)))

    def _found(self, typed: Typed) -> Iterator[tuple[_Sought, Spans]]:
        for one in self._sought:
            spans = _by_pattern(one, typed) if one.pattern else _by_letters(one, typed)
            if spans and typed.is_folded_free(spans):
                yield one, spans


@cache
def starting_words() -> tuple[NeedWord, ...]:
    """The list as it comes with Jikimi."""
    return tuple(NeedWord(**row) for row in table_rows("need_words"))


def _sought(word: NeedWord) -> _Sought:
    pieces = tuple(folded(piece) for piece in word.phrase.split(GAP))
    if not _SPACED.match(word.phrase):
        return _Sought(word, pieces, None)
    words = r"\W+".join(map(re.escape, words_of(word.phrase)))
    return _Sought(word, pieces, re.compile(rf"(?<!\w){words}{_ENDING}"))


def _by_letters(one: _Sought, typed: Typed) -> Spans:
    """Where the pieces stand one after another in the folded text; [] when they do not."""
    begin = typed.folded.find(one.pieces[0])
    while begin >= 0:
        spans = _following(one.pieces, typed.folded, begin)
        if spans:
            return spans
        begin = typed.folded.find(one.pieces[0], begin + 1)
    return []


def _following(pieces: Sequence[str], text: str, begin: int) -> Spans:
    spans = [(begin, begin + len(pieces[0]))]
    for piece in pieces[1:]:
        after = spans[-1][1]
        at = text.find(piece, after, after + _LONGEST_GAP + len(piece))
        if at < 0:
            return []
        spans.append((at, at + len(piece)))
    return spans


def _by_pattern(one: _Sought, typed: Typed) -> Spans:
    found = one.pattern.search(typed.text) if one.pattern else None
    if not found:
        return []
    inside = [i for i, at in enumerate(typed.places) if found.start() <= at < found.end()]
    return [(inside[0], inside[-1] + 1)] if inside else []


def _taken(typed: Typed, word: NeedWord, spans: Spans) -> Part:
    as_typed = typed.take_folded(spans).strip()
    readings = [Reading("need", facet=f"need:{word.need}")]
    if len(spans) == 1:
        readings.append(Reading("part", text=folded(as_typed)))
    return Part("need", as_typed, word.need, tuple(readings), who=word.who)
