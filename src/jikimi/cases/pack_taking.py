"""Taking a pack out of the house: one file under a password, or paper; with a reason (SR-30)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.locking import check_password, lock_noted
from jikimi.access.member import Member
from jikimi.bodies.documents.blocks import Document
from jikimi.bodies.documents.pdf import as_pdf
from jikimi.bodies.models import Meeting
from jikimi.cases.guards import need_reason
from jikimi.cases.pack_document import pack_document
from jikimi.cases.packs import pack_again, persons_in
from jikimi.cases.words import known


def download_pack(
    *, actor: Actor, meeting: Meeting, reason: str, why: str = "", password: str
) -> bytes:
    """The pack as one PDF that opens only with the password, marked with its reader on each page.

    reason: a code of pack_reasons.csv, with words for another reason.  The password is kept
    nowhere.  Raises NotValid for a weak password or without a reason, NotYet before confidentiality
    is accepted.  Records bodies.pack.take_out with the persons.  Source: SR-30.
    """
    check_password(password)
    paper = _taken(actor, meeting, reason, why, {"form": "pdf", **lock_noted(password)})
    return as_pdf(paper, password=password)


def print_pack(*, actor: Actor, meeting: Meeting, reason: str, why: str = "") -> Document:
    """The pack for the printer, under the same rules; each sheet is marked with its reader.

    Records bodies.pack.take_out with the persons.
    """
    return _taken(actor, meeting, reason, why, {"form": "print"})


def reader_in_words(actor: Actor) -> str:
    """Name and agency of who takes a pack out, for the foot of each page."""
    member = Member.objects.select_related("agency").get(pk=actor.member_id)
    return f"{member.name} ({member.agency.name})"


def _taken(
    actor: Actor, meeting: Meeting, reason: str, why: str, how: Mapping[str, str]
) -> Document:
    known("pack_reasons", reason, field="reason")
    if reason == "other":
        need_reason(why)
    with acting(actor, "bodies.pack.take_out", meeting, why=why) as doing:
        found = pack_again(actor, meeting)
        doing.persons |= persons_in(found)
        doing.details.update(reason=reason, items=len(found.items), **how)
    return pack_document(found, reader=reader_in_words(actor), at=timezone.now())
