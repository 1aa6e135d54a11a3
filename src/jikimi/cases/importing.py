"""Importing: 112 reports come in from the file of a police station, each once, none lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, check
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.errors import NotValid, NotYet
from jikimi.access.ticket import named
from jikimi.cases.importing_files import Piece, Source
from jikimi.cases.importing_hands import Turn, put_all
from jikimi.cases.importing_lists import lists_for
from jikimi.cases.importing_rows import (
    Merged,
    again_when_others_meet,
    merge_staged,
    open_stage,
    stage,
)
from jikimi.cases.intake import Columns, Lists, Problem, Rejected, RejectsFile
from jikimi.cases.models import ImportBatch

IMPORT = "cases.reports.import"
COUNTED = ("new", "changed", "same", "rejected", "masked")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the rows of a file. masked: identity numbers covered in the free
    text of new and changed reports.

    rejects_file: where the refused rows lie, to be corrected and brought again; empty without any.
    seconds: of this run. Counts are of the whole file, also when an interrupted import went on.
    """

    new: int
    changed: int
    same: int
    rejected: int
    masked: int
    rejects_file: str
    seconds: float


def import_reports(
    *,
    actor: Actor,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Bring in the reports of a file; those of other stations are refused, except to the operator.

    The same file again adds nothing; an import that was broken off goes on where it stopped.
    rejects: where refused rows go, by default beside the file. progress: called with rows done and
    lines of the file (0 when unknown).
    Raises NotValid on the field `file` or `rejects`, NotYet while the same file is being imported.
    Records cases.reports.import when it begins and, with counts, when it is done.
    """
    began = time.monotonic()
    check(actor, act_called(IMPORT))
    source = Source(path, sheet, dict(mapping or {}))
    batch = _begun(actor, source, rejects)
    read_in(actor=actor, batch=batch, source=source, progress=progress)
    counts = {name: getattr(batch, name) for name in COUNTED}
    told = batch.rejects_path if batch.rejected else ""
    return Outcome(**counts, rejects_file=told, seconds=time.monotonic() - began)


def read_in(
    *, actor: Actor, batch: ImportBatch, source: Source, progress: Progress | None = None
) -> None:
    """Bring in what is left of a file; each piece is committed with how far the file goes by then.

    Raises NotValid when the file turns out to be broken further down, NotYet when somebody else
    goes on with it; what is in by then stays.
    """
    with source.pieces(_lists(actor), skip=batch.rows_done) as (columns, pieces):
        rejects = RejectsFile(batch.rejects_path, columns, keep=batch.rejects_bytes)

        def put(piece: Piece, turn: Turn) -> None:
            again_when_others_meet(lambda: _put(actor, batch, piece, rejects, turn))
            if progress:
                progress(batch.rows_done, batch.rows_found)

        with rejects:
            put_all(pieces, put)
    _finish(actor, batch)


def refused_rows(piece: Piece, lines: Sequence[int], columns: Columns) -> list[Rejected]:
    """The rows on these lines, whose number another station has; the reason does not say so."""
    header = columns.header("external_number")
    problem = Problem("external_number", header, "number_taken", "")
    taken = set(lines)
    return [Rejected(line, cells, [problem]) for line, cells in piece.rows if line in taken]


def _lists(actor: Actor) -> Lists:
    with named(actor):
        return lists_for(actor)


def _begun(actor: Actor, source: Source, rejects: Path | None) -> ImportBatch:
    """The import of this very file that was broken off, or a new one."""
    source.columns()
    digest, lines = source.told_apart()
    with named(actor):
        left = _left_off(actor, digest)
    if left:
        return left
    into = _chosen(rejects) if rejects else _beside(source.path)
    with acting(actor, IMPORT) as doing:
        batch = ImportBatch.objects.create(
            digest=digest,
            file_name=source.path.name[:200],
            agency_id=actor.agency_id or None,
            member_id=actor.member_id,
            rows_found=lines,
            rejects_path=str(into.absolute()),
        )
        doing.about(batch)
        doing.details["state"] = "begun"
    return batch


def _left_off(actor: Actor, digest: str) -> ImportBatch | None:
    rows = ImportBatch.objects.filter(digest=digest, state="running")
    is_own = {"agency_id": actor.agency_id} if actor.agency_id else {"agency__isnull": True}
    found = rows.filter(**is_own).first()
    return found if found and _is_whole(Path(found.rejects_path), found.rejects_bytes) else None


def _is_whole(rejects: Path, size: int) -> bool:
    """Whether the refused rows of before are still there; otherwise the file is read anew."""
    return size == 0 or (rejects.is_file() and rejects.stat().st_size >= size)


def _chosen(rejects: Path) -> Path:
    if rejects.exists():
        says = _("There is a file of this name already; it may hold rows somebody corrected.")
        raise NotValid("cases.reports.rejects_exist", {"rejects": says})
    return rejects


def _beside(path: Path) -> Path:
    """A name that is free: an earlier file may hold rows that somebody has corrected meanwhile."""
    names = chain([path.stem], (f"{path.stem}-{number}" for number in count(2)))
    paths = (path.with_name(f"{name}.rejects.csv") for name in names)
    return next(free for free in paths if not free.exists())


def _put(actor: Actor, batch: ImportBatch, piece: Piece, rejects: RejectsFile, turn: Turn) -> None:
    """One piece: in and counted, its refused rows on the disk, or nothing of it at all.

    Refused rows are written first and the length of their file is committed with the rest: what a
    broken piece left there is cut off when the import goes on.
    """
    with named(actor):
        merged = _merged(batch, piece)
        turn()
        _hold(batch)
        taken = refused_rows(piece, merged.refused, rejects.columns)
        refused = sorted([*piece.cleaned.rejected, *taken], key=lambda row: row.line)
        rejects.write(refused)
        _advance(batch, piece, merged, len(refused))
        batch.rejects_bytes = rejects.size
        batch.save()


def _hold(batch: ImportBatch) -> None:
    """Lock the import; NotYet when somebody else went on with it meanwhile."""
    rows = ImportBatch.objects.select_for_update()
    held = rows.filter(pk=batch.pk, rows_done=batch.rows_done, finished_at=None)
    if not held.values_list("pk").first():
        says = _("This file is being imported already. Wait until that is done.")
        raise NotYet("cases.reports.import_running", says)


def _merged(batch: ImportBatch, piece: Piece) -> Merged:
    if not piece.cleaned.rows:
        return Merged()
    open_stage()
    stage(piece.cleaned.copy)
    return merge_staged(batch.pk)


def _advance(batch: ImportBatch, piece: Piece, merged: Merged, rejected: int) -> None:
    batch.rows_done += len(piece.rows)
    batch.new += merged.new
    batch.changed += merged.changed
    batch.same += merged.same
    batch.rejected += rejected
    batch.masked += merged.masked
    batch.touched_at = timezone.now()


def _finish(actor: Actor, batch: ImportBatch) -> None:
    with acting(actor, IMPORT, batch) as doing:
        batch.state, batch.finished_at = "finished", timezone.now()
        batch.save(update_fields=["state", "finished_at"])
        doing.details["state"] = "done"
        doing.details.update({name: getattr(batch, name) for name in COUNTED})
