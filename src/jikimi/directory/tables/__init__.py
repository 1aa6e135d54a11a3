"""Tables that are no code lists (renamings, headers, words), each a CSV beside this file.

Pure: it sees neither Django nor a room.
"""

from __future__ import annotations

import csv
from importlib.resources import files


def table_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of these tables, in the order of the file."""
    text = (files(__name__) / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
