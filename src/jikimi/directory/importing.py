"""Directories of others come in: tried first, applied as one batch, and taken back as one.

    plan = try_import(actor=…, path=…, source=…)       changes nothing
    done = import_directory(actor=…, path=…, source=…) all of it or nothing
    undo_import(actor=…, batch=…)

What the file does not say is never emptied, what a higher source says is never overwritten, what is
not public is never touched. The same file twice adds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.acting import check
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.ticket import name_actor, named
from jikimi.directory.changes import apply_edits, undo_batch
from jikimi.directory.duplicates import proposals_of
from jikimi.directory.exchange.reading import (
    Package,
    ReadError,
    Reject,
    Repair,
    Row,
    read_package,
    reason_text,
    repair_text,
)
from jikimi.directory.exchange.reading import write_rejects as _write
from jikimi.directory.importing_plan import Difference, Plan, plan_of
from jikimi.directory.models import Batch
from jikimi.directory.rows import table_called

IMPORT = "directory.import.apply"
KIND = "import"
_REPAIRS_KEPT = 20_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. batch: None when there was nothing to do."""

    plan: Plan
    batch: Batch | None


def try_import(
    *, actor: Actor, path: Path, source: str = "", name: str = "", progress: Progress | None = None
) -> Plan:
    """Say what an import of a file, a folder or a zip would do, and change nothing.

    source: code of sources.csv, or a name of one's own (it then stands with the last); without it
    the name of the path.  name: what a file is called, if its path does not say so.
    Raises NotValid on the field `file`, in one line that names the place.
    """
    check(actor, act_called(IMPORT))
    package = read_for(path, source=source, name=name, progress=progress)
    with named(actor):
        return plan_of(package, source=package.source)


def import_directory(
    *, actor: Actor, path: Path, source: str = "", name: str = "", progress: Progress | None = None
) -> Imported:
    """Bring a directory in: all of it or nothing, as one batch that can be taken back.

    Raises NotValid on the field `file`.  Records directory.import.apply.
    """
    check(actor, act_called(IMPORT))
    package = read_for(path, source=source, name=name, progress=progress)
    with transaction.atomic(), named(actor):
        _take_time()
        plan = plan_of(package, source=package.source)
        name_actor(actor)  # a long comparison outlives the first ticket
        return Imported(plan, apply_plan(plan, actor=actor, note=name or path.name))


def read_for(
    path: Path, *, source: str, name: str = "", progress: Progress | None = None
) -> Package:
    """Read a path; what is wrong with it is refused in the reader's words, as by every rule."""
    with refusing_files():
        return read_package(path, source=source, name=name, told=progress)


def apply_plan(plan: Plan, *, actor: Actor, note: str = "") -> Batch | None:
    """Do what a plan says; None when that is nothing. Keeps what was repaired with the batch."""
    edits = plan.edits()
    if not edits:
        return None
    batch = apply_edits(
        actor=actor, edits=edits, kind=KIND, source=plan.package.source[:60], note=note[:200]
    )
    _place(plan.new)
    batch.details = details_of(plan)
    batch.save(update_fields=["details"])
    return batch


def undo_import(*, actor: Actor, batch: UUID) -> Batch:
    """Take an import back as a whole. Raises NotAllowed when there is no such import."""
    with named(actor):
        _take_time()
        found = Batch.objects.filter(pk=batch, kind=KIND).first()
        if found is None:
            raise NotAllowed
        return undo_batch(actor=actor, batch=found)


def imports_lately(actor: Actor) -> list[Batch]:
    """Imports that were applied, newest first."""
    check(actor, act_called(IMPORT))
    return list(Batch.objects.filter(kind=KIND).select_related("undone_by")[:20])


def write_rejects(package: Package, path: Path) -> Path | None:
    """Write the rejected rows to be corrected and read again; None when there are none."""
    return _write(package, path, language=_language())


def details_of(plan: Plan) -> dict[str, Any]:
    """What is kept about an import: its counts and the list of repairs."""
    package = plan.package
    repairs = [_plain(one) for one in package.repairs[:_REPAIRS_KEPT]]
    return {"counts": counts_of(plan), "repairs": repairs}


def counts_of(plan: Plan) -> dict[str, Any]:
    """An import in figures: lines of the file, rows by table, repairs by kind."""
    records = plan.records()
    rows: dict[str, Counter[str]] = {}
    for row in plan.new:
        rows.setdefault(row.table, Counter())["new"] += 1
    for table, _key in {(one.table, one.row_id) for one in plan.changed}:
        rows.setdefault(table, Counter())["changed"] += 1
    return {
        **{name: records[name] for name in ("new", "changed", "same", "rejected")},
        "records": plan.package.records,
        "kept": len(plan.kept),
        "repaired": len(plan.package.repairs),
        "rows": {name: dict(counted) for name, counted in rows.items()},
        "read": plan.package.counts(),
        "repairs": plan.package.repairs_by_code(),
    }


def explained(plan: Plan, *, actor: Actor, most: int) -> dict[str, Any]:
    """An import row by row, at most so many of each kind: for the page and the command line.

    differences: fields that change, and those that are kept with the reason.
    """
    language = _language()
    with named(actor):
        pairs = proposals_of(plan)
    return {
        "differences": [_difference(one) for one in [*plan.changed, *plan.kept][:most]],
        "refused": [_refused(one, language) for one in plan.package.rejects[:most]],
        "repaired_rows": [_repaired(one, language) for one in plan.package.repairs[:most]],
        "duplicates": len(pairs),
        "pairs": [
            {"one": pair.one.name, "other": pair.other.name, "why": list(pair.why)}
            for pair in pairs[:most]
        ],
    }


@contextmanager
def refusing_files() -> Iterator[None]:
    """Say what is wrong with a file as a refusal on the field `file`."""
    try:
        yield
    except ReadError as error:
        says = error.text(_language())
        raise NotValid(f"directory.import.{error.code}", {"file": says}) from None
    except (OSError, MemoryError):
        says = _("The file cannot be read.")
        raise NotValid("directory.import.unreadable", {"file": says}) from None


def _language() -> str:
    return "en" if (get_language() or "ko").startswith("en") else "ko"


def _difference(one: Difference) -> dict[str, Any]:
    told = {"table": one.table, "field": one.field, "old": one.old, "new": one.new}
    return {**told, "kept": one.kept, "source": one.source, "where": str(one.where)}


def _refused(one: Reject, language: str) -> dict[str, Any]:
    said = reason_text(one.code, language)
    return {"where": str(one.where), "code": one.code, "table": one.table, "reason": said}


def _repaired(one: Repair, language: str) -> dict[str, Any]:
    told = {"code": one.code, "table": one.table, "field": one.field, "where": str(one.where)}
    return {
        **told,
        "before": one.before,
        "after": one.after,
        "why": repair_text(one.code, language),
    }


def _plain(one: Repair) -> list[Any]:
    shown = [one.code, one.table, one.row_id, one.field, one.before, one.after]
    return [*shown, str(one.where), list(one.made)]


def _take_time() -> None:
    """Let this transaction run longer than a page may."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '15min'")


def _place(rows: Iterable[Row]) -> None:
    """Keep the order in which siblings stand in the file."""
    found: dict[str, tuple[list[str], list[int]]] = {}
    for row in rows:
        if row.position:
            ids, places = found.setdefault(row.table, ([], []))
            ids.append(row.id)
            places.append(row.position)
    with connection.cursor() as cursor:
        for name, (ids, places) in found.items():
            table = connection.ops.quote_name(table_called(name).model._meta.db_table)
            cursor.execute(
                f"UPDATE {table} r SET position = v.at"
                " FROM unnest(%s::uuid[], %s::int[]) v(id, at) WHERE r.id = v.id",
                [ids, places],
            )
