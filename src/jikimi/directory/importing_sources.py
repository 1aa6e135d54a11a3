"""Whose word goes before whose: sources and their rank, and where a value came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from functools import cache
from uuid import UUID

from jikimi.access.codes import code_rows, labels
from jikimi.directory.models import Change, Mark
from jikimi.directory.models.keeping import APPLIED

OTHER = "other"
# What people do in the directory, as a source: nobody's list goes before the agency's own word.
_BY_KIND = {"edit": "agency", "call": "call", "merge": "coordinator", "repair": "coordinator"}
_CALL = "call"
_PIECE = 5000

Field = tuple[UUID, str]


def rank(source: str) -> int:
    """How far forward a source stands; one nobody knows stands with the last."""
    return _ranks().get(source, _ranks()[OTHER])


def source_words() -> dict[str, str]:
    """The known sources by code, in words for the reader."""
    return labels("directory", "sources")


def sources_of(wanted: Iterable[Field]) -> dict[Field, str]:
    """Where the present value of each field comes from; OTHER when nobody wrote it down."""
    fields = set(wanted)
    rows = list({row_id for row_id, _ in fields})
    newest: dict[Field, str] = {}
    verified: set[Field] = set()
    for at in range(0, len(rows), _PIECE):
        piece = rows[at : at + _PIECE]
        for row_id, field, op, kind, source in _history(piece):
            newest[row_id, "" if op == "add" else field] = _BY_KIND.get(kind) or source
        marks = Mark.objects.filter(row_id__in=piece, verified_on__isnull=False)
        verified |= set(marks.values_list("row_id", "field"))
    return {one: _source(one, newest, verified) for one in fields}


def _source(one: Field, newest: Mapping[Field, str], verified: Set[Field]) -> str:
    """The newest that gave a value; what somebody made sure of is as good as told on the phone."""
    given = newest.get(one) or newest.get((one[0], "")) or OTHER
    is_verified = one in verified or (one[0], "") in verified
    return max(given, _CALL, key=rank) if is_verified else given


def _history(rows: list[UUID]) -> Iterable[tuple[UUID, str, str, str, str]]:
    """Changes that hold, oldest first."""
    return (
        Change.objects.filter(row_id__in=rows, state=APPLIED, op__in=("add", "set"))
        .filter(batch__undone_by=None)
        .exclude(batch__kind__in=("undo", "audience"))
        .order_by("batch__made_at", "number")
        .values_list("row_id", "field", "op", "batch__kind", "batch__source")
    )


@cache
def _ranks() -> dict[str, int]:
    return {row.code: int(row.more["rank"]) for row in code_rows("directory", "sources")}
