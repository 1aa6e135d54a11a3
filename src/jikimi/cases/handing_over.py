"""Handing over: a consenting household goes to the team next day, without investigation data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.access.models import Agency
from jikimi.cases.bases import SUSPECTED_GUARDIAN
from jikimi.cases.models import Case, Milestone, Nomination, Participation
from jikimi.cases.pathway_rules import needs_consent_words
from jikimi.cases.pathways import pathway_of, record_milestone
from jikimi.cases.shares import agencies_to_invite, groups_to_offer
from jikimi.cases.sharing import ShareDraft, invite_agency

STEP = "handed_over"
_BASIS = "consent"


@dataclass(frozen=True, slots=True)
class HandOverDraft:
    """To whom and what. fields: codes of field_groups.csv, no more than the pathway lets go.

    consented_on, consented_by: who agreed on which day; without them nothing is handed over.
    happened_at: now when none is given.
    """

    agency_id: int
    fields: Sequence[str]
    consented_on: date | None = None
    consented_by: str = ""
    happened_at: datetime | None = None


def hand_over(*, actor: Actor, case: Case, draft: HandOverDraft) -> Participation:
    """Hand a household that consents to an agency of the team, limited to the pathway's fields.

    The first hand-over is a step of the pathway.  Raises NotValid without consent, with the reason
    and what can be done instead; for a suspected guardian's, a future or a withdrawn one; for an
    agency outside the team and for more than may be handed over.
    Records cases.pathways.hand_over, cases.sharing.invite and the step.
    """
    _check(case, draft)
    with acting(actor, "cases.pathways.hand_over", case) as doing:
        share = invite_agency(
            actor=actor,
            case=case,
            draft=ShareDraft(
                agency_id=draft.agency_id,
                basis=_BASIS,
                purpose=_("Support of the household by the team of the pathway"),
                fields=list(draft.fields),
                consented_on=draft.consented_on,
            ),
        )
        doing.details.update(agency=draft.agency_id, fields=" ".join(draft.fields))
        if not Milestone.objects.filter(case=case, code=STEP, withdrawn_at=None).exists():
            at = draft.happened_at or timezone.now()
            record_milestone(actor=actor, case=case, code=STEP, happened_at=at)
    return share


def team_to_hand_to(actor: Actor, case: Case) -> list[Agency]:
    """Agencies of the team that do not take part yet and may be given something of the case."""
    seats = set(case.body.seats.filter(left_on=None).values_list("agency_id", flat=True))
    return [agency for agency in agencies_to_invite(actor, case) if agency.pk in seats]


def groups_to_hand(case: Case, agencies: Sequence[Agency]) -> list[tuple[str, str]]:
    """Field groups that may be handed to one of these agencies: code and words, in list order."""
    offered = {row.code: row for agency in agencies for row in groups_to_offer(case, agency)}
    return [(code, offered[code].label) for code in pathway_of(case).fields if code in offered]


def consent_given(case: Case) -> tuple[date | None, str]:
    """The consent that the nomination rests on: when and whose; none where it rests on another."""
    found = Nomination.objects.filter(case=case, consented_on__isnull=False).first()
    return (found.consented_on, found.consented_by) if found else (None, "")


def _check(case: Case, draft: HandOverDraft) -> None:
    if pathway_of(case).step(STEP) is None:
        raise NotValid("cases.pathways.step", says=_("This pathway hands nobody over."))
    wrong: dict[str, str] = {}
    if draft.consented_on is None or not draft.consented_by:
        wrong["consented_on"] = needs_consent_words()
    elif draft.consented_by == SUSPECTED_GUARDIAN:
        wrong["consented_by"] = _("A guardian who is suspected cannot consent.")
    elif draft.consented_on > timezone.localdate():
        wrong["consented_on"] = _("This day is in the future.")
    elif case.consent_withdrawn_on and draft.consented_on < case.consent_withdrawn_on:
        wrong["consented_on"] = _("Consent was taken back. Name a later consent or another basis.")
    if not case.body.seats.filter(agency_id=draft.agency_id, left_on=None).exists():
        wrong["agency_id"] = _("Choose an agency of the team.")
    if wrong:
        raise NotValid("cases.pathways.hand_over", wrong)
