"""Why a file or a cell was refused: stable codes, said in Korean and English by reasons.csv."""

import csv
from functools import cache
from importlib.resources import files


class TableError(Exception):
    """A whole file cannot be read.  Carries a stable code and named facts, never a cell's value."""

    def __init__(self, code: str, **facts: str | int) -> None:
        self.code = code
        self.facts = facts
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """Say it to the person who chose the file, in 'ko' or 'en'."""
        return reason_text(self.code, language=language, **self.facts)


class CellError(ValueError):
    """One cell cannot be read.  Carries only the stable code of the reason."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def reason_text(code: str, *, language: str, **facts: str | int) -> str:
    """The sentence for a reason code, in 'ko' or 'en'."""
    return _sentences()[code][language].format(**facts)


@cache
def _sentences() -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("reasons.csv").read_text(encoding="utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}
