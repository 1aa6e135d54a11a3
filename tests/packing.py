"""A meeting with a marked word in everything its pack may hold, and one attendee of each kind.

coordinator   runs the meeting; everything but what is sealed and how to reach the victim
officer       police with a share: the perpetrator, the risk, the discussion
counsellor    of the agency that leads the case
colleague     of the same agency, stays out of the second matter
cousin        of the same agency, barred from the case
shelter       partner with a small share: the victim, the discussion
clinic        partner with a seat and no share
late          of the leading agency, has not accepted confidentiality
head, stranger   are not invited
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from jikimi.access.ticket import name_actor
from jikimi.bodies.attendance import accept_confidentiality, invite_members
from jikimi.bodies.matters import MatterDraft, propose_matter, schedule_matter
from jikimi.bodies.meetings import MeetingDraft, call_meeting, close_meeting, open_meeting
from jikimi.bodies.models import Meeting
from jikimi.bodies.notes import write_note
from jikimi.bodies.recusals import declare_recusal
from jikimi.bodies.undertakings import UndertakingDraft, assign_undertaking
from jikimi.cases.analysis import CauseDraft, add_cause, finish_analysis
from jikimi.cases.bars import bar_member
from jikimi.cases.hearing import call_hearing, finish_hearing, record_decision
from jikimi.cases.models import Case, Party, Research
from jikimi.cases.reaching import ContactDraft
from jikimi.cases.research import ResearchDraft, answer_question, ask_agency
from jikimi.cases.risk import RiskDraft, judge_risk
from jikimi.cases.sealed import seal_field
from tests.casework import CHILD, PERPETRATOR, VICTIM, WORRY, joins, newcomer, selected, shared
from tests.cast import Cast
from tests.loop import Loop, in_days

CONTACT, SEALED = "010-9999-0001", "표식봉인사실"
CAUSE, RISK, OURS, THEIRS = "표식원인근거", "표식위험판단", "표식쉼터조치", "표식상담조치"
OF_VICTIM, OF_PERPETRATOR = "표식피해회신", "표식행위회신"
BEFORE, PROMISED, NOTE = "표식지난결정", "표식이행과제", "표식우리메모"
FIRST, SECOND, FIRST_TEXT, SECOND_TEXT = "표식첫안건", "표식둘안건", "표식첫본문", "표식둘본문"
ATTENDING = ("officer", "counsellor", "colleague", "cousin", "shelter", "clinic", "late")
MARKS = {VICTIM, PERPETRATOR, CHILD, WORRY, CONTACT, SEALED, CAUSE, RISK, OURS, THEIRS}
MARKS |= {OF_VICTIM, OF_PERPETRATOR, BEFORE, PROMISED, NOTE}
MARKS |= {FIRST, SECOND, FIRST_TEXT, SECOND_TEXT}


@dataclass
class Packed:
    """The case and the meeting whose pack is read."""

    cast: Cast
    case: Case
    meeting: Meeting

    @property
    def address(self) -> str:
        """The address of the pack."""
        return f"/staff/meetings/{self.meeting.pk}/pack/"


def packed(cast: Cast) -> Packed:
    """The scene; the coordinator is left named to the database."""
    contact = ContactDraft("phone", CONTACT, caution="낮에만")
    loop = Loop(cast, selected(cast, contacts=[contact]))
    _people(cast)
    shared(cast, loop.case, "shelter", ["victim", "discussion"], consented_on=in_days(-1))
    shared(
        cast,
        loop.case,
        "officer",
        ["perpetrator", "risk", "discussion"],
        consented_on=in_days(-1),
    )
    _last_meeting(loop)
    _worked_on(loop)
    _researched(loop)
    coordinator = loop.as_("coordinator")
    bar_member(
        actor=coordinator, case=loop.fresh(), member=cast.members["cousin"], reason="relative"
    )
    meeting = _next_meeting(loop)
    name_actor(cast.coordinator)
    return Packed(cast, loop.fresh(), meeting)


def _people(cast: Cast) -> None:
    joins(cast, "cousin", cast.agencies["centre"])
    joins(cast, "late", cast.agencies["centre"])
    newcomer(cast, "clinic", "mental_health")


def _last_meeting(loop: Loop) -> None:
    """A meeting before, at which coordinator and counsellor alone accepted confidentiality."""
    meeting = _called(loop, days=-7)
    call_hearing(actor=loop.as_("coordinator"), case=loop.fresh(), meeting=meeting)
    _invited(loop, meeting, "counsellor")
    for who in ("counsellor", "coordinator"):
        accept_confidentiality(actor=loop.as_(who), meeting=meeting)
    actor = loop.as_("coordinator")
    open_meeting(actor=actor, meeting=meeting)
    item = meeting.items.get(subject_id=loop.case.pk)
    record_decision(actor=actor, case=loop.fresh(), item_id=item.pk, text=BEFORE)
    finish_hearing(actor=actor, case=loop.fresh(), item_id=item.pk)
    close_meeting(actor=actor, meeting=Meeting.objects.get(pk=meeting.pk))


def _worked_on(loop: Loop) -> None:
    actor = loop.as_("counsellor")
    draft = CauseDraft(code="alcohol", evidence=CAUSE, said_by="피해자")
    add_cause(actor=actor, case=loop.fresh("counsellor"), draft=draft)
    finish_analysis(actor=actor, case=loop.fresh("counsellor"))
    judge_risk(actor=actor, case=loop.fresh("counsellor"), draft=RiskDraft("high", RISK))
    party = Party.objects.get(case=loop.case, role="victim")
    seal_field(actor=actor, party=party, kind="shelter", text=SEALED, readers=[])
    loop.action(text=OURS)
    loop.action(agency="centre", side="perpetrator", text=THEIRS)


def _researched(loop: Loop) -> None:
    _told(loop, "centre", "counsellor", "earlier_help", OF_VICTIM)
    _told(loop, "police", "officer", "offender_contact", OF_PERPETRATOR)


def _told(loop: Loop, agency: str, who: str, topic: str, text: str) -> None:
    draft = ResearchDraft(
        agency_id=loop.cast.agencies[agency].pk,
        asks=[topic],
        why="회의에서 안전을 판단하기 위함",
        basis="consent",
        due_on=in_days(2),
    )
    made = ask_agency(actor=loop.as_("coordinator"), case=loop.fresh(), draft=draft)[0]
    actor = loop.as_(who)
    row = Research.objects.select_related("case", "meeting").get(pk=made.pk)
    answer_question(actor=actor, research=row, text=text, knows_nothing=False, version=1)


def _next_meeting(loop: Loop) -> Meeting:
    meeting = _called(loop, days=3)
    actor = loop.as_("coordinator")
    call_hearing(actor=actor, case=loop.fresh(), meeting=meeting)
    second = _matters(loop, meeting)
    given = UndertakingDraft(
        agency_id=loop.cast.agencies["refuge"].pk, text=PROMISED, due_on=in_days(9)
    )
    assign_undertaking(actor=actor, body=loop.cast.council, draft=given)
    _invited(loop, meeting, *ATTENDING)
    for who in (*ATTENDING[:-1], "coordinator"):
        accept_confidentiality(actor=loop.as_(who), meeting=meeting)
    declare_recusal(
        actor=loop.as_("colleague"), meeting=meeting, item_id=second.pk, why="own_interest"
    )
    _noted(loop, meeting)
    return meeting


def _matters(loop: Loop, meeting: Meeting) -> Any:
    actor = loop.as_("coordinator")
    items = []
    for title, text in ((FIRST, FIRST_TEXT), (SECOND, SECOND_TEXT)):
        draft = MatterDraft(kind="policy", title=title, text=text)
        matter = propose_matter(actor=actor, body=loop.cast.council, draft=draft)
        items.append(schedule_matter(actor=actor, matter=matter, meeting=meeting))
    return items[-1]


def _noted(loop: Loop, meeting: Meeting) -> None:
    actor = loop.as_("counsellor")
    item = meeting.items.get(subject_id=loop.case.pk)
    write_note(actor=actor, meeting=meeting, item_id=item.pk, text=NOTE)


def _called(loop: Loop, *, days: int) -> Meeting:
    draft = MeetingDraft(starts_at=timezone.now() + timedelta(days=days), place="3층 회의실")
    return call_meeting(actor=loop.as_("coordinator"), body=loop.cast.council, draft=draft)


def _invited(loop: Loop, meeting: Meeting, *people: str) -> None:
    numbers = [loop.cast.members[who].pk for who in people]
    invite_members(actor=loop.as_("coordinator"), meeting=meeting, member_ids=numbers)
