"""Registering: a household is watched by grade, by decision of a committee and with consent.

No count and no rule registers anybody: each decision has a day, a reason and a person who stands
for it.  Source: rules of the police for households at risk of recurrence, grading_rules.csv; SR-63.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import Doing, acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.bodies.models import Decision
from jikimi.cases.bases import GUARDIAN, PERSON, SUSPECTED_GUARDIAN, is_under_consent_age
from jikimi.cases.grading import (
    Counts,
    counted,
    happenings_of,
    is_reached,
    rule_named,
    rule_version,
)
from jikimi.cases.guards import need_reason
from jikimi.cases.models import Case, MonitoringContact, Party, Registration
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within, is_taking_part, tell_leaders
from jikimi.cases.proposals import answered_by_deed
from jikimi.cases.texts import covered
from jikimi.cases.turns import first_turn, how_often
from jikimi.cases.words import known

CONSENTING = (PERSON, GUARDIAN)
_KINDS = ("grade", "higher_grade")


@dataclass(frozen=True, slots=True)
class Committee:
    """What a committee decided: on which day and why; decision_id: of the meeting, if in one."""

    decided_on: date
    why: str
    decision_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RegistrationDraft:
    """A registration as decided. consented_by: person or guardian.

    agency_id: the agency that looks after the household turn by turn.
    """

    grade: str
    committee: Committee
    agency_id: int
    consented_by: str = ""
    consented_on: date | None = None
    scheme: str = "recurrence"


def register_household(
    *, actor: Actor, case: Case, draft: RegistrationDraft, at: datetime | None = None
) -> Registration:
    """Put a household on the list of those looked at by grade, and plan its first turn.

    Rests on consent given before the decision: raises NotValid without it, saying why.  Raises
    NotYet when the household is registered already.  Waiting proposals of a grade are answered by
    this decision.  at: when it was entered, now unless the past is told.
    Records cases.registering.register.
    """
    entered = at or timezone.now()
    _check_draft(case, draft, entered)
    with acting(
        actor, "cases.registering.register", case, why=covered(draft.committee.why)
    ) as doing:
        _refuse_second(case, draft.scheme)
        _check_case(actor, case, draft)
        row = _put(actor, case, draft, entered)
        _plan_first(row, draft.agency_id, entered)
        _tell(actor, row, doing, row.decided_why)
    return row


def regrade(
    *,
    actor: Actor,
    registration: Registration,
    grade: str,
    committee: Committee,
    at: datetime | None = None,
) -> Registration:
    """Change the grade: the calendar of the new one begins, what was missed stays with the old one.

    Consent goes on.  Raises NotYet when it is ended or has this grade already.
    Records cases.registering.regrade.
    """
    entered = at or timezone.now()
    _check_committee(committee, registration.case, entered)
    with acting_within(
        actor, "cases.registering.regrade", registration, why=covered(committee.why)
    ) as doing:
        old = _running(registration)
        if old.grade == grade:
            raise NotYet("cases.not_yet.same_grade", _("The household has this grade already."))
        _check_grade(old.scheme, grade, committee.decided_on)
        agency_id = _agency_of(old)
        _end(old, committee.decided_on, "regraded", "")
        row = _put(actor, old.case, _as_draft(old, grade, committee, agency_id), entered, old)
        _plan_first(row, agency_id, entered)
        _tell(actor, row, doing, row.decided_why)
    return row


def release_household(
    *, actor: Actor, registration: Registration, committee: Committee, is_mistake: bool = False
) -> Registration:
    """Take a household off the list; turns still to come are called off, missed ones stay.

    is_mistake: it should never have been registered.  Raises NotYet when it is ended already.
    Records cases.registering.release.
    """
    _check_committee(committee, registration.case, timezone.now())
    why = covered(committee.why)
    with acting_within(actor, "cases.registering.release", registration, why=why) as doing:
        row = _running(registration)
        _end(row, committee.decided_on, "mistaken" if is_mistake else "released", why)
        _tell(actor, row, doing, why)
    return row


def withdraw_registration_consent(
    *, actor: Actor, registration: Registration, withdrawn_on: date, why: str = ""
) -> Registration:
    """The person takes consent to being watched back: it ends on that day, whoever was told.

    Consent to sharing is taken back apart (sharing.py), and ends this too.  Raises NotYet when it
    is ended already.  Records cases.registering.withdraw.
    """
    if withdrawn_on > timezone.localdate():
        says = {"withdrawn_on": _("This day is in the future.")}
        raise NotValid("cases.registering.withdrawn_on", says)
    said = covered(why)
    with acting_within(actor, "cases.registering.withdraw", registration, why=said) as doing:
        row = _running(registration)
        _end(row, max(withdrawn_on, row.decided_on), "consent_withdrawn", said)
        _tell(actor, row, doing, said or _("Consent to registration was withdrawn."))
    return row


def registrations_of(actor: Actor, case: Case) -> list[Registration]:
    """Registrations of a case that the actor may know of, the newest first. One query."""
    rows = Registration.objects.filter(case=case).select_related("decided_by")
    return list(rows.order_by("-decided_on", "-registered_at"))


def registration_called(actor: Actor, case: Case, registration_id: UUID) -> Registration:
    """One registration of this case. Raises NotAllowed when there is none for the actor."""
    row = Registration.objects.filter(case=case, pk=registration_id).first()
    if row is None:
        raise NotAllowed
    return row


def decisions_on(actor: Actor, case: Case) -> list[Decision]:
    """Decisions of meetings about the case that the actor may read, the newest first."""
    return list(Decision.objects.filter(subject_id=case.pk).order_by("-decided_at"))


def _check_draft(case: Case, draft: RegistrationDraft, entered: datetime) -> None:
    known("registration_schemes", draft.scheme, field="scheme")
    _check_committee(draft.committee, case, entered)
    _check_grade(draft.scheme, draft.grade, draft.committee.decided_on)
    if draft.consented_on is None or draft.consented_by not in CONSENTING:
        raise NotValid("cases.registering.no_consent", _consent_gaps(draft))
    if draft.consented_on > draft.committee.decided_on:
        says = _("Consent comes before the decision. Ask first, then decide.")
        raise NotValid("cases.registering.consent_later", {"consented_on": says})


def _consent_gaps(draft: RegistrationDraft) -> dict[str, str]:
    """Why nobody is registered without consent, beside the field that is missing."""
    if draft.consented_by == SUSPECTED_GUARDIAN:
        return {"consented_by": _("A guardian who is suspected cannot consent to registration.")}
    gaps = {}
    if draft.consented_on is None:
        gaps["consented_on"] = _(
            "Registration rests on consent given beforehand. Give the day, or do not register."
        )
    if draft.consented_by not in CONSENTING:
        gaps["consented_by"] = _("Say who consented.")
    return gaps


def _check_committee(committee: Committee, case: Case, entered: datetime) -> None:
    need_reason(committee.why)
    if committee.decided_on > timezone.localdate(entered):
        raise NotValid(
            "cases.registering.decided_on", {"decided_on": _("This day is in the future.")}
        )
    if committee.decision_id is None:
        return
    if not Decision.objects.filter(pk=committee.decision_id, subject_id=case.pk).exists():
        says = {"decision_id": _("Choose a decision on this case.")}
        raise NotValid("cases.registering.decision", says)


def _check_grade(scheme: str, grade: str, on: date) -> None:
    try:
        rule_named(scheme, grade, on=on)
    except KeyError:
        says = {"grade": _("Choose a grade from the list.")}
        raise NotValid("cases.registering.grade", says) from None


def _check_case(actor: Actor, case: Case, draft: RegistrationDraft) -> None:
    if not is_taking_part(case, draft.agency_id):
        says = {"agency_id": _("Choose an agency that takes part in the case.")}
        raise NotValid("cases.registering.agency", says)
    victim = Party.objects.filter(case=case, role="victim").select_related("person").first()
    born_on, on = (victim.person.born_on if victim else None), draft.consented_on
    if on and is_under_consent_age(born_on, on) and draft.consented_by != GUARDIAN:
        says = {"consented_by": _("For a child under 14 a guardian who is not suspected consents.")}
        raise NotValid("cases.registering.consent_by_guardian", says)


def _refuse_second(case: Case, scheme: str) -> None:
    if Registration.objects.filter(case=case, scheme=scheme, ended_on=None).exists():
        says = _("The household is registered already. Change its grade instead.")
        raise NotYet("cases.not_yet.registered_already", says)


def _put(
    actor: Actor,
    case: Case,
    draft: RegistrationDraft,
    entered: datetime,
    replaces: Registration | None = None,
) -> Registration:
    rule = rule_named(draft.scheme, draft.grade, on=draft.committee.decided_on)
    counts = _counts(actor, case, draft, entered)
    return Registration.objects.create(
        case=case,
        scheme=draft.scheme,
        grade=draft.grade,
        rule=rule_version(rule) if is_reached(rule, counts) else "",
        dispatches=counts.dispatches,
        bookings=counts.bookings,
        consented_by=draft.consented_by,
        consented_on=draft.consented_on,
        decided_on=draft.committee.decided_on,
        decided_by_id=actor.member_id,
        decided_why=covered(draft.committee.why),
        decision_id=draft.committee.decision_id,
        registered_at=entered,
        replaces=replaces,
    )


def _counts(actor: Actor, case: Case, draft: RegistrationDraft, entered: datetime) -> Counts:
    """Counted from what the coordinator may read, which is all of the case."""
    rule = rule_named(draft.scheme, draft.grade, on=draft.committee.decided_on)
    return counted(rule, happenings_of(actor, case), on=timezone.localdate(entered))


def _plan_first(row: Registration, agency_id: int, entered: datetime) -> None:
    every = how_often(row.scheme, row.grade, on=row.decided_on)
    MonitoringContact.objects.create(
        case_id=row.case_id,
        agency_id=agency_id,
        registration=row,
        due_on=first_turn(row.decided_on, every, from_day=timezone.localdate(entered)),
    )


def _running(registration: Registration) -> Registration:
    if registration.ended_on is not None:
        raise NotYet("cases.not_yet.ended_already", _("The registration has ended already."))
    return registration


def _agency_of(row: Registration) -> int:
    newest = row.contacts.order_by("-due_on").values_list("agency_id", flat=True).first()
    return newest or row.case.lead_agency_id


def _as_draft(
    old: Registration, grade: str, committee: Committee, agency_id: int
) -> RegistrationDraft:
    return RegistrationDraft(
        grade=grade,
        committee=committee,
        agency_id=agency_id,
        consented_by=old.consented_by,
        consented_on=old.consented_on,
        scheme=old.scheme,
    )


def _end(row: Registration, on: date, how: str, why: str) -> None:
    """End it; the database calls off the turns still to come (sql/watching.sql)."""
    row.ended_on, row.ended_how, row.ended_why = on, how, why
    row.version += 1
    row.save()


def _tell(actor: Actor, row: Registration, doing: Doing, why: str) -> None:
    """What every decision leaves behind: answered proposals, facts for the record, a notice."""
    follows = {} if row.ended_on else {row.grade: True}
    answered_by_deed(actor, row.case, _KINDS, accepts=follows, why=why)
    doing.details.update(registration=str(row.pk), grade=row.grade, how=row.ended_how)
    happened(row.case)
    tell_leaders(row.case, "cases.registering.decide", about=row.case_id, part="monitoring/")
