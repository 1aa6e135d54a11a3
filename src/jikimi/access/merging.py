"""What two phones say of one visit, put together: nothing is lost and nothing is decided.

Pure: findings and answers in, findings and conflicts out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Findings = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to one item. at: when it was written down on the phone."""

    answer: str
    note: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What one phone sends. based_on: the version of the visit it knew; by: whose phone it is."""

    sheet: str
    by: int
    based_on: int
    answers: Mapping[str, Answer]


@dataclass(slots=True)
class Merged:
    """findings: as they stand now; conflicts: items that two phones answer otherwise."""

    findings: Findings
    conflicts: list[str] = field(default_factory=list)


def put_together(findings: Findings, sent: Sent, *, version: int) -> Merged:
    """Findings with what one more phone says of them; version: the one that results.

    An answer is taken where there was none, where it is the same, and where the phone knew the one
    before it or the same person gave both (the later counts).  Anything else is a conflict: what
    stood stays until a person settles it.
    """
    made = Merged(dict(findings))
    for item, answer in sent.answers.items():
        known = findings.get(item)
        if known is None or _replaces(known, answer, sent):
            made.findings[item] = _finding(answer, sent, version, known)
        elif known["answer"] == answer.answer:
            made.findings[item] = _with_note(known, answer, version)
        elif not _is_older_of_the_same(known, answer, sent):
            made.conflicts.append(item)
    return made


def _replaces(known: dict[str, Any], answer: Answer, sent: Sent) -> bool:
    if known["answer"] == answer.answer and known["note"] and not answer.note:
        return False
    if known["by"] == sent.by:
        return not _is_older_of_the_same(known, answer, sent)
    return bool(known["version"] <= sent.based_on)


def _is_older_of_the_same(known: dict[str, Any], answer: Answer, sent: Sent) -> bool:
    return bool(known["by"] == sent.by and _at(answer) < known["at"])


def _finding(
    answer: Answer, sent: Sent, version: int, known: dict[str, Any] | None
) -> dict[str, Any]:
    made = {
        "answer": answer.answer,
        "note": answer.note,
        "at": _at(answer),
        "by": sent.by,
        "sheet": sent.sheet,
        "version": version,
    }
    is_same = known is not None and known["answer"] == answer.answer
    return {**made, "followed": known.get("followed", "")} if known and is_same else made


def _with_note(known: dict[str, Any], answer: Answer, version: int) -> dict[str, Any]:
    """The same answer from two people: both notes stay."""
    if not answer.note or answer.note in known["note"]:
        return known
    note = f"{known['note']}\n{answer.note}".strip()
    return {**known, "note": note, "version": version}


def _at(answer: Answer) -> str:
    return answer.at.isoformat() if answer.at else ""
