"""Editions: the booklet is issued, numbered and kept; an old one can be printed again.

What is printed again is only what is public today: a shelter that went into hiding since then is
left out, and so is a number or address that was taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import today
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.access.ticket import named
from jikimi.directory.booklet.content import Content, Entry, Words, content_from
from jikimi.directory.booklet.differences import Differences, prints_of
from jikimi.directory.booklet.gathering import Choice, gathered_content
from jikimi.directory.booklet.printing import Print, imprint, prints_key, since
from jikimi.directory.models import Edition, EditionContent, EditionEntry

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('directory.edition'))"
_LISTED = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the booklet stands: editions, newest first; what the next would say, and change."""

    editions: tuple[Edition, ...]
    content: Content
    changes: Differences | None

    @property
    def is_as_issued(self) -> bool:
        """Whether the newest edition says it all."""
        return bool(self.editions) and self.editions[0].hash == self.content.hash


def standing_of_the_booklet(actor: Actor) -> Standing:
    """The editions, and what a new one would bring. Recorded: directory.edition.list."""
    content = gathered_content()
    with named(actor):
        reading(actor, "directory.edition.list")
        editions = tuple(Edition.objects.all()[:_LISTED])
        changes = since(content, editions[0] if editions else None)
    return Standing(editions, content, changes)


def issue_edition(*, actor: Actor, on: date | None = None) -> Edition:
    """Issue what the directory says now as the next edition.

    Raises NotYet when the newest edition says the same, or no entry may be printed.
    Records directory.edition.issue.  Source: SR-64.
    """
    day = on or today()
    content = gathered_content(Choice(on=day))
    if not content.entries:
        raise NotYet("directory.edition.nothing", _("No entry has been checked lately enough."))
    with acting(actor, "directory.edition.issue") as doing, connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        newest = Edition.objects.first()
        if newest is not None and newest.hash == content.hash:
            raise NotYet("directory.edition.same", _("The newest edition says the same."))
        edition = _keep(content, actor, day, number=newest.number + 1 if newest else 1)
        doing.about(edition)
        doing.details.update(number=edition.number, entries=edition.entries)
    return edition


def issue_edition_if_changed(*, actor: Actor, on: date | None = None) -> Edition | None:
    """The scheduled edition: issued when there is something new to say, else not."""
    try:
        return issue_edition(actor=actor, on=on)
    except NotYet:
        return None


def edition_print(*, actor: Actor, number: int) -> Print:
    """An edition to be printed again, as far as it is still public.

    Raises NotAllowed when there is none of this number.  Recorded: directory.edition.print.
    """
    with named(actor):
        reading(actor, "directory.edition.print")
        kept = EditionContent.objects.select_related("edition").filter(edition__number=number)
        found = kept.first()
        if found is None:
            raise NotAllowed
        before = Edition.objects.filter(number__lt=number).first()
        said = content_from(found.content)
        content = still_public(said)
        left_out = len(said.entries) - len(content.entries)
        made = imprint(content, found.edition, left_out=left_out)
        return Print(content, made, since(content, before))


def still_public(said: Content) -> Content:
    """Content as far as everybody may know it today."""
    now = {entry.id: entry for entry in gathered_content(Choice(has_unchecked=True)).entries}
    entries = tuple(_shown(entry, now[entry.id]) for entry in said.entries if entry.id in now)
    return replace(said, entries=entries)


def _shown(said: Entry, now: Entry) -> Entry:
    """An entry of old: of a place in hiding today's words; of others what was not taken back."""
    if now.is_confidential:
        return replace(now, number=said.number, checked_on=said.checked_on)
    public = {phone.number for phone in now.phones}
    return replace(
        said,
        words={
            language: _shown_words(words, now.words_in(language))
            for language, words in said.words.items()
        },
        phones=tuple(phone for phone in said.phones if phone.number in public),
        districts=_of(said.districts, now.districts),
        region=said.region if said.region == now.region else "",
        email=said.email if said.email == now.email else "",
        web=said.web if said.web == now.web else "",
    )


def _shown_words(said: Words, now: Words) -> Words:
    """What is empty today was taken back, so it is not told again."""
    kept = {
        name: getattr(said, name) if getattr(now, name) else ""
        for name in ("name", "organization", "text", "alert", "for_whom", "how", "costs",
                     "languages")
    }  # fmt: skip
    return Words(**kept, hours=said.hours if now.hours else (), places=_of(said.places, now.places))


def _of(said: Iterable[str], now: Iterable[str]) -> tuple[str, ...]:
    public = set(now)
    return tuple(one for one in said if one in public)


def _keep(content: Content, actor: Actor, day: date, *, number: int) -> Edition:
    edition = Edition.objects.create(
        number=number,
        issued_on=day,
        hash=content.hash,
        entries=len(content.entries),
        waiting=content.waiting,
        issued_by_id=actor.member_id,
    )
    EditionContent.objects.create(edition=edition, content=content.as_json())
    key = prints_key()
    EditionEntry.objects.bulk_create(
        EditionEntry(
            edition=edition,
            entry_id=entry.id,
            number=entry.number,
            prints=prints_of(entry, key=key),
        )
        for entry in content.entries
    )
    return edition
