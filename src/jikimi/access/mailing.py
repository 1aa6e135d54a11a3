"""Mail: says that something waits, and nothing else; not even the kind of thing (SR-67).

A room may enclose something neutral with notices of its own, such as a calendar entry.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.access.notices import Notice

BATCH = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a mail. kind: its media type with parameters."""

    name: str
    content: bytes
    kind: str


# Member, address and the subjects of the notices → what to send, each in a mail of its own.
Enclosing = Callable[[int, str, Sequence[UUID]], list[Enclosure]]
_ENCLOSING: dict[str, Enclosing] = {}


def enclose(kind: str, enclosing: Enclosing) -> None:
    """Let a room enclose something with its notices of this kind."""
    _ENCLOSING[kind] = enclosing


def send_waiting_mail(*, actor: Actor) -> int:
    """Mail each member with unsent notices once; how many mails went out.

    Notices with something enclosed go out in mails of their own.  A notice is marked only when the
    mail server took the mail, so nothing is lost; after a crash in between a member may get the
    same neutral mail twice.
    """
    waiting = Notice.objects.filter(mailed_at=None).order_by("created_at")[:BATCH]
    groups: dict[tuple[int, Enclosing | None], list[Notice]] = {}
    for notice in waiting:
        groups.setdefault((notice.member_id, _ENCLOSING.get(notice.kind)), []).append(notice)
    members = {member_id for member_id, _enclosing in groups}
    addresses = dict(Member.objects.filter(pk__in=members).values_list("pk", "email"))
    return sum(
        _mail(member_id, addresses.get(member_id, ""), enclosing, notices)
        for (member_id, enclosing), notices in groups.items()
    )


def _mail(member_id: int, address: str, enclosing: Enclosing | None, notices: list[Notice]) -> int:
    try:
        letters = _letters(member_id, address, enclosing, notices) if address else []
        sent = sum(letter.send() for letter in letters)
    except (SMTPException, OSError) as error:
        _log.warning("mail waits: %s", type(error).__name__)
        return 0
    Notice.objects.filter(pk__in=[n.pk for n in notices]).update(mailed_at=timezone.now())
    return sent


def _letters(
    member_id: int, address: str, enclosing: Enclosing | None, notices: list[Notice]
) -> list[EmailMultiAlternatives]:
    """One neutral mail, or one for each thing enclosed; a neutral one when nothing is any more."""
    with override(settings.LANGUAGE_CODE):
        subjects = list(dict.fromkeys(n.subject_id for n in notices if n.subject_id))
        enclosed = enclosing(member_id, address, subjects) if enclosing else []
        if not enclosed:
            return [_letter(address)]
        return [_letter(address, enclosure) for enclosure in enclosed]


def _letter(address: str, enclosure: Enclosure | None = None) -> EmailMultiAlternatives:
    body = _("Sign in to see it: %(url)s") % {"url": settings.JIKIMI_URL}
    letter = EmailMultiAlternatives(
        _("Something waits for you"), body, to=[address], connection=get_connection()
    )
    if enclosure:
        # Twice: calendars that answer mails read the alternative, the others open the file.
        letter.attach_alternative(enclosure.content.decode(), enclosure.kind)
        letter.attach(enclosure.name, enclosure.content, "application/ics")
    return letter
