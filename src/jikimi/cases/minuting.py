"""Minutes as the cases room writes and reads them: it alone knows what an item was about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.locking import lock_noted, need_password
from jikimi.bodies.letters import lines_of_letter, open_letter
from jikimi.bodies.minutes import LineDraft, lines_missing, prepare_minutes
from jikimi.bodies.minutes_reads import Part, parts_of
from jikimi.bodies.models import (
    AgendaItem,
    Decision,
    Letter,
    Matter,
    Meeting,
    Minutes,
    MinutesLine,
    Undertaking,
)
from jikimi.bodies.reads import decisions, items
from jikimi.bodies.recusals import recusals_reaching
from jikimi.cases.models import Action, Bar, Case, Hearing, Party


@dataclass(slots=True)
class _Recorded:
    """What was recorded at a meeting, by item, as far as whoever writes may know it."""

    numbers: dict[UUID, str]
    said: dict[UUID, str]
    decided: dict[UUID, list[Decision]]
    actions: dict[UUID, list[Action]] = field(default_factory=dict)
    undertakings: dict[UUID, list[Undertaking]] = field(default_factory=dict)
    out: Counter[UUID] = field(default_factory=Counter)
    proposed: dict[UUID, str] = field(default_factory=dict)


@transaction.atomic
def write_minutes(*, actor: Actor, meeting: Meeting, again: UUID | None = None) -> Minutes:
    """Write a draft of the minutes from attendance, discussions, decisions and actions.

    again: an item to be written anew.  Raises as bodies.minutes.prepare_minutes.
    Records bodies.minutes.prepare.
    """
    with override(settings.LANGUAGE_CODE):
        lines = lines_recorded(meeting)
    return prepare_minutes(actor=actor, meeting=meeting, lines=lines, again=again)


def lines_recorded(meeting: Meeting) -> list[LineDraft]:
    """What was recorded at a meeting, line by line. Query count does not grow with items."""
    listed = items(meeting)
    found = _recorded(meeting, listed)
    return [line for item in listed for line in _lines(item, found)]


def items_unfinished(minutes: Minutes) -> set[UUID]:
    """Items of which something was recorded that a draft does not say, as the reader may know."""
    with override(settings.LANGUAGE_CODE):
        recorded = lines_recorded(minutes.meeting)
    return {line.item_id for line in lines_missing(minutes, recorded)}


def minutes_read(actor: Actor, minutes: Minutes) -> list[Part]:
    """A version as this reader may know it. Records bodies.minutes.read with its persons."""
    parts = parts_of(minutes)
    persons = _persons(part.subject_id for part in parts)
    reading(actor, "bodies.minutes.read", minutes, persons=persons)
    return parts


def minutes_taken_out(
    actor: Actor, minutes: Minutes, *, why: str, password: str = ""
) -> list[Part]:
    """The same for a file. Raises NotValid when it tells of a case and has no good password.

    Records bodies.minutes.take_out with the reason, and how the file is locked.
    """
    parts = parts_of(minutes)
    need_password(password, is_personal=_tell_of_cases(parts))
    persons = _persons(part.subject_id for part in parts)
    noted = lock_noted(password)
    reading(actor, "bodies.minutes.take_out", minutes, persons=persons, why=why, details=noted)
    return parts


def minutes_need_password(minutes: Minutes) -> bool:
    """Whether a version tells this reader of a case, so that its file must be locked (SR-17)."""
    return _tell_of_cases(parts_of(minutes))


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """A letter with what it asks. numbers: case numbers by subject, as the reader may know them."""

    letter: Letter
    lines: Sequence[MinutesLine]
    numbers: dict[UUID, str]


def letter_read(actor: Actor, letter: Letter) -> LetterSheet:
    """A letter, marked as opened by its agency. Records bodies.letter.read."""
    found = _letter(letter)
    reading(actor, "bodies.letter.read", letter, persons=_persons(found.numbers))
    open_letter(actor, letter)
    return found


def letter_taken_out(actor: Actor, letter: Letter, *, why: str, password: str = "") -> LetterSheet:
    """The same for a file. Raises NotValid when it tells of a case and has no good password.

    Records bodies.letter.take_out with the reason, and how the file is locked.
    """
    found = _letter(letter)
    need_password(password, is_personal=_tells_of_a_case(found))
    persons = _persons(found.numbers)
    noted = lock_noted(password)
    reading(actor, "bodies.letter.take_out", letter, persons=persons, why=why, details=noted)
    return found


def letter_needs_password(letter: Letter) -> bool:
    """Whether a letter tells of a case, so that its file must be locked (SR-17)."""
    return _tells_of_a_case(_letter(letter))


def _tell_of_cases(parts: Iterable[Part]) -> bool:
    return any(part.subject_id for part in parts)


def _tells_of_a_case(sheet: LetterSheet) -> bool:
    return any(line.subject_id for line in sheet.lines)


def _letter(letter: Letter) -> LetterSheet:
    lines = lines_of_letter(letter)
    subjects = [line.subject_id for line in lines if line.subject_id]
    return LetterSheet(letter, lines, _numbers(subjects))


def _recorded(meeting: Meeting, listed: Sequence[AgendaItem]) -> _Recorded:
    decided = decisions(meeting, [item.pk for item in listed])
    found = _Recorded(
        numbers=_numbers([item.subject_id for item in listed if item.subject_id]),
        said=dict(Hearing.objects.filter(meeting=meeting).values_list("item_id", "discussion")),
        decided=decided,
    )
    made = [decision.pk for rows in decided.values() for decision in rows]
    for action in Action.objects.filter(decision_id__in=made).order_by("due_on", "pk"):
        if action.decision_id:
            found.actions.setdefault(action.decision_id, []).append(action)
    for task in Undertaking.objects.filter(meeting=meeting).order_by("due_on", "pk"):
        if task.item_id:
            found.undertakings.setdefault(task.item_id, []).append(task)
    found.out = _stayed_out(meeting, listed)
    matters = Matter.objects.filter(items__meeting=meeting)
    found.proposed = dict(matters.values_list("pk", "text"))
    return found


def _stayed_out(meeting: Meeting, listed: Sequence[AgendaItem]) -> Counter[UUID]:
    """How many of those invited stayed out of each item; never who."""
    matters = {item.matter_id: item.pk for item in listed if item.matter_id}
    dealt_with = AgendaItem.objects.filter(matter__in=matters).values_list("pk", "matter")
    here = {item: matters[matter] for item, matter in dealt_with if matter}
    rows = recusals_reaching(meeting)
    out = {(here.get(row.item_id, row.item_id), row.member_id) for row in rows}
    cases = {item.subject_id: item.pk for item in listed if item.subject_id}
    invited = meeting.attendances.exclude(answer="reading").values("member_id")
    bars = Bar.objects.filter(case_id__in=cases, ended_at=None, member_id__in=invited)
    out |= {(cases[bar.case_id], bar.member_id) for bar in bars}
    return Counter(item for item, _member in out)


def _lines(item: AgendaItem, found: _Recorded) -> Iterable[LineDraft]:
    """An item's lines: what it was, what was said, what was decided, who does what."""
    is_case = item.subject_id is not None
    said_under = "discussion" if is_case else ""
    title = found.numbers.get(item.subject_id, "") if item.subject_id else item.title
    yield _line(item, "heading", title or label("bodies", "item_kinds", item.kind))
    proposed = found.proposed.get(item.matter_id, "") if item.matter_id else ""
    if proposed:
        yield _line(item, "discussion", _("Proposal: %(text)s") % {"text": proposed})
    if found.said.get(item.pk):
        yield _line(item, "discussion", found.said[item.pk], under=said_under)
    if found.out[item.pk]:
        says = _("%(number)d stayed out of this item.") % {"number": found.out[item.pk]}
        yield _line(item, "discussion", says, under=said_under)
    for decision in found.decided.get(item.pk, []):
        yield _line(item, "decision", decision_words(decision), under=said_under)
        for action in found.actions.get(decision.pk, []):
            yield _task(item, action, under=action.field_group)
    for task in found.undertakings.get(item.pk, []):
        yield _task(item, task, under="")


def decision_words(decision: Decision) -> str:
    """A decision as the minutes say it: its words, and how it was reached."""
    if decision.method == "vote":
        votes = _("for %(yes)d, against %(no)d, abstained %(abstained)d") % {
            "yes": decision.votes_for or 0,
            "no": decision.votes_against or 0,
            "abstained": decision.votes_abstained or 0,
        }
        how = _("carried") if decision.is_carried else _("not carried")
        return f"{decision.text} ({how}: {votes})"
    if decision.method == "consent":
        return _("%(text)s (by consent)") % {"text": decision.text}
    return decision.text


def _line(item: AgendaItem, kind: str, text: str, *, under: str = "") -> LineDraft:
    return LineDraft(item.pk, item.position, kind, text, item.subject_id, under)


def _task(item: AgendaItem, task: Action | Undertaking, *, under: str) -> LineDraft:
    return LineDraft(
        item.pk,
        item.position,
        "action",
        task.text,
        item.subject_id,
        under,
        task.agency_id,
        task.due_on,
    )


def _numbers(subjects: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Case.objects.filter(pk__in=list(subjects)).values_list("pk", "number"))


def _persons(subjects: Iterable[UUID | None]) -> set[UUID]:
    cases = {subject for subject in subjects if subject}
    return set(Party.objects.filter(case_id__in=cases).values_list("person_id", flat=True))
