"""Pathways: a case begins on one, steps are recorded or taken back, its clocks start and end."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.guards import called, need_reason
from jikimi.cases.models import Case, Milestone
from jikimi.cases.nomination import NominationDraft, happened, nominate
from jikimi.cases.participants import acting_within
from jikimi.cases.pathway_rules import (
    Pathway,
    PathwayClock,
    Step,
    groups_on_pathway,
    pathway_called,
    uncounted_outcomes,
)
from jikimi.cases.separation import propose_separation
from jikimi.cases.texts import covered


def pathway_of(case: Case) -> Pathway:
    """The rules of the pathway a case is on, as of the day it was opened (SR-52)."""
    return pathway_called(case.pathway, on=timezone.localdate(case.opened_at))


def nominate_on_pathway(
    *, actor: Actor, draft: NominationDraft, started_at: datetime | None = None
) -> Case:
    """Nominate a person on a pathway and let its clocks begin; the case as it is now.

    started_at: when it was noticed; else from the day of consent where the pathway asks for it, or
    from now.  Raises and records what nominate() and begin_pathway() do.
    """
    with transaction.atomic():
        case = nominate(actor=actor, draft=draft)
        begin_pathway(actor=actor, case=case, started_at=started_at or _began(draft))
    return case


def begin_pathway(*, actor: Actor, case: Case, started_at: datetime) -> Milestone | None:
    """Let the clocks of a case's pathway begin with what was noticed; None where it has no start.

    started_at: when it was noticed, which may lie before the nomination.  Raises NotYet when the
    pathway began already.  Records cases.pathways.record.
    """
    start = pathway_of(case).start
    if start is None:
        return None
    return record_milestone(actor=actor, case=case, code=start.step, happened_at=started_at)


def record_milestone(
    *, actor: Actor, case: Case, code: str, happened_at: datetime, outcome: str = ""
) -> Milestone:
    """Record that a step of the case's pathway was taken, or was tried in vain.

    code: of pathway_steps.csv, such as joint_check; outcome: one of the step's own.  Starts the
    clocks that run from it and meets those that waited for it; one that found nobody meets none.
    Raises NotValid for a step or an outcome that the pathway does not know and for a time that
    cannot be; NotYet when a step before it is missing or it was taken already.
    Records cases.pathways.record.
    """
    pathway = pathway_of(case)
    step = _step(pathway, code)
    _check(step, happened_at, outcome)
    with acting(actor, "cases.pathways.record", case) as doing:
        if step.is_start:
            _need_no_start(case, step)
        else:
            happened_at = _in_order(case, step, happened_at)
        milestone = Milestone.objects.create(
            case=case,
            code=step.step,
            outcome=outcome,
            happened_at=happened_at,
            agency_id=actor.agency_id,
            recorded_by_id=actor.member_id,
        )
        doing.details.update(step=step.step, outcome=outcome)
        _run_clocks(case, pathway, milestone)
        propose_separation(case)
        happened(case)
    return milestone


def withdraw_milestone(*, actor: Actor, milestone: Milestone, why: str) -> Milestone:
    """Take back a step recorded by mistake: clocks it started fall away, those it met run again.

    Raises NotYet when it is taken back already.  Records cases.pathways.withdraw.
    """
    need_reason(why)
    said = covered(why)
    with acting_within(actor, "cases.pathways.withdraw", milestone, why=said) as doing:
        if milestone.withdrawn_at is not None:
            raise NotYet("cases.not_yet.withdrawn_already", _("This step is taken back already."))
        if pathway_of(milestone.case).step(milestone.code) is None:
            raise NotAllowed
        milestone.withdrawn_at = timezone.now()
        milestone.save(update_fields=["withdrawn_at"])
        doing.details.update(step=milestone.code)
        called("cases_settle_pathway_clocks", milestone.case_id, uncounted_outcomes())
        happened(milestone.case)
    return milestone


def has_step(case: Case, code: str) -> bool:
    """Whether the case's pathway has a step of this code that a person records."""
    return pathway_of(case).step(code) is not None


def _began(draft: NominationDraft) -> datetime:
    """Noon of the day of consent: time counts from the day after, and no hour of it is known."""
    now = timezone.now()
    if not pathway_called(draft.pathway).needs_consent or draft.consented_on is None:
        return now
    return min(now, timezone.make_aware(datetime.combine(draft.consented_on, time(12))))


def _step(pathway: Pathway, code: str) -> Step:
    found = pathway.step(code)
    if found is None:
        raise NotValid("cases.pathways.step", {"code": _("Choose one from the list.")})
    return found


def _check(step: Step, happened_at: datetime, outcome: str) -> None:
    wrong: dict[str, str] = {}
    if outcome not in (step.outcomes or ("",)):
        wrong["outcome"] = _("Choose one from the list.")
    if happened_at > timezone.now():
        wrong["happened_at"] = _("This time is in the future. Record it when it has happened.")
    if wrong:
        raise NotValid("cases.pathways.milestone", wrong)


def _need_no_start(case: Case, step: Step) -> None:
    if Milestone.objects.filter(case=case, code=step.step, withdrawn_at=None).exists():
        raise NotYet("cases.not_yet.begun_already", _("This pathway has begun already."))


def _in_order(case: Case, step: Step, happened_at: datetime) -> datetime:
    """When it happened, once the steps before it are taken and it was not, if it is taken once.

    People write the minute: what lies in the minute of a step before it happened right after it.
    """
    rows = Milestone.objects.filter(case=case, withdrawn_at=None).exclude(
        outcome__in=uncounted_outcomes()
    )
    taken: dict[str, datetime] = {}
    for code, at in rows.values_list("code", "happened_at"):
        taken[code] = min(at, taken.get(code, at))
    if not step.repeats and step.step in taken:
        raise NotYet("cases.not_yet.taken_already", _("This step is recorded already."))
    if not set(step.after) <= set(taken):
        raise NotYet("cases.not_yet.step_before", _("A step before this one is not recorded yet."))
    latest = max((taken[before] for before in step.after), default=happened_at)
    if happened_at < latest.replace(second=0, microsecond=0):
        says = _("This lies before a step that has to come first.")
        raise NotValid("cases.pathways.milestone", {"happened_at": says})
    return max(happened_at, latest)


def _run_clocks(case: Case, pathway: Pathway, milestone: Milestone) -> None:
    """Start what runs from this step, then settle which clocks are met (cases/sql/pathways.sql)."""
    if milestone.outcome not in uncounted_outcomes():
        for clock in pathway.clocks:
            if clock.event == milestone.code and clock.runs_after(milestone.outcome):
                _start(case, clock, milestone.happened_at)
    called("cases_settle_pathway_clocks", case.pk, uncounted_outcomes())


def _start(case: Case, clock: PathwayClock, start: datetime) -> None:
    span = clock.span(start)
    called(
        "cases_start_pathway_clock",
        case.pk,
        Jsonb(
            {
                "code": clock.code,
                "rule": clock.rule,
                "article": clock.article,
                "kind": clock.met_by,
                "event": clock.event,
                "who": clock.who,
                "forces": clock.forces,
                "start_rule": clock.start_rule,
                "holiday_rule": "moves" if clock.moves else "none",
                "shares_no_risk": "risk" not in groups_on_pathway(case.pathway),
            }
        ),
        start,
        span.calendar,
    )
