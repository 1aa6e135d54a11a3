"""Numbers anybody may call, all over the country: data/emergency_lines.csv of the directory."""

from __future__ import annotations

from collections.abc import Iterable

from jikimi.access.codes import Code, codes
from jikimi.directory.search.folding import folded
from jikimi.directory.search.numbers import national

Lines = list[tuple[str, str, str]]
URGENT = ("police", "rescue")
ALL_DAY = (
    "women", "digital", "school", "elder", "disability", "youth", "mind", "suicide", "danuri",
)  # fmt: skip
_MOST = 3
_LEAST = 2
_ALWAYS = "24 hours"


def lines(names: Iterable[str]) -> Lines:
    """These lines in this order: number, name, what it is for."""
    known = codes("directory", "emergency_lines")
    return [_line(known[name]) for name in names if name in known]


def lines_for(needs: Iterable[str]) -> Lines:
    """The lines that answer one of these needs: open day and night and made for it first."""
    wanted = set(needs)
    rows = [r for r in codes("directory", "emergency_lines").values() if wanted & set(_needs(r))]
    return [_line(row) for row in sorted(rows, key=lambda row: _rank(row, wanted))[:_MOST]]


def _rank(row: Code, wanted: set[str]) -> tuple[bool, bool, int]:
    """The police answer much; who is made for it comes before them, but in an emergency."""
    place = min(place for place, need in enumerate(_needs(row)) if need in wanted)
    return row.more["hours_en"] != _ALWAYS, row.code == "police" and place > 0, place


def lines_called(words: str) -> Lines:
    """The lines somebody asks for by name or number."""
    asked, digits = folded(words), national(words)
    if len(asked) < _LEAST:
        return []
    rows = codes("directory", "emergency_lines").values()
    return [_line(row) for row in rows if asked in _names(row) or digits == national(_number(row))]


def _names(row: Code) -> str:
    return folded(row.ko) + "|" + folded(row.en)


def _number(row: Code) -> str:
    return row.more["number"]


def _needs(row: Code) -> list[str]:
    """What a line is for, the foremost first."""
    return row.more["needs"].split()


def _line(row: Code) -> tuple[str, str, str]:
    text = row.more["text_en" if row.label == row.en else "text_ko"]
    return _number(row), row.label, text
