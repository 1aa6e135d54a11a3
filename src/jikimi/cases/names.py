"""How a name is kept for searching: bigrams with marks, initial consonants (초성), digits."""

from __future__ import annotations

import re
import unicodedata

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST, _LAST, _PER_INITIAL = 0xAC00, 0xD7A3, 588


def folded(name: str) -> str:
    """The name as compared: composed, without spaces, in lower case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", name)).lower()


def name_keys(name: str) -> list[str]:
    """What a name is found by: itself, its first two letters, its bigrams; the same for its 초성.

    김하늘: =김하늘 ^김하 ^김 김하 하늘 늘$ =ㄱㅎㄴ ^ㄱㅎ ^ㄱ ㄱㅎ ㅎㄴ ㄴ$.  [] for no name.
    The longer keys are rare and so answer quickly in a nation's list; the short ones find parts.
    """
    text = folded(name)
    return sorted({*_keys_of(text), *_keys_of(initials(text))}) if text else []


def _keys_of(text: str) -> list[str]:
    return [f"={text}", f"^{text[:2]}", *bigrams(f"^{text}$")]


def bigrams(text: str) -> list[str]:
    """Every two letters that stand beside each other."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


def initials(name: str) -> str:
    """The initial consonants of the syllables: 김하늘 → ㄱㅎㄴ; other letters stay."""
    return "".join(_initial(letter) for letter in folded(name))


def is_syllable(letter: str) -> bool:
    """Whether the letter is a whole Korean syllable."""
    return _FIRST <= ord(letter) <= _LAST


def _initial(letter: str) -> str:
    if not is_syllable(letter):
        return letter
    return _INITIALS[(ord(letter) - _FIRST) // _PER_INITIAL]


def digits(phone: str) -> str:
    """A phone number as digits in the national form: +82 10-… → 010…"""
    only = re.sub(r"\D", "", phone)
    return "0" + only[2:] if only.startswith("82") and len(only) > 10 else only
