"""How much an agency may be asked: what its kind knows, what its share reaches, on which basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.codes import Code
from jikimi.access.models import Agency
from jikimi.bodies.models import Meeting
from jikimi.cases.bases import NARRATIVE_AT_LEAST
from jikimi.cases.models import Case, Participation
from jikimi.cases.participants import agencies_taking_part
from jikimi.cases.sharing import is_basis_between
from jikimi.cases.words import words

# Consent that is not given for sensitive data opens nothing about health or criminal record.
_PLAIN_CONSENT = ("consent", "consent_other_purpose")
_MOST_TOPICS = 6


@dataclass(frozen=True, slots=True)
class ResearchDraft:
    """A question to one agency. asks: codes of research_topics.csv, no more than needed.

    why: what it is needed for.  basis: a code of legal_bases.csv; basis_note: its article or
    reference, where it asks for one.  meeting_id: the meeting it is for.
    """

    agency_id: int
    asks: Sequence[str]
    why: str
    basis: str
    due_on: date
    basis_note: str = ""
    meeting_id: UUID | None = None


def topics_for(agency_kind: str) -> dict[str, Code]:
    """What an agency of this kind may be asked about, by code of research_topics.csv."""
    return {
        row.code: row
        for row in words("research_topics").values()
        if agency_kind in row.more["kinds"].split()
    }


def topics_to_ask(case: Case, agency: Agency) -> list[Code]:
    """What this agency may be asked about this case: of its kind, and within its share."""
    share = _share(case, agency.pk)
    known = set(share.fields) if share else set()
    return [t for t in topics_for(agency.kind).values() if t.more["field_group"] in known]


def agencies_to_ask(case: Case) -> list[Agency]:
    """Agencies taking part that may be asked about something."""
    return [agency for agency in agencies_taking_part(case) if topics_to_ask(case, agency)]


def bases_to_ask(case: Case, agency: Agency) -> list[Code]:
    """Legal bases on which this agency may tell the lead agency or the police what it knows.

    None that rests on consent once the person has taken it back.
    """
    readers = {case.lead_agency.kind, "police"}
    return [
        basis
        for basis in words("legal_bases").values()
        if any(is_basis_between(basis, agency.kind, reader) for reader in readers)
        and not (case.consent_withdrawn_on and basis.more["needs_consent"] == "yes")
    ]


def gaps(
    case: Case, agency: Agency, draft: ResearchDraft, meeting: Meeting | None
) -> dict[str, str]:
    """What must be corrected before the question may be asked: field → what to do."""
    return {
        **_wrong_agency(case, agency),
        **_wrong_topics(case, agency, draft),
        **_wrong_basis(case, agency, draft),
        **_wrong_words(draft),
        **_wrong_day(draft.due_on, meeting),
    }


def _share(case: Case, agency_id: int) -> Participation | None:
    rows = case.participations.filter(agency_id=agency_id, ended_at=None)
    row = rows.filter(accepted_at__isnull=False).first()
    is_over = row is not None and row.until is not None and row.until <= timezone.now()
    return None if is_over else row


def _wrong_agency(case: Case, agency: Agency) -> dict[str, str]:
    if _share(case, agency.pk) is None:
        return {"agency_id": _("Choose an agency that takes part in the case.")}
    return {}


def _wrong_topics(case: Case, agency: Agency, draft: ResearchDraft) -> dict[str, str]:
    offered = {topic.code for topic in topics_to_ask(case, agency)}
    if not draft.asks or not set(draft.asks) <= offered:
        return {"asks": _("Choose what this agency may know.")}
    if len(set(draft.asks)) > _MOST_TOPICS:
        says = _("Ask about no more than %(n)d topics at once.") % {"n": _MOST_TOPICS}
        return {"asks": says}
    return {}


def _wrong_basis(case: Case, agency: Agency, draft: ResearchDraft) -> dict[str, str]:
    basis = {b.code: b for b in bases_to_ask(case, agency)}.get(draft.basis)
    if basis is None:
        return {"basis": _("This basis does not hold between these two kinds of agency.")}
    if draft.basis in _PLAIN_CONSENT and _is_sensitive(draft.asks):
        says = _("Health and criminal record need consent of their own, or a statute.")
        return {"basis": says}
    if basis.more["needs_reference"] == "yes" and not draft.basis_note.strip():
        return {"basis_note": _("Give the article or the reference number.")}
    if basis.more["needs_narrative"] == "yes" and len(draft.why.strip()) < NARRATIVE_AT_LEAST:
        says = _("Describe the danger in at least %(n)d letters.") % {"n": NARRATIVE_AT_LEAST}
        return {"why": says}
    return {}


def _is_sensitive(asks: Sequence[str]) -> bool:
    topics = words("research_topics")
    return any(code in topics and topics[code].more["sensitive"] == "yes" for code in asks)


def _wrong_words(draft: ResearchDraft) -> dict[str, str]:
    return {} if draft.why.strip() else {"why": _("Say what it is needed for.")}


def _wrong_day(due_on: date, meeting: Meeting | None) -> dict[str, str]:
    if due_on < timezone.localdate():
        return {"due_on": _("This day is past. Choose today or a day to come.")}
    if meeting is not None and meeting.stage not in ("called", "open"):
        return {"meeting_id": _("This meeting is over.")}
    if meeting is not None and due_on > timezone.localtime(meeting.starts_at).date():
        return {"due_on": _("Choose a day before the meeting.")}
    return {}
