"""What changed since the last edition, told without keeping what the last edition said.

The public login must be able to tell new from known entries, but not what an address was before it
became a secret.  So each printed entry leaves keyed prints of its parts, and its number: an entry
that is gone is named by its number in the old book, which says nothing to those without the book.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jikimi.directory.booklet.content import Content, Entry, canonical

PARTS = ("name", "phones", "hours", "places", "for_whom", "how", "text", "web")
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Kept:
    """What remains of an entry of an earlier edition: its number there, prints of its parts."""

    id: str
    number: int
    prints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Before:
    """The edition one compares with."""

    number: int
    issued_on: date
    entries: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry that says something else than before. parts: which of PARTS."""

    entry: Entry
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What is new, what says something else, and which numbers of the old book to cross out."""

    before: Before
    new: tuple[Entry, ...]
    changed: tuple[Changed, ...]
    gone: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the old book still says it all."""
        return not (self.new or self.changed or self.gone)


def prints_of(entry: Entry, *, key: bytes) -> dict[str, str]:
    """A keyed print of each part of an entry, in every language it is printed in."""
    return {part: _print(_part(entry, part), key) for part in PARTS}


def differences(content: Content, *, before: Before, key: bytes) -> Differences:
    """What content says that the edition before did not, and the other way round."""
    known = {kept.id: kept for kept in before.entries}
    now = {entry.id for entry in content.entries}
    changed = [
        Changed(entry, parts)
        for entry in content.entries
        if entry.id in known and (parts := _changed_parts(entry, known[entry.id], key))
    ]
    return Differences(
        before=before,
        new=tuple(entry for entry in content.entries if entry.id not in known),
        changed=tuple(changed),
        gone=tuple(sorted(kept.number for kept in before.entries if kept.id not in now)),
    )


def _changed_parts(entry: Entry, kept: Kept, key: bytes) -> tuple[str, ...]:
    prints = prints_of(entry, key=key)
    return tuple(part for part in PARTS if prints[part] != kept.prints.get(part))


def _part(entry: Entry, part: str) -> Sequence[object]:
    if part == "phones":
        return [[phone.number, dict(phone.notes)] for phone in entry.phones]
    if part == "web":
        return [entry.email, entry.web]
    said = [entry.words[language] for language in sorted(entry.words)]
    if part == "name":
        return [[words.name, words.organization] for words in said]
    if part == "how":
        return [[words.how, words.costs, words.languages, words.alert] for words in said]
    return [getattr(words, part) for words in said]


def _print(part: Sequence[object], key: bytes) -> str:
    return hmac.new(key, canonical(part).encode(), "sha256").hexdigest()[:_DIGITS]
