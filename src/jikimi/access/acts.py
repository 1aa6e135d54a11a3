"""The act table: one row per thing a person can do. Rooms keep their rows in acts.csv.

Columns: code, stages_from (codes separated by spaces, * any), stage_to, who (role@standing …),
ko, en, source. Permission, history, buttons, API, documents and tests read the same rows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language

ROOMS = ("access", "directory", "bodies", "places", "escorts", "cases", "insights")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a person can do. who: pairs of role kind and standing to the subject."""

    code: str
    stages_from: tuple[str, ...]
    stage_to: str
    who: frozenset[tuple[str, str]]
    ko: str
    en: str
    source: str

    @property
    def label(self) -> str:
        """What the act is called, in the reader's language."""
        return self.en if (get_language() or "ko").startswith("en") else self.ko

    def may_start_from(self, stage: str) -> bool:
        """Whether the act is possible at this stage."""
        return "*" in self.stages_from or not self.stages_from or stage in self.stages_from


@cache
def all_acts() -> dict[str, Act]:
    """Every act of every room, by code."""
    rows = (row for room in ROOMS for row in _rows(room))
    return {row["code"]: _act(row) for row in rows}


def act_called(code: str) -> Act:
    """The act with this code; KeyError is a programming error, not a refusal."""
    return all_acts()[code]


def _rows(room: str) -> list[dict[str, str]]:
    path = files(f"jikimi.{room}") / "acts.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _act(row: dict[str, str]) -> Act:
    return Act(
        code=row["code"],
        stages_from=tuple(row["stages_from"].split()),
        stage_to=row["stage_to"],
        who=frozenset(_pair(token) for token in row["who"].split()),
        ko=row["ko"],
        en=row["en"],
        source=row["source"],
    )


def _pair(token: str) -> tuple[str, str]:
    role, _, standing = token.partition("@")
    return role, standing
