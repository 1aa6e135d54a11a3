"""Numbers anybody may call, all over the country: data/emergency_lines.csv of the directory."""

from __future__ import annotations

from collections.abc import Iterable

from jikimi.access.codes import Code, codes

Lines = list[tuple[str, str, str]]
URGENT = ("police", "rescue")
ALL_DAY = (
    "women", "digital", "school", "elder", "disability", "youth", "mind", "suicide", "danuri",
)  # fmt: skip
_MOST = 3


def lines(names: Iterable[str]) -> Lines:
    """These lines in this order: number, name, what it is for."""
    known = codes("directory", "emergency_lines")
    return [_line(known[name]) for name in names if name in known]


def lines_for(needs: Iterable[str]) -> Lines:
    """The lines that answer one of these needs, the police last when others do as well."""
    wanted = set(needs)
    rows = [r for r in codes("directory", "emergency_lines").values() if _needs(r) & wanted]
    rows.sort(key=lambda row: row.code == "police")
    return [_line(row) for row in rows[:_MOST]]


def _needs(row: Code) -> set[str]:
    return set(row.more["needs"].split())


def _line(row: Code) -> tuple[str, str, str]:
    text = row.more["text_en" if row.label == row.en else "text_ko"]
    return row.more["number"], row.label, text
