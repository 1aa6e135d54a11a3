"""Convening: a meeting called in one step, with its agenda and everybody who shall come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.agenda import add_item
from jikimi.bodies.attendance import invite_members
from jikimi.bodies.matters import matter_called, schedule_matter
from jikimi.bodies.meetings import MeetingDraft, call_meeting, check_draft, check_notice
from jikimi.bodies.models import Body, Meeting
from jikimi.cases.hearing import call_hearing
from jikimi.cases.models import Case
from jikimi.cases.standing_items import put_standing_items


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """Everything said when a meeting is called: cases and other matters, and who shall come.

    matter_ids: matters proposed before; topics: titles of others.  called_on: the day it was called
    when that is written down later.
    """

    draft: MeetingDraft
    case_ids: Sequence[UUID] = ()
    matter_ids: Sequence[UUID] = ()
    topics: Sequence[str] = ()
    member_ids: Collection[int] = field(default_factory=tuple)
    called_on: date | None = None


@transaction.atomic
def convene(*, actor: Actor, body: Body, plan: MeetingPlan) -> Meeting:
    """Call a meeting with its cases, other matters and invitations, all or nothing.

    What stands on every agenda comes first by itself.  Raises NotValid when it comes sooner than
    the body is used to and is not urgent.
    """
    cases = {case.pk: case for case in Case.objects.filter(pk__in=plan.case_ids)}
    if len(cases) != len(set(plan.case_ids)):
        raise NotAllowed
    check_draft(plan.draft)
    check_notice(body, plan.draft, called_on=plan.called_on)
    meeting = call_meeting(actor=actor, body=body, draft=plan.draft)
    put_standing_items(actor=actor, meeting=meeting)
    for case_id in dict.fromkeys(plan.case_ids):
        call_hearing(actor=actor, case=cases[case_id], meeting=meeting)
    _put_matters(actor, meeting, plan)
    if plan.member_ids:
        invite_members(actor=actor, meeting=meeting, member_ids=plan.member_ids)
    return meeting


def _put_matters(actor: Actor, meeting: Meeting, plan: MeetingPlan) -> None:
    for matter_id in dict.fromkeys(plan.matter_ids):
        schedule_matter(actor=actor, matter=matter_called(actor, matter_id), meeting=meeting)
    for topic in plan.topics:
        add_item(actor=actor, meeting=meeting, title=topic)
