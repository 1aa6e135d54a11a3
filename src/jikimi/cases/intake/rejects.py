"""The rows that did not go in, as a file that an officer corrects and gives back as it is."""

import csv
import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from jikimi.cases.intake.cells import phone, written_birth_date
from jikimi.cases.intake.columns import Columns
from jikimi.cases.intake.masking import mask
from jikimi.cases.intake.reasons import CellError, reason_text
from jikimi.cases.intake.results import Problem, Rejected

EXTRA_HEADERS = ("파일 행", "오류 항목", "반려 사유")
_FORMULA = re.compile(r"[=@\t]|[+-][^\d\s-]")
_COMPACT_INSTANT = re.compile(r"(20\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.ASCII)


class RejectsFile(AbstractContextManager["RejectsFile"]):
    """A CSV (UTF-8 with its mark) of refused rows: the columns of the file, the line, the reasons.

    Identity numbers are covered.  Values that a spreadsheet would spoil on saving (a leading zero,
    a long number) are written in a safe form, formulas are made harmless; both are read back.
    Columns named like the extra ones are left out of the next reading.  An existing file is
    continued when `resume` is set.
    """

    def __init__(self, path: Path | str, columns: Columns, *, resume: bool = False) -> None:
        path = Path(path)
        old = resume and path.exists() and path.stat().st_size > 0
        self._columns = columns
        self._kept = _positions_kept(columns)
        self._file = path.open("a" if old else "w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        if not old:
            self._file.write("\ufeff")
            self._writer.writerow([columns.headers[one] for one in self._kept] + [*EXTRA_HEADERS])

    def write(self, rejected: Iterable[Rejected]) -> None:
        """Add refused rows; they are on the disk's way when this returns."""
        self._writer.writerows(self._row(one) for one in rejected)
        self._file.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def _row(self, rejected: Rejected) -> list[str]:
        safe = [_safe(cell, field) for cell, field in self._with_fields(rejected.cells)]
        fields = ", ".join(dict.fromkeys(one.header for one in rejected.problems if one.header))
        return [*safe, str(rejected.line), fields, _reasons(rejected.problems)]

    def _with_fields(self, cells: Sequence[str]) -> Iterable[tuple[str, str]]:
        fields = {position: field for field, position in self._columns.positions.items()}
        for position in self._kept:
            yield (
                cells[position] if position < len(cells) else "",
                fields.get(position, ""),
            )


def _positions_kept(columns: Columns) -> list[int]:
    return [one for one, header in enumerate(columns.headers) if header not in EXTRA_HEADERS]


def _reasons(problems: Sequence[Problem]) -> str:
    return " / ".join(
        f"{one.header}: {reason_text(one.reason, language='ko')}"
        if one.header
        else reason_text(one.reason, language="ko")
        for one in problems
    )


def _safe(cell: str, field: str) -> str:
    """A cell that survives a spreadsheet: identity numbers covered, zeros kept, no formula."""
    cell = _rewritten(mask(cell.strip())[0], field)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _rewritten(cell: str, field: str) -> str:
    if field == "received_at":
        return _COMPACT_INSTANT.sub(r"\1-\2-\3 \4:\5", cell, count=1) if len(cell) == 12 else cell
    try:
        if field.endswith("_born_on") and cell.isdigit():
            return _dotted(written_birth_date(cell))
        if field.endswith("_phone") and cell.isdigit():
            return _hyphened(phone(cell))
    except CellError:
        return cell
    return cell


def _dotted(born_on: str) -> str:
    return born_on.replace("-", ". ") + "." if born_on else ""


def _hyphened(digits: str) -> str:
    return f"{digits[:-8]}-{digits[-8:-4]}-{digits[-4:]}" if len(digits) >= 11 else digits
