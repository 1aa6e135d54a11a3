"""Sharing: which agency may know what of a case, on which legal basis, until when."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import Code, codes
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.models import Agency
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.cases.bases import ends_at
from jikimi.cases.guards import called, need_reason, rows_of
from jikimi.cases.invitations import accept_share, decline_share, limits_text
from jikimi.cases.models import Case, Participation
from jikimi.cases.nomination import happened
from jikimi.cases.pathway_rules import groups_on_pathway, lacks_consent, needs_consent_words
from jikimi.cases.words import groups_allowed, known, words

__all__ = [
    "ShareDraft",
    "accept_share",
    "decline_share",
    "end_share",
    "invite_agency",
    "limits_text",
    "withdraw_consent",
]
NARRATIVE_AT_LEAST = 20
_SUPPORTS_VICTIM = ("victim", "children")


@dataclass(frozen=True, slots=True)
class ShareDraft:
    """What one agency shall know. fields: codes of field_groups.csv; until: None for no end.

    narrative: the danger, for an urgent basis; the statute or decision, where the basis names none.
    consented_on: the day of consent, when the basis is consent.
    """

    agency_id: int
    basis: str
    purpose: str
    fields: Sequence[str]
    role: str = "partner"
    narrative: str = ""
    until: datetime | None = None
    consented_on: date | None = None


def invite_agency(*, actor: Actor, case: Case, draft: ShareDraft) -> Participation:
    """Invite an agency to a case; it sees nothing before it accepts (SR-04).

    Raises NotValid when the basis is not on the closed list (SR-01) or not for these agencies, the
    purpose is empty, a field group is more than this kind of agency may have (SR-05), an urgent
    share lacks its reason, or consent was taken back.  An urgent share ends by itself and is
    reviewed afterwards (SR-03).
    Records cases.sharing.invite.
    """
    agency = Agency.objects.filter(pk=draft.agency_id, left_on__isnull=True).first()
    if agency is None:
        raise NotAllowed
    basis = known("legal_bases", draft.basis, field="basis")
    _check(actor, case, agency, draft, basis)
    share_id = uuid.uuid4()
    with acting(actor, "cases.sharing.invite", case, why=draft.purpose) as doing:
        doing.details.update(agency=agency.key, basis=draft.basis, fields=" ".join(draft.fields))
        if not called("cases_invite", *_row(share_id, case, agency, draft, basis)):
            taken = _("This agency takes part or is invited already.")
            raise NotValid("cases.sharing.invite", {"agency_id": taken})
        happened(case)
        tell_principals(
            [Principal.AGENCY.of(agency.pk)],
            "cases.sharing.invite",
            subject_id=share_id,
            link="/staff/invitations/",
        )
    return Participation.objects.get(pk=share_id)


def end_share(*, actor: Actor, share: Participation, why: str) -> None:
    """End an agency's share; from here on it sees nothing of the case.

    Records cases.sharing.end.  Raises NotValid for the lead agency, which hands over first.
    """
    if share.role == "lead":
        raise NotValid("cases.sharing.lead", says=_("Hand over the lead first."))
    need_reason(why)
    with acting(actor, "cases.sharing.end", share, why=why):
        _tell_that_it_ended(share.agency_id)
        called("cases_end_share", share.pk, why)


def withdraw_consent(*, actor: Actor, case: Case, on: date, why: str) -> int:
    """The person takes consent back: shares and invitations resting on it end at once (SR-09).

    The lead agency keeps what it collected itself.  Returns how many shares ended.
    Records cases.sharing.withdraw_consent.
    """
    need_reason(why)
    if on > timezone.localdate():
        raise NotValid("cases.sharing.on", {"on": _("This day is in the future.")})
    with acting(actor, "cases.sharing.withdraw_consent", case, why=why) as doing:
        happened(case)
        ended = rows_of("cases_withdraw_consent", case.pk, _consent_bases(), on, why)
        for (agency_id,) in ended:
            _tell_that_it_ended(agency_id)
        doing.details["shares"] = len(ended)
    return len(ended)


def _row(
    share_id: UUID, case: Case, agency: Agency, draft: ShareDraft, basis: Code
) -> list[object]:
    until = _until(draft, basis)
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
        known_to(agency),
        draft.consented_on,
        until if basis.more["needs_review"] == "yes" else None,
    ]


def known_to(agency: Agency) -> str:
    """The field group whose holders may know that this agency takes part; '' for everybody.

    That a shelter or a school helps tells where the victim or the child is to be found.
    """
    kind = codes("access", "agency_kinds").get(agency.kind)
    return "contact" if kind and kind.more["serves"] in _SUPPORTS_VICTIM else ""


def _check(actor: Actor, case: Case, agency: Agency, draft: ShareDraft, basis: Code) -> None:
    wrong = {
        **_wrong_basis(actor, case, agency, draft, basis),
        **_wrong_words(draft, basis),
        **_wrong_extent(case, agency, draft),
    }
    if wrong:
        raise NotValid("cases.sharing.invite", wrong)


def _wrong_basis(
    actor: Actor, case: Case, agency: Agency, draft: ShareDraft, basis: Code
) -> dict[str, str]:
    givers = {actor.agency_kind, case.lead_agency.kind}
    if not any(is_basis_between(basis, giver, agency.kind) for giver in givers):
        return {"basis": _("This basis does not hold between these two kinds of agency.")}
    if lacks_consent(case.pathway, basis, draft.consented_on):
        return {"basis": needs_consent_words()}
    back = case.consent_withdrawn_on
    rests_on_consent = basis.more["needs_consent"] == "yes"
    if back and rests_on_consent and (draft.consented_on is None or draft.consented_on < back):
        says = _("Consent was taken back. Name a later consent or another basis.")
        return {"consented_on": says}
    return {}


def is_basis_between(basis: Code, from_kind: str, to_kind: str) -> bool:
    """Whether the basis lets an agency of one kind give to one of the other."""
    gives, receives = basis.more["from_kinds"].split(), basis.more["to_kinds"].split()
    return ("*" in gives or from_kind in gives) and ("*" in receives or to_kind in receives)


def _wrong_words(draft: ShareDraft, basis: Code) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not draft.purpose.strip():
        wrong["purpose"] = _("Say for what purpose.")
    if basis.more["needs_narrative"] == "yes" and len(draft.narrative) < NARRATIVE_AT_LEAST:
        says = _("Describe the danger in at least %(n)d letters.")
        wrong["narrative"] = says % {"n": NARRATIVE_AT_LEAST}
    elif basis.more["needs_reference"] == "yes" and not draft.narrative.strip():
        wrong["narrative"] = _("Name the statute and article, or the decision and its number.")
    return wrong


def _wrong_extent(case: Case, agency: Agency, draft: ShareDraft) -> dict[str, str]:
    wrong: dict[str, str] = {}
    allowed = groups_allowed(agency.kind, stage=case.stage, case_kind=case.kind)
    allowed_here = set(allowed) & groups_on_pathway(case.pathway)
    if not draft.fields or not set(draft.fields) <= allowed_here:
        wrong["fields"] = _("Choose only what this kind of agency may know at this stage.")
    if draft.role not in words("participation_roles") or draft.role == "lead":
        wrong["role"] = _("Choose one from the list.")
    if draft.until and draft.until <= timezone.now():
        wrong["until"] = _("This time is over already.")
    return wrong


def _until(draft: ShareDraft, basis: Code) -> datetime | None:
    """An urgent share ends by itself after the hours its basis allows (SR-03)."""
    latest = ends_at(basis)
    return min(draft.until, latest) if draft.until and latest else draft.until or latest


def _consent_bases() -> list[str]:
    return [c.code for c in words("legal_bases").values() if c.more["needs_consent"] == "yes"]


def _tell_that_it_ended(agency_id: int) -> None:
    """Tell an agency that one of its shares ended; the notice leads to no case."""
    tell_principals(
        [Principal.AGENCY.of(agency_id)], "cases.sharing.end", subject_id=None, link="/staff/cases/"
    )
