"""Districts an agency works in, as data: which lies within which. Unknown ones stand alone."""

from __future__ import annotations

from collections.abc import Iterable

from jikimi.access.codes import codes, label


def district_label(code: str) -> str:
    """What a district is called, in the reader's language; a code on no list as it is written."""
    return label("bodies", "districts", code)


def district_choices() -> list[tuple[str, str]]:
    """Every district of the list as (code, words)."""
    return [(row.code, row.label) for row in codes("bodies", "districts").values()]


def districts_around(code: str) -> list[str]:
    """The district itself, then what it lies within, the widest last."""
    known, around = codes("bodies", "districts"), [code]
    while (row := known.get(around[-1])) and row.more["within"] not in ("", *around):
        around.append(row.more["within"])
    return around


def is_served_by(district: str, agency_district: str) -> bool:
    """Whether an agency of one district helps in another: it covers it, or works in a part of it.

    An agency without a district works everywhere.
    """
    if not agency_district:
        return True
    return agency_district in districts_around(district) or district in districts_around(
        agency_district
    )


def districts_to_fill(found: Iterable[str]) -> list[str]:
    """Districts in which every kind of agency is wanted, by the order of the list.

    The highest below the one that holds all: of a region and its cities, the cities. `found` are
    the districts in which somebody works already; of those on no list each counts.
    """
    known = codes("bodies", "districts")
    here = {code for code in found if code}
    tops = {around[-1] for around in map(districts_around, here)}
    filled = {districts_around(code)[-2] for code in here if len(districts_around(code)) > 1}
    alone = {top for top in tops if top not in known or not _has_parts(top)}
    order = {code: place for place, code in enumerate(known)}
    return sorted(filled | alone, key=lambda code: (order.get(code, len(order)), code))


def _has_parts(code: str) -> bool:
    return any(row.more["within"] == code for row in codes("bodies", "districts").values())
