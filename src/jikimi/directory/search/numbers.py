"""Phone numbers in any form, and parts of one: 064-123-4567, 0641234567, +82 64 123 4567, 4567.

Pure.  Checked: tests/rules/test_directory_search_numbers.py
"""

from __future__ import annotations

import re

_COUNTRY = "82"
_LONGEST_SHORT = 8
# Digits with the signs people put between them; letters around it end it.
_NUMBER = re.compile(r"(?<![\w:.])(\+?\(?\d[\d\s().\-–—~/·]*\d)(?![\w:])")
_UNITS = re.compile(r"\s*(?:시|세|살|일|월|번|호|층|명|am|pm|:|years?|yrs?)", re.IGNORECASE)
_AREA_CODES = "02|03[1-3]|04[1-4]|05[1-5]|06[1-4]|070|080|050\\d|01[016789]|1[568]\\d\\d"
_WITH_AREA = re.compile(f"^(?:{_AREA_CODES})")
LEAST = 3


def national(written: str) -> str:
    """Only the digits, in the form dialled within Korea: +82 64-123-4567 → 0641234567."""
    only = re.sub(r"\D", "", written)
    plus = written.strip().startswith(("+", "00"))
    if plus and only.removeprefix("00").startswith(_COUNTRY):
        rest = only.removeprefix("00")[len(_COUNTRY) :]
        return rest if rest.startswith(("0", "1")) and len(rest) <= _LONGEST_SHORT else _zero(rest)
    if only.startswith(_COUNTRY) and len(only) > len("8264123456") - 1:
        return _zero(only[len(_COUNTRY) :])
    return only


def _zero(rest: str) -> str:
    return rest if rest.startswith("0") else f"0{rest}"


def numbers_in(text: str) -> list[tuple[int, int, str]]:
    """Each number that may be a phone's: where it stands in the text, and its digits.

    An hour, an age or a date is none: digits before 시, 세, 월 … are left alone.
    """
    found = []
    for match in _NUMBER.finditer(text):
        digits = national(match[1])
        if len(digits) >= LEAST and not _UNITS.match(text[match.end() :]):
            found.append((match.start(1), match.end(1), digits))
    return found


def has_area_code(digits: str) -> bool:
    """Whether digits begin as a Korean number does."""
    return bool(_WITH_AREA.match(digits))
