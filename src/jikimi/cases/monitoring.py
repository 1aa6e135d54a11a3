"""Monitoring: when somebody looks again. A missed contact counts and is never rolled over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, may
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.models import Case, MonitoringContact
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within, is_taking_part, need_group, tell_agency
from jikimi.cases.shares import Stood
from jikimi.cases.texts import covered
from jikimi.cases.words import known

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact in a list. outcome: in words, empty while it waits."""

    contact: MonitoringContact
    days_left: int
    outcome: str
    may_report: bool
    may_explain: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has reported on it."""
        return self.contact.ended_at is None

    @property
    def is_overdue(self) -> bool:
        """Whether its day is past without a report."""
        return self.is_waiting and self.days_left < 0


def plan_contact(
    *,
    actor: Actor,
    case: Case,
    agency_id: int,
    due_on: date,
    face_to_face: bool = False,
    reason: str = "",
) -> MonitoringContact:
    """Plan a day on which an agency looks again. Tells the agency.

    reason: why a child must be seen, a code of face_to_face_reasons.csv; then a call is not enough.
    Raises NotValid unless the agency takes part, NotAllowed unless the actor may know of the risk.
    Records cases.monitoring.plan.  Source: SR-63.
    """
    if reason:
        known("face_to_face_reasons", reason, field="reason")
    with acting(actor, "cases.monitoring.plan", case) as doing:
        if not is_taking_part(case, agency_id):
            says = _("Choose an agency that takes part in the case.")
            raise NotValid("cases.monitoring.agency", {"agency_id": says})
        if agency_id != actor.agency_id:
            need_group(actor, case, "risk")
        contact = MonitoringContact.objects.create(
            case=case,
            agency_id=agency_id,
            due_on=due_on,
            face_to_face=face_to_face or bool(reason),
            reason=reason,
        )
        doing.details.update(contact=str(contact.pk), agency=agency_id)
        happened(case)
        tell_agency(case, agency_id, "cases.monitoring.plan", about=contact.pk, part="monitoring/")
    return contact


def report_contact(
    *, actor: Actor, contact: MonitoringContact, outcome: str, note: str = ""
) -> MonitoringContact:
    """Report how a contact went. outcome: a code of monitoring_outcomes.csv.

    One that did not reach the person needs a note, stays as it is and counts; the next contact is
    planned by a person, or by the calendar of the grade.  Raises NotValid when a child must be seen
    and was not; NotYet when it is reported already.
    Records cases.monitoring.report.  Source: SR-63.
    """
    check_outcome(contact, outcome, note)
    with acting_within(actor, "cases.monitoring.report", contact) as doing:
        if contact.ended_at is not None:
            raise NotYet("cases.not_yet.reported_already", _("This contact is reported already."))
        contact.outcome, contact.note = outcome, covered(note)
        contact.ended_at = timezone.now()
        contact.version += 1
        contact.save()
        doing.details.update(contact=str(contact.pk), outcome=outcome)
        happened(contact.case)
    return contact


def check_outcome(contact: MonitoringContact, outcome: str, note: str) -> None:
    """Raise NotValid when this contact cannot have ended so, or when words are missing."""
    found = known("monitoring_outcomes", outcome, field="outcome").more
    if found["by_hand"] == "no":
        raise NotValid("cases.not_on_list", {"outcome": _("Choose one from the list.")})
    is_made = found["contact_made"] == "yes"
    if not is_made and not note.strip():
        says = _("Say what was tried, or why it did not happen.")
        raise NotValid("cases.monitoring.note", {"note": says})
    if contact.reason and is_made and found["in_person"] == "no":
        says = _("This child must be seen in person; a call does not replace it.")
        raise NotValid("cases.monitoring.in_person", {"outcome": says})


def monitoring_of(actor: Actor, case: Case) -> list[ContactLine]:
    """Contacts of a case that the actor may know of, those that wait first. Two queries."""
    rows = list(MonitoringContact.objects.filter(case=case).select_related("agency"))
    standings = case.standings(actor)
    lines = []
    for row in rows:
        row.case = case
        lines.append(_line(actor, row, standings))
    return sorted(lines, key=lambda line: (not line.is_waiting, line.contact.due_on))


def counts_of(lines: list[ContactLine]) -> dict[str, int]:
    """How many contacts ended how, by code of monitoring_outcomes.csv; missed stays apart."""
    counted: dict[str, int] = {}
    for line in lines:
        if not line.is_waiting:
            counted[line.contact.outcome] = counted.get(line.contact.outcome, 0) + 1
    return counted


def monitoring_due(
    actor: Actor, *, until: date | None = None, most: int | None = None
) -> list[ContactLine]:
    """Contacts the actor's agency has to make within a week, or missed so far. One query."""
    last = until or timezone.localdate() + SOON
    rows = MonitoringContact.objects.filter(
        agency_id=actor.agency_id, ended_at=None, due_on__lte=last
    )
    return [_line(actor, row, set()) for row in rows.select_related("agency", "case")[:most]]


def contact_called(actor: Actor, case: Case, contact_id: UUID) -> MonitoringContact:
    """One contact of this case. Raises NotAllowed when there is none for the actor."""
    row = MonitoringContact.objects.filter(case=case, pk=contact_id).first()
    if row is None:
        raise NotAllowed
    return row


def _line(actor: Actor, row: MonitoringContact, of_case: set[str]) -> ContactLine:
    own = {"owner"} if row.agency_id == actor.agency_id else set()
    stood = Stood(frozenset(of_case | own), row.case.body_id, subject_kind="monitoring")
    reportable = row.ended_at is None and may(actor, "cases.monitoring.report", stood)
    explainable = row.outcome == "missed" and may(actor, "cases.monitoring.explain", stood)
    outcome = label("cases", "monitoring_outcomes", row.outcome) if row.outcome else ""
    days_left = (row.due_on - timezone.localdate()).days
    return ContactLine(row, days_left, outcome, reportable, explainable)
