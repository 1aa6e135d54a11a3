"""Recognising: what in a text could tell of whom it speaks, before it leaves the circle of a case.

A trace that is sure must go; of another somebody has to say that it tells of nobody.  Nothing here
can see everything: a story itself may be known.  That is why a person reads it before it is sent.
Source: SR-24; 개인정보 보호법 §58의2.  Checked: tests/rules/test_recognising.py
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from jikimi.access.codes import codes
from jikimi.access.masking import mask
from jikimi.cases.names import digits, is_syllable

# A number behind 로, 길, 동 or 리 is an address only if it counts nothing (앞으로 3개월, 활동 2회).
_UNITS = "개|회|번(?!지)|명|주|일|월|년|차|시|분|건|가지|배|%|천|만|억|원|세|살|곳|인|점|단계"
_COUNTED = rf"(?!\s?(?:{_UNITS}))"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_PLATE = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우바사아자하허호배"
_PATTERNS: dict[str, tuple[str, ...]] = {
    "identity": (r"(?<!\d)\d{6}\s?-\s?[\d*]{6,7}",),
    "phone": (
        r"(?<!\d)(?:\+?82[-\s.)]{0,2})?\(?0?1[016789]\)?[-\s.]?\d{3,4}[-\s.]?\d{4}(?!\d)",
        r"(?<!\d)\(?0\d{1,2}\)?[-\s.]{0,2}\d{3,4}[-\s.]\d{4}(?!\d)",
    ),
    "day": (
        r"(?<!\d)(?:19|20)\d{2}\s?[-./년]\s?\d{1,2}\s?[-./월]\s?\d{1,2}(?!\d)",
        r"(?<!\d)(?:1[0-2]|0?[1-9])월\s?(?:[12]\d|3[01]|0?[1-9])일",
        rf"(?i)\b(?:{_MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)|\b\d{{1,2}}\s(?:{_MONTHS})\b",
    ),
    "address": (
        rf"[가-힣\d]+(?:대로|로|길)\s?\d{{1,4}}(?:-\d{{1,4}})?(?!\d){_COUNTED}",
        r"[가-힣]{1,6}(?:동|리|가|면|읍)\s?\d{1,4}-\d{1,4}(?!\d)",
        r"(?<!\d)\d{1,4}(?:-\d{1,4})?\s?번지",
        r"(?<!\d)\d{1,4}\s?동\s?\d{1,4}\s?호",
    ),
    "case_number": (r"(?<![0-9A-Z])20\d{2}-(?=[0-9A-Z]*[A-Z])[0-9A-Z]{6}(?![0-9A-Z])",),
    "email": (r"[\w.+-]+@[\w-]+\.[\w.]+", r"(?<![\w.])@\w{4,}"),
    "age": (
        r"(?<!\d)\d{1,2}\s?(?:세|살)(?!대)",
        r"(?i)\b(?:aged|age)\s\d{1,2}\b|\b\d{1,2}[- ]years?[- ]old",
    ),
    "place": (
        r"[가-힣A-Za-z\d]{2,}(?:초등학교|중학교|고등학교|어린이집|유치원|대학교)",
        r"[가-힣A-Za-z\d]{2,}(?:병원|의원|교회|성당|아파트|빌라|마을)",
        r"[가-힣]{2,}(?:읍|면|동|리)(?:에서|에|의|으로|사무소)",
    ),
    "plate": (rf"(?<!\d)\d{{2,3}}\s?[{_PLATE}]\s?\d{{4}}(?!\d)",),
}
_COMPILED = {code: tuple(map(re.compile, found)) for code, found in _PATTERNS.items()}
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person of a case, to be looked for. Held only while a text is read."""

    name: str = ""
    phone: str = ""
    born_on: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class Trace:
    """Something that may tell of whom a text speaks. code: of traces.csv; line: counted from 1.

    What it is stands nowhere, so that no name comes into an answer or a log.
    """

    line: int
    code: str

    @property
    def is_sure(self) -> bool:
        """Whether the text cannot stay as it is."""
        return codes("cases", "traces")[self.code].more["is_sure"] == "yes"


def traces(text: str, known: Iterable[Known] = ()) -> list[Trace]:
    """What in a text could tell of whom it speaks, line after line.

    known: the persons of the case.  Full names are found with and without blanks; a given name
    alone may be a plain word, and is only asked about.
    """
    people = list(known)
    lines = unicodedata.normalize("NFKC", text).splitlines()
    found = {
        Trace(number, code)
        for number, line in enumerate(lines, start=1)
        for code in (*_in_shape(line), *_of_people(line, people))
    }
    return sorted(found)


def _in_shape(line: str) -> Iterator[str]:
    if mask(line)[1]:
        yield "identity"
    for code, patterns in _COMPILED.items():
        if any(pattern.search(line) for pattern in patterns):
            yield code


def _of_people(line: str, people: Iterable[Known]) -> Iterator[str]:
    plain = re.sub(r"\s+", "", line).casefold()
    numbers = re.sub(r"\D", "", line)
    for person in people:
        whole, parts = _names(person.name)
        if whole and whole in plain:
            yield "name"
        elif any(_has_word(line, part) for part in parts):
            yield "given_name"
        if person.phone and digits(person.phone)[1:] in numbers:
            yield "phone"
        if person.born_on and any(f"{person.born_on:{form}}" in numbers for form in _WRITTEN):
            yield "day"


_WRITTEN = ("%y%m%d", "%Y%m%d")


def _names(name: str) -> tuple[str, tuple[str, ...]]:
    """The whole name without blanks, and its parts that alone may be a name."""
    composed = unicodedata.normalize("NFKC", name).strip().casefold()
    whole = re.sub(r"\s+", "", composed)
    if len(whole) < 2:
        return "", ()
    if is_syllable(whole[0]):
        return whole, tuple(part for part in {whole[1:], whole[2:]} if len(part) >= 2)
    words = re.split(r"[\s'-]+", composed)
    return whole, tuple(word for word in words if len(word) >= _LEAST_LETTERS)


def _has_word(line: str, part: str) -> bool:
    """A Korean name anywhere, for particles hang on it; another only as a word of its own."""
    if is_syllable(part[0]):
        return part in line
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", line, re.IGNORECASE) is not None
