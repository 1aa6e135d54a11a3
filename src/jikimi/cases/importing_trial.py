"""A trial: what an import of a file would do, before anything is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jikimi.access.acting import check
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.ticket import name_actor, named
from jikimi.cases.importing import IMPORT, Progress
from jikimi.cases.importing_files import Piece, Source
from jikimi.cases.importing_lists import lists_for
from jikimi.cases.importing_rows import Merged, compare_staged, open_stage, stage
from jikimi.cases.intake import Columns, Rejected

SHOWN = 200  # refused rows that are told one by one


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row would not go in. shape: what the value looks like, 9 for digits, never itself."""

    line: int
    header: str
    reason: str
    shape: str


@dataclass(slots=True)
class Trial:
    """What an import would do. headers: field → header, those recognised; unread: those not known.

    refused: the first rows that would not go in.
    """

    headers: Mapping[str, str]
    unread: Sequence[str]
    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    masked: int = 0
    refused: list[Refused] = field(default_factory=list)


def try_reports(
    *,
    actor: Actor,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
    progress: Progress | None = None,
) -> Trial:
    """Read a file as import_reports would, compare it with the reports held, and change nothing.

    Raises NotValid on the field `file`.
    """
    check(actor, act_called(IMPORT))
    source = Source(path, sheet, dict(mapping or {}))
    with named(actor), source.pieces(lists_for(actor)) as (columns, pieces):
        trial = _of(columns)
        open_stage()
        for piece in pieces:
            stage(piece.cleaned.copy)
            _add(trial, piece)
            if progress:
                progress(trial.rows, 0)
        name_actor(actor)  # a long file outlives the first ticket
        _compared(trial, compare_staged(), columns)
    return trial


def _of(columns: Columns) -> Trial:
    headers = {field: columns.header(field) for field in columns.positions}
    return Trial(headers=headers, unread=columns.unread)


def _add(trial: Trial, piece: Piece) -> None:
    trial.rows += len(piece.rows)
    trial.rejected += len(piece.cleaned.rejected)
    if len(trial.refused) < SHOWN:
        trial.refused += list(_told(piece.cleaned.rejected))[: SHOWN - len(trial.refused)]


def _told(rejected: Sequence[Rejected]) -> Iterator[Refused]:
    for row in rejected:
        for problem in row.problems:
            yield Refused(row.line, problem.header, problem.reason, problem.shape)


def _compared(trial: Trial, merged: Merged, columns: Columns) -> None:
    header = columns.header("external_number")
    trial.new, trial.changed, trial.same = merged.new, merged.changed, merged.same
    trial.masked = merged.masked
    trial.rejected += len(merged.refused)
    taken = [Refused(line, header, "number_taken", "") for line in merged.refused[:SHOWN]]
    trial.refused = sorted([*trial.refused, *taken], key=lambda one: one.line)
