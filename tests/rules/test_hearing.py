"""A case before the working council: agenda, discussion, decision, heard; who may read what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jikimi.access.actor import Actor
from jikimi.access.errors import Changed, NotAllowed, NotYet
from jikimi.access.models import Notice
from jikimi.bodies.attendance import accept_confidentiality
from jikimi.bodies.halves import half_of
from jikimi.bodies.meetings import MeetingDraft, open_meeting
from jikimi.bodies.models import AgendaItem, Body, Decision
from jikimi.cases.actions import ActionDraft
from jikimi.cases.agendas import agenda, cases_waiting, invitees
from jikimi.cases.analysis import CauseDraft, add_cause
from jikimi.cases.convening import MeetingPlan, convene
from jikimi.cases.council_half import half_counted, read_council
from jikimi.cases.hearing import (
    call_hearing,
    correct_decision,
    finish_hearing,
    record_decision,
    record_discussion,
    settle_causes,
    withdraw_hearing,
)
from jikimi.cases.hearings import hearings, sheet
from jikimi.cases.history import history_of
from jikimi.cases.merging import merged
from jikimi.cases.models import Case, Hearing
from tests.cast import Cast
from tests.sitting import (
    CHILD,
    VICTIM,
    WORRY,
    called_meeting,
    opened_meeting,
    selected_case,
    share_with_refuge,
)

Enter = Callable[[Actor], None]
SAID, DECIDED = "지난주 밤 두 번 소란이 있었다.", "상담소가 매주 찾아간다."
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def case(cast: Cast, enter: Enter) -> Case:
    return selected_case(cast, enter)


@pytest.fixture
def heard(cast: Cast, enter: Enter, case: Case) -> AgendaItem:
    """The case's item at an open meeting, discussed and decided by the coordinator."""
    meeting = opened_meeting(cast, enter, case)
    item = meeting.items.get()
    said(cast.coordinator, case, item, SAID)
    record_decision(actor=cast.coordinator, case=case, item_id=item.pk, text=DECIDED)
    return item


def said(actor: Actor, case: Case, item: AgendaItem, text: str, **options: object) -> Hearing:
    options.setdefault("version", Hearing.objects.get(item=item).version)
    return record_discussion(actor=actor, case=case, item_id=item.pk, text=text, **options)


def test_a_case_goes_on_the_agenda_once_and_its_item_says_no_word_of_it(
    cast: Cast, enter: Enter, case: Case
) -> None:
    meeting = called_meeting(cast, enter, case)
    item = call_hearing(actor=cast.coordinator, case=case, meeting=meeting)
    assert meeting.items.get() == item
    assert (item.kind, item.title, item.subject_id) == ("case", "", case.pk)


def test_only_the_coordinator_of_its_council_puts_a_case_on_an_agenda(
    cast: Cast, enter: Enter, case: Case
) -> None:
    meeting = called_meeting(cast, enter)
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        call_hearing(actor=cast.counsellor, case=case, meeting=meeting)
    enter(cast.coordinator)
    meeting.body = cast.heads
    with pytest.raises(NotAllowed):
        call_hearing(actor=cast.coordinator, case=case, meeting=meeting)


def test_a_case_taken_off_waits_again_and_can_be_put_on_again(
    cast: Cast, enter: Enter, case: Case
) -> None:
    assert [w.why for w in cases_waiting(cast.coordinator, cast.council)] == ["first"]
    meeting = called_meeting(cast, enter, case)
    assert cases_waiting(cast.coordinator, cast.council) == []
    item = meeting.items.get()
    withdraw_hearing(actor=cast.coordinator, case=case, item_id=item.pk, why="자료 부족")
    assert [w.case for w in cases_waiting(cast.coordinator, cast.council)] == [case]
    again = call_hearing(actor=cast.coordinator, case=case, meeting=meeting)
    assert again.pk != item.pk


def test_a_meeting_is_called_with_cases_matters_and_people_at_once(
    cast: Cast, enter: Enter, case: Case
) -> None:
    plan = MeetingPlan(
        draft=MeetingDraft(starts_at=timezone.now() + timedelta(days=2), place="회의실"),
        case_ids=[case.pk],
        topics=["야간 연락 체계"],
        member_ids=[cast.members["counsellor"].pk],
    )
    meeting = convene(actor=cast.coordinator, body=cast.council, plan=plan)
    assert [i.kind for i in meeting.items.all()] == ["case", "policy"]
    enter(cast.counsellor)
    told = Notice.objects.get(kind="bodies.meeting.invite")
    assert case.number not in told.link


def test_who_is_concerned_is_proposed_for_the_invitation(
    cast: Cast, enter: Enter, case: Case
) -> None:
    proposed = {
        i.member.username
        for i in invitees(cast.coordinator, cast.council, [case.pk])
        if i.is_concerned
    }
    assert proposed == {"counsellor", "colleague"}
    bar(case, cast, "colleague")
    everybody = invitees(cast.coordinator, cast.council, [case.pk])
    assert [i.member.username for i in everybody if i.is_concerned] == ["counsellor"]
    assert {"officer", "shelter"} <= {i.member.username for i in everybody}


# Who sees what of agenda, discussion and decision. before: without accepting confidentiality.
MATRIX = [
    # who, item on the agenda, minutes before accepting, minutes after accepting
    ("coordinator", True, False, True),
    ("counsellor", True, False, True),
    ("colleague", True, False, True),
    ("shelter", True, False, False),  # takes part without the discussion
    ("officer", False, False, False),  # sits in the body, has no share in the case
    ("stranger", False, False, None),
    ("head", False, False, None),
    ("auditor", False, False, None),
    ("administrator", False, False, None),
    ("analyst", False, False, None),
]


@pytest.mark.parametrize(("who", "on_agenda", "before", "after"), MATRIX)
def test_each_reader_sees_its_part_of_agenda_discussion_and_decision(
    cast: Cast,
    enter: Enter,
    heard: AgendaItem,
    case: Case,
    who: str,
    on_agenda: bool,
    before: bool,
    after: bool | None,
) -> None:
    share_with_refuge(cast, enter, case, "victim")
    actor = cast.actors[who]
    enter(actor)
    assert AgendaItem.objects.exists() is on_agenda
    if who != "coordinator":  # accepted already when the meeting began
        assert (Hearing.objects.exists(), Decision.objects.exists()) == (before, before)
    if after is None:
        with pytest.raises(NotAllowed):
            accept_confidentiality(actor=actor, meeting=heard.meeting)
        return
    accept_confidentiality(actor=actor, meeting=heard.meeting)
    assert [h.discussion for h in Hearing.objects.all()] == [SAID] * after
    assert [d.text for d in Decision.objects.all()] == [DECIDED] * after


def test_a_barred_member_finds_no_trace_on_the_agenda(
    cast: Cast, enter: Enter, heard: AgendaItem, case: Case
) -> None:
    bar(case, cast, "colleague")
    enter(cast.colleague)
    accept_confidentiality(actor=cast.colleague, meeting=heard.meeting)
    assert agenda(cast.colleague, heard.meeting) == []
    assert not Hearing.objects.exists()
    assert not Decision.objects.exists()


def test_the_agenda_says_what_each_reader_may_know(
    cast: Cast, enter: Enter, heard: AgendaItem, case: Case
) -> None:
    share_with_refuge(cast, enter, case, "victim")
    enter(cast.coordinator)
    [line] = agenda(cast.coordinator, heard.meeting)
    assert (line.facts.nominator, line.facts.basis) == ("centre 기관", "consent")
    assert (line.facts.children, line.facts.measures, line.facts.sealed) == (1, 0, 0)
    enter(cast.shelter)
    [line] = agenda(cast.shelter, heard.meeting)
    facts = line.facts
    assert (facts.basis, facts.risk, facts.children, facts.measures) == (None,) * 4
    assert line.decisions == []
    page = sheet(cast.shelter, line, facts)
    assert [p.person.name for p in page.parties] == [VICTIM]
    assert (list(page.worries), list(page.causes), page.hearing) == ([], [], None)
    assert WORRY not in repr(page)
    assert CHILD not in repr(page)


def test_the_agenda_costs_the_same_for_5_and_20_cases(cast: Cast, enter: Enter) -> None:
    cases = [selected_case(cast, enter, victim=f"고하{n}") for n in range(20)]
    few, many = (called_meeting(cast, enter, *cases[:n]) for n in (5, 20))
    numbers = []
    for meeting in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert len(agenda(cast.coordinator, meeting)) in (5, 20)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 20


def test_two_editors_at_once_lose_nothing(
    cast: Cast, enter: Enter, heard: AgendaItem, case: Case
) -> None:
    enter(cast.counsellor)
    accept_confidentiality(actor=cast.counsellor, meeting=heard.meeting)
    version = Hearing.objects.get().version
    mine = said(cast.counsellor, case, heard, SAID + "\n쉼터는 방을 비워 두었다.")
    enter(cast.coordinator)
    theirs = SAID + "\n학교에는 알리지 않기로 했다."
    joined = said(cast.coordinator, case, heard, theirs, version=version, base=SAID)
    assert joined.discussion == mine.discussion + "\n학교에는 알리지 않기로 했다."
    with pytest.raises(Changed) as refused:
        said(cast.coordinator, case, heard, "전혀 다른 말", version=version)
    assert refused.value.theirs == {"discussion": joined.discussion}
    assert refused.value.mine == {"discussion": "전혀 다른 말"}
    assert Hearing.objects.get().discussion == joined.discussion


def test_causes_are_settled_and_actions_handed_out_within_the_meeting(
    cast: Cast, enter: Enter, heard: AgendaItem, case: Case
) -> None:
    actor = cast.coordinator
    draft = ActionDraft(
        side="victim",
        agency_id=cast.agencies["centre"].pk,
        text="매주 한 번 찾아간다.",
        due_on=timezone.localdate() + timedelta(days=7),
        owner_id=cast.members["counsellor"].pk,
    )
    call = {"actor": actor, "case": case, "item_id": heard.pk}
    with pytest.raises(NotYet):
        record_decision(text="두 번째 결정", actions=[draft], **call)
    assert Decision.objects.count() == 1, "a decision without its actions is not kept"
    with pytest.raises(NotYet):
        settle_causes(**call)
    assert Case.objects.get().stage == "selected"
    add_cause(actor=actor, case=case, draft=CauseDraft("alcohol", "술병이 보임", "옆집"))
    settle_causes(**call)
    decision = record_decision(text="두 번째 결정", actions=[draft], **call)
    assert [a.decision_id for a in case.actions.all()] == [decision.pk]
    [line] = agenda(actor, heard.meeting)
    page = sheet(actor, line, line.facts)
    assert (len(page.decided), len(page.unfinished), len(page.causes)) == (1, 0, 1)
    finish_hearing(**call)
    assert Case.objects.get().stage == "analysed"


def test_a_corrected_decision_keeps_the_other_editors_words(
    cast: Cast, enter: Enter, heard: AgendaItem, case: Case
) -> None:
    decision = Decision.objects.get()
    call = {"actor": cast.coordinator, "case": case, "decision_id": decision.pk, "version": 1}
    correct_decision(text="상담소가 매주 두 번 찾아간다.", **call)
    with pytest.raises(Changed):
        correct_decision(text="다른 말", **call)


def test_nothing_is_said_before_the_meeting_is_open_and_confidentiality_accepted(
    cast: Cast, enter: Enter, case: Case
) -> None:
    meeting = called_meeting(cast, enter, case)
    item = meeting.items.get()
    call = {"actor": cast.coordinator, "case": case, "item_id": item.pk, "text": "x"}
    with pytest.raises(NotYet, match="confidentiality"):
        record_discussion(version=1, **call)
    accept_confidentiality(actor=cast.coordinator, meeting=meeting)
    for rule in (lambda: record_discussion(version=1, **call), lambda: record_decision(**call)):
        with pytest.raises(NotYet, match="not_open"):
            rule()
    open_meeting(actor=cast.coordinator, meeting=meeting)
    assert record_discussion(version=1, **call).version == 2


def test_a_participant_writes_but_only_the_coordinator_decides_and_finishes(
    cast: Cast, enter: Enter, heard: AgendaItem, case: Case
) -> None:
    enter(cast.counsellor)
    accept_confidentiality(actor=cast.counsellor, meeting=heard.meeting)
    call = {"actor": cast.counsellor, "case": case, "item_id": heard.pk}
    with pytest.raises(NotAllowed):
        record_decision(text="x", **call)
    with pytest.raises(NotAllowed):
        finish_hearing(**call)


def test_a_finished_hearing_moves_the_case_and_the_meeting_on(
    cast: Cast, enter: Enter, heard: AgendaItem, case: Case
) -> None:
    finish_hearing(actor=cast.coordinator, case=case, item_id=heard.pk)
    assert Case.objects.get().stage == "heard"
    heard.refresh_from_db()
    assert heard.closed_at is not None
    assert heard.meeting.__class__.objects.get().current_item is None
    enter(cast.counsellor)
    assert Notice.objects.filter(kind="cases.hearing.hear").count() == 1
    enter(cast.coordinator)
    again = opened_meeting(cast, enter, case).items.get()
    finish_hearing(actor=cast.coordinator, case=case, item_id=again.pk)
    assert Case.objects.get().stage == "heard"
    past = hearings(cast.coordinator, case)
    assert [p.item.pk for p in past] == [again.pk, heard.pk]
    assert [d.text for d in past[1].decisions] == [DECIDED]


def test_heads_of_agencies_see_numbers_and_never_a_case(cast: Cast, enter: Enter) -> None:
    Body.objects.filter(pk=cast.council.pk).update(above=cast.heads)
    for n in range(7):
        selected_case(cast, enter, victim=f"고하{n}")
    enter(cast.head)
    assert Case.objects.count() == 0
    counted = half_counted(cast.head, cast.heads, half_of())
    assert counted.number("cases", "nominated") == 7
    assert counted.numbers["kind"] == {"domestic_violence": 7}
    assert counted.hearings == 0
    enter(cast.coordinator)
    finish_one(cast, enter)
    enter(cast.head)
    assert half_counted(cast.head, cast.heads, half_of()).hearings is None
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        read_council(cast.counsellor, cast.heads)
    assert half_counted(cast.counsellor, cast.heads, half_of()).numbers == {}


def finish_one(cast: Cast, enter: Enter) -> None:
    case = Case.objects.first()
    item = opened_meeting(cast, enter, case).items.get()
    finish_hearing(actor=cast.coordinator, case=case, item_id=item.pk)


def bar(case: Case, cast: Cast, who: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_bar_member(%s, %s, 'related')", [case.pk, cast.members[who].pk]
        )


def test_additions_at_the_end_are_both_kept() -> None:
    assert merged(base="가", mine="가\n나", theirs="가\n다") == "가\n다\n나"
    assert merged(base="가 나 다", mine="하 나 다", theirs="가 나 라") == "하 나 라"
    assert merged(base="가 나 다", mine="가 마 다", theirs="가 바 다") is None
    assert merged(base="가", mine="가나다", theirs="가나") == "가나다"


@given(st.text(), st.text(), st.text())
def test_merging_never_loses_a_side(base: str, before: str, after: str) -> None:
    joined = merged(base=base, mine=before + base, theirs=base + after)
    assert joined is None or all(part in joined for part in (before, after))
    assert merged(base=base, mine=base, theirs=after) == after
    assert merged(base=base, mine=before, theirs=base) == before


def test_a_text_kept_while_somebody_types_is_one_line_of_the_history(
    cast: Cast, enter: Enter, case: Case
) -> None:
    share_with_refuge(cast, enter, case, "discussion")
    item = opened_meeting(cast, enter, case).items.get()
    for text in ("밤", "밤마다", "밤마다 소란"):
        said(cast.coordinator, case, item, text)
    enter(cast.shelter)
    accept_confidentiality(actor=cast.shelter, meeting=item.meeting)
    said(cast.shelter, case, item, "밤마다 소란이 있음")
    enter(cast.coordinator)
    said(cast.coordinator, case, item, "밤마다 소란이 있었음")
    said(cast.coordinator, case, item, "밤마다 소란이 있었음.")
    typed = [h for h in history_of(cast.coordinator, case) if h.act == "cases.hearing.discuss"]
    assert [h.member for h in typed] == ["역할coordinator", "역할shelter", "역할coordinator"]
    assert len(history_of(cast.coordinator, case, most=2)) == 2
