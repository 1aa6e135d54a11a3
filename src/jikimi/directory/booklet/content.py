"""What the booklet says, apart from how it looks: entries, the lines for now, who waits.

Pure and whole: an edition keeps it as JSON and can be printed again from it.  The hash on the cover
is taken of this JSON, so two booklets with the same hash say the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

LANGUAGES = ("ko", "en")
_SHAPE = 1


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call as it is given; notes says in each language whose it is."""

    number: str
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """What an entry says in one language. hours, places: one line each."""

    name: str
    organization: str = ""
    text: str = ""
    alert: str = ""
    for_whom: str = ""
    how: str = ""
    costs: str = ""
    languages: str = ""
    hours: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One service as it is printed. needs: codes, the first is its chapter; words: by language.

    region: the 시·도 of its first address.
    checked_on: ISO day of the oldest check of its facts that matter, or empty.
    number: its number in this booklet, 0 before it is arranged.
    """

    id: str
    words: Mapping[str, Words]
    phones: tuple[Phone, ...] = ()
    needs: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    region: str = ""
    email: str = ""
    web: str = ""
    is_crisis: bool = False
    is_24_hours: bool = False
    is_closed: bool = False
    is_confidential: bool = False
    has_step_free_access: bool = False
    checked_on: str = ""
    number: int = 0

    def words_in(self, language: str) -> Words:
        """Its words in a language; Korean where there are none."""
        return self.words.get(language) or self.words["ko"]


@dataclass(frozen=True, slots=True)
class Line:
    """A number for anybody in danger, all over the country. names, texts, hours: by language.

    needs: codes of what it helps with.
    """

    number: str
    names: Mapping[str, str]
    texts: Mapping[str, str]
    hours: Mapping[str, str]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """Everything one booklet says. waiting: entries left out until they are checked."""

    entries: tuple[Entry, ...]
    lines: tuple[Line, ...]
    waiting: int = 0

    @property
    def hash(self) -> str:
        """Sixty-four hexadecimal digits that change with anything that is printed."""
        return hashlib.sha256(canonical(self.as_json()).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """As an edition keeps it."""
        return {"shape": _SHAPE, **json.loads(canonical(asdict(self)))}


def canonical(value: Any) -> str:
    """One text for one meaning: keys sorted, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_from(kept: Mapping[str, Any]) -> Content:
    """The content of an edition as it was kept."""
    return Content(
        entries=tuple(entry_from(one) for one in kept["entries"]),
        lines=tuple(Line(**{**one, "needs": tuple(one["needs"])}) for one in kept["lines"]),
        waiting=kept["waiting"],
    )


def entry_from(kept: Mapping[str, Any]) -> Entry:
    """An entry as it was kept."""
    return Entry(
        **{
            **kept,
            "words": {language: _words(one) for language, one in kept["words"].items()},
            "phones": tuple(Phone(**one) for one in kept["phones"]),
            "needs": tuple(kept["needs"]),
            "districts": tuple(kept["districts"]),
        }
    )


def _words(kept: Mapping[str, Any]) -> Words:
    lines = {name: tuple(kept[name]) for name in ("hours", "places")}
    return Words(**{**kept, **lines})
