"""What one line of a public list says, once its cells are taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from jikimi.directory.exchange.reading.areas import Parts, Region, address_parts, region_called
from jikimi.directory.exchange.reading.columns import Columns
from jikimi.directory.exchange.reading.package import Where
from jikimi.directory.exchange.reading.phones import Numbers, read_numbers

_SITE = re.compile(r"^\s*(?P<label>[가-힣A-Za-z0-9]{1,10})\s*:\s*(?P<address>.+)$")
_BAR = re.compile(r"\s*[|\n\r]+\s*")
_WIDE = str.maketrans({chr(0xFF01 + n): chr(0x21 + n) for n in range(94)} | {"\u3000": " "})


class Site(NamedTuple):
    """One place of an agency. label: what a cell with several calls it, as 별관."""

    label: str
    text: str
    parts: Parts


class Mended(NamedTuple):
    """A cell that was written otherwise. slot: its column."""

    code: str
    slot: str
    before: str
    after: str


@dataclass(slots=True)
class Line:
    """One line of a list. mended: what was repaired in its cells."""

    where: Where
    cells: list[str]
    name: str = ""
    kind: str = ""
    region: Region | None = None
    sites: list[Site] = field(default_factory=list)
    numbers: Numbers = field(default_factory=Numbers)
    fax: Numbers = field(default_factory=Numbers)
    phone_cell: str = ""
    more: dict[str, str] = field(default_factory=dict)
    mended: list[Mended] = field(default_factory=list)

    @property
    def district(self) -> str:
        """The district of its first site."""
        return self.sites[0].parts.city if self.sites else ""


_MORE = (
    *("hours", "website", "email", "description", "eligibility", "keeper"),
    *("postal_code", "latitude", "longitude"),
)


def read_line(columns: Columns, cells: list[str], where: Where) -> Line:
    """Take the cells of a line apart."""
    line = Line(where, cells)
    told = columns.cell("region", cells)
    line.name = _one_line(line, "name", columns.cell("name", cells))
    line.kind = _one_line(line, "kind", columns.cell("kind", cells))
    line.sites = _sites(line, columns, told)
    line.region = region_called(told) or (line.sites[0].parts.region if line.sites else None)
    line.phone_cell = columns.cell("phone", cells)
    line.numbers = read_numbers(line.phone_cell, line.region)
    line.fax = read_numbers(columns.cell("fax", cells), line.region)
    line.more = {slot: columns.cell(slot, cells).strip() for slot in _MORE}
    return line


def _one_line(line: Line, slot: str, cell: str) -> str:
    """A cell without the blanks around it, full-width letters and bars that break lines."""
    plain = cell.translate(_WIDE)
    if plain != cell:
        line.mended.append(Mended("full_width", slot, cell, plain))
    joined = _BAR.sub(" ", plain.strip(" |")) if _BAR.search(plain) else plain
    if joined != plain:
        line.mended.append(Mended("bar_joined", slot, plain, joined.strip()))
    elif joined != joined.strip():
        line.mended.append(Mended("blanks", slot, cell, joined.strip()))
    return joined.strip()


def _sites(line: Line, columns: Columns, told: str) -> list[Site]:
    cell = columns.cell("address", line.cells) or columns.cell("lot_address", line.cells)
    district = columns.cell("district", line.cells).strip()
    detail = columns.cell("detail", line.cells).strip()
    pieces = [_SITE.match(piece) for piece in _BAR.split(cell.strip(" |"))]
    if len(pieces) > 1 and all(pieces):
        labelled = [(one["label"], one["address"].strip()) for one in pieces if one]
        after = " / ".join(address for _, address in labelled)
        line.mended.append(Mended("several_sites", "address", cell, after))
    else:
        text = _one_line(line, "address", cell)
        labelled = [("", f"{text}, {detail}" if detail else text)] if text else []
    return [
        Site(label, text, address_parts(text, region=told.strip(), district=district))
        for label, text in labelled
    ]
