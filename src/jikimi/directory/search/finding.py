"""Search in the directory: what was asked, what was found, and why each was found.

The rows come from one guarded function (sql/finding_search.sql), which shows public rows to
everybody and others to those they are for; what is shown of them is read by the door's own login.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils import timezone

from jikimi.access.codes import codes
from jikimi.directory.routing import door_alias
from jikimi.directory.search.asking import understood
from jikimi.directory.search.eligibility import Person
from jikimi.directory.search.hits import Hit, Row, hits_of
from jikimi.directory.search.listed import need_list
from jikimi.directory.search.missed import count_missed
from jikimi.directory.search.moments import When
from jikimi.directory.search.parts import OF_PERSON, Asked, Part, Reading
from jikimi.directory.search.places import centre_of, place_of, readings_of
from jikimi.directory.search.slips import one_slip_away, pieces_of
from jikimi.directory.search.tries import Try, tries_of, tries_with

MOST, MOST_AT_ALL = 20, 180
_MOST_SLIPS = 12


@dataclass(frozen=True, slots=True)
class Filters:
    """What was chosen beside the words typed.

    need, language: codes.  place: a code, or the word of a district.  is_open_now, at: when it
    should be open.  near: a place or a point; then the nearest come first.  left_out: keys of parts
    the reader took away.
    """

    need: str = ""
    place: str = ""
    language: str = ""
    is_open_now: bool = False
    at: datetime | None = None
    person: Person = field(default_factory=Person)
    near: str | tuple[float, float] = ""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the best first.

    asked: the question as understood.  has_more: ask for more.  instead: parts that were left out
    because nothing had all of them; then the hits are the nearest there are.
    meant: the word read in place of one that was not found.
    """

    asked: Asked
    hits: Sequence[Hit] = ()
    has_more: bool = False
    instead: tuple[Part, ...] = ()
    meant: str = ""

    @property
    def understood(self) -> tuple[Part, ...]:
        """The parts to show, each of which can be taken away."""
        return self.asked.parts


def find(
    query: str,
    *,
    filters: Filters | None = None,
    most: int = MOST,
    now: datetime | None = None,
    is_counted: bool = True,
) -> Found:
    """Look for help for what somebody typed and chose, as the door he came in by may know.

    The door's login decides what is seen: inside public_door() what is public, else what the named
    actor may know.  is_counted: whether a search that finds nothing is counted, without anything
    about who asked.  Never raises on what was typed.
    """
    chosen, now = filters or Filters(), now or timezone.now()
    asked = _with(understood(query, needs=need_list(), now=now), chosen, now)
    asked = asked.without(*chosen.left_out)
    most = max(1, min(most, MOST_AT_ALL))
    search = _Search(_wish(chosen), most + 1, now)
    found = search.found(asked) if asked.parts or asked.whole else Found(asked)
    if is_counted and (found.instead or not found.hits):
        count_missed(asked)
    return replace(found, hits=found.hits[:most], has_more=len(found.hits) > most)


def _with(asked: Asked, chosen: Filters, now: datetime) -> Asked:
    """The question with what was chosen as parts of it."""
    given = tuple(_chosen_parts(chosen, now))
    kinds = {part.kind for part in given if part.kind != "need"}
    kept = tuple(part for part in asked.parts if part.kind not in kinds)
    return replace(asked, parts=(*given, *kept)) if given else asked


def _chosen_parts(chosen: Filters, now: datetime) -> Iterator[Part]:
    if chosen.need in codes("directory", "needs"):
        readings = (Reading("need", facet=f"need:{chosen.need}"),)
        yield Part("need", chosen.need, chosen.need, readings)
    place = _place(chosen.place)
    if place:
        yield Part("place", place, place, readings_of(place))
    if chosen.language:
        readings = (Reading("language", facet=f"language:{chosen.language}"),)
        yield Part("language", chosen.language, chosen.language, readings)
    if chosen.is_open_now or chosen.at:
        when = When("", (chosen.at or now,), is_now=chosen.is_open_now)
        yield Part("when", "now" if chosen.is_open_now else "at", when)
    yield from _person_parts(chosen.person)


def _place(word: str) -> str:
    """The code of a place given by its code or by its name; '' when there is none."""
    return word if centre_of(word) else place_of(word)


def _person_parts(person: Person) -> Iterator[Part]:
    if person.sex:
        yield Part("sex", person.sex, person.sex)
    if person.age is not None:
        yield Part("age", str(person.age), person.age)
    told = {
        "disability": person.has_disability,
        "foreign": person.is_foreign,
        "child": person.has_child,
        "wheelchair": person.needs_wheelchair,
    }
    yield from (Part(kind, kind, True) for kind, given in told.items() if given)


def _wish(chosen: Filters) -> dict[str, Any]:
    here = chosen.near if isinstance(chosen.near, tuple) else centre_of(_place(chosen.near))
    return {"latitude": here[0], "longitude": here[1]} if here else {}


@dataclass(slots=True)
class _Search:
    """One search: the index is asked again, less strictly, as long as it finds nothing."""

    wish: dict[str, Any]
    most: int
    now: datetime

    def found(self, asked: Asked) -> Found:
        """All parts; then a word one slip away; then without odd words; then the nearest."""
        for attempt in (self._as_asked, self._with_a_slip, self._without_odd_words, self._nearest):
            answer = attempt(asked)
            if answer:
                return answer
        return Found(asked)

    def _as_asked(self, asked: Asked) -> Found | None:
        rows = self._ask(tries_of(asked), asked)
        return self._answer(asked, asked, rows)

    def _with_a_slip(self, asked: Asked) -> Found | None:
        for part in asked.of("word"):
            words = self._known(part.typed)
            rows = self._ask(tries_with(asked, part, words), asked) if words else []
            if rows:
                meant = _word_of(rows, words)
                other = replace(part, readings=(Reading("slip", text=meant),))
                parts = tuple(other if one is part else one for one in asked.parts)
                answer = self._answer(asked, replace(asked, parts=parts), rows)
                return replace(answer, meant=meant) if answer else None
        return None

    def _without_odd_words(self, asked: Asked) -> Found | None:
        odd = tuple(part for part in asked.of("word") if part.is_rest)
        rest = asked.without(*(part.key for part in odd))
        if not odd or not rest.sought:
            return None
        answer = self._answer(asked, rest, self._ask(tries_of(rest), rest))
        return replace(answer, instead=odd) if answer else None

    def _nearest(self, asked: Asked) -> Found | None:
        """Leave out the hours, the words, the place: the need stays longest, the person always."""
        for kinds in (("when", "always"), ("word", "phone"), ("language",), ("place",)):
            gone = tuple(part for part in asked.parts if part.kind in kinds)
            left = asked.without(*(part.key for part in gone))
            if not gone or not left.sought:
                continue
            answer = self._answer(asked, left, self._ask(tries_of(left), left))
            if answer:
                return replace(answer, instead=gone)
        return self._need_alone(asked)

    def _need_alone(self, asked: Asked) -> Found | None:
        gone = tuple(p for p in asked.parts if p.kind != "need" and p.kind not in OF_PERSON)
        left = asked.without(*(part.key for part in gone))
        if not gone or not left.parts:
            return None
        answer = self._answer(asked, left, self._ask(tries_of(left), left))
        return replace(answer, instead=gone) if answer else None

    def _answer(self, asked: Asked, used: Asked, rows: list[Row]) -> Found | None:
        hits = hits_of(rows, used, now=self.now) if rows else []
        return Found(asked, hits) if hits else None

    def _ask(self, tries: Iterable[Try], asked: Asked) -> list[Row]:
        told = [one.as_data() for one in tries]
        if not told:
            return []
        wish = {**self.wish, **_filters_of(asked)}
        arguments = [json.dumps(told[:24]), json.dumps(wish), self.most]
        return [Row(*row) for row in _rows("directory_find(%s::jsonb, %s::jsonb, %s)", arguments)]

    def _known(self, word: str) -> list[str]:
        """Words one slip away that stand somewhere in a public text.

        Where pieces of the word stand nowhere, the slip is there: other words need not be asked.
        """
        near = one_slip_away(word)
        if not near:
            return []
        odd = set(pieces_of(word)) - _standing(pieces_of(word))
        near = [other for other in near if not any(piece in other for piece in odd)]
        known = _standing(near)
        return [other for other in near if other in known][:_MOST_SLIPS]


def _filters_of(asked: Asked) -> dict[str, Any]:
    person = asked.person
    wish = {
        "hours": list(asked.when.week_hours) if asked.when else [],
        "always": bool(asked.of("always")),
        "sex": person.sex,
        "age": person.age,
        "child": bool(person.has_child),
        "wheelchair": bool(person.needs_wheelchair),
    }
    return {name: value for name, value in wish.items() if value not in ([], False, "", None)}


def _word_of(rows: Sequence[Row], words: Sequence[str]) -> str:
    """Which of the words was read in the best hit: tries are numbered by it."""
    number = rows[0].code.rpartition(":")[2]
    return words[int(number)] if number.isdigit() else words[0]


def _rows(call: str, arguments: list[Any]) -> list[tuple[Any, ...]]:
    with connections[door_alias()].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {call}", arguments)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _standing(words: Sequence[str]) -> set[str]:
    """Those of which every two letters, and every three, stand in a public text."""
    return {row[0] for row in _rows("directory_known_words(%s)", [list(words)])}


def services_found(found: Found) -> list[UUID]:
    """The ids of the services found, in their order."""
    return [hit.service.pk for hit in found.hits]
