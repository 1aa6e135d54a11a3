"""What stops the reading of a path at once; single rows are refused without stopping it."""

from __future__ import annotations

from functools import cache

from jikimi.directory.exchange.reading.package import Where
from jikimi.directory.exchange.reading.standard import data_rows


class ReadError(Exception):
    """The path cannot be read. code: a row of import_reasons.csv; where: file, row, column."""

    def __init__(self, code: str, where: Where, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
        self.values = values

    def text(self, language: str) -> str:
        """One line for the reader, in ko or en, that names the file."""
        return f"{self.where}: {reason_text(self.code, language, **self.values)}"


def reason_text(code: str, language: str, **values: str) -> str:
    """Why something is refused, in ko or en."""
    row = _reasons().get(code)
    return row[language].format_map(_Blank(values)) if row else code


def repair_text(code: str, language: str) -> str:
    """What a repair did and why, in ko or en."""
    row = _repairs().get(code)
    return row[language] if row else code


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


@cache
def _reasons() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in data_rows("import_reasons")}


@cache
def _repairs() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in data_rows("import_repairs")}
