"""Plan: what shall be done for each side, never before the causes are known."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.cases.hindrances import causes_counted, need_a_cause, need_every_cause_answered
from jikimi.cases.models import Case, Plan
from jikimi.cases.nomination import happened
from jikimi.cases.participants import need_group, tell_participants
from jikimi.cases.sides import SIDES, group_of_side, plan_for
from jikimi.cases.texts import covered


def write_plan(
    *, actor: Actor, case: Case, side: str, goal: str, version: int | None = None
) -> Plan:
    """Write what the plan for one side shall reach; the plan is created when first written.

    side: victim or perpetrator, two plans with separate confidentiality.  version: as read, 0 when
    there was none.  Raises NotAllowed unless the actor may read this side, Changed when somebody
    else wrote meanwhile.  Records cases.plan.write.
    """
    _check(side, goal)
    with acting(actor, "cases.plan.write", case) as doing:
        need_group(actor, case, group_of_side(side))
        plan = plan_for(case, side)
        mine: dict[str, object] = {"goal": covered(goal)}
        expect_version(plan, version, mine)
        plan.goal = covered(goal)
        plan.save()
        doing.details["side"] = side
        happened(case)
    return plan


def approve_plan(*, actor: Actor, case: Case) -> Case:
    """Approve the plans of both sides together.

    Raises NotYet while there is no cause, or a cause has neither an action nor a reason for none.
    Records cases.plan.approve.  Source: SR-57.
    """
    with acting(actor, "cases.plan.approve", case):
        counted = causes_counted(case)
        need_a_cause(counted)
        need_every_cause_answered(counted)
        Plan.objects.filter(case=case).update(
            approved_at=timezone.now(), approved_by_id=actor.member_id
        )
        happened(case)
        tell_participants(case, "cases.plan.approve", part="plan/")
    return case


def plans_of(actor: Actor, case: Case) -> list[Plan]:
    """The plans of a case that the actor may read, the victim's first. One query."""
    rows = Plan.objects.filter(case=case).select_related("approved_by")
    return sorted(rows, key=lambda plan: SIDES.index(plan.side))


def _check(side: str, goal: str) -> None:
    if side not in SIDES:
        raise NotValid("cases.plan.side", {"side": _("Choose one from the list.")})
    if not goal.strip():
        raise NotValid("cases.plan.goal", {"goal": _("Say what shall be reached.")})
