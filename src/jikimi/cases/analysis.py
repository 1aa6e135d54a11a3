"""Analysis: why it happens. Coded causes with evidence and who said it, before any plan."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import Doing, acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.hindrances import causes_counted, need_a_cause
from jikimi.cases.models import Case, Cause, Party
from jikimi.cases.nomination import happened
from jikimi.cases.participants import tell_participants
from jikimi.cases.texts import covered
from jikimi.cases.words import known


@dataclass(frozen=True, slots=True)
class CauseDraft:
    """A cause as found. code: of causes.csv; party_id: None when it is the household's.

    no_action_reason: why nothing is planned for it; empty while an action is to follow.
    """

    code: str
    evidence: str
    said_by: str
    party_id: UUID | None = None
    no_action_reason: str = ""


def add_cause(*, actor: Actor, case: Case, draft: CauseDraft) -> Cause:
    """Record why it happens, with the evidence and who said it.

    Raises NotValid when a field is missing or the code is not on the list.
    Records cases.analysis.add.  Source: SR-57.
    """
    _check(draft)
    with acting(actor, "cases.analysis.add", case) as doing:
        party = _party(case, draft.party_id)
        cause = Cause.objects.create(
            case=case,
            party=party,
            agency_id=actor.agency_id,
            recorded_by_id=actor.member_id,
            **_columns(draft),
        )
        _about(doing, cause)
        happened(case)
    return cause


def amend_cause(*, actor: Actor, cause: Cause, draft: CauseDraft, version: int | None) -> Cause:
    """Correct or complete a cause. Raises Changed when somebody else did so meanwhile.

    Records cases.analysis.amend.
    """
    _check(draft)
    with acting(actor, "cases.analysis.amend", cause.case) as doing:
        row = _locked(cause)
        mine = {**_columns(draft), "party_id": draft.party_id}
        expect_version(row, version, mine)
        _party(row.case, draft.party_id)
        doing.details["fields"] = " ".join(f for f in mine if getattr(row, f) != mine[f])
        for field, value in mine.items():
            setattr(row, field, value)
        row.save()
        _about(doing, row)
        happened(row.case)
    return row


def give_no_action_reason(*, actor: Actor, cause: Cause, reason: str, version: int | None) -> Cause:
    """Say why nothing is planned for a cause. Records cases.analysis.amend.  Source: SR-57."""
    if not reason.strip():
        raise NotValid("cases.analysis.reason", {"reason": _("Give the reason.")})
    with acting(actor, "cases.analysis.amend", cause.case) as doing:
        row = _locked(cause)
        expect_version(row, version, {"no_action_reason": covered(reason)})
        row.no_action_reason = covered(reason)
        row.save()
        doing.details["fields"] = "no_action_reason"
        _about(doing, row)
        happened(row.case)
    return row


def withdraw_cause(*, actor: Actor, cause: Cause, why: str) -> Cause:
    """Take back a cause that turned out wrong; it stays readable as withdrawn.

    Records cases.analysis.withdraw with the reason.
    """
    if not why.strip():
        raise NotValid("cases.analysis.why", {"why": _("Give the reason.")})
    with acting(actor, "cases.analysis.withdraw", cause.case, why=covered(why)) as doing:
        row = _locked(cause)
        row.withdrawn_at = timezone.now()
        row.version += 1
        row.save()
        _about(doing, row)
        happened(row.case)
    return row


def finish_analysis(*, actor: Actor, case: Case) -> Case:
    """Close the analysis, so that plans can be approved. Raises NotYet without any cause.

    Records cases.analysis.finish.  Source: SR-57.
    """
    with acting(actor, "cases.analysis.finish", case):
        need_a_cause(causes_counted(case))
        happened(case)
        tell_participants(case, "cases.analysis.finish", part="analysis/")
    return case


def causes_of(actor: Actor, case: Case) -> list[Cause]:
    """Causes of a case with their party and the actions they led to, as far as the actor may read.

    Withdrawn ones come last.  Two queries whatever their number.
    """
    rows = Cause.objects.filter(case=case).select_related("party__person", "agency", "recorded_by")
    found = rows.prefetch_related("actions")
    return sorted(found, key=lambda row: (row.withdrawn_at is not None, row.recorded_at))


def cause_called(actor: Actor, case: Case, cause_id: UUID) -> Cause:
    """One cause of this case. Raises NotAllowed when there is none for the actor."""
    rows = Cause.objects.filter(case=case, pk=cause_id)
    row = rows.select_related("party__person", "agency", "recorded_by").first()
    if row is None:
        raise NotAllowed
    return row


def _check(draft: CauseDraft) -> None:
    known("causes", draft.code, field="code")
    wrong: dict[str, str] = {}
    if not draft.evidence.strip():
        wrong["evidence"] = _("Say what shows it: what was seen, said or written, and when.")
    if not draft.said_by.strip():
        wrong["said_by"] = _("Say who said or saw it.")
    if wrong:
        raise NotValid("cases.analysis.incomplete", wrong)


def _columns(draft: CauseDraft) -> dict[str, object]:
    return {
        "code": draft.code,
        "evidence": covered(draft.evidence),
        "said_by": " ".join(covered(draft.said_by).split()),
        "no_action_reason": covered(draft.no_action_reason),
    }


def _party(case: Case, party_id: UUID | None) -> Party | None:
    if party_id is None:
        return None
    found = Party.objects.filter(case=case, pk=party_id).first()
    if found is None:
        raise NotValid("cases.analysis.party", {"party_id": _("Choose one from the list.")})
    return found


def _locked(cause: Cause) -> Cause:
    row = Cause.objects.select_for_update().filter(pk=cause.pk).first()
    if row is None:
        raise NotAllowed
    if row.withdrawn_at is not None:
        raise NotYet("cases.not_yet.withdrawn", _("This cause was withdrawn meanwhile."))
    return row


def _about(doing: Doing, cause: Cause) -> None:
    doing.details["cause"] = cause.code
    if cause.party is not None:
        doing.persons.add(cause.party.person_id)
