"""The lists of an invented office, and short ways to read a table of its reports."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from hypothesis import settings

from jikimi.cases.intake import FIELDS, Cleaned, Cleaner, KindName, Lists, open_table, recognise
from jikimi.cases.intake.results import Rejected

# A busy machine must not make a right answer look wrong for being late.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

SAMPLES = Path(__file__).parent
SHARED = Path(__file__).parents[3] / "shared" / "data" / "reports"
HEADERS = [field.ko for field in FIELDS.values()]


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((SAMPLES / name).read_text(encoding="utf-8").splitlines()))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


KINDS = tuple(
    KindName(row["name"], row["kind"], _day(row["valid_from"]), _day(row["valid_to"]))
    for row in _rows("kinds.csv")
)
LISTS = Lists(KINDS, {row["name"]: row["code"] for row in _rows("stations.csv")})

PLAIN = {
    "external_number": "20260302-000001",
    "received_at": "2026-03-02 09:05",
    "kind": "가정폭력",
    "station": "제주서부서",
}


def cells(**changed: str) -> list[str]:
    """One row in the default column order: good unless something is changed."""
    return [(PLAIN | changed).get(name, "") for name in FIELDS]


def cleaned_file(path: Path, *, lists: Lists = LISTS) -> tuple[list[Cleaned], list[Rejected]]:
    """Every good and every refused row of a file."""
    good: list[Cleaned] = []
    refused: list[Rejected] = []
    with open_table(path) as table:
        cleaner = Cleaner(recognise(table.headers), lists)
        for batch in table.batches(7):
            result = cleaner.clean_batch(batch)
            good += result.cleaned()
            refused += result.rejected
    return good, refused


def cleaner(*, lists: Lists = LISTS) -> Cleaner:
    """A cleaner of rows in the default column order."""
    return Cleaner(recognise(HEADERS), lists)


def clean_one(lists: Lists = LISTS, /, **changed: str) -> Cleaned:
    """A row that must be good, read."""
    result = cleaner(lists=lists).clean(cells(**changed))
    assert isinstance(result, Cleaned), result
    return result


def reasons(lists: Lists = LISTS, /, **changed: str) -> list[tuple[str, str]]:
    """Field and reason of each problem of a row."""
    result = cleaner(lists=lists).clean(cells(**changed))
    return [] if isinstance(result, Cleaned) else [(one.field, one.reason) for one in result]


def write_csv(path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8") -> Path:
    """A CSV file of these rows."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path
