"""Assessing: a risk form is filled in, corrected, decided on. It informs and decides nothing.

A score moves no case and hides none (SR-42, SR-44). What is decided against a form, in either
direction, has a reason (SR-43).  Method: docs/methods/instruments.md
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.form_drafts import FormDraft, check_decision, check_draft
from jikimi.cases.instrument_forms import Paper, paper_called
from jikimi.cases.instruments import Filled, Score, score_of
from jikimi.cases.models import Assessment, Case, Party
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within
from jikimi.cases.texts import covered


def fill_in(
    *, actor: Actor, case: Case, draft: FormDraft, assessment_id: UUID | None = None
) -> Assessment:
    """Keep a risk form about a party as it was filled in, with what it said then.

    assessment_id: given by the page, so that a form sent twice is kept once (NotYet).
    Raises NotValid naming the field: no such form or question on that day, a decision against the
    form without a reason, one form for both where both hurt each other.
    Records cases.assessments.fill.  Source: SR-42, SR-43.
    """
    with acting(actor, "cases.assessments.fill", case) as doing:
        _refuse_twice(assessment_id)
        row = _written(actor, case, draft)
        row.pk = assessment_id or uuid4()
        row.save(force_insert=True)
        _note(doing.details, row)
        doing.persons |= {row.party.person_id} if row.party else set()
        happened(case)
    return row


def correct_form(
    *, actor: Actor, assessment: Assessment, draft: FormDraft, assessment_id: UUID | None = None
) -> Assessment:
    """Fill the same form in anew where the first was mistaken; the first is kept beneath it.

    Raises NotYet when it is corrected already, NotAllowed for other agencies than the one whose it
    is.  Records cases.assessments.correct.
    """
    with acting_within(actor, "cases.assessments.correct", assessment) as doing:
        _refuse_twice(assessment_id)
        _refuse_replaced(assessment)
        if draft.instrument != assessment.instrument:
            raise NotValid("cases.assessments.other_form", {"instrument": _("Another form.")})
        row = _written(actor, assessment.case, draft)
        row.pk, row.replaces = assessment_id or uuid4(), assessment
        row.save(force_insert=True)
        _note(doing.details, row)
        doing.persons |= {row.party.person_id} if row.party else set()
        happened(assessment.case)
    return row


def decide_on_form(
    *, actor: Actor, assessment: Assessment, acts: bool, reason: str = ""
) -> Assessment:
    """Say whether one acts on a form that waits for it; a named person does, with the reason.

    Raises NotValid when it is against the form and says no reason, or none that counts; NotYet when
    it is decided or corrected already.  Records cases.assessments.decide.  Source: SR-43.
    """
    with acting_within(actor, "cases.assessments.decide", assessment) as doing:
        _refuse_replaced(assessment)
        if assessment.acts is not None:
            says = _("It is decided already. Correct the form to decide anew.")
            raise NotYet("cases.not_yet.decided_already", says)
        paper = paper_of(assessment)
        if "decision" not in paper.asks:
            raise NotAllowed
        day = _day(assessment.assessed_at)
        check_decision(
            paper, score_of(paper.instrument, filled(assessment)), acts=acts, reason=reason, on=day
        )
        _decide(assessment, actor, acts, reason)
        assessment.save(update_fields=["acts", "reason", "decided_by", "decided_at"])
        _note(doing.details, assessment)
        happened(assessment.case)
    return assessment


def paper_of(assessment: Assessment) -> Paper:
    """The form as it stood on the day it was filled in for."""
    return paper_called(assessment.instrument, on=_day(assessment.assessed_at))


def filled(form: Assessment | FormDraft) -> Filled:
    """A form as the scoring takes it, kept or still a draft."""
    return Filled(
        answers=form.answers,
        calls=form.calls,
        is_judged_high=form.is_judged_high,
        is_repeat=form.is_repeat,
        is_refused=form.is_refused,
    )


def _written(actor: Actor, case: Case, draft: FormDraft) -> Assessment:
    """The form as a row, checked and scored, not saved yet."""
    at = draft.assessed_at or timezone.now()
    paper = _paper(draft.instrument, at)
    party = _party(case, draft.party_id)
    check_draft(paper, draft, party, at)
    row = Assessment(
        case=case,
        party=party,
        agency_id=actor.agency_id,
        filled_by_id=actor.member_id,
        form_version=paper.version,
        **_kept(case, paper, draft, at),
    )
    score = _scored(paper, row)
    if draft.acts is not None:
        check_decision(paper, score, acts=draft.acts, reason=draft.reason, on=_day(at))
        _decide(row, actor, draft.acts, draft.reason)
    return row


def _kept(case: Case, paper: Paper, draft: FormDraft, at: datetime) -> dict[str, object]:
    """What is kept of a draft; what the form does not ask is left out, whatever was sent."""
    asks = paper.asks
    flagged = case.is_repeat and (case.repeat_until is None or _day(at) <= case.repeat_until)
    return {
        "instrument": draft.instrument,
        "assessed_at": at,
        "answers": {q.item: draft.answers.get(q.item, "not_asked") for q in paper.questions},
        "intake_route": draft.intake_route if "route" in asks else "",
        "is_mutual": draft.is_mutual and "mutual" in asks,
        "calls": draft.calls if "calls" in asks else None,
        "is_judged_high": draft.is_judged_high and "judgement" in asks,
        "is_repeat": "repeat" in asks and (draft.is_repeat or flagged),
        "is_refused": draft.is_refused and "refusal" in asks,
        "further_danger": covered(draft.further_danger),
    }


def _scored(paper: Paper, row: Assessment) -> Score:
    score = score_of(paper.instrument, filled(row))
    row.points, row.highest = score.points, score.highest
    row.band, row.highest_band = score.band, score.highest_band
    row.met_by, row.could_be_met_by = list(score.met_by), list(score.could_be_met_by)
    return score


def _decide(row: Assessment, actor: Actor, acts: bool, reason: str) -> None:
    row.acts, row.reason = acts, covered(reason)
    row.decided_by_id, row.decided_at = actor.member_id, timezone.now()


def _paper(instrument: str, at: datetime) -> Paper:
    try:
        return paper_called(instrument, on=_day(at))
    except KeyError as error:
        says = _("There was no such form on that day.")
        raise NotValid("cases.assessments.form", {"instrument": says}) from error


def _party(case: Case, party_id: UUID | None) -> Party | None:
    if party_id is None:
        return None
    found = Party.objects.filter(case=case, pk=party_id).first()
    if found is None:
        raise NotValid("cases.assessments.party", {"party_id": _("Choose one from the list.")})
    return found


def _refuse_twice(assessment_id: UUID | None) -> None:
    if assessment_id and Assessment.objects.filter(pk=assessment_id).exists():
        raise NotYet("cases.not_yet.filled_already", _("This form is kept already."))


def _refuse_replaced(assessment: Assessment) -> None:
    if Assessment.objects.filter(replaces=assessment).exists():
        says = _("This form is corrected already. Go on with the newer one.")
        raise NotYet("cases.not_yet.corrected_already", says)


def _note(details: dict[str, str | int], row: Assessment) -> None:
    """The record says which form, never what was answered."""
    details.update(instrument=row.instrument, assessment=str(row.pk))


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def draft_of(assessment: Assessment) -> FormDraft:
    """A form that is kept, as a draft to be corrected."""
    return FormDraft(**{f.name: getattr(assessment, f.name) for f in fields(FormDraft)})
