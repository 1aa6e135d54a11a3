"""Telephone numbers out of the cells of Korean lists: several in one, ranges, labels, short forms.

Only what is written is read: a rest that is no number is handed back, never guessed at.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from jikimi.directory.exchange.reading.areas import Region

_AREA = r"02|0(?:3[1-3]|4[1-4]|5[1-5]|6[1-4]|1[016-9]|[5-8]0\d?)"
_PLAIN = re.compile(
    rf"(?:(?P<area>{_AREA})-(?P<front>\d{{3,4}})-(?P<back>\d{{4}})"
    rf"|(?P<own>{_AREA})-(?P<short>1[0-9]{{2,3}})|(?P<wide>1[5-9]\d{{2}}-\d{{4}})|1\d{{2,3}})",
)
_AREAS = (
    "02",
    *(f"0{n}" for n in (31, 32, 33, 41, 42, 43, 44, 51, 52, 53, 54, 55, 61, 62, 63, 64)),
)
_MOBILE = (
    "010",
    "011",
    "016",
    "017",
    "018",
    "019",
    "070",
    "080",
    "0502",
    "0503",
    "0504",
    "0505",
    "0506",
    "0507",
    "0508",
    "050",
    "060",
)
_MARKS = str.maketrans({c: "-" for c in ".·)‐‑–—−ㆍ"} | {"(": ""})
_RANGE_MARKS = str.maketrans({c: "~" for c in "∼～〜"})
_LABEL = re.compile(r"^\s*(?P<label>[가-힣A-Za-z][가-힣A-Za-z0-9 ]{0,14}?)\s*[:.]?\s*(?=[\d(+])")
_EXTENSION = re.compile(
    r"\(?\s*(?:내선|교환|ext\.?|구내)\s*(?:번호)?\s*:?\s*(\d{1,5})\s*번?\s*\)?", re.I
)
_TAIL = re.compile(r"\s*\(\s*(?P<label>[가-힣A-Za-z ]{1,14})\s*\)\s*$")
_FAX = ("fax", "팩스", "전송")
_MOST = 20


class Number(NamedTuple):
    """One number. label: what stands before it, as 상담; kind: voice or fax."""

    number: str
    label: str = ""
    extension: str = ""
    kind: str = "voice"


@dataclass(slots=True)
class Numbers:
    """What a cell holds. codes: the kinds of repair it took; rest: what is no number."""

    numbers: list[Number] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def took(self, code: str) -> None:
        """List a kind of repair once."""
        if code not in self.codes:
            self.codes.append(code)


def read_numbers(cell: str, region: Region | None = None) -> Numbers:
    """Every number of a cell. region: whose area code a number without one gets."""
    found = Numbers()
    if _PLAIN.fullmatch(cell) and not _is_wide_with_area(cell):
        found.numbers.append(Number(cell))
        return found
    text = unicodedata.normalize("NFKC", cell).translate(_RANGE_MARKS)
    if unicodedata.normalize("NFKC", cell) != cell:
        found.took("full_width")
    label = ""
    for part in re.split(
        r"[|,;/\n]|(?<=\d)\s*·\s*(?=\d)|\.\s+(?=\d)|\s+(?=[가-힣]+\s*:?\s*\d)", text
    ):
        label = _read_part(part, label, region, found)
    is_range_only = "phone_range" in found.codes and not re.search(r"[|,;/]", text)
    if len(found.numbers) > 1 and not is_range_only:
        found.took("several_numbers")
    return found


def _read_part(part: str, label: str, region: Region | None, found: Numbers) -> str:
    """Read one part; the label that holds for the parts behind it comes back."""
    text = part.strip()
    if not text:
        return label
    extension = _EXTENSION.search(text)
    text = _EXTENSION.sub("", text).strip()
    own = _LABEL.match(text)
    tail = _TAIL.search(text)
    if own:
        label, text = own["label"].strip(), text[own.end() :]
        found.took("phone_label")
    elif tail:
        label, text = tail["label"].strip(), text[: tail.start()]
        found.took("phone_label")
    numbers = _expanded(text, region, found)
    if not numbers:
        found.rest.append(part.strip())
        return label
    kind = "fax" if any(word in label.lower() for word in _FAX) else "voice"
    for number in numbers:
        found.numbers.append(Number(number, label, extension[1] if extension else "", kind))
    return label


def _expanded(text: str, region: Region | None, found: Numbers) -> list[str]:
    """The numbers of one part: `054-463-1386`, `864-7545~6`, or `1388` after another number."""
    first, mark, last = (one.strip() for one in text.partition("~"))
    number = _one(first, region, found)
    if not mark or not number:
        return [number] if number else []
    digits = re.sub(r"\D", "", number)
    until = re.sub(r"\D", "", last)
    if len(until) > 4:
        end = _one(last, region, found)
        until = re.sub(r"\D", "", end)[-4:] if end else ""
    end_digits = digits[: len(digits) - len(until)] + until if until else ""
    count = int(end_digits) - int(digits) + 1 if end_digits else 0
    if not 2 <= count <= _MOST:
        found.rest.append(text)
        return [number]
    found.took("phone_range")
    return [_shift(number, step) for step in range(count)]


def _shift(number: str, step: int) -> str:
    front, _, back = number.rpartition("-")
    return f"{front}-{int(back) + step:0{len(back)}}" if front else str(int(back) + step)


def _one(text: str, region: Region | None, found: Numbers) -> str:
    """One number in the form 064-123-4567; empty when the text is none."""
    if _is_end_of_another(text, found):
        return _completed(text, region, found)
    if _PLAIN.fullmatch(text) and not _is_wide_with_area(text):
        return text
    plain = re.sub(r"[-\s]+", "-", text.translate(_MARKS)).strip("-")
    if re.sub(r"[\s-]", "", plain.lstrip("+")).isdigit() is False:
        return ""
    digits = plain.replace("-", "")
    if digits.startswith("+82"):
        digits = "0" + digits[3:].removeprefix("0")
        found.took("phone_marks")
    number = _formed(digits, region, found)
    if number != text and number.replace("-", "") == digits:
        found.took("phone_marks")
    return number


def _formed(digits: str, region: Region | None, found: Numbers) -> str:
    area = next((one for one in (*_MOBILE, *_AREAS) if digits.startswith(one)), "")
    rest = digits[len(area) :]
    if area and len(rest) == 8 and area in _AREAS and rest[:2] in ("15", "16", "18"):
        found.took("area_code_extra")
        return f"{rest[:4]}-{rest[4:]}"
    if area and len(rest) in (7, 8):
        return f"{area}-{rest[:-4]}-{rest[-4:]}"
    if area and len(rest) in (3, 4) and rest[0] == "1":
        return f"{area}-{rest}"
    if not area and len(digits) == 8 and digits[:2] in ("15", "16", "18"):
        return f"{digits[:4]}-{digits[4:]}"
    if not area and len(digits) in (3, 4) and digits[0] == "1" and not found.numbers:
        return digits
    return _completed(digits, region, found)


def _completed(digits: str, region: Region | None, found: Numbers) -> str:
    """A number that lacks its front gets that of the number before it, or of the region."""
    before = found.numbers[-1].number if found.numbers else ""
    if len(digits) == 4 and before.count("-") == 2:
        found.took("phone_short_form")
        return f"{before.rpartition('-')[0]}-{digits}"
    if len(digits) not in (7, 8) or digits[0] in "01":
        return ""
    area = (
        before.partition("-")[0] if before.count("-") == 2 else region.area_code if region else ""
    )
    if not area:
        return ""
    found.took("area_code_added")
    return f"{area}-{digits[:-4]}-{digits[-4:]}"


def _is_end_of_another(text: str, found: Numbers) -> bool:
    """Whether four digits end like the number before them (`463-1386,1388`), or ring as they are.

    1366 and 1388 are numbers of their own, unless the number before begins its last four alike.
    """
    before = found.numbers[-1].number if found.numbers else ""
    if before.count("-") != 2 or not re.fullmatch(r"\d{4}", text):
        return False
    return text[0] != "1" or before[-4:-2] == text[:2]


def _is_wide_with_area(text: str) -> bool:
    """`02-1644-7077`: a nationwide number has no area code; with one it does not ring."""
    area, _, rest = text.partition("-")
    return area in _AREAS and re.fullmatch(r"1[568]\d\d-\d{4}", rest) is not None
