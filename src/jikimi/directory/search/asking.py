"""A question understood: needs, place, time, language, who it is for, numbers, and words.

Pure: the list of need words and the instant come in.  What is understood is taken out of the text
piece by piece, the surest first; what is left is looked for as words, in every way they may have
been typed.  Checked: tests/rules/test_directory_search_asking.py
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache

from jikimi.access.codes import codes
from jikimi.directory.search import folding, numbers
from jikimi.directory.search.moments import take_always, take_when
from jikimi.directory.search.needs import NeedList
from jikimi.directory.search.parts import Asked, Part, Reading
from jikimi.directory.search.people import of_whom, take_age, take_child, take_wheelchair
from jikimi.directory.search.places import place_of, readings_of, take_place
from jikimi.directory.search.typed import Typed
from jikimi.directory.tables import table_rows

_PARTICLES = re.compile(
    r"(?:에서는|에서|에게|한테|으로|부터|까지|이에요|이랑|하고|이나|인데|예요|은|는|이|가|을|를|의|도|만|와|과|로|에|랑)$"
)
_ENDINGS = re.compile(
    "^[가고까네는니다데도되된될라려로를만면서셔습시아았어었에여였오와요으은을의이인입잖저주지치타한할함해했게겠구군거든던"
    "대합하당드랑나들림린려려렸]+$"
)


def understood(typed: str, *, needs: NeedList, now: datetime) -> Asked:
    """What a question asks for; never an error, at worst nothing but words."""
    text = Typed(typed)
    parts = [*of_whom(text), *needs.take(text)]
    takers: tuple[Callable[[Typed], Part | None], ...] = (
        *(_always, lambda t: _when(t, now), take_age, take_wheelchair, take_child),
        *(take_place, _language),
    )
    parts += [part for taker in takers if (part := taker(text))]
    parts += _phones(text)
    words = list(_words(text, needs, is_rest=any(part.readings for part in parts)))
    return Asked(typed.strip(), folding.folded(text.text), (*parts, *words))


def _always(text: Typed) -> Part | None:
    found = take_always(text)
    return Part("always", found) if found else None


def _when(text: Typed, now: datetime) -> Part | None:
    found = take_when(text, now)
    return Part("when", found.typed, found) if found else None


def _language(text: Typed) -> Part | None:
    for code, pattern in _languages():
        found = text.take_pattern(pattern)
        if found:
            return Part("language", found.group().strip(), code, _spoken(code))
    return None


def _spoken(code: str) -> tuple[Reading, ...]:
    name = folding.folded(codes("directory", "spoken_languages")[code].ko)
    return Reading("language", facet=f"language:{code}"), Reading("part", text=name)


@cache
def _languages() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for row in codes("directory", "spoken_languages").values():
        names = [row.ko, row.en.lower(), *row.more["also"].split("|")]
        words = "|".join(re.escape(name) for name in sorted(filter(None, names), key=len)[::-1])
        found.append(
            (row.code, re.compile(rf"(?<!\w)(?:{words})(?:\s*(?:로|가능|되는|상담))?(?!\w)"))
        )
    return tuple(found)


def _phones(text: Typed) -> Iterator[Part]:
    for begin, end, digits in numbers.numbers_in(text.text):
        if text.is_free(begin, end):
            as_typed = text.take(begin, end)
            readings = [Reading("phone", number=digits)]
            if len(digits) <= len("1366"):
                readings.append(Reading("part", text=folding.folded(as_typed)))
            yield Part("phone", as_typed.strip(), digits, tuple(readings))


def _words(text: Typed, needs: NeedList, *, is_rest: bool) -> Iterator[Part]:
    kept = [word for word, is_end in text.words_left() if not _says_nothing(word, is_end)]
    for word in kept:
        readings = tuple(dict.fromkeys(_readings(word, needs)))
        if readings:
            yield Part("word", word, None, readings, is_rest=is_rest)


def _says_nothing(word: str, is_end_of_word: bool) -> bool:
    if is_end_of_word and _ENDINGS.match(word):
        return True
    return word in _silent_words()


@cache
def _silent_words() -> frozenset[str]:
    return frozenset(row["code"] for row in table_rows("silent_words"))


def _readings(word: str, needs: NeedList) -> Iterator[Reading]:
    """The ways a word may have been typed, the plainest first."""
    letters = folding.letters_apart(word)
    if len(letters) < 2:
        return
    if any(map(folding.is_consonant, letters)):
        yield from _of_initials(letters)
    else:
        yield Reading("part", text=word)
    bare = _PARTICLES.sub("", word)
    if bare != word and len(bare) > 1:
        yield Reading("part", text=bare)
    meant = folding.typed_in_korean(word)
    if not meant and any("\u314f" <= letter <= "\u3163" for letter in word):
        meant = folding.typed_in_english(word)
    if len(meant) > 1:
        yield from _on_the_other_keyboard(meant, needs)


def _of_initials(letters: str) -> Iterator[Reading]:
    """초성 alone or beside syllables; a consonant at the end may be a syllable begun."""
    if len([x for x in letters if folding.is_consonant(x)]) == len(letters) or any(
        map(folding.is_syllable, letters)
    ):
        begun = letters.rstrip(folding.CONSONANTS)
        is_begun = len(begun) > 1 and all(map(folding.is_syllable, begun))
        yield Reading("initials", begun if is_begun else "", folding.initials(letters))


def _on_the_other_keyboard(meant: str, needs: NeedList) -> Iterator[Reading]:
    yield Reading("keyboard", text=meant)
    yield from (Reading("keyboard", facet=f"need:{need}") for need in needs.needs_in(meant))
    place = place_of(meant)
    if place:
        yield from (
            Reading("keyboard", facet=r.facet) for r in readings_of(place) if r.way == "place"
        )
