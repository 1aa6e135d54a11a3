"""Provinces by all their names, their telephone area codes, and addresses in their parts."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from jikimi.directory.exchange.reading.standard import data_rows

_CITY = re.compile(r"[가-힣]{1,8}[시군구]")
_WARD = re.compile(r"[가-힣]{1,6}구")
_TOWN = re.compile(r"[가-힣0-9]{1,8}[읍면]|[가-힣]{1,6}[0-9.·]{0,4}(?:동|가|리)")
_IN_BRACKETS = re.compile(r"\(\s*([가-힣]{1,6}[0-9.·]{0,4}(?:동|가|리))(?:\s?\d가)?\s*[,)·]")


class Region(NamedTuple):
    """A province. area_code: of its telephones; also: codes of neighbours in use there."""

    code: str
    name: str
    area_code: str
    also: tuple[str, ...]


class Parts(NamedTuple):
    """An address in the parts of the standard; an unknown part is empty."""

    region: Region | None
    given_region: str
    city: str
    dong: str
    rest: str


def region_called(cell: str) -> Region | None:
    """The province a cell of its own names, in any of its forms."""
    return _by_cell().get(cell.strip())


@lru_cache(100_000)
def address_parts(text: str, *, region: str = "", district: str = "") -> Parts:
    """Split an address. region and district: what other columns say, in their words."""
    words = text.split()
    told = region_called(region)
    found = _by_name().get(words[0]) if words else None
    if found is None and told and words and _by_cell().get(words[0]) == told:
        found = told
    given = words.pop(0) if found else region
    city = _city(words, found or told)
    rest = " ".join(words)
    return Parts(found or told, given, city or district, _dong(words, text), rest)


def _city(words: list[str], region: Region | None) -> str:
    """Take 시·군·구 off the front: two words in a city that has wards."""
    if region and region.code == "sejong":
        return region.name
    if not words or not _CITY.fullmatch(words[0]):
        return ""
    city = words.pop(0)
    if city.endswith("시") and words and _WARD.fullmatch(words[0]):
        city = f"{city} {words.pop(0)}"
    return city


def _dong(words: list[str], text: str) -> str:
    """읍·면·동 after the district, or the one in brackets behind a road-name address."""
    if words and _TOWN.fullmatch(words[0]) and not words[0].endswith(("로가", "길가")):
        return words[0]
    found = _IN_BRACKETS.search(text)
    return found[1] if found else ""


@cache
def _regions() -> list[tuple[Region, dict[str, str]]]:
    rows = data_rows("area_codes")
    return [
        (Region(r["code"], r["ko"], r["area_code"], tuple(filter(None, r["also"].split("|")))), r)
        for r in rows
    ]


@cache
def _by_name() -> dict[str, Region]:
    return {
        name: one
        for one, row in _regions()
        for name in (one.name, *row["short"].split("|"))
        if name
    }


@cache
def _by_cell() -> dict[str, Region]:
    own = {row["cell_only"]: one for one, row in _regions() if row["cell_only"]}
    return _by_name() | own
