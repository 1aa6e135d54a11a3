"""Research: ask an agency what it knows of a case before a meeting; its answer, proportionate."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import Doing, acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.codes import Code
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.models import Agency
from jikimi.bodies.models import Meeting
from jikimi.cases.guards import called, need_reason
from jikimi.cases.invitations import limits_text
from jikimi.cases.models import Case, Research
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within, tell_agency, tell_leaders
from jikimi.cases.research_limits import ResearchDraft, gaps, topics_for
from jikimi.cases.texts import covered

__all__ = [
    "ResearchDraft",
    "answer_question",
    "ask_agency",
    "decline_question",
    "is_open_to_answers",
    "withdraw_question",
]
_OVER = ("closed", "cancelled")


def ask_agency(*, actor: Actor, case: Case, draft: ResearchDraft) -> list[Research]:
    """Ask an agency that takes part what it knows; one row for each part of the case asked about.

    Raises NotValid naming the field when a topic is not one its kind may know or its share does not
    reach, when the basis does not hold, or when the day does not come before the meeting;
    NotAllowed for a meeting of another body.  Tells the agency.
    Records cases.research.ask with topics and basis.  Source: SR-05, SR-55.
    """
    with acting(actor, "cases.research.ask", case, why=draft.why) as doing:
        agency, topics = _checked(case, draft)
        doing.details.update(agency=agency.key, basis=draft.basis, asks=" ".join(draft.asks))
        rows = [
            _put(actor, case, draft, group, [t.code for t in topics if _group(t) == group])
            for group in dict.fromkeys(_group(topic) for topic in topics)
        ]
        happened(case)
        tell_agency(case, agency.pk, "cases.research.ask", about=case.pk, part="research/")
    return rows


def answer_question(
    *, actor: Actor, research: Research, text: str = "", knows_nothing: bool, version: int | None
) -> Research:
    """Answer for one's agency, or say that it looked and knows nothing; until the meeting is over.

    What is told goes into the statutory ledger (SR-02) and is told to the coordinators.  Raises
    NotValid without words, NotYet after the meeting, Changed when a colleague answered meanwhile.
    Records cases.research.answer.
    """
    words = "" if knows_nothing else covered(text)
    if not words and not knows_nothing:
        says = _("Write what your agency knows, or say that it knows nothing.")
        raise NotValid("cases.research.answer", {"text": says})
    with acting_within(actor, "cases.research.answer", research) as doing:
        _need_meeting_ahead(research)
        expect_version(research, version, {"answer": words, "knows_nothing": knows_nothing})
        had_told = bool(research.answer)
        _end(actor, research, answer=words, knows_nothing=knows_nothing)
        doing.details.update(research=str(research.pk), nothing=int(knows_nothing))
        if words and not had_told:
            _enter_in_ledger(research, doing)
        _tell_of_answer(research, "cases.research.answer")
    return research


def decline_question(
    *, actor: Actor, research: Research, why: str, version: int | None
) -> Research:
    """Decline to answer for one's agency, with the reason, which those who asked can read.

    Records cases.research.decline.
    """
    need_reason(why)
    with acting_within(actor, "cases.research.decline", research, why=why) as doing:
        _need_meeting_ahead(research)
        expect_version(research, version, {"declined_why": covered(why)})
        _end(actor, research, declined_why=covered(why))
        doing.details["research"] = str(research.pk)
        _tell_of_answer(research, "cases.research.decline")
    return research


def withdraw_question(*, actor: Actor, research: Research, why: str) -> Research:
    """Take a question back that was not answered yet. Tells the agency.

    Records cases.research.withdraw.
    """
    need_reason(why)
    with acting_within(actor, "cases.research.withdraw", research, why=why) as doing:
        research.withdrawn_at = timezone.now()
        research.version += 1
        research.save(update_fields=["withdrawn_at", "version"])
        doing.details["research"] = str(research.pk)
        case = research.case
        happened(case)
        code = "cases.research.withdraw"
        tell_agency(case, research.agency_id, code, about=case.pk, part="research/")
    return research


def is_open_to_answers(research: Research) -> bool:
    """Whether the meeting it is for is still ahead; the case stays open to late words otherwise."""
    return research.meeting is None or research.meeting.stage not in _OVER


def _checked(case: Case, draft: ResearchDraft) -> tuple[Agency, list[Code]]:
    agency = Agency.objects.filter(pk=draft.agency_id, left_on=None).first()
    meeting = _meeting(case, draft.meeting_id)
    if agency is None:
        raise NotAllowed
    wrong = gaps(case, agency, draft, meeting)
    if wrong:
        raise NotValid("cases.research.ask", wrong)
    known = topics_for(agency.kind)
    return agency, [known[code] for code in dict.fromkeys(draft.asks)]


def _meeting(case: Case, meeting_id: UUID | None) -> Meeting | None:
    if meeting_id is None:
        return None
    found = Meeting.objects.filter(pk=meeting_id, body_id=case.body_id).first()
    if found is None:
        raise NotAllowed
    return found


def _group(topic: Code) -> str:
    return topic.more["field_group"]


def _put(
    actor: Actor, case: Case, draft: ResearchDraft, group: str, asks: Sequence[str]
) -> Research:
    return Research.objects.create(
        case=case,
        agency_id=draft.agency_id,
        meeting_id=draft.meeting_id,
        field_group=group,
        asks=list(asks),
        why=covered(draft.why),
        basis=draft.basis,
        basis_note=covered(draft.basis_note),
        asked_by_id=actor.member_id,
        due_on=draft.due_on,
    )


def _need_meeting_ahead(research: Research) -> None:
    if not is_open_to_answers(research):
        says = _("The meeting is over. Tell the coordinator what is new.")
        raise NotYet("cases.not_yet.meeting_over", says)


def _end(
    actor: Actor,
    research: Research,
    *,
    answer: str = "",
    knows_nothing: bool = False,
    declined_why: str = "",
) -> None:
    research.answered_by_id = actor.member_id
    research.answer = answer
    research.knows_nothing = knows_nothing
    research.declined_why = declined_why
    research.answered_at = timezone.now()
    research.save()


def _enter_in_ledger(research: Research, doing: Doing) -> None:
    told = called("cases_disclose_research", research.pk, "research_answer", limits_text())
    doing.details["provided_to"] = told


def _tell_of_answer(research: Research, code: str) -> None:
    happened(research.case)
    tell_leaders(research.case, code, about=research.case_id, part="research/")
