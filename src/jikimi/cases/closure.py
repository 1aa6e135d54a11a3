"""Closure: a case is safely closed, opened again, or flagged as a repeat."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.cases.hindrances import OpenCounted, need_nothing_open, open_counted
from jikimi.cases.models import Action, Case, Closure, Measure, MonitoringContact
from jikimi.cases.nomination import happened
from jikimi.cases.participants import need_group, tell_participants
from jikimi.cases.pathway_reads import need_no_step_missing
from jikimi.cases.texts import covered
from jikimi.cases.words import known


def close_case(*, actor: Actor, case: Case, reason: str, summary: str) -> Closure:
    """Close a reviewed case. reason: a code of closure_reasons.csv.

    Raises NotYet with the list of what is still open: an action, a statutory measure, a monitoring
    contact, a forced task, a joint check or a registration; the database refuses it too
    (cases/sql/closing_wider.sql); and, where the goals are said to be reached, with the steps that
    the pathway asks for and nobody recorded.
    Records cases.closure.close.  Source: SR-62.
    """
    ending = known("closure_reasons", reason, field="reason")
    if not summary.strip():
        raise NotValid("cases.closure.summary", {"summary": _("Sum up why it is safe to close.")})
    with acting(actor, "cases.closure.close", case) as doing:
        need_group(actor, case, "discussion")
        need_nothing_open(open_counted(case))
        if ending.more["success"] == "yes":
            need_no_step_missing(case)
        doing.details["reason"] = reason
        case.closed_at = timezone.now()
        case.review_due_on = None
        case.save(update_fields=["closed_at", "review_due_on"])
        closure = Closure.objects.create(
            case=case,
            closed_at=case.closed_at,
            reason=reason,
            summary=covered(summary),
            closed_by_id=actor.member_id,
        )
        happened(case)
        tell_participants(case, "cases.closure.close", part="closure/")
    return closure


def reopen_case(*, actor: Actor, case: Case, why: str) -> Case:
    """Open a closed case again, to be heard anew; its earlier history stays.

    Records cases.closure.reopen with the reason.
    """
    if not why.strip():
        raise NotValid("cases.closure.why", {"why": _("Give the reason.")})
    with acting(actor, "cases.closure.reopen", case, why=covered(why)):
        need_group(actor, case, "discussion")
        last = Closure.objects.select_for_update().filter(case=case, reopened_at=None).first()
        if last is not None:
            last.reopened_at, last.reopened_why = timezone.now(), covered(why)
            last.save(update_fields=["reopened_at", "reopened_why"])
        case.closed_at = None
        case.save(update_fields=["closed_at"])
        happened(case)
        tell_participants(case, "cases.closure.reopen", part="closure/")
    return case


def closures_of(actor: Actor, case: Case) -> list[Closure]:
    """Closings of a case that the actor may read, newest first. One query."""
    return list(Closure.objects.filter(case=case).select_related("closed_by"))


@dataclass(frozen=True, slots=True)
class OpenThings:
    """What is still open: counted over the whole case, and the rows the reader may see."""

    counted: OpenCounted
    actions: list[Action]
    measures: list[Measure]
    contacts: list[MonitoringContact]

    @property
    def hidden(self) -> int:
        """How many of them the reader may not see."""
        counted = self.counted
        seen = len(self.actions) + len(self.measures) + len(self.contacts)
        return counted.actions + counted.measures + counted.monitoring - seen


def open_things(actor: Actor, case: Case) -> OpenThings:
    """What must be ended before the case can be closed. Four queries."""
    return OpenThings(
        open_counted(case),
        list(Action.objects.filter(case=case, ended_at=None).select_related("agency")),
        list(Measure.objects.filter(case=case, ended_at=None).order_by("started_at")),
        list(MonitoringContact.objects.filter(case=case, ended_at=None).select_related("agency")),
    )
