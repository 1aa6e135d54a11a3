"""One slip of the finger: every way one letter too many, too few, wrong or swapped would read.

Pure: which of these readings mean anything is asked of the words that are really there.
Checked: tests/rules/test_directory_search_letters.py
"""

from __future__ import annotations

from collections.abc import Iterator

from jikimi.directory.search.folding import CONSONANTS, VOWELS, composed, is_korean, strokes

SHORTEST, LONGEST = 2, 12
_LATIN = "abcdefghijklmnopqrstuvwxyz"
# What sounds alike or lies beside it, tried first.
_NEAR = {
    **{"ㅐ": "ㅔㅒ", "ㅔ": "ㅐㅖ", "ㅗ": "ㅜㅓㅛ", "ㅜ": "ㅗㅡㅠ", "ㅓ": "ㅗㅏㅕ", "ㅏ": "ㅑㅓ"},
    **{"ㅡ": "ㅜㅣ", "ㅣ": "ㅡㅏ", "ㅅ": "ㅆㅈ", "ㄱ": "ㄲㅋ", "ㄷ": "ㄸㅌ", "ㅂ": "ㅃㅍ"},
    **{"ㅈ": "ㅉㅊ", "ㄴ": "ㄹㅇ", "ㅇ": "ㄴㅁ", "ㅖ": "ㅔ", "ㅒ": "ㅐ", "ㄹ": "ㄴ", "ㅁ": "ㅇ"},
}


def one_slip_away(text: str, *, most: int = 1500) -> list[str]:
    """Words one slip away from this folded word, the likeliest first; [] for very short or long."""
    if not SHORTEST <= len(text) <= LONGEST or text.isdigit():
        return []
    korean = all(is_korean(letter) for letter in text)
    if not korean and not (text.isascii() and text.isalpha() and len(text) > SHORTEST):
        return []
    found = dict.fromkeys(map(composed, _slips(strokes(text))))
    kept = (w for w in found if w != text and (not korean or _is_as_whole(w, text)))
    return list(kept)[:most]


def pieces_of(word: str) -> list[str]:
    """Every three letters of a word that stand beside each other; of a shorter word itself."""
    return [word[i : i + 3] for i in range(max(1, len(word) - 2))]


def _slips(struck: str) -> Iterator[str]:
    """Neighbours and swaps before anything else, then letters missing, too many, and any other."""
    places = range(len(struck))
    for i in places:
        yield from (struck[:i] + near + struck[i + 1 :] for near in _NEAR.get(struck[i], ""))
    yield from (struck[:i] + struck[i + 1] + struck[i] + struck[i + 2 :] for i in places[:-1])
    yield from (struck[:i] + struck[i + 1 :] for i in places)
    for i in places:
        yield from (struck[:i] + other + struck[i + 1 :] for other in _alike(struck[i]))
    for i in range(len(struck) + 1):
        yield from (struck[:i] + more + struck[i:] for more in _any_like(struck))


def _alike(letter: str) -> str:
    """Letters that could have been meant: a vowel for a vowel, a consonant for a consonant."""
    for kind in (VOWELS, CONSONANTS, _LATIN):
        if letter in kind:
            return kind
    return ""


def _any_like(struck: str) -> str:
    return _LATIN if struck.isascii() else CONSONANTS + VOWELS


def _is_as_whole(word: str, typed: str) -> bool:
    """Whether no letter stands alone in it that did not stand alone before."""
    return _alone(word) <= _alone(typed)


def _alone(word: str) -> int:
    return sum("\u3131" <= letter <= "\u3163" for letter in word)
