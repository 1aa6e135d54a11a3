"""Which entries may be one agency twice: the same number, the same name, or nearly so. Pure.

Only proposals: whether two entries are one is for a person to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

SAME_PHONE, SAME_NAME, NEAR_NAME = "same_phone", "same_name", "near_name"
_WEIGHT = {SAME_PHONE: 2, SAME_NAME: 3, NEAR_NAME: 1}
_NEAR = 0.75
_SHARED_BY_MANY = 5  # a number of so many is that of a switchboard, not of one agency
_LEGAL_FORM = re.compile(
    r"\(?\s*(?:사단법인|재단법인|사회복지법인|의료법인|\(?[사재복]\))\s*|\((?:통합|거점)\)|부설"
)
_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is compared of an organisation. phones: numbers as written; region: its province."""

    id: str
    name: str
    phones: frozenset[str] = frozenset()
    region: str = ""
    district: str = ""


class Proposal(NamedTuple):
    """Two entries that look alike, smaller id first, and why; the likeliest have most reasons."""

    one: str
    other: str
    why: tuple[str, ...]


def look_alikes(entries: Iterable[Entry], *, of: Set[str] | None = None) -> list[Proposal]:
    """Pairs that may be one, likeliest first. of: only pairs in which one of these stands."""
    known = {entry.id: entry for entry in entries}
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    _by_phone(known.values(), found)
    _by_name(known.values(), found)
    _by_near_name(known.values(), found)
    made = (Proposal(*pair, tuple(sorted(why))) for pair, why in found.items())
    wanted = [one for one in made if of is None or {one.one, one.other} & of]
    return sorted(wanted, key=lambda one: (-sum(_WEIGHT[why] for why in one.why), one))


def _by_phone(entries: Iterable[Entry], found: defaultdict[tuple[str, str], set[str]]) -> None:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for phone in entry.phones:
            digits = re.sub(r"\D", "", phone)
            if len(digits) >= 8:
                groups[digits].add(entry.id)
    _pair(groups.values(), found, SAME_PHONE, most=_SHARED_BY_MANY)


def _by_name(entries: Iterable[Entry], found: defaultdict[tuple[str, str], set[str]]) -> None:
    groups: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in entries:
        groups[entry.region, plain_name(entry.name)].add(entry.id)
    _pair(groups.values(), found, SAME_NAME, most=20)


def _by_near_name(entries: Iterable[Entry], found: defaultdict[tuple[str, str], set[str]]) -> None:
    groups: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.district:
            groups[entry.region, entry.district].append(entry)
    for group in groups.values():
        named = [(entry, plain_name(entry.name)) for entry in group]
        for (one, one_name), (other, other_name) in combinations(named, 2):
            if one_name != other_name and are_near(one_name, other_name):
                found[_ordered(one.id, other.id)].add(NEAR_NAME)


def _pair(
    groups: Iterable[Set[str]],
    found: defaultdict[tuple[str, str], set[str]],
    why: str,
    *,
    most: int,
) -> None:
    for group in groups:
        if 1 < len(group) <= most:
            for one, other in combinations(sorted(group), 2):
                found[one, other].add(why)


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


@lru_cache(100_000)
def plain_name(name: str) -> str:
    """A name without its legal form, brackets and signs."""
    plain = _LEGAL_FORM.sub("", unicodedata.normalize("NFKC", name))
    return _NOT_A_LETTER.sub("", plain).casefold()


def are_near(one: str, other: str) -> bool:
    """Whether three quarters of the pairs of letters of two names are the same."""
    if 2 * min(len(one), len(other)) < _NEAR * (len(one) + len(other)):
        return False
    mine, theirs = _pairs(one), _pairs(other)
    if not mine or not theirs:
        return False
    return 2 * len(mine & theirs) >= _NEAR * (len(mine) + len(theirs))


@lru_cache(100_000)
def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 2] for at in range(len(name) - 1))
