"""What was understood of a question, part by part; each part can be shown and taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jikimi.access.codes import label
from jikimi.directory.search.eligibility import Person
from jikimi.directory.search.moments import When

# Parts that narrow down; without them the same is looked for.
OF_PERSON = ("wheelchair", "sex", "age", "disability", "foreign", "child")
FILTERS = ("when", "always", *OF_PERSON)


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing the typed letters may mean, and what to look for then; one of the four is given.

    way: code of search_ways.csv.  text: letters that stand in a name or text.  initials: 초성 of a
    name.  number: digits of a phone.  facet: `need:stalking`, `place:50110`, `language:vi` …
    """

    way: str
    text: str = ""
    initials: str = ""
    number: str = ""
    facet: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question. kind: word, phone, need, place, language or one of FILTERS.

    typed: as it was typed.  value: code of the need, place, language; the When; sex, age.
    who: for whom a need was told: '' oneself, child, hurting, worried.
    is_rest: a word beside others that were understood; it may be left out when nothing is found.
    """

    kind: str
    typed: str
    value: Any = None
    readings: tuple[Reading, ...] = ()
    who: str = ""
    is_rest: bool = False

    @property
    def key(self) -> str:
        """By which it is taken away."""
        return f"{self.kind}:{self.typed.replace(' ', '')}"

    @property
    def says(self) -> str:
        """What was understood, in the reader's language."""
        lists = {"need": "needs", "place": "places", "language": "spoken_languages"}
        if self.kind in lists:
            return label("directory", lists[self.kind], str(self.value))
        words = _words_of(self)
        return words or self.typed


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as understood. whole: all of it, folded.  one_word: letters are one name."""

    typed: str
    whole: str
    parts: tuple[Part, ...] = ()

    def of(self, kind: str) -> tuple[Part, ...]:
        """The parts of this kind."""
        return tuple(part for part in self.parts if part.kind == kind)

    def without(self, *keys: str) -> Asked:
        """The same question with some parts taken away."""
        kept = tuple(part for part in self.parts if part.key not in keys)
        return self if kept == self.parts else replace(self, whole="", parts=kept)

    def without_filters(self) -> Asked:
        """The same question whenever it is open and for whomever it is."""
        return self.without(*(part.key for part in self.parts if part.kind in FILTERS))

    @property
    def sought(self) -> tuple[Part, ...]:
        """The parts that must be found somewhere."""
        return tuple(part for part in self.parts if part.readings)

    @property
    def needs(self) -> tuple[str, ...]:
        """Codes of the needs understood."""
        return tuple(dict.fromkeys(str(part.value) for part in self.of("need")))

    @property
    def instants(self) -> tuple[datetime, ...]:
        """When it should be open: at one of these."""
        return tuple(at for part in self.of("when") for at in part.value.instants)

    @property
    def when(self) -> When | None:
        """The time asked for."""
        found = self.of("when")
        return found[0].value if found else None

    @property
    def person(self) -> Person:
        """Whatever the question tells of the person."""
        one = {part.kind: part.value for part in self.parts}
        return Person(
            sex=one.get("sex", ""),
            age=one.get("age"),
            has_disability=True if "disability" in one else None,
            is_foreign=True if "foreign" in one else None,
            has_child=True if "child" in one else None,
            needs_wheelchair=True if "wheelchair" in one else None,
            languages=tuple(str(part.value) for part in self.of("language")),
        )

    def __iter__(self) -> Iterator[Part]:
        return iter(self.parts)


def _words_of(part: Part) -> str:
    if part.kind == "when" and part.value.is_now:
        return _("Open now")
    if part.kind == "when":
        return _("Open: %(when)s") % {"when": part.value.typed}
    if part.kind == "age":
        return _("Age %(age)s") % {"age": part.value}
    if part.kind == "phone":
        return _("Phone number %(number)s") % {"number": part.typed}
    return {
        "always": _("Open day and night"),
        "wheelchair": _("Wheelchair"),
        "female": _("For a woman"),
        "male": _("For a man"),
        "disability": _("With a disability"),
        "foreign": _("Of foreign nationality"),
        "child": _("With a child"),
    }.get(part.value if part.kind == "sex" else part.kind, "")
