"""The record as a file for auditors: with a reason, and under a password, since it names staff."""

from __future__ import annotations

import csv
import io

from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.keeping import RecordFilter, RecordLine, record_export
from jikimi.access.locking import TakenFile, check_password, locked

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEADINGS = (
    "at",
    "member",
    "act",
    "outcome",
    "subject",
    "persons",
    "why",
    "place",
    "lane",
    "number",
    "details",
)


def record_file(actor: Actor, wanted: RecordFilter, *, why: str, password: str) -> TakenFile:
    """Every line that fits as CSV in a ZIP under the password, oldest first.

    Raises NotValid without a reason or a good password.  Records access.record.export.
    Source: SR-17, SR-30, SR-31.
    """
    check_password(password)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    lines = record_export(actor, wanted, why=why, password=password)
    writer.writerows([_plain(cell) for cell in _cells(line)] for line in lines)
    content = text.getvalue().encode("utf-8-sig")  # Excel wants the mark
    name = f"record-{timezone.localdate():%Y%m%d}.csv"
    return locked(TakenFile(name, content), password)


def _cells(line: RecordLine) -> tuple[str, ...]:
    return (
        line.at.isoformat(),
        line.member,
        line.act,
        line.outcome,
        f"{line.subject_kind} {line.subject_id or ''}".strip(),
        " ".join(str(number) for number in line.person_ids),
        line.why,
        line.place,
        str(line.lane),
        str(line.number),
        line.details,
    )


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
