"""The follow-up list as a workbook, under a password when an action in a case is on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.locking import TakenFile, locked
from jikimi.bodies.documents.blocks import Sheet
from jikimi.bodies.documents.xlsx import as_xlsx
from jikimi.cases.follow_up import FollowUpFilter, FollowUpLine, taken_out


def follow_up_file(
    *, actor: Actor, narrowed: FollowUpFilter, reason: str, why: str = "", password: str = ""
) -> TakenFile:
    """All of the narrowed list as XLSX, in a ZIP when there is a password.

    Raises and records as cases.follow_up.taken_out.  Source: SR-17, SR-30.
    """
    lines = taken_out(actor=actor, narrowed=narrowed, reason=reason, why=why, password=password)
    name = f"follow-up-{timezone.localdate():%Y%m%d}.xlsx"
    plain = TakenFile(name, as_xlsx([_sheet(lines)], title=_("Follow-up")))
    return locked(plain, password) if password else plain


def _sheet(lines: Sequence[FollowUpLine]) -> Sheet:
    head = (
        _("Kind"),
        _("Body"),
        _("Case"),
        _("Agency"),
        _("Who sees to it"),
        _("What is to be done"),
        _("Due"),
        _("State"),
        _("Outcome"),
        _("Ended on"),
    )
    return Sheet(name=_("Follow-up"), head=head, rows=tuple(_row(line) for line in lines))


def _row(line: FollowUpLine) -> tuple[Any, ...]:
    row = line.row
    return (
        _("Action in a case") if line.what == "action" else _("Undertaking"),
        line.body,
        line.case,
        row.agency.name,
        row.owner.name if row.owner else "",
        row.text,
        row.due_on,
        _state(line),
        row.outcome,
        timezone.localdate(row.ended_at) if row.ended_at else None,
    )


def _state(line: FollowUpLine) -> str:
    if not line.is_open:
        return line.ending
    if line.is_overdue:
        return _("Overdue")
    return _("Accepted") if line.row.stage == "accepted" else _("Waits to be accepted")
