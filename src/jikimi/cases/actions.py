"""Actions: measurable work of one agency by a day, from being assigned to being accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import Member
from jikimi.access.members import case_workers_at
from jikimi.bodies.models import Decision
from jikimi.cases.models import Action, Case, Cause
from jikimi.cases.nomination import happened
from jikimi.cases.participants import (
    acting_within,
    agencies_taking_part,
    is_taking_part,
    need_group,
    tell_agency,
    tell_leaders,
    tell_participants,
)
from jikimi.cases.sides import SIDES, group_of_side, plan_for, side_of
from jikimi.cases.texts import covered

FIRST_REVIEW_AFTER = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """What one agency shall do. side: victim or perpetrator; text: so that it can be checked.

    owner_id: a member of the agency, or None until the agency names one.
    """

    side: str
    agency_id: int
    text: str
    due_on: date
    cause_id: UUID | None = None
    owner_id: int | None = None
    decision_id: UUID | None = None


def assign_action(*, actor: Actor, case: Case, draft: ActionDraft) -> Action:
    """Give an agency that takes part a measurable action with a day to do it by.

    Raises NotValid naming the field, NotAllowed unless the actor may read this side of the plan.
    Tells the agency.  Records cases.actions.assign.  Source: SR-58.
    """
    with acting(actor, "cases.actions.assign", case) as doing:
        _check(case, draft)
        need_group(actor, case, group_of_side(draft.side))
        action = Action.objects.create(
            case=case,
            plan=plan_for(case, draft.side),
            field_group=group_of_side(draft.side),
            cause_id=draft.cause_id,
            decision_id=draft.decision_id,
            agency_id=draft.agency_id,
            owner_id=draft.owner_id,
            text=covered(draft.text),
            due_on=draft.due_on,
        )
        doing.details.update(action=str(action.pk), agency=draft.agency_id)
        happened(case)
        _tell(action, "cases.actions.assign")
    return action


def amend_action(
    *, actor: Actor, action: Action, draft: ActionDraft, version: int | None
) -> Action:
    """Correct words, owner, due day or cause of an action that has not ended.

    Side and agency stay: for another agency end this one and assign anew.  Raises Changed when
    somebody else changed it meanwhile.  Tells the agency.  Records cases.actions.amend.
    """
    with acting_within(actor, "cases.actions.amend", action) as doing:
        draft = replace(draft, side=side_of(action), agency_id=action.agency_id)
        mine = _amendable(draft)
        expect_version(action, version, mine)
        _check_amended(action, draft)
        fields = [f for f in mine if getattr(action, f) != mine[f]]
        for field in fields:
            setattr(action, field, mine[field])
        action.save()
        doing.details.update(action=str(action.pk), fields=" ".join(fields))
        happened(action.case)
        _tell(action, "cases.actions.amend")
    return action


def accept_action(*, actor: Actor, action: Action, owner_id: int | None = None) -> Action:
    """Accept an action for one's agency and name who does it; without a name it is the acceptor.

    Records cases.actions.accept.
    """
    with acting_within(actor, "cases.actions.accept", action) as doing:
        owner = owner_id or action.owner_id or actor.member_id
        if not _may_own(action.case, action.agency_id, owner):
            says = _("Choose somebody who works on cases at this agency.")
            raise NotValid("cases.actions.owner", {"owner_id": says})
        action.owner_id = owner
        action.version += 1
        action.save(update_fields=["owner", "version"])
        doing.details["action"] = str(action.pk)
        happened(action.case)
        tell_leaders(
            action.case, "cases.actions.accept", about=action.pk, part=f"actions/{action.pk}/"
        )
    return action


def begin_support(*, actor: Actor, case: Case, review_on: date | None = None) -> Case:
    """Begin the support once the plan is approved. review_on: when to look at it first.

    Without a day the first review falls due in four weeks, so that no case is forgotten.
    Records cases.actions.begin.
    """
    today = timezone.localdate()
    if review_on and review_on <= today:
        raise NotValid("cases.actions.review_on", {"review_on": _("Choose a day after today.")})
    with acting(actor, "cases.actions.begin", case):
        case.review_due_on = review_on or today + FIRST_REVIEW_AFTER
        case.save(update_fields=["review_due_on"])
        happened(case)
        tell_participants(case, "cases.actions.begin", part="plan/")
    return case


def owners_for(actor: Actor, case: Case) -> list[Member]:
    """Who may be named as owner: members of the agencies taking part, barred ones left out."""
    barred = set(case.bars.filter(ended_at=None).values_list("member_id", flat=True))
    agencies = [agency.pk for agency in agencies_taking_part(case)]
    return [member for member in case_workers_at(agencies) if member.pk not in barred]


def action_called(actor: Actor, case: Case, action_id: UUID) -> Action:
    """One action of this case. Raises NotAllowed when there is none for the actor."""
    related = ("agency", "owner", "ended_by", "cause", "decision")
    row = Action.objects.filter(case=case, pk=action_id).select_related(*related).first()
    if row is None:
        raise NotAllowed
    row.case = case
    return row


def _amendable(draft: ActionDraft) -> dict[str, object]:
    return {
        "text": covered(draft.text),
        "due_on": draft.due_on,
        "owner_id": draft.owner_id,
        "cause_id": draft.cause_id,
    }


def _check(case: Case, draft: ActionDraft) -> None:
    wrong = _wrong_words(case, draft)
    choose = _("Choose one from the list.")
    if draft.side not in SIDES:
        wrong["side"] = choose
    if not is_taking_part(case, draft.agency_id):
        wrong["agency_id"] = _("Choose an agency that takes part in the case.")
    decisions = Decision.objects.filter(subject_id=case.pk)
    if draft.decision_id and not decisions.filter(pk=draft.decision_id).exists():
        wrong["decision_id"] = choose
    if wrong:
        raise NotValid("cases.actions.incomplete", wrong)


def _check_amended(action: Action, draft: ActionDraft) -> None:
    """What an action holds already stays allowed, also when its cause was withdrawn since."""
    kept = replace(
        draft,
        cause_id=None if draft.cause_id == action.cause_id else draft.cause_id,
        owner_id=None if draft.owner_id == action.owner_id else draft.owner_id,
    )
    wrong = _wrong_words(action.case, kept)
    if wrong:
        raise NotValid("cases.actions.incomplete", wrong)


def _wrong_words(case: Case, draft: ActionDraft) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not draft.text.strip():
        wrong["text"] = _("Say what is to be done, so that it can be checked.")
    causes = Cause.objects.filter(case=case, withdrawn_at=None)
    if draft.cause_id and not causes.filter(pk=draft.cause_id).exists():
        wrong["cause_id"] = _("Choose one from the list.")
    if draft.owner_id and not _may_own(case, draft.agency_id, draft.owner_id):
        wrong["owner_id"] = _("Choose somebody who works on cases at this agency.")
    return wrong


def _may_own(case: Case, agency_id: int, member_id: int) -> bool:
    workers = {member.pk for member in case_workers_at([agency_id])}
    is_barred = case.bars.filter(member_id=member_id, ended_at=None).exists()
    return member_id in workers and not is_barred


def _tell(action: Action, code: str) -> None:
    part = f"actions/{action.pk}/"
    tell_agency(action.case, action.agency_id, code, about=action.pk, part=part)
