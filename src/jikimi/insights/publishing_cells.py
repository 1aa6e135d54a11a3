"""Published tables as counts of common things, so that they can be hidden together. Pure.

Every figure of a table stands on one or two counts: how many, and of how many.  Counts of one part
are parts of another (booked reports are reports), which is what `within` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jikimi.insights.linking import Counted, Earlier, cover

ALL = "all"
_OTHERS = "\0others"
_AREA, _STATION, KIND = "area", "station", "kind"
Within = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """One line of a table: where it stands, its two counts, and which of them are printed.

    area, kind: codes, or ALL.  None: there is no such count, or it counts no persons.
    """

    area: str
    kind: str
    first: date
    until: date
    number: float | None
    of: float | None = None
    shows_number: bool = True
    shows_of: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """A table. part, of_part: what its counts count, empty where it counts no persons.

    level: region, station, district or dong.  span: days within which something had to follow.
    split: the axis of its kinds; lists that have nothing in common lie on different ones.
    """

    part: str
    of_part: str
    level: str
    span: int
    lines: tuple[Counts, ...]
    split: str = KIND


@dataclass(frozen=True, slots=True)
class _Item:
    """One count of a table: which line, which of the two, under which root it is counted."""

    line: int
    is_number: bool
    root: str
    counted: Counted
    is_shown: bool


def hidden_in(table: Printed, before: Iterable[Printed], within: Within) -> list[tuple[bool, bool]]:
    """For each line of a new table whether its number, and of how many, must be hidden.

    Raises NotHidden, TooFine as linking.cover().
    """
    earlier = list(before)
    wholes = _wholes([table, *earlier])
    hidden = [[False, False] for _line in table.lines]
    items = _items(table, within, wholes)
    for root in sorted({item.root for item in items}):
        now = [item for item in items if item.root == root]
        known = [
            Earlier(item.counted, item.is_shown)
            for one in earlier
            for item in _items(one, within, wholes)
            if item.root == root
        ]
        found = cover([item.counted for item in now], known).hidden
        for item, is_hidden in zip(now, found, strict=True):
            hidden[item.line][0 if item.is_number else 1] |= bool(is_hidden)
    return [(number, of) for number, of in hidden]


def covered(table: Printed, hidden: Sequence[tuple[bool, bool]]) -> Printed:
    """The table with what is hidden marked."""
    lines = tuple(
        replace(line, shows_number=not number, shows_of=not of)
        for line, (number, of) in zip(table.lines, hidden, strict=True)
    )
    return replace(table, lines=lines)


def _items(table: Printed, within: Within, wholes: Mapping[str, frozenset[str]]) -> list[_Item]:
    found = []
    for place, line in enumerate(table.lines):
        pair = (
            (table.part, line.number, line.shows_number, True),
            (table.of_part, line.of, line.shows_of, False),
        )
        for part, count, is_shown, is_number in pair:
            if not part or count is None:
                continue
            root, at = _membership(part, table.span if is_number else 0, within)
            at |= _place(line, table, wholes)
            counted = Counted(at, line.first, line.until, count)
            found.append(_Item(place, is_number, root, counted, is_shown))
    return found


def _membership(part: str, span: int, within: Within) -> tuple[str, dict[str, frozenset[str]]]:
    """The widest thing of which a part is a part, and by what it is one.

    What followed within 30 days followed within 90 as well: a span holds all shorter ones.
    """
    at = {}
    while part in within:
        steps = [days for days in (30, 90, 180, 365) if days <= span] or [0]
        at[f"is {part}"] = frozenset(map(str, steps))
        part, span = within[part], 0
    return part, at


def _place(
    line: Counts, table: Printed, wholes: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Which codes of each axis a line holds.

    Stations and districts cut the region in two different ways; a dong lies in a district.
    """
    at = {axis: whole for axis, whole in wholes.items() if whole}
    if line.kind != ALL:
        at[table.split] = frozenset([line.kind])
    if line.area != ALL:
        axis = _STATION if table.level == _STATION else _AREA
        below = {code for code in wholes[axis] if code.startswith(line.area)}
        at[axis] = frozenset(below or [line.area])
    return at


def _wholes(tables: Sequence[Printed]) -> dict[str, frozenset[str]]:
    """All codes of each axis: those printed, and others where they hold something.

    Whether they do is known where all codes are printed beside their total; a reader is taken to
    know it too.  Dongs that are printed are taken to make up their district.
    """
    stations = [one for one in tables if one.level == _STATION]
    districts = [one for one in tables if one.level == "district"]
    dongs = _codes([one for one in tables if one.level == "dong"], _AREA)
    named = _codes(districts, _AREA)
    without = {code for code in named if not any(dong.startswith(code) for dong in dongs)}
    known = named | {code for code in dongs if not any(code.startswith(d) for d in named)}
    splits = {split: [one for one in tables if one.split == split] for split in _splits(tables)}
    return {
        **{split: _whole(some, split, _codes(some, split)) for split, some in splits.items()},
        _STATION: _whole(stations, _AREA, _codes(stations, _AREA)),
        _AREA: _whole(districts, _AREA, known) - named | without | dongs,
    }


def _splits(tables: Sequence[Printed]) -> list[str]:
    return sorted({KIND, *(one.split for one in tables)})


def _whole(tables: Sequence[Printed], axis: str, named: set[str]) -> frozenset[str]:
    is_closed = any(_adds_up(one, axis, named) for one in tables)
    return frozenset(named if is_closed or not named else {*named, _OTHERS})


def _codes(tables: Sequence[Printed], axis: str) -> set[str]:
    return {_code(line, axis) for one in tables for line in one.lines} - {ALL}


def _adds_up(table: Printed, axis: str, named: set[str]) -> bool:
    """Whether a table prints all codes of an axis and they make up its totals."""
    sums: dict[tuple[str, date, date], float] = {}
    totals: dict[tuple[str, date, date], float] = {}
    seen = set()
    for line in table.lines:
        code, other = _code(line, axis), _code(line, KIND if axis == _AREA else _AREA)
        key = (other, line.first, line.until)
        if line.number is not None and code == ALL:
            totals[key] = line.number
        elif line.number is not None:
            seen.add(code)
            sums[key] = sums.get(key, 0) + line.number
    both = totals.keys() & sums.keys()
    return named <= seen and bool(both) and all(abs(totals[k] - sums[k]) < 0.5 for k in both)


def _code(line: Counts, axis: str) -> str:
    return line.area if axis == _AREA else line.kind
