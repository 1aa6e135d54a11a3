"""Lead: who answers for a case, handed over by an act; and what nobody looks after (SR-20)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import Role
from jikimi.access.models import Agency, Member
from jikimi.bodies.models import Seat
from jikimi.cases.guards import called, need_reason, rows_of
from jikimi.cases.models import Action, Case
from jikimi.cases.nomination import happened
from jikimi.cases.participants import agencies_taking_part, tell_agency, tell_leaders

_OVER = ("closed", "declined")
MOST_SHOWN = 200


def hand_over_lead(
    *, actor: Actor, case: Case, agency: Agency, why: str, member: Member | None = None
) -> Case:
    """Hand the lead to an agency that takes part, and to one of its members if named.

    The agency that led stays as a partner.  Raises NotValid when the agency does not take part or
    the member may not lead: not a case worker there, or barred.  Records cases.lead.hand_over.
    """
    need_reason(why)
    with acting(actor, "cases.lead.hand_over", case, why=why) as doing:
        _check(case, agency, member)
        doing.details.update(agency=agency.key, member=member.pk if member else 0)
        happened(case)
        called("cases_hand_over", case.pk, agency.pk, member.pk if member else None)
        case.refresh_from_db()
        tell_leaders(case, "cases.lead.hand_over", about=case.pk, part="")
    return case


def assign_lead(*, actor: Actor, case: Case, member: Member) -> Case:
    """Name who looks after the case at its lead agency. Records cases.lead.assign."""
    with acting(actor, "cases.lead.assign", case) as doing:
        _check_member(case, case.lead_agency_id, member)
        doing.details["member"] = member.pk
        case.lead_member_id = member.pk
        case.save(update_fields=["lead_member_id"])
        happened(case)
    return case


def assign_owner(*, actor: Actor, action: Action, member: Member) -> Action:
    """Name who carries out an action at its agency. Records cases.lead.assign_action."""
    with acting(actor, "cases.lead.assign_action", action) as doing:
        _check_member(action.case, action.agency_id, member)
        doing.details.update(action=str(action.pk), member=member.pk)
        action.owner_id = member.pk
        action.version += 1
        action.save(update_fields=["owner", "version"])
        happened(action.case)
        tell_agency(
            action.case, action.agency_id, "cases.lead.assign_action", about=action.pk, part=""
        )
    return action


@dataclass(frozen=True, slots=True)
class WithoutOwner:
    """What nobody looks after. Numbers for the agency; rows for those who work on its cases."""

    numbers: dict[str, int] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)


def without_owner(actor: Actor) -> WithoutOwner:
    """Cases and actions whose member left, lost the role or was barred, and those never taken.

    Case workers see those of their agency, a coordinator those of the body; an administrator sees
    numbers only.
    """
    gone = _gone(actor)
    led = Q(lead_agency_id=actor.agency_id) | Q(body_id__in=actor.bodies_coordinated())
    cases = Case.objects.filter(led, _of_nobody("lead_member_id", gone)).exclude(stage__in=_OVER)
    owed = Q(agency_id=actor.agency_id) | Q(body_id__in=actor.bodies_coordinated())
    actions = Action.objects.filter(owed, _of_nobody("owner_id", gone), ended_at=None)
    return WithoutOwner(
        numbers_without_owner(actor),
        list(cases.select_related("lead_agency")[:MOST_SHOWN]),
        list(actions.select_related("agency", "case")[:MOST_SHOWN]),
    )


def numbers_without_owner(actor: Actor) -> dict[str, int]:
    """How many cases and actions of the actor's agency nobody looks after. One query."""
    return {what: number for what, number in rows_of("cases_without_owner", actor.agency_id)}


def _of_nobody(column: str, gone: list[int]) -> Q:
    return Q(**{column: None}) | Q(**{f"{column}__in": gone})


def _gone(actor: Actor) -> list[int]:
    """Members who work on cases no more, at the agencies whose work the actor may hand on."""
    seated = Seat.objects.filter(body_id__in=actor.bodies_coordinated()).values("agency_id")
    at = Q(agency_id=actor.agency_id) | Q(agency_id__in=seated)
    works = Exists(Role.objects.filter(_practises(), member_id=OuterRef("pk")))
    return list(
        Member.objects.filter(at).exclude(works, is_active=True).values_list("pk", flat=True)
    )


def members_who_may_lead(actor: Actor, case: Case, agency_id: int) -> list[Member]:
    """Case workers of an agency who may look after this case, the barred left out."""
    workers = Member.objects.filter(
        Exists(Role.objects.filter(_practises(), member_id=OuterRef("pk"))),
        agency_id=agency_id,
        is_active=True,
    )
    return [
        m for m in workers.order_by("name") if called("cases_may_lead", case.pk, agency_id, m.pk)
    ]


def agencies_to_lead(actor: Actor, case: Case) -> list[Agency]:
    """Agencies the lead may be handed to."""
    return [a for a in agencies_taking_part(case) if a.pk != case.lead_agency_id]


def _practises() -> Q:
    return Q(kind="practitioner", ended_at=None, agency__isnull=False)


def _check(case: Case, agency: Agency, member: Member | None) -> None:
    if agency.pk == case.lead_agency_id:
        raise NotValid("cases.lead.same", {"agency": _("This agency leads already.")})
    if agency not in agencies_taking_part(case):
        raise NotValid("cases.lead.agency", {"agency": _("Choose an agency that takes part.")})
    if member is not None:
        _check_member(case, agency.pk, member)


def _check_member(case: Case, agency_id: int, member: Member) -> None:
    if not called("cases_may_lead", case.pk, agency_id, member.pk):
        says = _("Choose somebody who works on cases at this agency.")
        raise NotValid("cases.lead.member", {"member": says})


def action_without_owner(actor: Actor, action_id: object) -> Action:
    """An action of the actor's agency or body that waits for an owner. Raises NotAllowed."""
    found = next((a for a in without_owner(actor).actions if str(a.pk) == str(action_id)), None)
    if found is None:
        raise NotAllowed
    return found
