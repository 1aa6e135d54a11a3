"""Missed turns: explained, put right when they were made after all, or given to another agency."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid, NotYet
from jikimi.cases.guards import need_reason
from jikimi.cases.models import MonitoringContact
from jikimi.cases.monitoring import check_outcome
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within, is_taking_part, need_group, tell_agency
from jikimi.cases.texts import covered

MISSED = "missed"


def explain_missed(*, actor: Actor, contact: MonitoringContact, note: str) -> MonitoringContact:
    """Say why a contact was missed. It stays missed and counts as such.

    Raises NotYet when it was not missed.  Records cases.monitoring.explain.
    """
    need_reason(note, field="note")
    with acting_within(actor, "cases.monitoring.explain", contact) as doing:
        _need_missed(contact)
        contact.note = covered(note)
        contact.version += 1
        contact.save(update_fields=["note", "version"])
        doing.details["contact"] = str(contact.pk)
    return contact


def correct_missed(
    *, actor: Actor, contact: MonitoringContact, outcome: str, made_on: date, note: str
) -> MonitoringContact:
    """Put right a contact that was made in time and written down too late.

    made_on: the day it was made, on or before its last day; one made later is not this contact.
    The record keeps that it stood as missed.  Raises NotYet when it was not missed, NotValid
    naming the field.  Records cases.monitoring.correct.
    """
    need_reason(note, field="note")
    check_outcome(contact, outcome, note)
    with acting_within(actor, "cases.monitoring.correct", contact, why=covered(note)) as doing:
        _need_missed(contact)
        if outcome == MISSED:
            raise NotValid("cases.monitoring.still_missed", {"outcome": _("It stands so already.")})
        if made_on > contact.due_on:
            says = _("It was due before that day. A later contact is one of its own.")
            raise NotValid("cases.monitoring.made_later", {"made_on": says})
        contact.outcome, contact.note = outcome, covered(note)
        contact.ended_at = timezone.now()
        contact.version += 1
        contact.save()
        doing.details.update(contact=str(contact.pk), outcome=outcome, was=MISSED)
        doing.details["made_on"] = made_on.isoformat()
        happened(contact.case)
    return contact


def reassign_contact(
    *, actor: Actor, contact: MonitoringContact, agency_id: int, why: str
) -> MonitoringContact:
    """Give a waiting contact to another agency; the turns after it follow. Tells that agency.

    Raises NotYet when it is reported already, NotValid unless the agency takes part.
    Records cases.monitoring.reassign.
    """
    need_reason(why)
    with acting_within(actor, "cases.monitoring.reassign", contact, why=covered(why)) as doing:
        need_group(actor, contact.case, "risk")
        if contact.ended_at is not None:
            raise NotYet("cases.not_yet.reported_already", _("This contact is reported already."))
        if not is_taking_part(contact.case, agency_id):
            says = {"agency_id": _("Choose an agency that takes part in the case.")}
            raise NotValid("cases.monitoring.agency", says)
        contact.agency_id = agency_id
        contact.version += 1
        contact.save()
        doing.details.update(contact=str(contact.pk), agency=agency_id)
        code = "cases.monitoring.reassign"
        tell_agency(contact.case, agency_id, code, about=contact.pk, part="monitoring/")
    return contact


def _need_missed(contact: MonitoringContact) -> None:
    if contact.outcome != MISSED:
        raise NotYet("cases.not_yet.not_missed", _("This contact does not stand as missed."))
