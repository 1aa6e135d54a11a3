"""Nomination: any agency names a person it worries about, from reports or from its own worry."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import Doing, acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.access.record import Entry, append_refusal
from jikimi.bodies.models import Body
from jikimi.cases.bases import basis_gaps, review_due_at
from jikimi.cases.guards import called
from jikimi.cases.intake.masking import mask
from jikimi.cases.models import Case, Nomination, Party
from jikimi.cases.names import digits, folded
from jikimi.cases.pathway_rules import JSS, Pathway, pathway_gaps, pathways
from jikimi.cases.persons import PartyDraft, PersonDraft, put_party
from jikimi.cases.reaching import ContactDraft, contact_gaps, put_contacts
from jikimi.cases.reports import link_reports
from jikimi.cases.search import Sought, persons_surely_the_same
from jikimi.cases.words import groups_allowed, known, words

__all__ = [
    "LOOK_FIRST",
    "ContactDraft",
    "NominationDraft",
    "amend_nomination",
    "happened",
    "nominate",
    "nominations_of",
    "nominations_on",
    "without_identity_numbers",
]
LOOK_FIRST = "cases.nomination.look_first"
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
_IS_OVER = ("closed", "declined")


@dataclass(frozen=True, slots=True)
class NominationDraft:
    """A worry put into words. parties: at least the victim. report_ids: of the actor's station.

    contacts: of the victim.  consented_by: person, guardian or suspected_guardian (SR-10).
    seen: persons the nominator was shown and said are not the victim.  pathway: a code of
    pathways.csv, which says which team the body must be.
    """

    body_id: int
    kind: str
    basis: str
    worry: str
    parties: Sequence[PartyDraft]
    signs: Sequence[str] = ()
    report_ids: Sequence[UUID] = ()
    consented_on: date | None = None
    consented_by: str = ""
    basis_note: str = ""
    contacts: Sequence[ContactDraft] = ()
    seen: Collection[UUID] = ()
    pathway: str = JSS


def nominate(*, actor: Actor, draft: NominationDraft) -> Case:
    """Put a person before the working council for selection; the case as it is now.

    One without consent because of danger is looked at afterwards by somebody else (SR-03).
    A person the agency knows already is never made anew: raises NotYet (LOOK_FIRST) while somebody
    of that name and number or birth date has not been looked at, and when the person has an open
    case.  Raises NotValid when the victim, the worry, the kind or the legal basis is missing, or
    when the actor is one of the persons named; NotAllowed unless the actor works at an agency with
    a seat in the body.
    Records cases.nomination.put.  Source: JSS operating rule; SR-14, SR-53.
    """
    pathway = _pathway(draft.pathway)
    body = _body(actor, draft.body_id, pathway)
    _check(actor, draft, pathway)
    draft, covered = without_identity_numbers(draft)
    with acting(actor, "cases.nomination.put") as doing:
        _look_first(draft, body)
        case = _open(actor, body, draft)
        doing.about(case)
        doing.details["identity_numbers_covered"] = covered
        _name_parties(actor, case, draft, doing)
        _say_why(actor, case, draft)
        link_reports(actor=actor, case=case, report_ids=draft.report_ids)
        _tell_coordinators(case)
    return case


def without_identity_numbers(draft: NominationDraft) -> tuple[NominationDraft, int]:
    """The draft with identity numbers in its words covered, and how many there were (SR-14)."""
    worry, in_worry = mask(draft.worry)
    note, in_note = mask(draft.basis_note)
    in_contacts = sum(mask(contact.caution)[1] for contact in draft.contacts)
    in_parties = sum(_numbers_in(party) for party in draft.parties)
    covered = replace(draft, worry=worry, basis_note=note)  # the others are covered where put
    return covered, in_worry + in_note + in_contacts + in_parties


def amend_nomination(
    *,
    actor: Actor,
    nomination: Nomination,
    worry: str,
    signs: Sequence[str],
    version: int,
) -> Nomination:
    """Add to or correct a nomination before selection. Raises Changed when it changed meanwhile."""
    if not worry.strip():
        raise NotValid("cases.nomination.worry", {"worry": _("Say what worries you.")})
    worry = mask(worry)[0]
    with acting(actor, "cases.nomination.amend", nomination.case):
        row = Nomination.objects.select_for_update().get(pk=nomination.pk)
        expect_version(row, version, {"worry": worry, "signs": list(signs)})
        row.worry, row.signs = worry, list(signs)
        row.save()
        happened(nomination.case)
    return row


def nominations_of(actor: Actor) -> QuerySet[Nomination]:
    """What the actor's agency has nominated, newest first, with the case as far as it got."""
    return (
        Nomination.objects.filter(agency_id=actor.agency_id)
        .select_related("case", "case__body", "member")
        .order_by("-nominated_at")
    )


def nominations_on(case: Case) -> QuerySet[Nomination]:
    """Why this person was named, as it was said, for those who may know it."""
    return Nomination.objects.filter(case=case).select_related("agency", "member")


def happened(case: Case) -> None:
    """Note that something happened on the case, so that it rises in everybody's list."""
    case.last_event_at = timezone.now()
    case.save(update_fields=["last_event_at"])


def _pathway(code: str) -> Pathway:
    found = pathways().get(code)
    if found is None:
        raise NotValid("cases.not_on_list", {"pathway": _("Choose one from the list.")})
    return found


def _body(actor: Actor, body_id: int, pathway: Pathway) -> Body:
    teams = Body.objects.filter(kind__in=pathway.body_kinds, valid_to__isnull=True)
    body = teams.filter(pk=body_id).first()
    if body is None or "seat" not in body.standings(actor):
        raise NotAllowed
    return body


def _check(actor: Actor, draft: NominationDraft, pathway: Pathway) -> None:
    known("kinds", draft.kind, field="kind")
    missing = _word_gaps(draft)
    missing |= pathway_gaps(
        pathway,
        agency_kind=actor.agency_kind,
        is_team=actor.holds("coordinator", body_id=draft.body_id),
        kind=draft.kind,
        basis=draft.basis,
        has_reports=bool(draft.report_ids),
    )
    for contact in draft.contacts:
        missing |= contact_gaps(contact)
    missing |= basis_gaps(
        actor,
        basis=draft.basis,
        note=draft.basis_note,
        narrative=draft.worry,
        consented_on=draft.consented_on,
        consented_by=draft.consented_by,
        born_on=_victim(draft).born_on,
    )
    if missing:
        raise NotValid("cases.nomination.incomplete", missing)


def _word_gaps(draft: NominationDraft) -> dict[str, str]:
    missing: dict[str, str] = {}
    if not any(party.role == "victim" for party in draft.parties):
        missing["parties"] = _("Name the person to be protected, even without a name.")
    if not draft.worry.strip() and not draft.signs:
        missing["worry"] = _("Say what worries you, or tick a sign.")
    if not set(draft.signs) <= set(words("worry_signs")):
        missing["signs"] = _("Choose from the list.")
    return missing


def _victim(draft: NominationDraft) -> PersonDraft:
    return next((p.person for p in draft.parties if p.role == "victim"), PersonDraft())


def _look_first(draft: NominationDraft, body: Body) -> None:
    """The forced search: it is made here, whatever was or was not done before."""
    victim = _victim(draft)
    if victim.known_id is not None:
        _refuse_open_case(victim.known_id, body)
        return
    _wait_for_others(victim)
    same = persons_surely_the_same(Sought(victim.name, victim.phone, victim.born_on))
    if not same <= set(draft.seen):
        raise NotYet(LOOK_FIRST, _("Your agency knows such a person. Look at the matches first."))


def _refuse_open_case(person_id: UUID, body: Body) -> None:
    open_cases = Party.objects.filter(person_id=person_id, role="victim", case__body=body).exclude(
        case__stage__in=_IS_OVER
    )
    if open_cases.exists():
        raise NotYet(
            "cases.nomination.open_case",
            _("This person has an open case already. Add what worries you there."),
        )


def _wait_for_others(victim: PersonDraft) -> None:
    """Let a colleague who names the same person right now finish first."""
    if victim.name:
        called("cases_name_alone", folded(victim.name), digits(victim.phone))


def _open(actor: Actor, body: Body, draft: NominationDraft) -> Case:
    which = uuid.uuid4()
    groups = groups_allowed(actor.agency_kind, stage="nominated", case_kind=draft.kind)
    called(
        "cases_open",
        which,
        _number(),
        draft.pathway,
        draft.kind,
        body.pk,
        draft.basis,
        "protection_and_support",
        list(groups),
        review_due_at(words("legal_bases")[draft.basis]),
    )
    return Case.objects.get(pk=which)


def _number() -> str:
    year = timezone.localdate().year
    return f"{year}-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"


def _name_parties(actor: Actor, case: Case, draft: NominationDraft, doing: Doing) -> None:
    for party_draft in draft.parties:
        party = put_party(actor=actor, case=case, draft=party_draft)
        _refuse_own(actor, case)
        doing.persons.add(party.person_id)
        if party.role == "victim":
            put_contacts(party, draft.contacts)


def _refuse_own(actor: Actor, case: Case) -> None:
    """Who is the person just named has lost sight of the case by that (SR-08)."""
    if Case.objects.filter(pk=case.pk).exists():
        return
    append_refusal(Entry("cases.nomination.put", "refused"), actor=actor)
    says = _("You are concerned by this yourself. Ask a colleague to nominate.")
    raise NotValid("cases.nomination.own", says=says)


def _say_why(actor: Actor, case: Case, draft: NominationDraft) -> None:
    Nomination.objects.create(
        case=case,
        agency_id=actor.agency_id,
        member_id=actor.member_id,
        signs=list(draft.signs),
        worry=draft.worry,
        basis=draft.basis,
        basis_note=draft.basis_note,
        consented_by=draft.consented_by,
        consented_on=draft.consented_on,
    )


def _tell_coordinators(case: Case) -> None:
    tell_principals(
        [Principal.BODY.of(case.body_id)],
        "cases.nomination.put",
        subject_id=case.pk,
        link=f"/staff/cases/{case.number}/selection/",
    )


def _numbers_in(party: PartyDraft) -> int:
    texts = (party.wishes, party.person.needs, party.person.name)
    return sum(mask(text)[1] for text in texts)
