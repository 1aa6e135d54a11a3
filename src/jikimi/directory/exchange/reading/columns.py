"""Which column of a public list holds what, told by its headers (korean_columns.csv)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jikimi.directory.tables import table_rows

_NOT_A_LETTER = re.compile(r"[\W_]+")
# Headers that say nothing by themselves, and the list they are the headers of.
_SHAPES: dict[tuple[str, ...], str] = {("kind", "page", "c1", "c2", "c3", "c4", "c5"): "stop_or_kr"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Slot → positions of its columns, and the headers nobody knows with theirs."""

    slots: dict[str, tuple[int, ...]]
    unknown: dict[int, str]

    def cell(self, slot: str, cells: Sequence[str]) -> str:
        """The first filled cell of a slot."""
        found = (cells[at] for at in self.slots.get(slot, ()) if at < len(cells))
        return next((cell for cell in found if cell.strip()), "")


def recognise(headers: Sequence[str]) -> Columns | None:
    """The columns of a list; None unless it names agencies and how to find or reach them."""
    given = tuple(header for header in headers if not header.startswith("_"))
    known = _by_header(_SHAPES.get(given, ""))
    slots: dict[str, tuple[int, ...]] = {}
    unknown: dict[int, str] = {}
    for at, header in enumerate(headers):
        slot = known.get(plain(header))
        if slot:
            slots[slot] = (*slots.get(slot, ()), at)
        elif header.strip() and not header.startswith("_"):
            unknown[at] = header
    reaches = {"address", "lot_address", "phone", "website"}.intersection(slots)
    return Columns(slots, unknown) if "name" in slots and reaches else None


def known_headers(cells: Sequence[str]) -> int:
    """How many of some cells are headers of a list."""
    return sum(plain(cell) in _by_header("") for cell in cells)


def plain(header: str) -> str:
    """The form in which headers are compared: letters and digits, in one case."""
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", header)).casefold()


@cache
def _by_header(shape: str) -> dict[str, str]:
    return {
        plain(header): row["code"]
        for row in table_rows("korean_columns")
        if row["shape"] in ("", shape)
        for header in row["headers"].split("|")
    }
