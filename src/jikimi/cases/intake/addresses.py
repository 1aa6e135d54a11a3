"""A place as it was written, and its road-name address parts where it has them."""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class RoadAddress(NamedTuple):
    """The parts in the order of 도로명주소법 시행령 §6; an unknown part is empty."""

    province: str = ""
    city: str = ""
    town: str = ""
    road: str = ""
    building_number: str = ""
    detail: str = ""


_PATTERN = r"""
    (?:(?P<province>%s)\s+)?
    (?:(?P<city>[가-힣]{1,8}[시군구])\s+)?
    (?:(?P<town>[가-힣]{1,8}[구읍면])\s+)?
    (?P<road>[가-힣A-Za-z0-9·.]{0,25}[로길](?:\s?\d{1,4}[가-힣]{0,3}길)?)\s*
    (?P<building>(?:지하\s?)?\d{1,5}(?:-\d{1,5})?)
    (?:\s*,\s*|\s+|(?=\()|$)
    (?P<detail>[^()]{0,80})
    (?:\([^()]*\)\s*)?$
"""
_PLAIN_DETAIL = re.compile(r"(?:[가-힣A-Za-z0-9](?:[가-힣A-Za-z0-9 ]{0,10}[가-힣A-Za-z0-9])?)?")
_NOWHERE = RoadAddress()


def road_address(place: str) -> RoadAddress:
    """Split a place into its road-name address parts; all empty when it is not such an address.

    A place without an address is no error: a call comes from a beach or a car.  The remark in
    brackets at the end (legal dong, name of the building) stays in the place as written.
    """
    found = _address().match(place)
    if not found:
        return _NOWHERE
    province, city, town, road, building, detail = found.groups("")
    known = _provinces().get(province, "")
    return RoadAddress(known, city, town, road, building, detail.strip(" ,"))


def plain_place(place: str) -> str:
    """The place and its parts joined by tabs, when it is plainly `… 로 137, 18동 365호`; or empty.

    Most places are.  Nothing in such a place needs covering or escaping: its only free part is
    shorter than an identity number and made of letters, digits and blanks.
    """
    front, _, detail = place.partition(", ")
    road, _, number = front.rpartition(" ")
    if len(number) > 5 or not number.isdecimal() or not _PLAIN_DETAIL.fullmatch(detail):
        return ""
    known = _road(road)
    return f"{place}\t{known}\t{number}\t{detail}" if known else ""


@lru_cache(4096)
def _road(text: str) -> str:
    """Province to road joined by tabs, remembered because the houses of a road share it."""
    found = road_address(text + " 1")
    plain = text.isprintable() and "  " not in text and len(text) < 150
    return "\t".join(found[:4]) if plain and found[4:] == ("1", "") else ""


@cache
def _address() -> re.Pattern[str]:
    return re.compile(_PATTERN % "|".join(sorted(_provinces(), reverse=True)), re.VERBOSE)


@cache
def _provinces() -> dict[str, str]:
    """Province by each of its names; an old name stays as it is, so history keeps its words."""
    text = files(__package__).joinpath("provinces.csv").read_text(encoding="utf-8")
    names: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines()):
        names |= dict.fromkeys([row["name"], *filter(None, row["short"].split("|"))], row["name"])
    return names
