"""Reading one cell of an export: every way an office writes a birth date, a telephone, a code.

Each function takes the cell and gives the value in one form as text; empty means unknown.  A cell
that cannot be read raises CellError with the code of the reason, never with the value.
"""

import re
import unicodedata
from importlib.resources import files

from jikimi.cases.intake.calendar_days import is_day
from jikimi.cases.intake.masking import mask
from jikimi.cases.intake.reasons import CellError

# Behind each covered identity number, so that a whole batch can be counted at once.
COVERED = "\x01"

# Words that say nobody knows.
UNKNOWN = frozenset(
    files(__package__).joinpath("unknown_words.txt").read_text(encoding="utf-8").split()
)
_BIRTH = re.compile(r"(\d{4}|\d{2})\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})\s?[.일]?", re.ASCII)
_BIRTH_IN_NUMBER = re.compile(r"(\d{6})[-\s]?(?:([1-8])[\d*]{6}|\*{7})", re.ASCII)
_HANGUL_WITH_SPACES = re.compile(r"[가-힣]+(?:\s+[가-힣]+)*")
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200d\ufeff]")
_IDENTITY = r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-?[1-8]\d{6}"
# Neither an identity number nor what a spreadsheet makes of a long number (2.02611E+11).
_NUMBER = re.compile(
    rf"(?!{_IDENTITY}$|\d(?:\.\d+)?E\+?\d+$)[^\s\x00-\x1f\x7f\\]{{1,40}}",
    re.ASCII | re.IGNORECASE,
)
is_number = _NUMBER.fullmatch
_RESPONSE_CODE = re.compile(r"(?:CODE|코드|C)?[-\s]?([0-4])(?:\.0)?", re.IGNORECASE)
_SEXES = {
    word: sex
    for sex, words in {
        "male": "남 남성 남자 M m male Male MALE",
        "female": "여 여성 여자 F f female Female FEMALE",
    }.items()
    for word in words.split()
}


def birth_date(cell: str, *, received_on: str) -> str:
    """A birth date in ISO form.  received_on: ISO day of the report, which settles the century."""
    return settled_birth_date(written_birth_date(cell), received_on=received_on)


def written_birth_date(cell: str) -> str:
    """A birth date in ISO form, its year of two digits if so written: `09-12-15`.

    Reads `1980-05-03`, `2000. 5. 11.`, `19751216`, `751216`, and the front of an identity number,
    of which nothing but the date is kept.
    """
    cell = cell.strip()
    length = len(cell)
    if length == 8 and cell.isdigit():
        text = f"{cell[:4]}-{cell[4:6]}-{cell[6:]}"
    elif length == 6 and cell.isdigit():
        text = f"{cell[:2]}-{cell[2:4]}-{cell[4:]}"
    elif length == 10 and cell[4] == "-":
        text = cell
    elif cell.count(". ") == 2 and cell[-1] == ".":
        year, month, day = cell[:-1].split(". ")
        text = f"{year}-{month:0>2}-{day:0>2}"
    elif not cell or cell in UNKNOWN:
        return ""
    else:
        text = _any_birth_date(cell)
    if is_day(text if len(text) == 10 else "20" + text):
        return text
    raise CellError("birth_impossible")


def settled_birth_date(written: str, *, received_on: str) -> str:
    """Give a two-digit year the latest century in which the person was born by the report."""
    if len(written) == 8:
        return ("20" if written <= received_on[2:] else "19") + written
    if written > received_on:
        raise CellError("birth_after_report")
    return written


def _any_birth_date(cell: str) -> str:
    if found := _BIRTH.fullmatch(cell):
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    if cell.endswith(" 00:00:00"):
        return cell.removesuffix(" 00:00:00")
    if found := _BIRTH_IN_NUMBER.fullmatch(cell):
        century = {"1": "19", "2": "19", "5": "19", "6": "19", None: ""}.get(found[2], "20")
        return f"{century}{found[1][:2]}-{found[1][2:4]}-{found[1][4:]}"
    raise CellError("birth_ambiguous" if cell.isdigit() and len(cell) < 6 else "birth_unreadable")


def phone(cell: str) -> str:
    """A telephone number as digits in national form; a foreign one with + and country code."""
    digits = cell.replace(" ", "").replace("-", "")
    if digits[:3] == "+82":
        digits = "0" + digits[3:]
    if len(digits) == 11 and digits[:2] == "01" and digits.isdigit() and digits.isascii():
        return digits
    return _any_phone(cell.strip())


def _any_phone(cell: str) -> str:
    digits = cell.translate(_PHONE_MARKS)
    if digits.startswith("+82"):
        digits = "0" + digits[3:].removeprefix("0")
    if digits.isdigit() and digits.isascii():
        return _national(digits)
    if digits == "" or cell in UNKNOWN:
        return ""
    if re.fullmatch(r"\+\d{7,15}", digits, re.ASCII):
        return digits
    raise CellError("phone_unreadable")


_PHONE_MARKS = {ord(mark): None for mark in " \t\n\r\u00a0-‐‑–—.)(·~/"}


def _national(digits: str) -> str:
    length = len(digits)
    if digits[0] == "0" and 9 <= length <= 12 and digits[1] != "0":
        return digits
    if digits[:2] == "82" and 11 <= length <= 12:  # thirteen may be an identity number
        return _national("0" + digits[2:])
    if length == 10 and digits[:2] in ("10", "11", "16", "17", "18", "19"):
        return "0" + digits  # a spreadsheet took it for a number
    if length == 8 and digits[0] == "1":
        return digits  # nationwide numbers such as 1366-0000
    if 3 <= length <= 4 and digits[0] == "1":
        return digits  # 112, 119, 1366
    if length >= 9 and not digits.strip("0"):
        return ""
    raise CellError("phone_unreadable")


def sex(cell: str) -> str:
    """male, female, or empty when unknown."""
    cell = cell.strip()
    if cell in _SEXES or not cell or cell in UNKNOWN:
        return _SEXES.get(cell, "")
    raise CellError("sex_unknown")


def response_code(cell: str) -> str:
    """The urgency of a call, 0 to 4: from `CODE 2`, `코드1`, `C0` or `3`."""
    cell = cell.strip()
    if not cell or cell == "-":
        return ""
    if found := _RESPONSE_CODE.fullmatch(cell):
        return found[1]
    raise CellError("response_code_unknown")


def legal_dong_code(cell: str) -> str:
    """The ten digits of a legal dong, also when a spreadsheet wrote them as a number."""
    code = cell.strip().replace(",", "").removesuffix(".0")
    if len(code) == 10 and code.isdigit() and code.isascii():
        return code
    if not code or code in UNKNOWN:
        return ""
    raise CellError("legal_dong_unreadable")


def external_number(cell: str) -> str:
    """The number the police gave the report, as written."""
    cell = cell.strip()
    if is_number(cell):
        return cell
    if re.fullmatch(_IDENTITY, cell, re.ASCII):
        raise CellError("number_is_identity")
    raise CellError("number_unreadable" if cell else "empty")


def name(cell: str) -> str:
    """A person's name without the blanks typed into Korean names; empty for 불상 and its like."""
    cell = text(cell)
    if _HANGUL_WITH_SPACES.fullmatch(cell):
        cell = cell.replace(" ", "")
    return "" if cell in UNKNOWN else cell


def text(cell: str) -> str:
    """Words as written, identity numbers covered and marked, invisible characters taken out."""
    cell = cell.strip()
    if not cell.isprintable():
        cell = _UNWANTED.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))
    if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@"):
        cell = cell[1:]  # the guard that the rejects file puts before a formula
    cell = unicodedata.normalize("NFC", cell)
    return mask(cell, mark=COVERED)[0] if len(cell) > 12 else cell


def short_text(cell: str) -> str:
    """A word or two such as 당사자 관계 or 지역관서; a dash says there is none."""
    cell = text(cell)
    return "" if cell == "-" else cell
