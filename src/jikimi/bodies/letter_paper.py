"""A letter to an agency as a paper (조치 통보서), in the form of an official letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.bodies.documents.blocks import Document, Paragraph, Table
from jikimi.bodies.models import Letter, MinutesLine
from jikimi.settings.jinja import day

_WIDTHS = (0.5, 1.3, 3.4, 1.1)


def letter_paper(
    letter: Letter,
    lines: Sequence[MinutesLine],
    *,
    numbers: Mapping[UUID, str],
    taken_by: str,
) -> Document:
    """The paper of a letter. numbers: case numbers by subject; taken_by: for the foot."""
    return Document(
        title=subject(letter),
        to=letter.agency.name,
        number=number(letter),
        on=timezone.localtime(letter.sent_at).date(),
        language="en" if (get_language() or "ko").startswith("en") else "ko",
        issuer=letter.body.name,
        marking=_("Restricted to those concerned"),
        footer=taken_by,
        blocks=(
            Paragraph("1. " + opening(letter)),
            Paragraph("2. " + _("Please report what came of it in the system when it is done.")),
            Table(
                (_("No."), _("About"), _("Action to be taken"), _("Due")),
                tuple(
                    (str(at), about(line, numbers), line.text, day(line.due_on))
                    for at, line in enumerate(lines, start=1)
                ),
                widths=_WIDTHS,
            ),
            Paragraph(_("End.")),
        ),
    )


def subject(letter: Letter) -> str:
    """What the letter is about."""
    return _("Actions decided at the meeting of %(day)s") % {"day": day(letter.held_on)}


def opening(letter: Letter) -> str:
    """The first sentence."""
    return _("%(body)s decided at its meeting of %(day)s that your agency does the following.") % {
        "body": letter.body.name,
        "day": day(letter.held_on),
    }


def number(letter: Letter) -> str:
    """The number of the letter with the body that sends it."""
    return f"{letter.body.name}-{letter.number}"


def about(line: MinutesLine, numbers: Mapping[UUID, str]) -> str:
    """The case a task is about, or that it is about none."""
    if line.subject_id is None:
        return _("General matter")
    return numbers.get(line.subject_id, _("Case"))
