"""Attempts: each try to reach somebody, by a way asked of safe contact first. Each one counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid, NotYet
from jikimi.cases.contact import may_contact
from jikimi.cases.models import ContactAttempt, MonitoringContact, Party
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within
from jikimi.cases.texts import covered
from jikimi.cases.words import known


@dataclass(frozen=True, slots=True)
class AttemptDraft:
    """One try. party_id: whom, None for a person not shared with the agency.

    channel: a code of contact_channels.csv; outcome: of attempt_outcomes.csv.
    anyway: why it was tried in a way that is not known to be safe, or against the hours.
    """

    channel: str
    outcome: str
    tried_at: datetime
    party_id: UUID | None = None
    note: str = ""
    anyway: str = ""


def note_attempt(
    *, actor: Actor, contact: MonitoringContact, draft: AttemptDraft
) -> ContactAttempt:
    """Note one try to reach somebody for a contact; the contact itself is reported apart.

    The way is asked of safe contact first (SR-11): one that is unsafe, unknown or out of hours is
    refused, unless the attempt was made and the reason for it is said.  Raises NotYet when the
    contact is reported already.  Records cases.monitoring.attempt with the person.
    """
    _check(draft)
    why = covered(draft.anyway)
    with acting_within(actor, "cases.monitoring.attempt", contact, why=why) as doing:
        if contact.ended_at is not None:
            raise NotYet("cases.not_yet.reported_already", _("This contact is reported already."))
        party = _party(contact, draft)
        if party is not None:
            doing.persons.add(party.person_id)
        doing.details["against_safe_contact"] = int(_is_refused(party, draft))
        row = ContactAttempt.objects.create(
            case_id=contact.case_id,
            contact=contact,
            agency_id=actor.agency_id,
            tried_at=draft.tried_at,
            channel=draft.channel,
            outcome=draft.outcome,
            note=covered("\n".join(filter(None, (draft.note.strip(), draft.anyway.strip())))),
            tried_by_id=actor.member_id,
        )
        doing.details.update(contact=str(contact.pk), channel=draft.channel, outcome=draft.outcome)
        happened(contact.case)
    return row


def attempts_for(
    actor: Actor, contacts: Iterable[MonitoringContact]
) -> dict[UUID, list[ContactAttempt]]:
    """Attempts the actor may know of, by contact, the oldest first. One query."""
    rows = ContactAttempt.objects.filter(contact__in=[row.pk for row in contacts])
    found: dict[UUID, list[ContactAttempt]] = {}
    for row in rows.select_related("agency").order_by("tried_at"):
        found.setdefault(row.contact_id, []).append(row)
    return found


def _check(draft: AttemptDraft) -> None:
    known("contact_channels", draft.channel, field="channel")
    known("attempt_outcomes", draft.outcome, field="outcome")
    if draft.tried_at > timezone.now():
        says = _("This time is in the future. Note an attempt when it was made.")
        raise NotValid("cases.monitoring.tried_at", {"tried_at": says})


def _party(contact: MonitoringContact, draft: AttemptDraft) -> Party | None:
    if draft.party_id is None:
        return None
    found = Party.objects.filter(case_id=contact.case_id, pk=draft.party_id).first()
    if found is None:
        raise NotValid("cases.monitoring.party", {"party_id": _("Choose one from the list.")})
    return found


def _is_refused(party: Party | None, draft: AttemptDraft) -> bool:
    """Whether safe contact speaks against it; NotValid with its words unless a reason is given."""
    leaves = (
        known("attempt_outcomes", draft.outcome, field="outcome").more["leaves_message"] == "yes"
    )
    says = _("It is not known that this way is safe. Ask first.")
    if party is not None:
        refusal = may_contact(party, draft.channel, draft.tried_at, leaves_message=leaves)
        if refusal is None:
            return False
        says = refusal.says
    if not draft.anyway.strip():
        missing = _("Say why it was tried all the same, or try another way.")
        raise NotValid("cases.monitoring.unsafe", {"channel": says, "anyway": missing})
    return True
