"""How far a case is on its pathway: steps taken, what is next, which clocks run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import Code, label
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.access.models import Agency
from jikimi.cases.clocks import day_due
from jikimi.cases.models import Case, Milestone, RunningClock
from jikimi.cases.pathway_rules import Pathway, Step, uncounted_outcomes
from jikimi.cases.pathways import pathway_of
from jikimi.cases.words import words


@dataclass(frozen=True, slots=True)
class Taken:
    """One time a step was taken or tried. agency: empty unless the reader may know it takes part.

    outcome: None where there is none, or where it is not shared with the reader.
    """

    milestone: Milestone
    outcome: Code | None
    agency: str
    counts: bool
    may_withdraw: bool

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.milestone.happened_at


@dataclass(frozen=True, slots=True)
class PathwayClockLine:
    """One clock of the pathway as it stands. due_on: its last day; days_left: until then.

    days_left is negative once the day is past.
    """

    clock: RunningClock
    name: str
    due_on: date
    days_left: int
    who: str

    @property
    def is_running(self) -> bool:
        """Whether what it waits for has not happened."""
        return self.clock.ended_at is None

    @property
    def runs_by_the_hour(self) -> bool:
        """Whether the hour matters, not only the day."""
        return self.clock.start_rule == "instant"


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with all that is known of it. state: done, tried, next, ahead or not_needed."""

    step: Step
    state: str
    taken: Sequence[Taken]
    clocks: Sequence[PathwayClockLine]

    @property
    def last(self) -> Taken | None:
        """The latest time it was taken, or tried when it was not taken."""
        found = [one for one in self.taken if one.counts] or list(self.taken)
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Way:
    """A case on its pathway. recordable: steps that a person can record now."""

    pathway: Pathway
    steps: Sequence[StepLine]
    recordable: Sequence[Step] = field(default=())

    @property
    def is_shown(self) -> bool:
        """Whether the way says more than the stages of the case do."""
        return any(not line.step.is_stage for line in self.steps)

    @property
    def next(self) -> list[StepLine]:
        """What comes next."""
        return [line for line in self.steps if line.state in ("next", "tried")]

    @property
    def running(self) -> list[PathwayClockLine]:
        """Clocks that run, the nearest first."""
        found = [c for line in self.steps for c in line.clocks if c.is_running]
        return sorted(found, key=lambda line: line.clock.due_at)


def way_of(actor: Actor, case: Case, *, groups: frozenset[str]) -> Way:
    """How far the case is, as far as the reader may know it. None to four queries.

    groups: the field groups shared with the reader; how a step ended is shown to those of risk.
    """
    pathway = pathway_of(case)
    if all(step.is_stage for step in pathway.steps):
        return Way(pathway, [_stage_line(case, step, {}) for step in pathway.steps])
    milestones = list(Milestone.objects.filter(case=case, withdrawn_at=None))
    taken = _taken(actor, case, milestones, groups)
    clocks = _clocks(case)
    codes = {one.milestone.code for found in taken.values() for one in found if one.counts}
    ended = _ended(milestones)
    lines = [
        _stage_line(case, step, taken)
        if step.is_stage
        else _line(step, taken.get(step.step, []), clocks.get(step.step, []), codes, ended)
        for step in pathway.steps
    ]
    return Way(pathway, lines, [line.step for line in lines if _is_recordable(line, codes)])


def missing_steps(case: Case) -> list[Step]:
    """Steps without which the case must not close, as its steps ended so far. One query.

    Source: SR-62; after-care and face-to-face duty: Child Welfare Act art. 28, rule art. 14-3.
    """
    wanted = [step for step in pathway_of(case).steps if step.is_mandatory]
    if not wanted:
        return []
    rows = list(Milestone.objects.filter(case=case, withdrawn_at=None))
    ended = _ended(rows)
    return [step for step in wanted if step.step not in ended and step.applies(ended)]


def need_no_step_missing(case: Case) -> None:
    """Raise NotYet, naming the steps, while a mandatory step of the pathway is not recorded."""
    missing = missing_steps(case)
    if missing:
        says = _("Not recorded on the pathway yet: %(list)s.")
        raise NotYet(
            "cases.not_yet.pathway_step", says % {"list": ", ".join(s.label for s in missing)}
        )


def milestone_called(actor: Actor, case: Case, milestone_id: UUID) -> Milestone:
    """One step taken on this case. Raises NotAllowed when there is none for the actor."""
    row = Milestone.objects.filter(case=case, pk=milestone_id).first()
    if row is None:
        raise NotAllowed
    row.case = case
    return row


def _ended(milestones: Sequence[Milestone]) -> dict[str, set[str]]:
    """The outcomes of each step that was taken; what was tried in vain is left out."""
    in_vain = set(uncounted_outcomes())
    ended: dict[str, set[str]] = {}
    for row in milestones:
        if row.outcome not in in_vain:
            ended.setdefault(row.code, set()).add(row.outcome)
    return ended


def _taken(
    actor: Actor, case: Case, milestones: Sequence[Milestone], groups: frozenset[str]
) -> dict[str, list[Taken]]:
    outcomes, in_vain = words("pathway_outcomes"), set(uncounted_outcomes())
    names = _agencies_known(actor, case, milestones)
    may_withdraw = may(actor, "cases.pathways.withdraw", case)
    found: dict[str, list[Taken]] = {}
    for row in milestones:
        is_told = "risk" in groups or row.agency_id == actor.agency_id
        one = Taken(
            milestone=row,
            outcome=outcomes.get(row.outcome) if is_told else None,
            agency=names.get(row.agency_id, ""),
            counts=row.outcome not in in_vain,
            may_withdraw=may_withdraw,
        )
        found.setdefault(row.code, []).append(one)
    return found


def _agencies_known(actor: Actor, case: Case, milestones: Sequence[Milestone]) -> Mapping[int, str]:
    """Names of agencies whose part in the case the reader may know; policies decide."""
    shares = case.participations.filter(agency_id__in={row.agency_id for row in milestones})
    known = set(shares.values_list("agency_id", flat=True)) | {actor.agency_id}
    return {agency.pk: agency.name for agency in Agency.objects.filter(pk__in=known)}


def _clocks(case: Case) -> dict[str, list[PathwayClockLine]]:
    """Clocks of the pathway by the step that meets them; those that fell away are left out."""
    rows = RunningClock.objects.filter(case=case, measure=None).exclude(outcome="void")
    found: dict[str, list[PathwayClockLine]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(clock_line(row))
    return found


def clock_line(row: RunningClock) -> PathwayClockLine:
    """A clock of a pathway in the words of the day it began."""
    on = timezone.localdate(row.starts_at)
    last = day_due(row.due_at)
    name = label("cases", "pathway_clocks", row.code, on=on)
    left = (last - timezone.localdate()).days
    return PathwayClockLine(row, name, last, left, who_in_words(row.who))


def who_in_words(who: str) -> str:
    """Who must act, in words: the lead agency or a kind of agency."""
    if who == "lead":
        return _("Lead agency")
    return label("access", "agency_kinds", who)


def _stage_line(case: Case, step: Step, taken: Mapping[str, Sequence[Taken]]) -> StepLine:
    """A step that the case takes by reaching a stage; going back undoes it."""
    order = [row.code for row in words("stages").values() if row.more["is_step"] == "yes"]
    here = order.index(case.stage) if case.stage in order else -1
    is_done = step.step in order and order.index(step.step) <= here
    return StepLine(step, "done" if is_done else "ahead", taken.get(step.step, ()), ())


def _line(
    step: Step,
    taken: Sequence[Taken],
    clocks: Sequence[PathwayClockLine],
    codes: set[str],
    ended: Mapping[str, set[str]],
) -> StepLine:
    state = "ahead"
    if step.step in codes:
        state = "done"
    elif not step.applies(ended):
        state = "not_needed"
    elif set(step.after) <= codes:
        state = "tried" if taken else "next"
    return StepLine(step, state, taken, clocks)


def _is_recordable(line: StepLine, codes: set[str]) -> bool:
    if line.step.is_stage or not set(line.step.after) <= codes:
        return False
    return line.state != "done" or line.step.repeats
