"""Whole columns read at once: a cell that is plainly written needs no reader called for it.

Each function takes the cells of one column, and what reads any single cell of it; it gives what
that would give for each.  Most cells of an export are plain, and a call costs more than the look.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from unicodedata import is_normalized

from jikimi.cases.intake.addresses import plain_place
from jikimi.cases.intake.cells import UNKNOWN, is_number
from jikimi.cases.intake.columns import FIELDS
from jikimi.cases.intake.instants import plain_instant
from jikimi.cases.intake.lists import Lists
from jikimi.cases.intake.masking import mask
from jikimi.cases.intake.readers import Reader, Remembered, latest_instant, told

Column = Sequence[str]
WholeColumn = Callable[[Column], Iterable[str]]

# Fields whose cells come again and again: to look one up is faster than to read it.
_RECURRING = (
    "response_code",
    "station",
    "police_box",
    "legal_dong_code",
    "reporter_kind",
    "victim_sex",
    "suspect_sex",
    "relation",
    "action_taken",
    "outcome",
)
# Every birth date of a country, written in several ways: some 30 MB at most.
_BIRTHS_ROOM = 131_072
_is_plain_name = re.compile(r"[가-힣]{2,5}").fullmatch
_is_mobile = re.compile(r"01[0-9]{9}").fullmatch


def whole_columns(lists: Lists, readers: Mapping[str, Reader]) -> dict[str, WholeColumn]:
    """For every field what reads its column.  readers: what reads one cell of it."""
    births = Remembered(readers["victim_born_on"], room=_BIRTHS_ROOM)
    return {
        **{name: partial(map, Remembered(readers[name]).__getitem__) for name in _RECURRING},
        "external_number": partial(_numbers, told(readers["external_number"])),
        "received_at": partial(_instants, told(readers["received_at"]), latest_instant(lists)),
        "place": partial(_places, told(readers["place"])),
        "summary": partial(_texts, told(readers["summary"])),
        **{f"{one}_name": partial(_names, told(readers[f"{one}_name"])) for one in _PARTIES},
        **{f"{one}_born_on": partial(map, births.__getitem__) for one in _PARTIES},
        **{
            f"{one}_phone": partial(_phones, Remembered(readers[f"{one}_phone"]).__getitem__)
            for one in _PARTIES
        },
    }


_PARTIES = ("victim", "suspect")


def _numbers(read: Reader, column: Column) -> list[str]:
    return [cell if is_number(cell) and cell.isascii() else read(cell) for cell in column]


def _names(read: Reader, column: Column) -> list[str]:
    return [cell if _is_plain_name(cell) and cell not in UNKNOWN else read(cell) for cell in column]


def _phones(read: Reader, column: Column) -> list[str]:
    """The blanks and hyphens of all cells are taken out at once."""
    bare = ("\n" + "\n".join(column)).replace(" ", "").replace("-", "").replace("\n+82", "\n0")
    digits: Column = bare.split("\n")[1:]
    if len(digits) != len(column):  # a cell runs over several lines
        digits = column
    return [
        plain if _is_mobile(plain) else read(cell)
        for plain, cell in zip(digits, column, strict=True)
    ]


def _places(read: Reader, column: Column) -> list[str]:
    return [plain_place(cell.strip()) or read(cell) for cell in column]


def _instants(read: Reader, latest: str, column: Column) -> list[str]:
    instants = [plain_instant(cell) or read(cell) for cell in column]
    if max(instants) <= latest:
        return instants
    return [
        one if one <= latest else read(cell) for one, cell in zip(instants, column, strict=True)
    ]


def _texts(read: Reader, column: Column) -> list[str]:
    longest = FIELDS["summary"].longest
    return [
        cell.strip()
        if cell.isprintable()
        and "\\" not in cell
        and "'" not in cell
        and len(cell) <= longest
        and is_normalized("NFC", cell)
        and not mask(cell)[1]
        else read(cell)
        for cell in column
    ]
