"""Minutes: written from what was recorded, corrected, approved by the chair, kept in versions.

What was said about cases comes as lines from the room above, which alone knows cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.masking import covered
from jikimi.access.notices import tell
from jikimi.bodies.agenda import item_of, need_acceptance
from jikimi.bodies.minutes_facts import facts_of
from jikimi.bodies.models import Meeting, Minutes, MinutesLine

WRITTEN_BY_HAND = ("discussion", "decision")
_ROOM_PER_ITEM = 1_000


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line as it was recorded. field_group: what of its case one must be allowed to know."""

    item_id: UUID
    item_position: int
    kind: str
    text: str
    subject_id: UUID | None = None
    field_group: str = ""
    agency_id: int | None = None
    due_on: date | None = None


def prepare_minutes(
    *, actor: Actor, meeting: Meeting, lines: Sequence[LineDraft], again: UUID | None = None
) -> Minutes:
    """Write a draft of the minutes from what was recorded; who came is written anew each time.

    What stands there already stays, so that a second person adds what the first could not see.
    again: an item whose lines are written anew.  Raises NotYet when the newest version is approved.
    Records bodies.minutes.prepare.
    """
    with acting(actor, "bodies.minutes.prepare", meeting):
        need_acceptance(actor, meeting.pk)
        minutes = _draft(actor, meeting)
        minutes.facts = facts_of(meeting)
        minutes.version += 1
        minutes.save(update_fields=["facts", "version"])
        minutes.lines.filter(item_id=again).delete()
        _put(minutes, lines_missing(minutes, lines))
    return minutes


def amend_line(
    *, actor: Actor, minutes: Minutes, line_id: UUID, text: str, base: str
) -> MinutesLine:
    """Correct a line of a draft. base: the text as the writer got it.

    Raises Changed when somebody corrected it meanwhile.  Records bodies.minutes.amend.
    """
    with acting(actor, "bodies.minutes.amend", minutes) as doing:
        line = _line(minutes, line_id)
        doing.details["line"] = str(line.pk)
        mine = _text(text)
        if line.text not in (base, mine):
            raise Changed(theirs={"text": line.text}, mine={"text": mine})
        line.text = mine
        line.save(update_fields=["text"])
        _touch(minutes)
    return line


def add_line(*, actor: Actor, minutes: Minutes, item_id: UUID, kind: str, text: str) -> MinutesLine:
    """Add what was said or decided on an item. Records bodies.minutes.amend."""
    with acting(actor, "bodies.minutes.amend", minutes) as doing:
        if kind not in WRITTEN_BY_HAND:
            raise NotValid("bodies.minutes.kind", {"kind": _("Choose one from the list.")})
        item = item_of(minutes.meeting, item_id)
        last = minutes.lines.filter(item=item).aggregate(last=Max("position"))["last"]
        line = MinutesLine.objects.create(
            minutes=minutes,
            meeting_id=minutes.meeting_id,
            item=item,
            subject_id=item.subject_id,
            field_group="discussion" if item.subject_id else "",
            position=item.position * _ROOM_PER_ITEM if last is None else last + 1,
            kind=kind,
            text=_text(text),
        )
        doing.details["line"] = str(line.pk)
        _touch(minutes)
    return line


def drop_line(*, actor: Actor, minutes: Minutes, line_id: UUID) -> None:
    """Take a line out of a draft. Records bodies.minutes.amend."""
    with acting(actor, "bodies.minutes.amend", minutes) as doing:
        line = _line(minutes, line_id)
        doing.details["dropped"] = str(line.pk)
        line.delete()
        _touch(minutes)


def approve_minutes(*, actor: Actor, minutes: Minutes) -> Minutes:
    """Approve a draft: it becomes the minutes, the version before is kept as replaced.

    Everybody in the attendance list is told.  Raises NotYet while an item the actor may see is
    missing from it.  Records bodies.minutes.approve.
    """
    with acting(actor, "bodies.minutes.approve", minutes):
        meeting = minutes.meeting
        need_acceptance(actor, meeting.pk)
        if items_missing(minutes):
            says = _("Some items are missing from the minutes. Write them in first.")
            raise NotYet("bodies.not_yet.minutes_incomplete", says)
        now = timezone.now()
        meeting.minutes.filter(stage="approved").update(stage="replaced", stage_since=now)
        minutes.stage, minutes.approved_by_id, minutes.approved_at = (
            "approved",
            actor.member_id,
            now,
        )
        minutes.save(update_fields=["stage", "approved_by", "approved_at"])
        waiting = Meeting.objects.filter(pk=meeting.pk, minutes_approved_at=None)
        waiting.update(minutes_approved_at=now)
        _tell(meeting)
    return minutes


def revise_minutes(*, actor: Actor, minutes: Minutes, why: str) -> Minutes:
    """Begin a new version of approved minutes; until it is approved the old one holds.

    Raises NotValid without a reason, NotYet when a new version is begun already.
    Records bodies.minutes.revise.
    """
    if not why.strip():
        raise NotValid("bodies.minutes.why", {"why": _("Give the reason.")})
    with acting(actor, "bodies.minutes.revise", minutes, why=covered(why)):
        need_acceptance(actor, minutes.meeting_id)
        if minutes.meeting.minutes.filter(stage="draft").exists():
            raise NotYet("bodies.not_yet.minutes_begun", _("A new version is begun already."))
        made = Minutes.objects.create(
            meeting_id=minutes.meeting_id,
            number=minutes.number + 1,
            facts=minutes.facts,
            why=covered(why.strip()),
            prepared_by_id=actor.member_id,
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT bodies_copy_minutes(%s, %s)", [minutes.pk, made.pk])
    return made


def lines_missing(minutes: Minutes, lines: Iterable[LineDraft]) -> list[LineDraft]:
    """What was recorded and is not in the minutes, as far as the reader may know both.

    Words may have been corrected by hand, so an item with any discussion has its discussion.
    """
    written = {_what(line) for line in minutes.lines.all()}
    return [line for line in lines if _what(line) not in written]


def items_missing(minutes: Minutes) -> list[UUID]:
    """Items of the meeting the reader may see and of which the minutes say nothing."""
    written = minutes.lines.values_list("item_id", flat=True)
    rows = minutes.meeting.items.filter(withdrawn_at=None).exclude(pk__in=written)
    return list(rows.values_list("pk", flat=True))


def _what(line: LineDraft | MinutesLine) -> tuple[object, ...]:
    task = (line.agency_id, line.text) if line.kind == "action" else ()
    return (line.item_id, line.kind, *task)


def _draft(actor: Actor, meeting: Meeting) -> Minutes:
    newest = meeting.minutes.select_for_update().order_by("-number").first()
    if newest is None:
        return Minutes.objects.create(meeting=meeting, prepared_by_id=actor.member_id)
    if newest.stage != "draft":
        raise NotYet("bodies.not_yet.minutes_approved", _("Begin a new version first."))
    return newest


def _put(minutes: Minutes, lines: Sequence[LineDraft]) -> None:
    """Lines in the order of the agenda, and of each item in the order given, behind what stands."""
    ends = minutes.lines.values("item_id").annotate(last=Max("position"))
    reached = {row["item_id"]: row["last"] + 1 for row in ends.order_by()}
    rows = []
    for line in lines:
        at = reached.setdefault(line.item_id, line.item_position * _ROOM_PER_ITEM)
        reached[line.item_id] = at + 1
        row = MinutesLine(
            minutes=minutes,
            meeting_id=minutes.meeting_id,
            item_id=line.item_id,
            subject_id=line.subject_id,
            field_group=line.field_group,
            position=at,
            kind=line.kind,
            text=line.text,
            agency_id=line.agency_id,
            due_on=line.due_on,
        )
        rows.append(row)
    MinutesLine.objects.bulk_create(rows)


def _line(minutes: Minutes, line_id: UUID) -> MinutesLine:
    """A line that may be written by hand; NotAllowed when there is none for the actor."""
    rows = minutes.lines.select_for_update().filter(kind__in=WRITTEN_BY_HAND)
    line = rows.filter(pk=line_id).first()
    if line is None:
        raise NotAllowed
    return line


def _text(text: str) -> str:
    if not text.strip():
        raise NotValid("bodies.minutes.text", {"text": _("Write something, or take the line out.")})
    return covered(text.strip())


def _touch(minutes: Minutes) -> None:
    minutes.version += 1
    minutes.save(update_fields=["version"])


def _tell(meeting: Meeting) -> None:
    members = meeting.attendances.values_list("member_id", flat=True)
    link = f"/staff/meetings/{meeting.pk}/minutes/"
    tell(members, "bodies.minutes.approve", subject_id=meeting.pk, link=link)
