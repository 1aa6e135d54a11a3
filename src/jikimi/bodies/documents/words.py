"""The words every paper shares, whatever file it is made as."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jikimi.bodies.documents.blocks import Document
from jikimi.settings.jinja import day


def receiver_line(document: Document) -> str:
    """To whom a letter goes."""
    return _("To: %(receiver)s") % {"receiver": document.to}


def subject_line(document: Document) -> str:
    """What a letter is about."""
    return _("Subject: %(subject)s") % {"subject": document.title}


def imprint(document: Document) -> str:
    """Number and day of a paper; of a letter as offices write it."""
    said = "  ".join(filter(None, [document.number, day(document.on)]))
    return _("Issued: %(said)s") % {"said": said} if document.to else said


def signature_row(office: str, name: str) -> tuple[str, str, str]:
    """One place to sign: office, name, room for the signature."""
    return office, name, _("(signature or seal)")


def signature_head() -> tuple[str, str, str]:
    """The head over the places to sign."""
    return _("Office held"), _("Name"), _("Signature")
