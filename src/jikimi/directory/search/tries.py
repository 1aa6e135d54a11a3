"""A question as the index is asked: tries in order of weight, each with combinations of readings.

Pure.  The shape is told in sql/finding_search.sql (directory_find).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from jikimi.directory.search import folding
from jikimi.directory.search.parts import Asked, Part, Reading

MOST_COMBOS = 24
_LATE, _EARLY, _FRIDAY_ENDS = 18, 9, 5 * 24
_ORDER = ("need", "place", "language", "part", "phone", "initials", "slip", "serves", "keyboard")


@dataclass(slots=True)
class Combo:
    """What one row must hold, all of it. round: known, unknown, or both: whether hours are told."""

    pairs: list[str] = field(default_factory=list)
    digits: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    round: str = ""

    def as_data(self) -> dict[str, Any]:
        """As the database takes it."""
        told: dict[str, Any] = {"pairs": self.pairs, "digits": self.digits, "facts": self.facts}
        told |= {"lines": self.lines}
        return {name: v for name, v in {**told, "round": self.round}.items() if v}

    def also(self, fact: str) -> Combo:
        """The same, and a fact more."""
        return replace(self, facts=[*self.facts, fact], round="known")


@dataclass(frozen=True, slots=True)
class Try:
    """One try. code: of search_ways.csv.  only_if_none: not asked when something was found."""

    code: str
    combos: tuple[Combo, ...]
    only_if_none: bool = False

    def as_data(self) -> dict[str, Any]:
        """As the database takes it."""
        return {
            "code": self.code,
            "only_if_none": self.only_if_none,
            "combos": [combo.as_data() for combo in self.combos],
        }


def tries_of(asked: Asked) -> list[Try]:
    """Every try for a question, the weightiest first: as a name, then part by part."""
    found = [*_as_name(asked), *_part_by_part(asked.sought)]
    if asked.parts and not asked.sought:
        found.append(Try("filters", (Combo(),), only_if_none=True))
    return [_in_the_hours(one, asked) for one in found]


def tries_with(asked: Asked, part: Part, words: Iterable[str]) -> list[Try]:
    """Tries in which one word reads as another that is one slip away."""
    found = []
    for number, word in enumerate(words):
        meant = replace(part, readings=(Reading("slip", text=word),))
        sought = [meant if one is part else one for one in asked.sought]
        best = [_in_the_hours(one, asked) for one in _part_by_part(sought)[:1]]
        found += [replace(one, code=f"slip:{number}", only_if_none=number > 0) for one in best]
    return found


def _as_name(asked: Asked) -> Iterator[Try]:
    """All that was typed is a name: exactly, its beginning, or somewhere in it; 초성 too."""
    whole = folding.letters_apart(asked.whole)
    if len(whole) < 2 or whole.isdigit():
        return
    yield Try("name", (Combo(facts=[f"name:{whole}"], lines=[f"\n{whole}\n"]),))
    yield Try("begins", (Combo([whole], facts=[f"begin:{whole[:2]}"], lines=[f"\n{whole}"]),))
    if len(asked.sought) > 1:
        yield Try("part", (Combo([whole], lines=[whole]),))


def _part_by_part(parts: Sequence[Part]) -> list[Try]:
    """Needs before words, where it lies before whom it serves; the plainest way of typing first."""
    if not parts:
        return []
    choices = [_weighed(part) for part in parts]
    ranked = sorted(product(*choices), key=lambda chosen: sum(weight for weight, _ in chosen))
    found: dict[str, list[Combo]] = {}
    for chosen in ranked[:MOST_COMBOS]:
        code = max((reading.way for _, reading in chosen), key=_weight)
        found.setdefault(code, []).append(_combo(reading for _, reading in chosen))
    return [Try(code, tuple(combos), only_if_none=code == "keyboard")
            for code, combos in found.items()]  # fmt: skip


def _weighed(part: Part) -> list[tuple[int, Reading]]:
    return [(_weight(reading.way) * 10 + i, reading) for i, reading in enumerate(part.readings)]


def _weight(way: str) -> int:
    return _ORDER.index(way)


def _combo(readings: Iterable[Reading]) -> Combo:
    one = Combo()
    for reading in readings:
        for letters in filter(None, (reading.text, reading.initials)):
            one.pairs.append(letters)
            one.lines.append(letters)
        if reading.number:
            one.digits.append(reading.number)
            one.lines.append(reading.number)
        if reading.facet:
            one.facts.append(reading.facet)
    return one


def _in_the_hours(one: Try, asked: Asked) -> Try:
    """At an hour when most are closed, those open then are asked by a key of their own."""
    if asked.of("always"):
        return one
    when = asked.when
    if when is None or len(when.week_hours) != 1 or not _is_unusual(when.week_hours[0]):
        return one
    facts = ("always", f"hour:{when.week_hours[0]}")
    known = tuple(combo.also(fact) for fact in facts for combo in one.combos)
    unknown = tuple(replace(combo, round="unknown") for combo in one.combos)
    return replace(one, combos=known + unknown)


def _is_unusual(hour: int) -> bool:
    return hour >= _FRIDAY_ENDS or not _EARLY <= hour % 24 < _LATE
