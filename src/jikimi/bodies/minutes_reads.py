"""What the doors read of minutes: versions, lines by item, what a new version changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.attendance import has_accepted
from jikimi.bodies.models import Meeting, Minutes, MinutesLine


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one item that the reader may know. title: empty when its heading is not."""

    item_id: UUID
    title: str
    subject_id: UUID | None
    said: Sequence[MinutesLine]
    tasks: Sequence[MinutesLine]


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that stands only in the earlier or only in the later version. sign: - or +."""

    sign: str
    title: str
    text: str


def versions_of(actor: Actor, meeting: Meeting) -> list[Minutes]:
    """The versions the actor may read, the newest first; a draft only for those who write it."""
    rows = meeting.minutes.select_related("prepared_by", "approved_by", "meeting__body")
    found = list(rows.order_by("-number"))
    return [row for row in found if row.stage != "draft" or writes(actor, row)]


def version_called(actor: Actor, meeting: Meeting, number: int) -> Minutes:
    """One version; NotAllowed when it is absent or not for the actor."""
    found = next((row for row in versions_of(actor, meeting) if row.number == number), None)
    if found is None:
        raise NotAllowed
    return found


def writes(actor: Actor, minutes: Minutes) -> bool:
    """Whether the actor may correct or approve this draft."""
    return may(actor, "bodies.minutes.amend", minutes) or may(
        actor, "bodies.minutes.approve", minutes
    )


def parts_of(minutes: Minutes) -> list[Part]:
    """The lines of a version by item, as the reader may know them."""
    by_item: dict[UUID, list[MinutesLine]] = {}
    for line in minutes.lines.select_related("agency"):
        by_item.setdefault(line.item_id, []).append(line)
    return [_part(item_id, lines) for item_id, lines in by_item.items()]


def line_called(minutes: Minutes, line_id: UUID) -> MinutesLine:
    """One line that may be written by hand; NotAllowed when it is absent or not for the actor."""
    found = minutes.lines.filter(kind__in=("discussion", "decision"), pk=line_id).first()
    if found is None:
        raise NotAllowed
    return found


def is_readable(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor accepted confidentiality, without which no version is there (SR-56)."""
    return has_accepted(actor, meeting.pk)


def differences(earlier: Iterable[Part], later: Iterable[Part]) -> list[Difference]:
    """What the later version says otherwise, as far as the reader may know both."""
    before, after = _flat(earlier), _flat(later)
    found: list[Difference] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            found += [Difference("-", title, text) for _id, title, text in before[a:b]]
            found += [Difference("+", title, text) for _id, title, text in after[c:d]]
    return found


def task_words(line: MinutesLine) -> str:
    """An agency's task in one line, with the day it is due."""
    due = line.due_on.isoformat() if line.due_on else ""
    return " · ".join(filter(None, [line.agency.name if line.agency else "", line.text, due]))


def _part(item_id: UUID, lines: Sequence[MinutesLine]) -> Part:
    return Part(
        item_id=item_id,
        title=next((line.text for line in lines if line.kind == "heading"), ""),
        subject_id=lines[0].subject_id,
        said=[line for line in lines if line.kind in ("discussion", "decision")],
        tasks=[line for line in lines if line.kind == "action"],
    )


def _flat(parts: Iterable[Part]) -> list[tuple[UUID, str, str]]:
    rows = []
    for part in parts:
        rows += [(part.item_id, part.title, line.text) for line in part.said]
        rows += [(part.item_id, part.title, task_words(line)) for line in part.tasks]
    return rows
