"""What an agency is asked before a meeting: proportionate, on a basis, answered or not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK
from jikimi.access.codes import codes
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.models import Notice
from jikimi.access.ticket import name_actor
from jikimi.bodies.meetings import MeetingDraft, call_meeting, cancel_meeting
from jikimi.bodies.models import Meeting
from jikimi.cases.bars import bar_member
from jikimi.cases.hearing import call_hearing
from jikimi.cases.models import Case, Disclosure, Research
from jikimi.cases.research import (
    ResearchDraft,
    answer_question,
    ask_agency,
    decline_question,
    withdraw_question,
)
from jikimi.cases.research_limits import agencies_to_ask, bases_to_ask, topics_to_ask
from jikimi.cases.research_reads import (
    meetings_to_ask_for,
    research_called,
    research_listed,
    research_of,
    research_overdue_in_bodies,
    research_waiting,
    usual_due_on,
)
from jikimi.cases.research_reminders import remind_of_research
from jikimi.cases.sharing import end_share, withdraw_consent
from jikimi.cases.today import today
from jikimi.cases.words import words
from tests.cast import Cast
from tests.loop import Loop, heard, in_days, share

TOLD = "매주 화요일에 만나고 있으며 지난주에 다친 곳을 보았다."


@pytest.fixture
def loop(cast: Cast) -> Loop:
    """The centre leads; police may know nearly all, the refuge only of the victim."""
    return heard(cast)


def draft_for(loop: Loop, agency: str = "refuge", **more: Any) -> ResearchDraft:
    given: dict[str, Any] = {
        "asks": ["earlier_help"],
        "why": "피해자가 안전한지 판단하기 위함",
        "basis": "consent",
        "due_on": in_days(3),
    }
    return ResearchDraft(agency_id=loop.cast.agencies[agency].pk, **{**given, **more})


def ask(loop: Loop, agency: str = "refuge", **more: Any) -> Research:
    actor = loop.as_("coordinator")
    return ask_agency(actor=actor, case=loop.fresh(), draft=draft_for(loop, agency, **more))[0]


def asked_as(loop: Loop, who: str) -> Research:
    actor = loop.as_(who)
    return research_called(actor, loop.fresh(who), Research.objects.get().pk).research


def answer(loop: Loop, who: str = "shelter", **more: Any) -> Research:
    given: dict[str, Any] = {"text": TOLD, "knows_nothing": False, "version": 1}
    row = asked_as(loop, who)
    return answer_question(actor=loop.cast.actors[who], research=row, **{**given, **more})


def meeting_with(loop: Loop, *, days: int = 2) -> Meeting:
    actor = loop.as_("coordinator")
    draft = MeetingDraft(starts_at=timezone.now() + timedelta(days=days), place="3층 회의실")
    meeting = call_meeting(actor=actor, body=loop.cast.council, draft=draft)
    call_hearing(actor=actor, case=loop.fresh(), meeting=meeting)
    return meeting


def test_no_kind_of_agency_is_asked_about_what_it_may_never_know() -> None:
    allowed = {
        (row.more["agency_kind"], row.more["field_group"])
        for row in words("field_allowance").values()
        if row.more["allowed"] == "yes"
    }
    kinds = codes("access", "agency_kinds")
    for topic in words("research_topics").values():
        asked = {(kind, topic.more["field_group"]) for kind in topic.more["kinds"].split()}
        assert asked <= allowed, (topic.code, asked - allowed)
        assert {kind for kind, _group in asked} <= set(kinds)
        assert topic.more["sensitive"] in ("yes", "no")


def test_an_agency_is_asked_told_and_answers(loop: Loop) -> None:
    ask(loop)
    actor = loop.as_("shelter")
    assert [row.case.number for row in research_waiting(actor)] == [loop.case.number]
    assert Notice.objects.filter(kind="cases.research.ask").count() == 1
    acts = [wait.act for wait in today(actor, since=None).waiting]
    assert "cases.research.answer" in acts
    answered = answer(loop)
    assert (answered.stage, answered.answered_by_id) == ("answered", actor.member_id)
    assert research_waiting(actor) == []
    coordinator = loop.as_("coordinator")
    line = research_of(coordinator, loop.fresh())[0]
    assert (line.research.answer, line.topics) == (TOLD, ["지금까지의 상담·지원 이력"])
    assert Notice.objects.filter(kind="cases.research.answer").exists()


def test_only_the_coordinator_asks(loop: Loop) -> None:
    for who in ("officer", "counsellor", "shelter"):
        with pytest.raises(NotAllowed):
            ask_agency(actor=loop.as_(who), case=loop.fresh(who), draft=draft_for(loop))
    with pytest.raises(NotAllowed):
        ask_agency(actor=loop.as_("stranger"), case=loop.case, draft=draft_for(loop))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"asks": ["reports_112"]}, "asks"),  # a shelter knows of no police report
        ({"asks": ["danger_signs"]}, "asks"),  # its kind may, its share does not reach the risk
        ({"asks": []}, "asks"),
        ({"asks": ["nonsense"]}, "asks"),
        ({"why": " "}, "why"),
        ({"basis": "nonsense"}, "basis"),
        ({"basis": "joint_response_112"}, "basis"),  # a basis of the police, not of a shelter
        ({"basis": "special_statute"}, "basis_note"),
        ({"basis": "urgent_life", "why": "급함"}, "why"),
        ({"due_on": in_days(-1)}, "due_on"),
    ],
)
def test_a_question_out_of_proportion_is_refused(
    loop: Loop, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(NotValid) as refused:
        ask(loop, **more)
    assert field in refused.value.fields
    assert Research.objects.count() == 0


def test_an_agency_that_takes_no_part_is_not_asked(loop: Loop) -> None:
    with pytest.raises(NotValid):
        ask(loop, "elsewhere")
    assert loop.cast.agencies["elsewhere"] not in agencies_to_ask(loop.case)


def test_what_is_offered_is_what_kind_and_share_allow(loop: Loop) -> None:
    case = loop.fresh()
    offered = {topic.code for topic in topics_to_ask(case, loop.cast.agencies["refuge"])}
    assert offered == {"earlier_help", "present_help", "wishes"}
    police = {topic.code for topic in topics_to_ask(case, loop.cast.agencies["police"])}
    assert {"measures", "offender_contact"} <= police
    assert not police & {"injuries", "reports_112"}


def test_health_and_criminal_record_need_consent_of_their_own(loop: Loop) -> None:
    with pytest.raises(NotValid) as refused:
        ask(loop, "police", asks=["orders"], basis="consent")
    assert "basis" in refused.value.fields
    assert ask(loop, "police", asks=["orders"], basis="consent_sensitive").basis


def test_no_question_rests_on_consent_that_was_taken_back(loop: Loop) -> None:
    withdraw_consent(
        actor=loop.as_("counsellor"),
        case=loop.fresh("counsellor"),
        on=timezone.localdate(),
        why="원하지 않음",
    )
    bases = {b.code for b in bases_to_ask(loop.fresh(), loop.cast.agencies["refuge"])}
    assert bases
    assert not bases & {"consent", "consent_other_purpose", "consent_sensitive"}


def test_topics_of_two_parts_are_two_questions_each_behind_its_wall(loop: Loop) -> None:
    share_more(loop, "refuge", "shelter", ("victim", "discussion"))
    ask(loop, "police", asks=["earlier_help", "offender_contact"])
    assert sorted(Research.objects.values_list("field_group", flat=True)) == [
        "perpetrator",
        "victim",
    ]
    loop.as_("shelter")
    assert list(Research.objects.values_list("field_group", flat=True)) == ["victim"]


def share_more(loop: Loop, agency: str, who: str, fields: tuple[str, ...]) -> None:
    coordinator = loop.as_("coordinator")
    row = loop.fresh().participations.get(agency=loop.cast.agencies[agency], ended_at=None)
    end_share(actor=coordinator, share=row, why="다시 정함")
    share(loop, agency, who, fields)


def test_what_is_told_stands_in_the_statutory_ledger_for_every_reader(loop: Loop) -> None:
    share_more(loop, "police", "officer", ("victim", "contact", "discussion"))
    ask(loop)
    answer(loop)
    loop.as_("coordinator")
    rows = Disclosure.objects.filter(data_name="research_answer")
    readers = {row.recipient_id for row in rows}
    assert readers == {loop.cast.agencies["centre"].pk, loop.cast.agencies["police"].pk}
    row = rows.first()
    assert row is not None
    assert row.provider_id == loop.cast.agencies["refuge"].pk
    assert (row.basis, row.items) == ("consent", ["victim"])


def test_a_corrected_answer_is_entered_once(loop: Loop) -> None:
    ask(loop)
    answer(loop)
    answer(loop, text="덧붙임", version=2)
    loop.as_("coordinator")
    assert Disclosure.objects.filter(data_name="research_answer").count() == 2  # centre, station
    assert Research.objects.get().answer == "덧붙임"


def test_knowing_nothing_is_an_answer_and_provides_nothing(loop: Loop) -> None:
    ask(loop)
    row = answer(loop, text="", knows_nothing=True)
    assert (row.stage, row.answer, row.knows_nothing) == ("answered", "", True)
    loop.as_("coordinator")
    assert not Disclosure.objects.filter(data_name="research_answer").exists()


def test_an_answer_needs_words_or_says_that_nothing_is_known(loop: Loop) -> None:
    ask(loop)
    with pytest.raises(NotValid):
        answer(loop, text="  ")


def test_identity_numbers_in_an_answer_are_covered(loop: Loop) -> None:
    ask(loop)
    assert "900101-1234567" not in answer(loop, text="번호 900101-1234567 임").answer


def test_a_refusal_carries_its_reason(loop: Loop) -> None:
    ask(loop)
    row = asked_as(loop, "shelter")
    with pytest.raises(NotValid):
        decline_question(actor=loop.cast.shelter, research=row, why=" ", version=1)
    decline_question(actor=loop.cast.shelter, research=row, why="당사자가 원하지 않음", version=1)
    line = research_of(loop.as_("coordinator"), loop.fresh())[0]
    assert (line.research.stage, line.research.declined_why) == (
        "declined",
        "당사자가 원하지 않음",
    )
    with pytest.raises(NotYet):
        answer(loop, version=2)


def test_two_colleagues_who_answer_at_once_see_both_texts(loop: Loop) -> None:
    ask(loop)
    answer(loop)
    with pytest.raises(Changed) as refused:
        answer(loop, text="다른 말")
    assert refused.value.theirs["answer"] == TOLD


def test_only_the_agency_asked_answers(loop: Loop) -> None:
    ask(loop)
    coordinator = loop.as_("coordinator")
    mine = research_called(coordinator, loop.fresh(), Research.objects.get().pk).research
    with pytest.raises(NotAllowed):
        answer_question(actor=coordinator, research=mine, text="x", knows_nothing=False, version=1)


def test_a_question_is_taken_back_while_it_waits(loop: Loop) -> None:
    ask(loop)
    row = asked_as(loop, "coordinator")
    withdraw_question(actor=loop.cast.coordinator, research=row, why="더 필요하지 않음")
    actor = loop.as_("shelter")
    assert research_waiting(actor) == []
    assert research_listed(actor, state="withdrawn").lines[0].offers == frozenset()
    with pytest.raises(NotYet):
        answer(loop, version=2)


def test_a_question_for_a_meeting_is_due_before_it(loop: Loop) -> None:
    meeting = meeting_with(loop)
    assert meetings_to_ask_for(loop.cast.coordinator, loop.fresh()) == [meeting]
    with pytest.raises(NotValid) as refused:
        ask(loop, meeting_id=meeting.pk, due_on=in_days(9))
    assert "due_on" in refused.value.fields
    ask(loop, meeting_id=meeting.pk, due_on=in_days(1))
    cancel_meeting(actor=loop.as_("coordinator"), meeting=meeting, why="연기")
    assert research_waiting(loop.as_("shelter")) == []
    with pytest.raises(NotYet):
        answer(loop)


def test_the_usual_day_is_the_working_day_before(loop: Loop) -> None:
    meeting = Meeting(starts_at=timezone.make_aware(timezone.datetime(2026, 11, 30, 14)))
    assert usual_due_on(meeting, today=date(2026, 11, 22)) == date(2026, 11, 27)
    assert usual_due_on(meeting, today=date(2026, 11, 30)) == date(2026, 11, 30)
    assert usual_due_on(None, today=date(2026, 11, 22)) == date(2026, 11, 29)


def test_the_clock_reminds_once_a_day_and_catches_up(loop: Loop) -> None:
    ask(loop, due_on=in_days(2))
    name_actor(THE_CLOCK)
    assert remind_of_research(actor=THE_CLOCK) == 1
    assert remind_of_research(actor=THE_CLOCK) == 1
    assert remind_of_research(actor=THE_CLOCK, today=in_days(5)) == 1
    loop.as_("shelter")
    kinds = sorted(
        Notice.objects.filter(kind__startswith="cases.research.").values_list("kind", flat=True)
    )
    assert kinds == ["cases.research.ask", "cases.research.overdue", "cases.research.soon"]
    answer(loop)
    name_actor(THE_CLOCK)
    assert remind_of_research(actor=THE_CLOCK, today=in_days(6)) == 0


def test_an_unanswered_question_comes_back_to_the_coordinator(loop: Loop) -> None:
    ask(loop, due_on=timezone.localdate())
    Research.objects.update(due_on=in_days(-1))
    actor = loop.as_("coordinator")
    assert [row.agency.key for row in research_overdue_in_bodies(actor)] == ["refuge"]
    assert "cases.research.ask" in [wait.act for wait in today(actor, since=None).overdue]


def test_a_barred_member_and_those_without_a_share_see_nothing_of_it(loop: Loop) -> None:
    ask(loop)
    answer(loop)
    for who in ("stranger", "head", "auditor", "administrator", "analyst"):
        loop.as_(who)
        assert Research.objects.count() == 0, who
    coordinator = loop.as_("coordinator")
    member = loop.cast.members["shelter"]
    bar_member(actor=coordinator, case=loop.fresh(), member=member, reason="relative")
    loop.as_("shelter")
    assert Research.objects.count() == 0


def test_that_a_shelter_was_asked_stays_away_from_those_who_may_not_know_it_helps(
    loop: Loop,
) -> None:
    ask(loop)
    answer(loop)
    loop.as_("officer")  # holds victim and discussion, and not how to reach the victim
    assert Case.objects.count() == 1
    assert Research.objects.count() == 0


def test_an_agency_whose_share_ended_reads_its_questions_no_more(loop: Loop) -> None:
    ask(loop)
    row = loop.fresh().participations.get(agency=loop.cast.agencies["refuge"], ended_at=None)
    end_share(actor=loop.as_("coordinator"), share=row, why="끝남")
    loop.as_("shelter")
    assert Research.objects.count() == 0
    name_actor(THE_CLOCK)
    assert remind_of_research(actor=THE_CLOCK, today=in_days(9)) == 0
