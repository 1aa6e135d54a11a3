"""Sides: the victim and the perpetrator, each with a plan and a confidentiality of its own."""

from __future__ import annotations

from jikimi.cases.models import Action, Case, Plan

SIDES = ("victim", "perpetrator")


def group_of_side(side: str) -> str:
    """The field group that holds the plan and the actions of a side."""
    return f"plan_{side}"


def side_of(row: Action | Plan) -> str:
    """The side a plan or an action belongs to, also for those who may not read the plan."""
    return row.field_group.removeprefix("plan_")


def plan_for(case: Case, side: str) -> Plan:
    """The plan for one side of a case, put down with version 0 when there was none."""
    plan, _made = Plan.objects.select_for_update().get_or_create(
        case=case, side=side, defaults={"field_group": group_of_side(side), "version": 0}
    )
    return plan
