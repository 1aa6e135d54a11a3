"""Finding the header of a table: below title rows, on one line or merged over two."""

from collections.abc import Sequence
from dataclasses import dataclass

from jikimi.cases.intake.columns import plain_header

ROWS_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands: rows above it, its own height, its names, how many are known."""

    above: int
    height: int
    names: tuple[str, ...]
    known: int


def find_header(records: Sequence[Sequence[str]], *, known: frozenset[str]) -> Header:
    """The row, or two rows read as one, that holds most known headers; the earlier one in a tie.

    records: the first rows of a table.  known: headers in plain form.  When nothing is known, the
    first row that could be a header, so that an error can tell what was found.
    """
    best = Header(0, 1, (), -1)
    for above, record in enumerate(records[:ROWS_LOOKED_AT]):
        for header in _readings(records, above, record, known):
            if header.known > best.known:
                best = header
    return best if best.known > 0 else _first_row(records)


def _readings(
    records: Sequence[Sequence[str]],
    above: int,
    record: Sequence[str],
    known: frozenset[str],
) -> list[Header]:
    readings = [_header(above, 1, [name.strip() for name in record], known)]
    if above + 1 < len(records):
        flat = flattened(record, records[above + 1], known=known)
        readings.append(_header(above, 2, flat, known))
    return readings


def _header(above: int, height: int, names: Sequence[str], known: frozenset[str]) -> Header:
    found = {plain_header(name) for name in names} & known
    return Header(above, height, tuple(" ".join(name.split()) for name in names), len(found))


def _first_row(records: Sequence[Sequence[str]]) -> Header:
    for above, record in enumerate(records):
        if sum(bool(name.strip()) for name in record) > 1:
            return _header(above, 1, record, frozenset())
    return _header(0, 1, records[0] if records else (), frozenset())


def flattened(upper: Sequence[str], lower: Sequence[str], *, known: frozenset[str]) -> list[str]:
    """One name per column from a header merged over two rows: 피해자 over 성명 is 피해자 성명."""
    names = []
    group = ""
    for position in range(max(len(upper), len(lower))):
        above, below = _cell(upper, position), _cell(lower, position)
        group = above or group
        names.append(_joined(above, group, below, known))
    return names


def _joined(above: str, group: str, below: str, known: frozenset[str]) -> str:
    if not below:
        return above
    both = f"{group} {below}".strip()
    return next((name for name in (both, below) if plain_header(name) in known), both)


def _cell(record: Sequence[str], position: int) -> str:
    return record[position].strip() if position < len(record) else ""
