"""Printing: what the directory says now, or what an edition said, as a file for people.

Whoever prints, everything is asked through the public login.  The same content gives the same
bytes, so a file is made once for each content, language and size.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

from jikimi.directory.booklet.composing import Imprint, composed_booklet
from jikimi.directory.booklet.content import Content
from jikimi.directory.booklet.differences import Before, Differences, Kept, differences
from jikimi.directory.booklet.formats import A5
from jikimi.directory.booklet.gathering import Choice, gathered_content
from jikimi.directory.booklet.hangul import hangul_document
from jikimi.directory.booklet.leaflets import composed_leaflet
from jikimi.directory.booklet.once import made_once
from jikimi.directory.booklet.press import pdf
from jikimi.directory.booklet.workbook import workbook
from jikimi.directory.models import Edition, EditionEntry
from jikimi.directory.routing import public_door


@dataclass(frozen=True, slots=True)
class Print:
    """What is to be printed, where it comes from, and how it differs from the edition before."""

    content: Content
    imprint: Imprint
    since: Differences | None = None

    @property
    def mark(self) -> str:
        """Changes whenever any file made of this changes."""
        since = self.since.before.number if self.since else 0
        made = (self.content.hash, self.imprint.number, since, self.imprint.left_out)
        return f"{made}{self.imprint.base_url}"


def current_print(choice: Choice | None = None) -> Print:
    """The directory as it is now; it bears the number of the newest edition if it says the same."""
    content = gathered_content(choice)
    with public_door():
        newest = Edition.objects.first()
        if newest is None or newest.hash != content.hash:
            return Print(content, imprint(content), since(content, newest))
        before = Edition.objects.filter(number__lt=newest.number).first()
        return Print(content, imprint(content, newest), since(content, before))


def booklet_pdf(printed: Print, *, language: str = "ko", size: str = A5) -> bytes:
    """The booklet as a tagged PDF. size: a key of LOOKS.

    Raises CannotPrint when the font is not installed.
    """

    def make() -> bytes:
        data = composed_booklet(
            printed.content,
            imprint=printed.imprint,
            since=printed.since,
            language=language,
            size=size,
        )
        return pdf("booklet.typ", data=data)

    return made_once((printed.mark, "booklet", language, size), make)


def leaflet_pdf(printed: Print, *, need: str, language: str = "ko") -> bytes:
    """One page on one need, as a tagged PDF. need: one of needs_with_help.

    Raises CannotPrint when the font is not installed.
    """

    def make() -> bytes:
        data = composed_leaflet(
            printed.content, imprint=printed.imprint, need=need, language=language
        )
        return pdf("leaflet.typ", data=data)

    return made_once((printed.mark, "leaflet", language, need), make)


def workbook_file(printed: Print, *, language: str = "ko") -> bytes:
    """All entries as a workbook (XLSX)."""
    return made_once(
        (printed.mark, "workbook", language),
        lambda: workbook(printed.content, imprint=printed.imprint, language=language),
    )


def hangul_file(printed: Print, *, language: str = "ko") -> bytes:
    """All entries as a document of the Hangul word processor (HWPX)."""
    return made_once(
        (printed.mark, "hangul", language),
        lambda: hangul_document(printed.content, imprint=printed.imprint, language=language),
    )


def imprint(content: Content, edition: Edition | None = None, *, left_out: int = 0) -> Imprint:
    """Where a print of this content comes from."""
    return Imprint(
        base_url=settings.JIKIMI_PUBLIC_URL,
        hash=content.hash,
        number=edition.number if edition else None,
        issued_on=edition.issued_on if edition else None,
        left_out=left_out,
    )


def since(content: Content, edition: Edition | None) -> Differences | None:
    """How content differs from an edition; nothing to tell when there was none."""
    if edition is None:
        return None
    return differences(content, before=_before(edition), key=prints_key())


def prints_key() -> bytes:
    """The key under which prints of parts are made; the database does not know it."""
    return salted_hmac("jikimi.directory.edition", "prints", algorithm="sha256").digest()


def _before(edition: Edition) -> Before:
    printed = EditionEntry.objects.filter(edition=edition)
    rows = printed.values_list("entry_id", "number", "prints")
    return Before(
        number=edition.number,
        issued_on=edition.issued_on,
        entries=tuple(Kept(str(entry), number, prints) for entry, number, prints in rows),
    )
