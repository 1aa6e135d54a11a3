"""Printing: what the directory says now, or what an edition said, as a file for people.

Whoever prints, everything is asked through the public login.  The same content gives the same
bytes, so a file is made once for each content, language and size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.crypto import salted_hmac

from jikimi.directory.booklet.composing import Imprint, composed_booklet
from jikimi.directory.booklet.content import Content
from jikimi.directory.booklet.differences import Before, Differences, Kept, differences
from jikimi.directory.booklet.formats import A5
from jikimi.directory.booklet.gathering import Choice, gathered_content
from jikimi.directory.booklet.press import pdf
from jikimi.directory.models import Edition, EditionEntry
from jikimi.directory.routing import public_door

_FILES_KEPT = 12


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
        return f"{self.content.hash}-{self.imprint.number or 0}-{since}"


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
    return _file(_Order(printed, f"{printed.mark}-{printed.imprint.base_url}", language, size))


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


@dataclass(frozen=True, slots=True)
class _Order:
    """A file to be made. Two orders with the same mark, language and size are the same."""

    printed: Print
    mark: str
    language: str
    size: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Order) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, str, str]:
        return self.mark, self.language, self.size


@lru_cache(maxsize=_FILES_KEPT)
def _file(order: _Order) -> bytes:
    data = composed_booklet(
        order.printed.content,
        imprint=order.printed.imprint,
        since=order.printed.since,
        language=order.language,
        size=order.size,
    )
    return pdf("booklet.typ", data=data)


def _before(edition: Edition) -> Before:
    printed = EditionEntry.objects.filter(edition=edition)
    rows = printed.values_list("entry_id", "number", "prints")
    return Before(
        number=edition.number,
        issued_on=edition.issued_on,
        entries=tuple(Kept(str(entry), number, prints) for entry, number, prints in rows),
    )
