"""A risk form as a paper to be handed on: what was answered, what it says, who decided and why."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.locking import check_password, lock_noted
from jikimi.bodies.documents.blocks import Block, Document, Facts, Heading, Paragraph, Table
from jikimi.bodies.documents.pdf import as_pdf
from jikimi.cases.assessments import AssessmentLine, Result, result_of
from jikimi.cases.models import Assessment, Case
from jikimi.cases.pack_taking import reader_in_words


def take_form_out(*, actor: Actor, case: Case, line: AssessmentLine, password: str) -> bytes:
    """A form as a PDF that opens only with the password, marked with its reader on each page.

    It tells of the person by role alone.  The password is kept nowhere.  Raises NotValid for a weak
    one.  Records cases.assessments.take_out.  Source: SR-17.
    """
    check_password(password)
    row = line.assessment
    with acting(actor, "cases.assessments.take_out", case) as doing:
        doing.details.update(assessment=str(row.pk), instrument=row.instrument)
        doing.details.update(form="pdf", **lock_noted(password))
        doing.persons |= {row.party.person_id} if row.party else set()
    return as_pdf(form_document(result_of(line), case, reader_in_words(actor)), password=password)


def form_document(result: Result, case: Case, reader: str) -> Document:
    """The paper of a form, in the reader's language."""
    row = result.line.assessment
    return Document(
        title=result.line.name,
        subtitle=_("Risk form of case %(number)s") % {"number": case.number},
        blocks=(*_says(result), *_answers(result), *_decision(row), *_explained(result)),
        on=timezone.localdate(),
        language="en" if (get_language() or "ko").startswith("en") else "ko",
        issuer=row.agency.name,
        marking=_("For those who take part in the case only"),
        footer=reader,
    )


def _says(result: Result) -> list[Block]:
    row, weighed = result.line.assessment, result.weighed
    pairs = [(_("Assessed at"), _instant(row.assessed_at)), (_("Filled in by"), _by(row))]
    if result.line.has_points:
        pairs += [
            (_("Points"), str(row.points)),
            (_("Could be as high as"), str(row.highest)),
            (_("Threshold is met by"), "\n".join(weighed.met) or _("Nothing")),
            (_("Could still be met by"), "\n".join(weighed.could_be_met) or _("Nothing")),
        ]
    if row.is_refused:
        pairs.append((_("Screening"), _("Not screened: the person did not want to answer")))
    warning = _("A low score does not mean that there is no danger. It closes and hides nothing.")
    return [Heading(_("What it says")), Facts(tuple(pairs)), Paragraph(warning)]


def _answers(result: Result) -> list[Block]:
    rows = tuple((answer.question, answer.answer) for answer in result.answers)
    head = (_("Question"), _("How it was answered"))
    return [Heading(_("Answers")), Table(head, rows, widths=(4, 1))]


def _decision(row: Assessment) -> list[Block]:
    blocks: list[Block] = []
    if row.further_danger:
        blocks += [Heading(_("Further danger")), Paragraph(row.further_danger)]
    if row.acts is None or row.decided_by is None or row.decided_at is None:
        return blocks
    pairs = (
        (_("Decision"), _("Take action") if row.acts else _("Take no action")),
        (_("Reason of the decision"), row.reason or "–"),
        (_("Decided by"), f"{row.decided_by.name} · {_instant(row.decided_at)}"),
    )
    return [*blocks, Heading(_("Decision")), Facts(pairs)]


def _explained(result: Result) -> list[Block]:
    pairs = (
        (_("Version"), result.line.assessment.form_version),
        (_("Where the form comes from"), result.paper.source),
        (_("Licence"), result.paper.licence),
    )
    return [Heading(_("About this form")), Facts(pairs)]


def _by(row: Assessment) -> str:
    return f"{row.agency.name} · {row.filled_by.name}"


def _instant(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
