"""What the doors read of risk forms: the list of a case, what one says and why, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.cases.assessing import filled, paper_of
from jikimi.cases.form_drafts import FormDraft
from jikimi.cases.instrument_forms import Paper, band_words, needs_reason, rule_words
from jikimi.cases.instruments import Score, score_of
from jikimi.cases.models import Assessment, Case
from jikimi.cases.participants import groups_seen
from jikimi.cases.repeats import repeat_until

MOST_SHOWN = 3
# What raises a form beside its own rules.
_RAISED_BY = ("judgement", "repeat")


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One form in a list. waits: for somebody to decide; is_current: not corrected since."""

    assessment: Assessment
    name: str
    band: str
    has_points: bool
    waits: bool
    is_current: bool

    @property
    def is_high(self) -> bool:
        """Whether its threshold is met."""
        return bool(self.assessment.met_by)

    @property
    def is_uncertain(self) -> bool:
        """Whether what nobody knows could make it high."""
        return not self.is_high and bool(self.assessment.could_be_met_by)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question as it was answered. answer: in words; code: yes, no, unknown, not_asked."""

    item: str
    question: str
    group: str
    code: str
    answer: str
    points: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a form says, with everything that explains it (SR-42).

    needs: whether acting, and not acting, would need a reason.
    """

    line: AssessmentLine
    paper: Paper
    weighed: Weighed
    highest_band: str
    answers: Sequence[Answer]
    needs: Mapping[bool, bool]

    def grouped(self) -> list[tuple[str, list[Answer]]]:
        """The answers under the headings of the form, in its order."""
        groups: dict[str, list[Answer]] = {}
        for answer in self.answers:
            groups.setdefault(answer.group, []).append(answer)
        return list(groups.items())

    def asked(self, code: str) -> list[str]:
        """The questions that were answered so."""
        return [answer.question for answer in self.answers if answer.code == code]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a form says so far, in words. could_be_met: by what nobody knows."""

    score: Score
    band: str
    met: Sequence[str]
    could_be_met: Sequence[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that is answered otherwise than before. tone: worse, better, or empty."""

    question: str
    before: str
    now: str
    tone: str


def answer_words() -> dict[str, str]:
    """The four answers in words, in the order of the form."""
    return {
        "yes": _("Yes"),
        "no": _("No"),
        "unknown": _("Not known"),
        "not_asked": _("Not asked"),
    }


def assessments_of(actor: Actor, case: Case) -> list[AssessmentLine]:
    """Risk forms of a case that the actor may know, the newest first. One query."""
    related = ("party__person", "agency", "filled_by", "decided_by")
    rows = list(Assessment.objects.filter(case=case).select_related(*related))
    replaced = {row.replaces_id for row in rows}
    return [_line(row, is_current=row.pk not in replaced) for row in _by_day(rows)]


def assessment_called(actor: Actor, case: Case, assessment_id: UUID) -> AssessmentLine:
    """One form of this case. Raises NotAllowed when there is none for the actor."""
    for line in assessments_of(actor, case):
        if line.assessment.pk == assessment_id:
            line.assessment.case = case
            return line
    raise NotAllowed


def result_of(line: AssessmentLine) -> Result:
    """What a form says, worked out by the rules of its day."""
    row, paper = line.assessment, paper_of(line.assessment)
    on, score = timezone.localdate(row.assessed_at), score_of(paper.instrument, filled(row))
    return Result(
        line=line,
        paper=paper,
        weighed=_weighed(paper, score, on),
        highest_band=band_words(row.instrument, row.highest_band, on=on),
        answers=_answers(row, paper),
        needs={acts: needs_reason(paper.code, score, acts=acts, on=on) for acts in (True, False)},
    )


def weighed(paper: Paper, draft: FormDraft) -> Weighed:
    """What a form says while it is being filled in; nothing is kept."""
    on = timezone.localdate(draft.assessed_at)
    return _weighed(paper, score_of(paper.instrument, filled(draft)), on)


def raised_words() -> dict[str, str]:
    """What raises a form beside its own rules, in words."""
    return dict(zip(_RAISED_BY, (_("Professional judgement"), _("Repeat")), strict=True))


def filled_before(line: AssessmentLine, lines: Sequence[AssessmentLine]) -> list[AssessmentLine]:
    """Earlier fillings of the same form about the same party, the newest first."""
    mine = line.assessment
    return [
        other
        for other in lines
        if other.is_current
        and other.assessment.assessed_at < mine.assessed_at
        and _same(other.assessment, mine)
    ]


def differences(before: Result, now: Result) -> list[Difference]:
    """The questions answered otherwise in two fillings of one form, in its order."""
    was = {answer.item: answer for answer in before.answers}
    return [
        Difference(answer.question, was[answer.item].answer, answer.answer, _tone(was, answer))
        for answer in now.answers
        if answer.item in was and was[answer.item].code != answer.code
    ]


def calls_known(actor: Actor, case: Case, *, at: datetime) -> int | None:
    """Police call-outs linked to the case in the twelve months before; None where not shared."""
    if "reports" not in groups_seen(actor, case):
        return None
    day = timezone.localdate(at)
    came = case.case_reports.filter(received_at__lte=at).values_list("received_at", flat=True)
    return sum(repeat_until(timezone.localdate(one)) >= day for one in came)


def _weighed(paper: Paper, score: Score, on: date) -> Weighed:
    says = {**rule_words(paper.code, on=on), **raised_words()}
    return Weighed(
        score=score,
        band=band_words(paper.code, score.band, on=on),
        met=[says.get(code, code) for code in score.met_by],
        could_be_met=[says.get(code, code) for code in score.could_be_met_by],
    )


def _by_day(rows: Sequence[Assessment]) -> list[Assessment]:
    return sorted(rows, key=lambda row: (row.assessed_at, row.filled_at), reverse=True)


def _line(row: Assessment, *, is_current: bool) -> AssessmentLine:
    on, paper = timezone.localdate(row.assessed_at), paper_of(row)
    return AssessmentLine(
        assessment=row,
        name=label("cases", "instruments", row.instrument, on=on),
        band=band_words(row.instrument, row.band, on=on),
        has_points=paper.has_points,
        waits=is_current and row.acts is None and "decision" in paper.asks,
        is_current=is_current,
    )


def _answers(row: Assessment, paper: Paper) -> list[Answer]:
    words = answer_words()
    given = [(q, row.answers.get(q.item, "not_asked")) for q in paper.questions]
    return [Answer(q.item, q.words, q.group, code, words[code], q.points) for q, code in given]


def _same(one: Assessment, other: Assessment) -> bool:
    return (one.instrument, one.party_id) == (other.instrument, other.party_id)


def _tone(was: Mapping[str, Answer], now: Answer) -> str:
    if now.points < 0:
        return ""
    if now.code == "yes":
        return "worse"
    return "better" if was[now.item].code == "yes" and now.code == "no" else ""
