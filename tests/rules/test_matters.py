"""Matters: proposed by agencies, put on an agenda, dealt with, answered, taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jikimi.access.actor import Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.models import Notice
from jikimi.bodies.agenda import finish_item, take_off_item
from jikimi.bodies.matters import (
    MatterDraft,
    amend_matter,
    decline_matter,
    matter_called,
    matters,
    matters_unanswered,
    matters_waiting,
    propose_matter,
    reopen_matter,
    schedule_matter,
    withdraw_matter,
)
from jikimi.bodies.meetings import cancel_meeting, open_meeting
from jikimi.bodies.models import Matter
from tests.cast import Cast
from tests.sitting import called_meeting

Enter = Callable[[Actor], None]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
SITE = MatterDraft("site_proposal", "공원 화장실 비상벨", "어두운 길에 비상벨을 두자.")


@pytest.fixture
def matter(cast: Cast, enter: Enter) -> Matter:
    enter(cast.shelter)
    return propose_matter(actor=cast.shelter, body=cast.council, draft=SITE)


def fresh(cast: Cast, enter: Enter, matter: Matter, who: str = "coordinator") -> Matter:
    enter(cast.actors[who])
    return matter_called(cast.actors[who], matter.pk)


def test_a_seated_agency_proposes_and_the_coordinator_is_told(
    matter: Matter, cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    assert [m.pk for m in matters_unanswered(cast.coordinator)] == [matter.pk]
    assert Notice.objects.filter(kind="bodies.matter.propose").count() == 1
    for who in ("stranger", "auditor", "head"):
        enter(cast.actors[who])
        with pytest.raises(NotAllowed):
            propose_matter(actor=cast.actors[who], body=cast.council, draft=SITE)
        with pytest.raises(NotAllowed):
            matters(cast.actors[who], cast.council)
        assert Matter.objects.count() == 0


def test_a_matter_has_a_kind_on_the_list_and_a_title(cast: Cast, enter: Enter) -> None:
    enter(cast.shelter)
    with pytest.raises(NotValid) as refused:
        propose_matter(actor=cast.shelter, body=cast.council, draft=MatterDraft("case", " "))
    assert set(refused.value.fields) == {"kind", "title"}


def test_a_matter_is_put_on_an_agenda_and_dealt_with_there(
    matter: Matter, cast: Cast, enter: Enter
) -> None:
    meeting = called_meeting(cast, enter)
    found = fresh(cast, enter, matter)
    item = schedule_matter(actor=cast.coordinator, matter=found, meeting=meeting, minutes=10)
    assert (item.kind, item.title, item.minutes_planned) == ("site_proposal", SITE.title, 10)
    assert fresh(cast, enter, matter).stage == "on_agenda"
    enter(cast.shelter)
    assert Notice.objects.filter(kind="bodies.matter.schedule").count() == 1
    enter(cast.coordinator)
    take_off_item(actor=cast.coordinator, meeting=meeting, item_id=item.pk, why="다음에")
    assert [m.pk for m in matters_waiting(cast.coordinator, cast.council)] == [matter.pk]
    again = schedule_matter(
        actor=cast.coordinator, matter=fresh(cast, enter, matter), meeting=meeting
    )
    open_meeting(actor=cast.coordinator, meeting=meeting)
    finish_item(actor=cast.coordinator, meeting=meeting, item_id=again.pk)
    assert fresh(cast, enter, matter).stage == "decided"


def test_a_cancelled_meeting_lets_its_matters_wait_again(
    matter: Matter, cast: Cast, enter: Enter
) -> None:
    meeting = called_meeting(cast, enter)
    schedule_matter(actor=cast.coordinator, matter=fresh(cast, enter, matter), meeting=meeting)
    cancel_meeting(actor=cast.coordinator, meeting=meeting, why="태풍")
    assert fresh(cast, enter, matter).stage == "proposed"
    with pytest.raises(NotYet):
        schedule_matter(actor=cast.coordinator, matter=matter, meeting=meeting)


def test_an_answer_is_given_and_the_matter_can_wait_again(
    matter: Matter, cast: Cast, enter: Enter
) -> None:
    found = fresh(cast, enter, matter)
    with pytest.raises(NotValid):
        decline_matter(actor=cast.coordinator, matter=found, answer="")
    decline_matter(actor=cast.coordinator, matter=found, answer="시청 소관입니다.")
    enter(cast.shelter)
    assert Notice.objects.filter(kind="bodies.matter.decline").count() == 1
    mine = matter_called(cast.shelter, matter.pk)
    assert (mine.stage, mine.answer) == ("declined", "시청 소관입니다.")
    reopen_matter(actor=cast.shelter, matter=mine)
    assert fresh(cast, enter, matter).stage == "proposed"


def test_only_the_agency_that_proposed_withdraws(matter: Matter, cast: Cast, enter: Enter) -> None:
    with pytest.raises(NotAllowed):
        withdraw_matter(actor=cast.counsellor, matter=fresh(cast, enter, matter, "counsellor"))
    withdraw_matter(actor=cast.shelter, matter=fresh(cast, enter, matter, "shelter"))
    assert fresh(cast, enter, matter).stage == "withdrawn"


def test_two_who_change_a_matter_see_each_other(matter: Matter, cast: Cast, enter: Enter) -> None:
    first = MatterDraft("policy", SITE.title, "두 곳에 두자.")
    amend_matter(actor=cast.coordinator, matter=fresh(cast, enter, matter), draft=first, version=1)
    second = MatterDraft("policy", SITE.title, "세 곳에 두자.")
    with pytest.raises(Changed) as refused:
        amend_matter(
            actor=cast.shelter,
            matter=fresh(cast, enter, matter, "shelter"),
            draft=second,
            version=1,
        )
    assert refused.value.theirs == {"text": "두 곳에 두자."}


def test_matters_are_found_by_stage_and_words(matter: Matter, cast: Cast, enter: Enter) -> None:
    enter(cast.shelter)
    other = MatterDraft("policy", "야간 연락 체계")
    propose_matter(actor=cast.shelter, body=cast.council, draft=other)
    titles = [m.title for m in matters(cast.shelter, cast.council, text="비상벨")]
    assert titles == [SITE.title]
    assert matters(cast.shelter, cast.council, stage="declined") == []
    ordered = [m.title for m in matters(cast.shelter, cast.council, order="title")]
    assert ordered == sorted(ordered)
