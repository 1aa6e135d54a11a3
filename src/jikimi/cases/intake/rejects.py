"""The rows that did not go in, as a file that an officer corrects and gives back as it is."""

import csv
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TextIO

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
    Columns named like the extra ones are left out of the next reading.  The file comes to be with
    its first row, and only we may read it.

    keep: bytes of an existing file to go on behind; what lies behind them is cut off.
    size: bytes the file has now.
    """

    def __init__(self, path: Path | str, columns: Columns, *, keep: int = 0) -> None:
        self.path = Path(path)
        self.size = keep
        self.columns = columns
        self._kept = _positions_kept(columns)
        self._file: TextIO | None = None

    def write(self, rejected: Sequence[Rejected]) -> None:
        """Add refused rows; they are on the disk when this returns."""
        if not rejected:
            return
        self._file = self._file or self._opened()
        csv.writer(self._file).writerows(self._row(one) for one in rejected)
        self._file.flush()
        os.fsync(self._file.fileno())
        self.size = os.fstat(self._file.fileno()).st_size

    def _opened(self) -> TextIO:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.ftruncate(descriptor, self.size)
        os.lseek(descriptor, 0, os.SEEK_END)
        file = os.fdopen(descriptor, "w", encoding="utf-8", newline="")
        if not self.size:
            file.write("\ufeff")
            headers = [self.columns.headers[one] for one in self._kept]
            csv.writer(file).writerow([*headers, *EXTRA_HEADERS])
        return file

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file:
            self._file.close()

    def _row(self, rejected: Rejected) -> list[str]:
        safe = [_safe(cell, field) for cell, field in self._with_fields(rejected.cells)]
        fields = ", ".join(dict.fromkeys(one.header for one in rejected.problems if one.header))
        return [*safe, str(rejected.line), fields, _reasons(rejected.problems)]

    def _with_fields(self, cells: Sequence[str]) -> Iterable[tuple[str, str]]:
        fields = {position: field for field, position in self.columns.positions.items()}
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
