"""What typed letters may mean: a whole name, its beginning, a half-typed syllable, 초성, one slip.

Pure: no table is read.  A way is asked of the index on cases_person.name_keys, in the order given.
Sources: measured.md “Korean names”; Unicode 3.12 (composition of Hangul syllables).
Checked: tests/rules/test_matching.py
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jikimi.cases.names import bigrams, folded, initials, is_syllable

LEAST_LETTERS = 2
_LONGEST_WITH_SLIP = 6
_RARE_LETTERS = 3
_TOP = chr(0x10FFFF)
_FIRST, _VOWELS, _FINALS = 0xAC00, 21, 28
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINAL_LETTERS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_PAIRS = {
    "ㄳ": "ㄱㅅ",
    "ㄵ": "ㄴㅈ",
    "ㄶ": "ㄴㅎ",
    "ㄺ": "ㄹㄱ",
    "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ",
    "ㅄ": "ㅂㅅ",
}
_SPLIT = str.maketrans(_PAIRS)


@dataclass(frozen=True, slots=True)
class Way:
    """One way the typed letters may be meant. code: of match_reasons.csv.

    every: keys the name must hold; one_of: keys of which it must hold one; one of them may be ().
    low, high: the same as a range of plainly written names, for 112 reports; "" where none fits.
    is_rare: few people of a nation are meant, so that names are read first and then who may know.
    """

    code: str
    every: tuple[str, ...]
    one_of: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    is_rare: bool = False


def ways_of(typed: str) -> list[Way]:
    """Every way in which these letters may be meant, the surest first; [] for fewer than two."""
    text = folded(typed).translate(_SPLIT)
    if len(text) < LEAST_LETTERS:
        return []
    if any(is_lone(letter) for letter in text[:-1]):
        return _by_initials(text)
    if is_lone(text[-1]):
        return [_begun(text[:-1], text[-1])]
    if not any(is_syllable(letter) for letter in text):
        return _foreign(text, " ".join(typed.split()))
    ways = [_whole(text), *_beginnings(text), _within(text), *_slips(text)]
    return [replace(way, is_rare=len(text) >= _RARE_LETTERS) for way in ways]


def has_initials(name: str) -> bool:
    """Whether consonants stand alone in it, so that it was typed to look for a name, not as one."""
    return any(is_lone(letter) for letter in name.translate(_SPLIT))


def is_lone(letter: str) -> bool:
    """Whether the letter is a consonant that stands alone, as in 초성."""
    return letter in _INITIALS


def _whole(text: str) -> Way:
    return Way("name", (f"={text}",), low=text, high=text)


def _within(text: str) -> Way:
    return Way("part", tuple(bigrams(text)))


def _foreign(text: str, written: str) -> list[Way]:
    """A name in other letters: reports keep it as it was written, with spaces and capitals."""
    whole = Way("name", (f"={text}",), low=written, high=written)
    begins = Way("begins", _keys_from_start(text), low=written, high=written + _TOP)
    return [whole, begins, _within(text)]


def _by_initials(text: str) -> list[Way]:
    """초성, or syllables mixed with them: as the whole name, then as its beginning."""
    begins = Way("initials", _keys_from_start(text))
    if all(is_lone(letter) for letter in text):
        return [Way("initials", (f"={text}",)), begins]
    last = "".join(_pairs(f"{text[-1]}$"))
    return [Way("initials", (*begins.every, last)), begins]


def _beginnings(text: str) -> Iterator[Way]:
    """The name goes on after the last letter, or the last letter itself is still being typed."""
    last = text[-1]
    if is_syllable(last) and _final(last) == 0:
        yield _open_syllable(text)
        return
    yield Way("begins", _keys_from_start(text), low=text, high=text + _TOP)
    if not is_syllable(last):
        return
    stem, initial = _carried_over(last)
    yield _begun(text[:-1] + stem, initial)


def _open_syllable(text: str) -> Way:
    """하느: the last syllable may still get a final consonant (하늘)."""
    ends = [chr(ord(text[-1]) + final) for final in range(_FINALS)]
    before = text[:-1]
    is_short = len(before) == 1
    return Way(
        "begins",
        every=() if is_short else _keys_from_start(before),
        one_of=tuple((f"^{before}" if is_short else before[-1]) + end for end in ends),
        low=text,
        high=before + ends[-1] + _TOP,
    )


def _begun(stem: str, initial: str) -> Way:
    """하 and ㄴ: the next syllable has only its first consonant so far."""
    first = chr(_FIRST + _INITIALS.index(initial) * _VOWELS * _FINALS)
    last = chr(ord(first) + _VOWELS * _FINALS - 1)
    keys = _keys_from_start(stem + initial)
    return Way("begins", keys, low=stem + first, high=stem + last + _TOP)


def _carried_over(syllable: str) -> tuple[str, str]:
    """한 typed on the way to 하나: the syllable without its last consonant, and that consonant."""
    final = _FINAL_LETTERS[_final(syllable)]
    stays, goes = tuple(_PAIRS.get(final, f" {final}"))
    bare = ord(syllable) - _final(syllable)
    return chr(bare + _FINAL_LETTERS.index(stays)), goes


def _final(syllable: str) -> int:
    return (ord(syllable) - _FIRST) % _FINALS


def _slips(text: str) -> Iterator[Way]:
    """The same name with one letter of one syllable mistaken; also 두음 (리/이, 류/유)."""
    if all(is_syllable(letter) for letter in text) and len(text) <= _LONGEST_WITH_SLIP:
        yield Way("similar", (), tuple(f"={other}" for other in _slipped(text)))


def _slipped(text: str) -> Iterator[str]:
    for i, letter in enumerate(text):
        for other in _near(letter):
            yield text[:i] + other + text[i + 1 :]


def _near(syllable: str) -> Iterator[str]:
    """Every syllable that differs in one letter."""
    code = ord(syllable) - _FIRST
    initial, rest = divmod(code, _VOWELS * _FINALS)
    vowel, final = divmod(rest, _FINALS)
    others = [(i, vowel, final) for i in range(len(_INITIALS)) if i != initial]
    others += [(initial, v, final) for v in range(_VOWELS) if v != vowel]
    others += [(initial, vowel, f) for f in range(_FINALS) if f != final]
    for i, v, f in others:
        yield chr(_FIRST + (i * _VOWELS + v) * _FINALS + f)


def is_one_slip_away(name: str, other: str) -> bool:
    """Whether two names are of one length and differ in one letter of one syllable."""
    one, two = folded(name), folded(other)
    differing = [(a, b) for a, b in zip(one, two, strict=False) if a != b]
    if len(one) != len(two) or len(differing) != 1:
        return False
    a, b = differing[0]
    return is_syllable(a) and is_syllable(b) and b in set(_near(a))


def _keys_from_start(text: str) -> tuple[str, ...]:
    """Keys of every name that begins like this; two letters or more, 초성 among them or not."""
    head = text[:2]
    if not any(is_lone(letter) for letter in head):
        return (f"^{head}", *_pairs(text[1:]))
    first = () if is_lone(text[0]) else (f"^{text[0]}",)
    return (*first, f"^{initials(head)}", *_pairs(text[1:]))


def _pairs(text: str) -> tuple[str, ...]:
    """Bigrams; where one of the two letters is a lone consonant, both count by their initials."""
    pairs = bigrams(text)
    return tuple(initials(p) if any(is_lone(letter) for letter in p) else p for p in pairs)
