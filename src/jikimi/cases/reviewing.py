"""Reviewing: what a closed case teaches, told without telling whose it was (SR-24).

The council of heads sees the review and never the case.  Which case it was stands behind the wall
of that case (ReviewedCase).  What can be recognised: cases/recognising.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.codes import codes, label
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.bodies.halves import half_of
from jikimi.bodies.models import CaseReview
from jikimi.bodies.reviews import put_sent, reviews_by_id
from jikimi.cases.guards import rows_of
from jikimi.cases.models import Action, Case, Cause, ReviewedCase, UnmetNeed
from jikimi.cases.needs import known_need, needs_of
from jikimi.cases.participants import agencies_taking_part
from jikimi.cases.recognising import Trace, traces
from jikimi.cases.reviewing_people import people_known
from jikimi.cases.texts import covered
from jikimi.cases.words import known, words

TEXTS = ("worked", "failed", "lesson", "proposal")


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """What is told of a case. kind: of kinds.csv; causes: of causes.csv; supports, missing: needs.

    worked, failed: what helped and what did not; lesson: what others can learn; proposal: what the
    council should decide, or empty.
    """

    kind: str
    causes: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    worked: str = ""
    failed: str = ""
    lesson: str = ""
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Doubts:
    """What somebody must look at before a review is sent.

    traces: by field, what may tell of whom it speaks; rare: codes of causes that, with the kind,
    fewer than 5 cases share; is_rare: whether all of them together are so rare.
    """

    traces: dict[str, list[Trace]]
    rare: tuple[str, ...] = ()
    is_rare: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self.traces or self.rare or self.is_rare)


def review_prefilled(actor: Actor, case: Case) -> ReviewDraft:
    """A draft with the codes of the case, and no words. Four queries."""
    causes = Cause.objects.filter(case=case, withdrawn_at=None).values_list("code", flat=True)
    missing = UnmetNeed.objects.filter(case=case).exclude(ending="mistaken")
    return ReviewDraft(
        kind=case.kind,
        causes=_once(causes),
        supports=_supports(case),
        missing=_once(missing.values_list("need", flat=True)),
    )


def write_review(*, actor: Actor, case: Case, draft: ReviewDraft) -> CaseReview:
    """Write down what a closed case teaches; a draft until it is sent up.

    Raises NotValid naming the field where a name, a number, a day or an address stands, NotYet
    where no council stands above or a draft waits already.  Records cases.reviewing.write.
    """
    with acting(actor, "cases.reviewing.write", case) as doing:
        above = case.body.above_id
        if above is None:
            says = _("No council of heads stands above this working council.")
            raise NotYet("cases.not_yet.no_council", says)
        _need_none_waiting(actor, case)
        values = _checked(actor, case, draft)
        review = CaseReview.objects.create(
            body_id=case.body_id,
            above_id=above,
            half=half_of(timezone.localdate(case.closed_at)).code,
            agencies=len(agencies_taking_part(case)),
            written_by_id=actor.member_id,
            **values,
        )
        ReviewedCase.objects.create(case=case, review_id=review.pk)
        doing.details["review"] = str(review.pk)
    return review


def amend_review(
    *, actor: Actor, case: Case, review: CaseReview, draft: ReviewDraft, version: int | None
) -> CaseReview:
    """Correct a draft. Raises as write_review(), and Changed when somebody else did so meanwhile.

    Records cases.reviewing.write.
    """
    with acting(actor, "cases.reviewing.write", case) as doing:
        row = _draft_of(case, review.pk)
        values = _checked(actor, case, draft)
        expect_version(row, version, values)
        for field, value in values.items():
            setattr(row, field, value)
        row.save()
        doing.details["review"] = str(row.pk)
    return row


def send_review(
    *, actor: Actor, case: Case, review: CaseReview, is_checked: bool = False
) -> CaseReview:
    """Send a draft up to the council of heads.

    Raises NotValid while the lesson is missing, while something sure stands in the words, or while
    there is a doubt and is_checked does not say that somebody looked at it.
    Records bodies.review.send.
    """
    row = _draft_of(case, review.pk)
    draft = draft_of(row)
    if not draft.lesson:
        raise NotValid("cases.reviewing.lesson", {"lesson": _("Say what can be learnt from it.")})
    _need_nothing_sure(_found(actor, case, draft))
    if not is_checked and doubts_about(actor, case, draft).any:
        says = _("Read it once more and say that nobody can be recognised.")
        raise NotValid("cases.reviewing.doubts", {"is_checked": says})
    return put_sent(actor=actor, review=row)


def doubts_about(actor: Actor, case: Case, draft: ReviewDraft) -> Doubts:
    """What in a draft may tell of whom it speaks, and which of its codes are rare."""
    told = [code for (code,) in rows_of("cases_rare", case.pk, draft.kind, list(draft.causes))]
    return Doubts(
        traces={field: found for field, found in _found(actor, case, draft).items() if found},
        rare=tuple(code for code in told if code),
        is_rare="" in told,
    )


def reviews_of_case(actor: Actor, case: Case) -> list[CaseReview]:
    """The reviews that were written of a case, newest first, for those who steer it."""
    ids = ReviewedCase.objects.filter(case=case).values_list("review_id", flat=True)
    return reviews_by_id(actor, ids)


def draft_of(review: CaseReview) -> ReviewDraft:
    """A review as a draft, to be shown in a form or checked again."""
    return ReviewDraft(
        kind=review.kind,
        causes=tuple(review.causes),
        supports=tuple(review.supports),
        missing=tuple(review.missing),
        **{field: getattr(review, field) for field in TEXTS},
    )


def trace_words(found: Iterable[Trace]) -> list[str]:
    """Each trace in words with its line, and what to do about it."""
    rows = words("traces")
    says = _("Line %(line)d: %(what)s. %(help)s")
    return [
        says % {"line": one.line, "what": rows[one.code].label, "help": _help(one.code)}
        for one in found
    ]


def _help(code: str) -> str:
    row = codes("cases", "traces")[code]
    return row.more["help_en"] if row.label == row.en else row.more["help_ko"]


def _draft_of(case: Case, review_id: UUID) -> CaseReview:
    """The draft of this case, locked; NotAllowed when there is none, NotYet when it is sent."""
    if not ReviewedCase.objects.filter(case=case, review_id=review_id).exists():
        raise NotAllowed
    row = CaseReview.objects.select_for_update().filter(pk=review_id).first()
    if row is None:
        raise NotAllowed
    if row.stage != "draft":
        says = _("It was sent already. Take it back and write it anew.")
        raise NotYet("cases.not_yet.review_sent", says)
    return row


def _need_none_waiting(actor: Actor, case: Case) -> None:
    if any(row.stage != "withdrawn" for row in reviews_of_case(actor, case)):
        says = _("A review of this case is written already.")
        raise NotYet("cases.not_yet.review_written", says)


def _checked(actor: Actor, case: Case, draft: ReviewDraft) -> dict[str, object]:
    """The columns of a review; NotValid naming every field that cannot stay as it is."""
    _need_nothing_sure(_found(actor, case, draft))
    texts: dict[str, Any] = {field: covered(getattr(draft, field)) for field in TEXTS}
    draft = replace(draft, **texts)
    known("kinds", draft.kind, field="kind")
    for code in draft.causes:
        known("causes", code, field="causes")
    for field in ("supports", "missing"):
        for need in getattr(draft, field):
            known_need(need, field=field)
    lists = {field: list(getattr(draft, field)) for field in ("causes", "supports", "missing")}
    return {"kind": draft.kind, **lists, **{field: getattr(draft, field) for field in TEXTS}}


def _found(actor: Actor, case: Case, draft: ReviewDraft) -> dict[str, list[Trace]]:
    people = people_known(actor, case)
    return {field: traces(getattr(draft, field), people) for field in TEXTS}


def _need_nothing_sure(found: dict[str, list[Trace]]) -> None:
    sure = {field: [one for one in rows if one.is_sure] for field, rows in found.items()}
    wrong = {field: " ".join(trace_words(rows)) for field, rows in sure.items() if rows}
    if wrong:
        raise NotValid("cases.reviewing.recognised", wrong)


def _supports(case: Case) -> tuple[str, ...]:
    """For each cause that something was done about, the help that fits it best."""
    done = Action.objects.filter(case=case, stage="done", cause__isnull=False)
    needs = [needs_of(row.cause)[:1] for row in done.select_related("cause__party") if row.cause]
    return _once(need.code for first in needs for need in first)


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def rare_words(rare: Sequence[str]) -> str:
    """Rare causes in words."""
    return ", ".join(label("cases", "causes", code) for code in rare)
