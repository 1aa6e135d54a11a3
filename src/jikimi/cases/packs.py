"""Packs: what one attendee must read for a meeting, and nothing that attendee may not know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.bodies.agenda import need_acceptance
from jikimi.bodies.marks import marks_of
from jikimi.bodies.models import Decision, Matter, Meeting, SpeakingNote, Undertaking
from jikimi.bodies.notes import notes_of
from jikimi.cases.agendas import AgendaLine, agenda_again
from jikimi.cases.models import Action, Case
from jikimi.cases.papers import CasePaper, papers, persons_on
from jikimi.cases.standing_items import flags_expiring, flags_until

MOST_OWED = 200


@dataclass(frozen=True, slots=True)
class PackItem:
    """One item of the agenda with what is to be read for it.

    paper: for a case. matter: for what is about no case. before: decided on it earlier, as far as
    the reader accepted confidentiality for that meeting.  note: the words of the reader's own
    agency.  read_at: when the reader marked it as read; news: how much is new since then.
    """

    line: AgendaLine
    paper: CasePaper | None
    matter: Matter | None
    before: Sequence[Decision]
    note: str
    read_at: datetime | None
    news: int

    @property
    def is_read(self) -> bool:
        """Whether the reader has read it and nothing is new since."""
        return self.read_at is not None and not self.news


@dataclass(frozen=True, slots=True)
class Pack:
    """A meeting's papers for one reader. undertakings, actions: promised and not finished.

    flags: repeats whose twelve months run out.  decided: at the body's last meeting, about no case.
    """

    meeting: Meeting
    items: Sequence[PackItem]
    undertakings: Sequence[Undertaking]
    actions: Sequence[Action]
    flags: Sequence[Case]
    decided: Sequence[Decision]

    @property
    def number_read(self) -> int:
        """How many items the reader has read and need not look at again."""
        return sum(item.is_read for item in self.items)

    @property
    def minutes(self) -> int:
        """How long the items the reader sees are planned to take."""
        return sum(item.line.item.minutes_planned for item in self.items)


def pack(actor: Actor, meeting: Meeting) -> Pack:
    """Everything this attendee must read for a meeting. Cost does not grow with items.

    Raises NotAllowed for those who do not attend, NotYet before confidentiality is accepted.
    Records bodies.pack.read with the persons shown.  Source: SR-26, SR-55, SR-56.
    """
    found = pack_again(actor, meeting)
    reading(actor, "bodies.pack.read", meeting, persons=persons_in(found))
    return found


def pack_again(actor: Actor, meeting: Meeting) -> Pack:
    """The same for a file or a part of a page; who asks records the reading."""
    need_acceptance(actor, meeting.pk)
    lines = agenda_again(actor, meeting)
    kinds = {line.item.kind for line in lines}
    until = flags_until(meeting)
    return Pack(
        meeting=meeting,
        items=_items(actor, meeting, lines),
        undertakings=_undertakings(meeting),
        actions=_actions(meeting) if "follow_up" in kinds else [],
        flags=flags_expiring(actor, meeting.body, until=until) if "flags" in kinds else [],
        decided=_decided_last(meeting),
    )


def persons_in(found: Pack) -> set[UUID]:
    """The persons of the cases in a pack, for the record."""
    return persons_on(item.paper for item in found.items if item.paper)


def _items(actor: Actor, meeting: Meeting, lines: Sequence[AgendaLine]) -> list[PackItem]:
    of_cases = papers(actor, [line.facts.case for line in lines if line.facts])
    matter_ids = {line.item.matter_id for line in lines if line.item.matter_id}
    matters = Matter.objects.in_bulk(matter_ids)
    before = _before(meeting, lines)
    notes = notes_of(actor, meeting, [line.item.pk for line in lines])
    marks = marks_of(actor, meeting)
    return [
        _item(
            line,
            of_cases.get(line.facts.case.pk) if line.facts else None,
            matters.get(line.item.matter_id) if line.item.matter_id else None,
            before.get(_about(line), []),
            notes.get(line.item.pk),
            marks.get(line.item.pk),
        )
        for line in lines
    ]


def _item(
    line: AgendaLine,
    paper: CasePaper | None,
    matter: Matter | None,
    before: Sequence[Decision],
    note: SpeakingNote | None,
    read_at: datetime | None,
) -> PackItem:
    moments = chain(
        paper.moments() if paper else (),
        (matter.stage_since,) if matter else (),
        (decision.decided_at for decision in before),
    )
    news = sum(moment > read_at for moment in moments) if read_at else 0
    return PackItem(line, paper, matter, before, note.text if note else "", read_at, news)


def _about(line: AgendaLine) -> UUID | None:
    """What an item is about, wherever it stood before: its case or its matter."""
    return line.item.subject_id or line.item.matter_id


def _before(meeting: Meeting, lines: Iterable[AgendaLine]) -> dict[UUID | None, list[Decision]]:
    """What the latest earlier meeting decided on the same cases and matters. Two queries."""
    subjects = {line.item.subject_id for line in lines if line.item.subject_id}
    matters = {line.item.matter_id for line in lines if line.item.matter_id}
    earlier = Decision.objects.filter(meeting__starts_at__lt=meeting.starts_at)
    earlier = earlier.exclude(meeting=meeting).select_related("meeting", "item")
    found: dict[UUID | None, list[Decision]] = {}
    for row in earlier.filter(subject_id__in=subjects):
        found.setdefault(row.subject_id, []).append(row)
    for row in earlier.filter(item__matter_id__in=matters):
        found.setdefault(row.item.matter_id, []).append(row)
    return {about: _of_latest(rows) for about, rows in found.items()}


def _of_latest(rows: Sequence[Decision]) -> list[Decision]:
    latest = max(rows, key=lambda row: row.meeting.starts_at).meeting_id
    return [row for row in rows if row.meeting_id == latest]


def _decided_last(meeting: Meeting) -> list[Decision]:
    """What the body decided about no case when it met last, for those who accepted that meeting."""
    last = Meeting.objects.filter(
        body_id=meeting.body_id, stage="closed", starts_at__lt=meeting.starts_at
    )
    row = last.exclude(pk=meeting.pk).order_by("-starts_at").first()
    if row is None:
        return []
    rows = Decision.objects.filter(meeting=row, subject_id=None)
    return list(rows.select_related("item__matter", "meeting"))


def _undertakings(meeting: Meeting) -> list[Undertaking]:
    rows = Undertaking.objects.filter(body=meeting.body, ended_at=None).select_related("agency")
    return list(rows.order_by("due_on", "pk")[:MOST_OWED])


def _actions(meeting: Meeting) -> list[Action]:
    rows = Action.objects.filter(body=meeting.body, ended_at=None)
    return list(rows.select_related("agency", "case").order_by("due_on", "pk")[:MOST_OWED])
