"""Tasks: what the rules force somebody to do; done, or not needed with the reason (SR-50)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.acting import expect_version, may
from jikimi.access.actor import Actor
from jikimi.access.codes import Code, label
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.clocks import day_due
from jikimi.cases.models import Case, Measure, Task
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within
from jikimi.cases.shares import Stood
from jikimi.cases.texts import covered
from jikimi.cases.words import words

PAGE = 50


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """How the list is narrowed. whose: ours (our agency's) or body (of all my bodies)."""

    whose: str = "ours"
    state: str = "open"
    page: int = 1


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task in a list. may_end: the actor may say that it is done or not needed."""

    task: Task
    may_end: bool
    may_reopen: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it waits to be done."""
        return self.task.ended_at is None

    @property
    def days_left(self) -> int:
        """Whole days until it is due, negative when past."""
        return (day_due(self.task.due_at) - timezone.localdate()).days

    @property
    def is_overdue(self) -> bool:
        """Whether it waits although its time is up."""
        return self.is_open and self.task.due_at < timezone.now()

    @property
    def name(self) -> str:
        """What is to be done."""
        raised = timezone.localdate(self.task.raised_at)
        return label("cases", "task_kinds", self.task.kind, on=raised)

    @property
    def help(self) -> str:
        """Why, and how."""
        row = _kind(self.task)
        is_english = (get_language() or "ko").startswith("en")
        return row.more["help_en" if is_english else "help_ko"] if row else ""

    @property
    def needs_record(self) -> bool:
        """Whether it ends by recording the end of its measure, and that is missing."""
        row, about = _kind(self.task), self.task.measure
        is_asked = row is not None and row.more["needs_end"] == "yes"
        return is_asked and not (about is not None and about.ended_at is not None)

    @property
    def measure(self) -> str:
        """The measure it is about; empty when it is about none."""
        about = self.task.measure
        return label("cases", "measures", about.code) if about else ""


def tasks(actor: Actor, narrowed: TaskFilter) -> tuple[list[TaskLine], bool]:
    """Tasks of the actor's agency or bodies, one page, soonest first; whether more follow."""
    rows = _rows(_whose(actor, narrowed.whose)).filter(ended_at__isnull=narrowed.state == "open")
    order = "due_at" if narrowed.state == "open" else "-ended_at"
    start = (max(narrowed.page, 1) - 1) * PAGE
    found = list(rows.order_by(order, "pk")[start : start + PAGE + 1])
    return _lines(actor, found[:PAGE]), len(found) > PAGE


def tasks_waiting(actor: Actor, *, most: int) -> list[TaskLine]:
    """What the actor's agency must do, and what waits for those who coordinate a body."""
    whose = _whose(actor, "ours") | (_whose(actor, "body") & Q(agency=None))
    return _lines(actor, list(_rows(whose).filter(ended_at=None).order_by("due_at")[:most]))


def tasks_on(actor: Actor, case: Case) -> list[TaskLine]:
    """Tasks of a case that the actor may know of, open ones first."""
    rows = list(_rows(Q(case=case)).order_by("-ended_at", "due_at"))
    return _lines(actor, sorted(rows, key=lambda row: row.ended_at is not None))


def task_called(actor: Actor, task_id: UUID) -> Task:
    """One task the actor may know of. Raises NotAllowed when there is none."""
    row = _rows(Q(pk=task_id)).first()
    if row is None:
        raise NotAllowed
    return row


def finish_task(*, actor: Actor, task: Task, note: str = "", version: int | None = None) -> Task:
    """Record that a task is done. note: how, in a few words; may be empty.

    What must be recorded elsewhere is: cancelling a measure is done when its end is recorded, which
    finishes the task by itself.  Raises NotYet until then, and when the task has ended.
    Records cases.tasks.finish.
    """
    return _end(actor, task, "finish", "done", note, version)


def task_not_needed(*, actor: Actor, task: Task, note: str, version: int | None = None) -> Task:
    """Record that a task need not be done, and why. Raises NotValid without a reason.

    A measure that has lapsed is not left as it is by that: NotYet while it lacks its end.
    Records cases.tasks.not_needed.
    """
    if not note.strip():
        raise NotValid("cases.tasks.note", {"note": _("Say why it is not needed.")})
    return _end(actor, task, "not_needed", "not_needed", note, version)


def reopen_task(*, actor: Actor, task: Task) -> Task:
    """Take back that a task was done or not needed, recorded by mistake.

    Raises NotYet when it is open, or when the same is to be done again already.
    Records cases.tasks.reopen.
    """
    with acting_within(actor, "cases.tasks.reopen", task) as doing:
        if task.ended_at is None or _is_over(task):
            raise NotYet("cases.tasks.open", _("This task cannot be opened again."))
        doing.details["task"] = task.kind
        task.ended_at, task.ended_by, task.outcome, task.note = None, None, "", ""
        task.version += 1
        _save_once(task)
        happened(task.case)
    return task


def _end(actor: Actor, task: Task, act: str, outcome: str, note: str, version: int | None) -> Task:
    says = covered(note).strip()
    with acting_within(actor, f"cases.tasks.{act}", task) as doing:
        if task.ended_at is not None:
            raise NotYet("cases.tasks.ended", _("This task has ended already."))
        _need_record(task)
        expect_version(task, version, {"note": says})
        doing.details["task"] = task.kind
        task.outcome, task.note = outcome, says
        task.ended_at, task.ended_by_id = timezone.now(), actor.member_id
        task.save()
        happened(task.case)
    return task


def _need_record(task: Task) -> None:
    row = _kind(task)
    if row is None or row.more["needs_end"] != "yes" or _is_over(task):
        return
    raise NotYet(
        "cases.tasks.measure_open",
        _("Record the end or the extension of the measure first; that finishes the task."),
    )


def _is_over(task: Task) -> bool:
    """Whether the measure it is about has its end recorded."""
    return Measure.objects.filter(tasks=task.pk, ended_at__isnull=False).exists()


def _save_once(task: Task) -> None:
    try:
        with transaction.atomic():
            task.save()
    except IntegrityError as error:
        raise NotYet("cases.tasks.again", _("The same is to be done again already.")) from error


def _kind(task: Task) -> Code | None:
    return words("task_kinds", on=timezone.localdate(task.raised_at)).get(task.kind)


def _whose(actor: Actor, whose: str) -> Q:
    if whose == "body":
        return Q(body_id__in=actor.bodies_coordinated())
    return Q(agency_id=actor.agency_id)


def _rows(condition: Q) -> QuerySet[Task]:
    rows = Task.objects.filter(condition)
    return rows.select_related("case__body", "agency", "ended_by", "measure")


def _lines(actor: Actor, rows: list[Task]) -> list[TaskLine]:
    """Who may end a task follows from the row alone, without a query for each."""
    return [
        TaskLine(
            row,
            row.ended_at is None and _may(actor, "cases.tasks.finish", row),
            _may_be_open(row) and _may(actor, "cases.tasks.reopen", row),
        )
        for row in rows
    ]


def _may_be_open(row: Task) -> bool:
    """Whether it has ended, and the measure it is about has not."""
    about = row.measure
    return row.ended_at is not None and not (about and about.ended_at)


def _may(actor: Actor, act: str, row: Task) -> bool:
    known = {"body"}
    known |= {"owner"} if row.agency_id == actor.agency_id else set()
    known |= {"lead"} if row.case.lead_agency_id == actor.agency_id else set()
    return may(actor, act, Stood(frozenset(known), row.case.body_id, row.case.stage, "task"))
