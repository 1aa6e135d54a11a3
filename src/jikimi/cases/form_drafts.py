"""A risk form as somebody filled it in, and what of it is refused before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.errors import NotValid
from jikimi.cases.instrument_forms import Paper, is_enough, needs_reason
from jikimi.cases.instruments import ANSWERS, Score
from jikimi.cases.models import Party
from jikimi.cases.words import words

LONGEST_TEXT = 4000
MOST_CALLS = 1000


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form as somebody filled it in.

    instrument: a code of instruments.csv on the day of assessed_at, which is now when none is
    given.  answers: item → yes, no, unknown or not_asked; what is missing was not asked.  calls:
    police call-outs within twelve months, None when nobody knows.  acts: what is decided, None to
    decide later.  further_danger: what the form does not ask.
    """

    instrument: str
    answers: Mapping[str, str]
    party_id: UUID | None = None
    assessed_at: datetime | None = None
    intake_route: str = ""
    is_mutual: bool = False
    calls: int | None = None
    is_judged_high: bool = False
    is_repeat: bool = False
    is_refused: bool = False
    acts: bool | None = None
    reason: str = ""
    further_danger: str = ""


def check_draft(paper: Paper, draft: FormDraft, party: Party | None, at: datetime) -> None:
    """Refuse a draft that the form cannot take. Raises NotValid naming each field."""
    wrong = _wrong_answers(paper, draft)
    if at > timezone.now():
        wrong["assessed_at"] = _("This time is in the future.")
    if draft.intake_route and draft.intake_route not in words(
        "intake_routes", on=timezone.localdate(at)
    ):
        wrong["intake_route"] = _("Choose one from the list.")
    if draft.calls is not None and not 0 <= draft.calls <= MOST_CALLS:
        wrong["calls"] = _("Give a number, or leave it empty when nobody knows.")
    if draft.is_mutual and "mutual" in paper.asks and party is None:
        wrong["party_id"] = _("Both hurt each other: choose whose danger this form is about.")
    if draft.is_judged_high and not (draft.further_danger + draft.reason).strip():
        wrong["further_danger"] = _("Say what makes you judge it dangerous.")
    wrong |= _too_long({"further_danger": draft.further_danger, "reason": draft.reason})
    if wrong:
        raise NotValid("cases.assessments.incomplete", wrong)


def _wrong_answers(paper: Paper, draft: FormDraft) -> dict[str, str]:
    known = {question.item for question in paper.questions}
    if set(draft.answers) <= known and set(draft.answers.values()) <= set(ANSWERS):
        return {}
    return {"answers": _("The form of that day has other questions. Open it anew.")}


def _too_long(texts: Mapping[str, str]) -> dict[str, str]:
    says = _("At most %(n)d characters.") % {"n": LONGEST_TEXT}
    return {field: says for field, text in texts.items() if len(text.strip()) > LONGEST_TEXT}


def check_decision(paper: Paper, score: Score, *, acts: bool, reason: str, on: date) -> None:
    """Refuse a decision against the form without a reason that counts (SR-43).

    Raises NotValid naming the field.
    """
    wrong = _too_long({"reason": reason})
    if "decision" not in paper.asks:
        wrong["acts"] = _("This form asks for no decision.")
    elif needs_reason(paper.code, score, acts=acts, on=on) and not is_enough(
        paper.code, reason, acts=acts, on=on
    ):
        wrong["reason"] = _missing_reason(paper, score, acts=acts, said=reason)
    if wrong:
        raise NotValid("cases.assessments.reason", wrong)


def _missing_reason(paper: Paper, score: Score, *, acts: bool, said: str) -> str:
    if said.strip():
        return _("That the person does not want it is no reason by itself. Say what else speaks.")
    if acts:
        return _("The threshold of the form is not met. Say why you act all the same.")
    if score.is_high:
        return _("The threshold of the form is met. Say why you do not act.")
    return _("What nobody knows could meet the threshold. Say why you do not act.")
