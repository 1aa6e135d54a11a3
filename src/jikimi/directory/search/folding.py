"""Letters as compared: folded text, initial consonants (초성), the keys one typed, one slip away.

Pure. sql/finding.sql folds in the same way, so that what is kept and what is asked agree.
Sources: Unicode 3.12 (composition of Hangul syllables); KS X 5002 (두벌식, the two-set keyboard).
Checked: tests/rules/test_directory_search_letters.py
"""

from __future__ import annotations

import re
import unicodedata

_FIRST, _LAST, _VOWELS, _FINALS = 0xAC00, 0xD7A3, 21, 28
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINAL_LETTERS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
# Letters that take two strokes.
_STROKES = {
    **{"ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ"},
    **{"ㅢ": "ㅡㅣ", "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ"},
    **{"ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"},
}
_IN_STROKES = str.maketrans(_STROKES)
_AS_ONE = {two: one for one, two in _STROKES.items()}
CONSONANTS = _INITIALS
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ"
_TWO_VOWELS = "|".join(s for s in _AS_ONE if s[0] in VOWELS)
_TWO_FINALS = "|".join(s for s in _AS_ONE if s[0] not in VOWELS)
_SYLLABLE = re.compile(
    f"([{CONSONANTS}])({_TWO_VOWELS}|[{VOWELS}])"
    f"(?:({_TWO_FINALS}|[ㄱㄲㄴㄷㄹㅁㅂㅅㅆㅇㅈㅊㅋㅌㅍㅎ])(?![{VOWELS}]))?"
)
_KEYS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        strict=True,
    )
)
_LETTERS = {jamo: key for key, jamo in _KEYS.items()}
_LATIN = re.compile(r"[A-Za-z]")
# What is ignored: control characters, spaces, punctuation of ASCII, Latin-1, CJK, full width.
SILENT = re.compile(
    "[\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\xa9\\xab-\\xb4\\xb6-\\xb9\\xbb-\\xbf\\u2000-\\u206f"
    "\\u2190-\\u27bf\\u3000-\\u303f\\u30fb\\u318d\\ufe0f\\uff01-\\uff0f\\uff1a-\\uff20"
    "\\uff3b-\\uff40\\uff5b-\\uff65]+"
)


def folded(text: str) -> str:
    """Text as compared: composed, in lower case, without spaces and punctuation."""
    return SILENT.sub("", unicodedata.normalize("NFC", text).lower())


def words_of(text: str) -> list[str]:
    """The words of a text, each folded."""
    return [w for w in SILENT.sub(" ", unicodedata.normalize("NFC", text).lower()).split() if w]


def is_syllable(letter: str) -> bool:
    """Whether the letter is a whole Korean syllable."""
    return _FIRST <= ord(letter) <= _LAST


def is_consonant(letter: str) -> bool:
    """Whether the letter is a consonant that stands alone, as in 초성; ㄳ counts as two."""
    return letter in _INITIALS or (letter in _STROKES and _STROKES[letter][0] in _INITIALS)


def is_korean(letter: str) -> bool:
    """Whether the letter is a syllable or a single Korean letter."""
    return is_syllable(letter) or "\u3131" <= letter <= "\u3163"


def initials(text: str) -> str:
    """The initial consonants of the syllables: 제주여성 → ㅈㅈㅇㅅ; other letters stay."""
    return "".join(_initial(letter) for letter in text)


def _initial(letter: str) -> str:
    if not is_syllable(letter):
        return letter
    return _INITIALS[(ord(letter) - _FIRST) // (_VOWELS * _FINALS)]


def strokes(text: str) -> str:
    """The letters as they were struck, one by one: 값 → ㄱㅏㅂㅅ."""
    return "".join(_parts(letter) for letter in text).translate(_IN_STROKES)


def _parts(letter: str) -> str:
    if not is_syllable(letter):
        return letter
    place, final = divmod(ord(letter) - _FIRST, _FINALS)
    initial, medial = divmod(place, _VOWELS)
    return (_INITIALS[initial] + _MEDIALS[medial] + _FINAL_LETTERS[final]).rstrip()


def composed(struck: str) -> str:
    """Letters struck one by one as the syllables they make: ㅈㅔㅈㅜ → 제주; others stay."""
    return _SYLLABLE.sub(_syllable, struck)


def _syllable(found: re.Match[str]) -> str:
    initial, medial, final = found[1], found[2], found[3] or " "
    return chr(
        _FIRST
        + (_INITIALS.index(initial) * _VOWELS + _MEDIALS.index(_AS_ONE.get(medial, medial)))
        * _FINALS
        + _FINAL_LETTERS.index(_AS_ONE.get(final, final))
    )


def typed_in_korean(text: str) -> str:
    """What English letters are on the Korean keyboard: wpwn → 제주; '' when they make no syllable.

    Capitals count only where they are another letter there (R ㄲ), as with Shift.
    """
    if not _LATIN.search(text) or any(is_korean(letter) for letter in text):
        return ""
    struck = "".join(_KEYS.get(k) or _KEYS.get(k.lower(), k) for k in text)
    made = composed(struck)
    whole = [letter for letter in made if is_korean(letter)]
    return made if whole and all(map(is_syllable, whole)) else ""


def typed_in_english(text: str) -> str:
    """What Korean letters are on the English keyboard: ㅔㅐㅣㅑㅊㄷ → police; '' when none is."""
    struck = strokes(text)
    if not any(letter in _LETTERS for letter in struck):
        return ""
    return "".join(_LETTERS.get(letter, letter) for letter in struck).lower()


def letters_apart(text: str) -> str:
    """Double consonants of 초성 taken apart, as a phone's keyboard joins them: ㄳ → ㄱㅅ."""
    return text.translate(_IN_STROKES)
