"""Minutes and letters as files (PDF, HWPX, ODT): with a reason, marked with the reader."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
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


def minutes_file(*, actor: Actor, minutes: Minutes, form: str, reason: str, why: str = "") -> bytes:
    """A version of minutes as a file, as much as the reader may know, marked with the reader.

    form: a key of FORMS.  Raises NotValid without a reason from the list.
    Records bodies.minutes.take_out with the persons.  Source: SR-30.
    """
    make = _maker(form)
    words = f"{download_reason(reason, why)} {form}"
    parts = minutes_taken_out(actor, minutes, why=words)
    return make(minutes_paper(minutes, parts, taken_by=taken_by(actor)))


def letter_file(*, actor: Actor, letter: Letter, form: str, reason: str, why: str = "") -> bytes:
    """A letter as a file. Raises and records as minutes_file, under bodies.letter.take_out."""
    make = _maker(form)
    words = f"{download_reason(reason, why)} {form}"
    found = letter_taken_out(actor, letter, why=words)
    who = taken_by(actor)
    return make(letter_paper(letter, found.lines, numbers=found.numbers, taken_by=who))


def taken_by(actor: Actor) -> str:
    """Who takes a file out and when, for the foot of each page."""
    member = Member.objects.select_related("agency").get(pk=actor.member_id)
    return _("Taken out by %(name)s (%(agency)s), %(at)s") % {
        "name": member.name,
        "agency": member.agency.name,
        "at": instant(timezone.now()),
    }


def _maker(form: str) -> Callable[[Document], bytes]:
    if form not in FORMS:
        raise NotValid("bodies.minutes.form", {"form": _("Choose one from the list.")})
    return FORMS[form]
