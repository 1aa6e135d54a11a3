"""Undertakings: what an agency does because a body decided it, from being given to its agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.masking import mask
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.bodies.agenda import need_acceptance
from jikimi.bodies.answering import agency_seated, people_answering, principals_answering
from jikimi.bodies.meetings import is_running
from jikimi.bodies.models import Body, Decision, Undertaking
from jikimi.bodies.voting import need_carried


@dataclass(frozen=True, slots=True)
class UndertakingDraft:
    """What one agency shall do by when; text: so that it can be checked.

    owner_id: who sees to it, or None until the agency names somebody.
    effect_due_on: when to look whether it helped; None for the day the rule gives.
    """

    agency_id: int
    text: str
    due_on: date
    owner_id: int | None = None
    effect_due_on: date | None = None


def assign_undertaking(
    *, actor: Actor, body: Body, draft: UndertakingDraft, decision: Decision | None = None
) -> Undertaking:
    """Give an agency that sits in the body something to do, under a decision where there is one.

    Raises NotValid naming the field; NotYet when the decision's meeting is not going on or the
    actor did not accept confidentiality for it.  Tells the agency.
    Records bodies.undertakings.assign.  Source: SR-58.
    """
    subject = decision.meeting if decision else body
    with acting(actor, "bodies.undertakings.assign", subject) as doing:
        if decision is not None:
            _need_decision(actor, body, decision)
        _check(body, draft)
        made = Undertaking.objects.create(body=body, **_of(decision), **_fields(draft))
        doing.details.update(undertaking=str(made.pk), agency=draft.agency_id)
        tell_agency(made, "bodies.undertakings.assign")
    return made


def amend_undertaking(
    *, actor: Actor, undertaking: Undertaking, draft: UndertakingDraft, version: int
) -> Undertaking:
    """Correct words, owner or days of an undertaking that has not ended; its agency stays.

    Raises Changed when somebody else changed it meanwhile.  Tells the agency.
    Records bodies.undertakings.amend.
    """
    with acting(actor, "bodies.undertakings.amend", undertaking) as doing:
        mine = {**_fields(draft), "agency_id": undertaking.agency_id}
        expect_version(undertaking, version, mine)
        _check(undertaking.body, draft, kept=undertaking)
        changed = [field for field in mine if getattr(undertaking, field) != mine[field]]
        _write(undertaking, mine)
        doing.details["fields"] = " ".join(changed)
        tell_agency(undertaking, "bodies.undertakings.amend")
    return undertaking


def reassign_undertaking(
    *, actor: Actor, undertaking: Undertaking, agency_id: int, why: str
) -> Undertaking:
    """Give an undertaking that has not ended to another agency, which has to accept it anew.

    Tells both agencies.  Records bodies.undertakings.reassign with the reason.
    """
    if not why.strip():
        raise NotValid("bodies.undertakings.why", {"why": _("Give the reason.")})
    with acting(actor, "bodies.undertakings.reassign", undertaking, why=covered(why)) as doing:
        if agency_id == undertaking.agency_id:
            says = _("It is with this agency already.")
            raise NotValid("bodies.undertakings.agency", {"agency_id": says})
        _need_seat(undertaking.body, agency_id)
        tell_agency(undertaking, "bodies.undertakings.reassign")
        doing.details.update(agency=agency_id, before=undertaking.agency_id)
        version = undertaking.version + 1
        _write(undertaking, {"agency_id": agency_id, "owner_id": None, "version": version})
        tell_agency(undertaking, "bodies.undertakings.assign")
    return undertaking


def accept_undertaking(
    *, actor: Actor, undertaking: Undertaking, owner_id: int | None = None
) -> Undertaking:
    """Accept an undertaking for one's agency and name who sees to it; without a name, the acceptor.

    Tells those who coordinate the body.  Records bodies.undertakings.accept.
    """
    with acting(actor, "bodies.undertakings.accept", undertaking):
        owner = owner_id or undertaking.owner_id or actor.member_id
        need_owner(undertaking.body, undertaking.agency_id, owner)
        _write(undertaking, {"owner_id": owner, "version": undertaking.version + 1})
        tell_steering(undertaking, "bodies.undertakings.accept")
    return undertaking


def covered(text: str) -> str:
    """The words to be stored: without blanks around them, identity numbers covered (SR-14)."""
    return mask(text)[0].strip()


def need_owner(body: Body, agency_id: int, member_id: int) -> None:
    """Raise NotValid unless this person works at the agency or sits in the body for it."""
    if member_id not in {member.pk for member in people_answering(body, agency_id)}:
        says = _("Choose somebody who works at this agency or sits in the body for it.")
        raise NotValid("bodies.undertakings.owner", {"owner_id": says})


def tell_agency(undertaking: Undertaking, code: str) -> None:
    """Tell everybody who answers for it at its agency, without a word of what it is."""
    row = undertaking
    _tell(row, principals_answering(row.body_id, row.agency_id, row.owner_id), code)


def tell_steering(undertaking: Undertaking, code: str) -> None:
    """Tell those who coordinate and chair the body."""
    chairs = undertaking.body.chairs.filter(until=None).values_list("member_id", flat=True)
    members = [Principal.MEMBER.of(number) for number in chairs]
    _tell(undertaking, [Principal.BODY.of(undertaking.body_id), *members], code)


def _tell(undertaking: Undertaking, principals: list[int], code: str) -> None:
    link = f"/staff/undertakings/{undertaking.pk}/"
    tell_principals(principals, code, subject_id=undertaking.pk, link=link)


def _need_decision(actor: Actor, body: Body, decision: Decision) -> None:
    if decision.meeting.body_id != body.pk or decision.subject_id is not None:
        raise NotAllowed
    is_running(decision.meeting)
    need_acceptance(actor, decision.meeting_id)
    need_carried(decision, is_work_asked=True)


def _of(decision: Decision | None) -> dict[str, object]:
    if decision is None:
        return {}
    item = decision.item
    return {
        "decision": decision,
        "item": item,
        "meeting_id": decision.meeting_id,
        "matter_id": item.matter_id,
    }


def _fields(draft: UndertakingDraft) -> dict[str, object]:
    return {
        "agency_id": draft.agency_id,
        "owner_id": draft.owner_id,
        "text": covered(draft.text),
        "due_on": draft.due_on,
        "effect_due_on": draft.effect_due_on,
    }


def _check(body: Body, draft: UndertakingDraft, *, kept: Undertaking | None = None) -> None:
    """kept: as it stands; an owner who has left meanwhile may stay, and so may its agency."""
    wrong: dict[str, str] = {}
    if not draft.text.strip():
        wrong["text"] = _("Say what is to be done, so that it can be checked.")
    if draft.effect_due_on and draft.effect_due_on <= draft.due_on:
        wrong["effect_due_on"] = _("The effect is looked at after it is done: a later day.")
    if wrong:
        raise NotValid("bodies.undertakings.incomplete", wrong)
    if kept is None:
        _need_seat(body, draft.agency_id)
    if draft.owner_id and (kept is None or draft.owner_id != kept.owner_id):
        need_owner(body, kept.agency_id if kept else draft.agency_id, draft.owner_id)


def _need_seat(body: Body, agency_id: int) -> None:
    if agency_seated(body, agency_id) is None:
        says = _("Choose an agency that has a seat in the body.")
        raise NotValid("bodies.undertakings.agency", {"agency_id": says})


def _write(undertaking: Undertaking, fields: dict[str, object]) -> None:
    for field, value in fields.items():
        setattr(undertaking, field, value)
    undertaking.save(update_fields=[*fields, "version"])
