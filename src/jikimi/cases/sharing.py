"""Sharing: which agency may know what of a case, on which legal basis, until when."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import Code
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.models import Agency
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.cases.models import Case, Participation
from jikimi.cases.nomination import happened
from jikimi.cases.words import groups_allowed, known

NARRATIVE_AT_LEAST = 20


@dataclass(frozen=True, slots=True)
class ShareDraft:
    """What one agency shall know. fields: codes of field_groups.csv; until: None for no end."""

    agency_id: int
    basis: str
    purpose: str
    fields: Sequence[str]
    role: str = "partner"
    narrative: str = ""
    until: datetime | None = None


def invite_agency(*, actor: Actor, case: Case, draft: ShareDraft) -> Participation:
    """Invite an agency to a case; it sees nothing before it accepts (SR-04).

    Raises NotValid when the basis is not on the closed list (SR-01), the purpose is empty, a field
    group is more than this kind of agency may have (SR-05), or an urgent share lacks its reason.
    Records cases.sharing.invite.
    """
    agency = Agency.objects.filter(pk=draft.agency_id, left_on__isnull=True).first()
    if agency is None:
        raise NotAllowed
    basis = known("legal_bases", draft.basis, field="basis")
    _check(case, agency, draft, basis)
    share_id = uuid.uuid4()
    with acting(actor, "cases.sharing.invite", case, why=draft.purpose) as doing:
        doing.details.update(
            agency=agency.key, basis=draft.basis, fields=" ".join(draft.fields)
        )
        _call("cases_invite", _row(share_id, case, draft, _until(draft, basis)))
        happened(case)
        tell_principals(
            [Principal.AGENCY.of(agency.pk)],
            "cases.sharing.invite",
            subject_id=share_id,
            link=f"/staff/invitations/{share_id}/",
        )
    return Participation.objects.get(pk=share_id)


def _row(
    share_id: UUID, case: Case, draft: ShareDraft, until: datetime | None
) -> list[object]:
    return [
        share_id,
        case.pk,
        draft.agency_id,
        draft.role,
        draft.basis,
        draft.narrative,
        draft.purpose,
        list(draft.fields),
        until,
    ]


def _check(case: Case, agency: Agency, draft: ShareDraft, basis: Code) -> None:
    wrong: dict[str, str] = {}
    if not draft.purpose.strip():
        wrong["purpose"] = _("Say for what purpose.")
    allowed = groups_allowed(agency.kind, stage=case.stage, case_kind=case.kind)
    if not draft.fields or not set(draft.fields) <= set(allowed):
        wrong["fields"] = _(
            "Choose only what this kind of agency may know at this stage."
        )
    if (
        basis.more["needs_narrative"] == "yes"
        and len(draft.narrative) < NARRATIVE_AT_LEAST
    ):
        wrong["narrative"] = _("Describe the danger in at least %(n)d letters.") % {
            "n": NARRATIVE_AT_LEAST
        }
    if draft.until and draft.until <= timezone.now():
        wrong["until"] = _("This time is over already.")
    if case.participations.filter(agency=agency, ended_at__isnull=True).exists():
        wrong["agency_id"] = _("This agency takes part or is invited already.")
    if wrong:
        raise NotValid("cases.sharing.invite", wrong)


def _until(draft: ShareDraft, basis: Code) -> datetime | None:
    """An urgent share ends by itself after the hours its basis allows (SR-03)."""
    if not basis.more["max_hours"]:
        return draft.until
    latest = timezone.now() + timedelta(hours=int(basis.more["max_hours"]))
    return min(draft.until, latest) if draft.until else latest


def accept_share(*, actor: Actor, share: Participation) -> Case:
    """Accept purpose limit and no onward sharing; from here on the agency sees its part.

    Writes the statutory ledger (SR-02).  Records cases.sharing.accept.
    """
    with acting(actor, "cases.sharing.accept", share):
        _call("cases_accept", [share.pk, _("Case of joint response"), limits_text()])
    case = Case.objects.get(pk=share.case_id)
    happened(case)
    return case


def decline_share(*, actor: Actor, share: Participation, why: str) -> None:
    """Decline an invitation, with the reason. Records cases.sharing.decline."""
    if not why.strip():
        raise NotValid("cases.sharing.why", {"why": _("Give the reason.")})
    with acting(actor, "cases.sharing.decline", share, why=why):
        _call("cases_end_share", [share.pk, why])


def end_share(*, actor: Actor, share: Participation, why: str) -> None:
    """End an agency's share; from here on it sees nothing of the case.

    Records cases.sharing.end.  Raises NotValid for the lead agency, which hands over first.
    """
    if share.role == "lead":
        raise NotValid("cases.sharing.lead", says=_("Hand over the lead first."))
    if not why.strip():
        raise NotValid("cases.sharing.why", {"why": _("Give the reason.")})
    with acting(actor, "cases.sharing.end", share, why=why):
        _call("cases_end_share", [share.pk, why])


def limits_text() -> str:
    """The limits put on every recipient (PIPA §18⑤), shown before the first view."""
    return _(
        "Use only for the stated purpose. Do not pass on. Destroy without delay when the period"
        " or the purpose ends, and tell the provider."
    )


def _call(function: str, arguments: list[object]) -> None:
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({places})", arguments)
