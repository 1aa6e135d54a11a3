"""Minutes and letters as files (PDF, HWPX, ODT): with a reason, locked, marked with the reader."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.access.locking import TakenFile, locked
from jikimi.access.member import Member
from jikimi.bodies.documents.blocks import Document
from jikimi.bodies.documents.hwpx import as_hwpx
from jikimi.bodies.documents.odt import as_odt
from jikimi.bodies.documents.pdf import as_pdf
from jikimi.bodies.evidence import download_reason
from jikimi.bodies.letter_paper import letter_paper
from jikimi.bodies.minutes_paper import minutes_paper
from jikimi.bodies.models import Letter, Minutes
from jikimi.cases.minuting import letter_taken_out, minutes_taken_out
from jikimi.settings.jinja import instant

FORMS: dict[str, Callable[[Document], bytes]] = {"pdf": as_pdf, "hwpx": as_hwpx, "odt": as_odt}


def minutes_file(
    *, actor: Actor, minutes: Minutes, form: str, reason: str, why: str = "", password: str = ""
) -> TakenFile:
    """A version of minutes as a file, as much as the reader may know, marked with the reader.

    form: a key of FORMS.  Raises NotValid without a reason from the list, or without a password
    when it tells of a case; a PDF is locked itself, the others lie in a locked ZIP.
    Records bodies.minutes.take_out with the persons.  Source: SR-17, SR-30.
    """
    words = _said(form, reason, why)
    parts = minutes_taken_out(actor, minutes, why=words, password=password)
    day = f"{timezone.localtime(minutes.meeting.starts_at):%Y%m%d}"
    paper = minutes_paper(minutes, parts, taken_by=taken_by(actor))
    return _file(paper, f"minutes-{day}-v{minutes.number}", form, password)


def letter_file(
    *, actor: Actor, letter: Letter, form: str, reason: str, why: str = "", password: str = ""
) -> TakenFile:
    """A letter as a file. Raises and records as minutes_file, under bodies.letter.take_out."""
    words = _said(form, reason, why)
    found = letter_taken_out(actor, letter, why=words, password=password)
    who = taken_by(actor)
    paper = letter_paper(letter, found.lines, numbers=found.numbers, taken_by=who)
    return _file(paper, f"letter-{letter.number}", form, password)


def taken_by(actor: Actor) -> str:
    """Who takes a file out and when, for the foot of each page."""
    member = Member.objects.select_related("agency").get(pk=actor.member_id)
    return _("Taken out by %(name)s (%(agency)s), %(at)s") % {
        "name": member.name,
        "agency": member.agency.name,
        "at": instant(timezone.now()),
    }


def _said(form: str, reason: str, why: str) -> str:
    if form not in FORMS:
        raise NotValid("bodies.minutes.form", {"form": _("Choose one from the list.")})
    return f"{download_reason(reason, why)} {form}"


def _file(paper: Document, name: str, form: str, password: str) -> TakenFile:
    if form == "pdf" and password:
        return TakenFile(f"{name}.pdf", as_pdf(paper, password=password), is_locked=True)
    plain = TakenFile(f"{name}.{form}", FORMS[form](paper))
    return locked(plain, password) if password else plain
