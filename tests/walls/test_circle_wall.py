"""The wall around those who sit together, told with the cast: what hangs on bodies and meetings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.bodies.agenda import put_decision, put_item
from jikimi.bodies.attendance import accept_confidentiality
from jikimi.bodies.models import (
    AgendaItem,
    Candidate,
    CaseReview,
    Chair,
    Decision,
    Feed,
    Matter,
    Meeting,
    Minutes,
    MinutesLine,
    Recusal,
    Seat,
    SpeakingNote,
    Undertaking,
)
from jikimi.bodies.seats import end_seat
from jikimi.cases.models import Case
from tests.cast import Cast
from tests.sitting import opened_meeting, selected_case, share_with_refuge

Enter = Callable[[Actor], None]
TODAY = date(2026, 11, 22)


@pytest.fixture
def case(cast: Cast, enter: Enter) -> Case:
    return selected_case(cast, enter)


@pytest.fixture
def meeting(cast: Cast, enter: Enter, case: Case) -> Meeting:
    """An open meeting with the case and a policy item; everybody invited has accepted."""
    meeting = opened_meeting(cast, enter, case)
    put_item(meeting=meeting, kind="policy", title="야간 연락망")
    for who in ("counsellor", "shelter"):
        enter(cast.actors[who])
        accept_confidentiality(actor=cast.actors[who], meeting=meeting)
    enter(cast.coordinator)
    return meeting


@pytest.fixture
def matter_item(meeting: Meeting) -> AgendaItem:
    return meeting.items.get(kind="policy")


def _minutes(cast: Cast, meeting: Meeting, case: Case) -> Minutes:
    minutes = Minutes.objects.create(meeting=meeting, prepared_by=cast.members["coordinator"])
    groups = ("discussion", "plan_victim", "plan_perpetrator", "")
    for position, group in enumerate(groups):
        item = meeting.items.get(kind="policy" if group == "" else "case")
        MinutesLine.objects.create(
            minutes=minutes,
            meeting=meeting,
            item=item,
            subject_id=None if group == "" else case.pk,
            field_group=group,
            position=position,
            kind="discussion",
            text=group or "policy",
        )
    return minutes


def _lines(who: Actor, enter: Enter) -> set[str]:
    enter(who)
    return set(MinutesLine.objects.values_list("text", flat=True))


def _refused(write: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        write()


def test_only_those_who_keep_a_body_give_seats_and_chairs(cast: Cast, enter: Enter) -> None:
    seat = {"body": cast.council, "agency": cast.agencies["elsewhere"], "joined_on": TODAY}
    chair = {"body": cast.council, "member": cast.members["stranger"], "since": TODAY}
    for who in ("stranger", "counsellor", "officer", "head", "auditor"):
        enter(cast.actors[who])
        _refused(lambda: Seat.objects.create(**seat))
        _refused(lambda: Chair.objects.create(**chair))
    enter(cast.coordinator)
    assert Seat.objects.create(**seat).pk
    assert Chair.objects.create(**chair).pk


def test_candidates_are_for_those_who_steer(cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    Candidate.objects.create(
        body=cast.council, name="새 기관", kind="health", found_on=TODAY, phone="064-000-9999"
    )
    for who in ("counsellor", "shelter", "officer", "stranger", "head", "analyst"):
        enter(cast.actors[who])
        assert Candidate.objects.count() == 0, who
    enter(cast.coordinator)
    assert Candidate.objects.count() == 1


def test_matters_and_undertakings_are_for_the_circle_and_the_agency_that_owes_them(
    cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    Matter.objects.create(body=cast.council, title="야간 보호")
    Undertaking.objects.create(
        body=cast.council, agency=cast.agencies["elsewhere"], text="대책", due_on=TODAY
    )
    seen = {}
    for who in ("counsellor", "shelter", "stranger", "head", "administrator"):
        enter(cast.actors[who])
        seen[who] = (Matter.objects.count(), Undertaking.objects.count())
    assert seen == {
        "counsellor": (1, 1),
        "shelter": (1, 1),
        "stranger": (0, 1),
        "head": (0, 0),
        "administrator": (0, 0),
    }


def test_an_agency_that_left_its_seat_sees_nothing_of_the_body_any_more(
    cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    Matter.objects.create(body=cast.council, title="야간 보호")
    seat = Seat.objects.get(body=cast.council, agency=cast.agencies["refuge"])
    end_seat(actor=cast.coordinator, seat=seat, why="참여 종료")
    enter(cast.shelter)
    assert Matter.objects.count() == Meeting.objects.count() == 0


def test_a_recused_person_sees_nothing_of_the_item_until_it_is_lifted(
    cast: Cast, enter: Enter, meeting: Meeting, matter_item: AgendaItem
) -> None:
    put_decision(actor=cast.coordinator, meeting=meeting, item=matter_item, text="시행")
    Undertaking.objects.create(
        body=cast.council,
        meeting=meeting,
        item=matter_item,
        agency=cast.agencies["centre"],
        text="연락망 작성",
        due_on=TODAY,
    )
    member = cast.members["counsellor"]
    recusal = Recusal.objects.create(
        meeting=meeting, item=matter_item, member=member, why="relative", declared_by=member
    )

    def seen(who: str) -> tuple[int, int, int]:
        enter(cast.actors[who])
        rows = AgendaItem.objects.filter(pk=matter_item.pk)
        return rows.count(), Decision.objects.count(), Undertaking.objects.count()

    assert seen("counsellor") == (0, 0, 0)
    assert seen("shelter") == (1, 1, 1)
    enter(cast.shelter)
    assert Recusal.objects.count() == 0
    enter(cast.coordinator)
    recusal.lifted_at = timezone.now()
    recusal.save()
    assert seen("counsellor") == (1, 1, 1)


def test_a_speaking_note_is_for_the_agency_alone(
    cast: Cast, enter: Enter, meeting: Meeting, matter_item: AgendaItem
) -> None:
    enter(cast.counsellor)
    SpeakingNote.objects.create(
        meeting=meeting,
        item=matter_item,
        agency=cast.agencies["centre"],
        text="예산이 먼저다",
        written_by=cast.members["counsellor"],
    )
    for who, count in {"colleague": 1, "coordinator": 0, "shelter": 0, "officer": 0}.items():
        enter(cast.actors[who])
        assert SpeakingNote.objects.count() == count, who


def test_each_line_of_minutes_is_for_those_who_may_know_its_part_of_the_case(
    cast: Cast, enter: Enter, meeting: Meeting, case: Case
) -> None:
    share_with_refuge(cast, enter, case, "victim", "discussion", "plan_victim")
    _minutes(cast, meeting, case)
    assert _lines(cast.coordinator, enter) == {
        "discussion",
        "plan_victim",
        "plan_perpetrator",
        "policy",
    }
    assert _lines(cast.shelter, enter) == {"discussion", "plan_victim", "policy"}
    for who in ("officer", "colleague", "stranger", "head", "auditor"):
        assert _lines(cast.actors[who], enter) == set(), who


def test_minutes_open_to_a_person_only_after_that_person_accepted(
    cast: Cast, enter: Enter, meeting: Meeting, case: Case
) -> None:
    _minutes(cast, meeting, case)
    enter(cast.colleague)
    assert Minutes.objects.count() == 0
    accept_confidentiality(actor=cast.colleague, meeting=meeting)
    assert Minutes.objects.count() == 1
    assert "policy" in _lines(cast.colleague, enter)


def test_a_review_reaches_the_council_only_when_it_was_sent(cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    review = CaseReview.objects.create(
        body=cast.council,
        above=cast.heads,
        half="2026-2",
        kind="domestic_violence",
        lesson="밤에 갈 곳이 없었다",
        written_by=cast.members["coordinator"],
    )
    enter(cast.head)
    assert CaseReview.objects.count() == 0
    enter(cast.coordinator)
    review.stage = "sent"
    review.save()
    enter(cast.head)
    assert CaseReview.objects.count() == 1
    enter(cast.counsellor)
    assert CaseReview.objects.count() == 0


def test_a_calendar_link_is_its_owners_alone(cast: Cast, enter: Enter) -> None:
    enter(cast.counsellor)
    Feed.objects.create(member=cast.members["counsellor"], digest="0" * 64)
    _refused(lambda: Feed.objects.create(member=cast.members["shelter"], digest="1" * 64))
    for who in ("colleague", "coordinator", "administrator"):
        enter(cast.actors[who])
        assert Feed.objects.count() == 0


def test_the_operator_founds_bodies_and_nobody_else(cast: Cast, enter: Enter) -> None:
    body = {"kind": "agreement", "name_ko": "협약", "name_en": "Pact", "valid_from": TODAY}
    enter(cast.coordinator)
    _refused(lambda: type(cast.council).objects.create(key="mine", **body))
    enter(THE_OPERATOR)
    assert type(cast.council).objects.create(key="ours", **body).pk
