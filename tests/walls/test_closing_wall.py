"""Nobody ends a meeting over an open item, not even over one that is not for that person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from jikimi.access.actor import Actor
from jikimi.access.errors import NotYet
from jikimi.bodies.agenda import add_item, finish_item
from jikimi.bodies.attendance import name_officers
from jikimi.bodies.meetings import close_meeting
from jikimi.bodies.models import Meeting
from jikimi.bodies.recusals import declare_recusal
from jikimi.cases.hearing import finish_hearing
from tests.cast import Cast
from tests.sitting import VICTIM, opened_meeting, selected_case

Enter = Callable[[Actor], None]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
TITLE = "상담소 위탁 심사"


def chaired(cast: Cast, meeting: Meeting) -> Meeting:
    """The same meeting with the shelter's worker in the chair, who coordinates nothing."""
    named = {"chair_id": cast.members["shelter"].pk, "clerk_id": None}
    name_officers(actor=cast.coordinator, meeting=meeting, version=meeting.version, **named)
    return Meeting.objects.get(pk=meeting.pk)


def is_open(meeting: Meeting) -> bool | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT bodies_items_open(%s)", [meeting.pk])
        found: bool | None = cursor.fetchone()[0]
        return found


def test_a_chair_who_may_not_know_a_case_cannot_close_over_it(cast: Cast, enter: Enter) -> None:
    case = selected_case(cast, enter)
    meeting = chaired(cast, opened_meeting(cast, enter, case))
    enter(cast.shelter)
    assert not meeting.items.exists()
    with pytest.raises(NotYet) as refused:
        close_meeting(actor=cast.shelter, meeting=meeting)
    assert "열람할 수 없는 안건" in refused.value.says
    for word in (case.number, VICTIM):
        assert word not in refused.value.says
    enter(cast.coordinator)
    finish_hearing(actor=cast.coordinator, case=case, item_id=meeting.items.get().pk)
    enter(cast.shelter)
    close_meeting(actor=cast.shelter, meeting=Meeting.objects.get(pk=meeting.pk))
    assert Meeting.objects.get(pk=meeting.pk).stage == "closed"


def test_a_chair_who_stays_out_of_an_item_cannot_close_over_it(cast: Cast, enter: Enter) -> None:
    meeting = chaired(cast, opened_meeting(cast, enter))
    item = add_item(actor=cast.coordinator, meeting=meeting, title=TITLE)
    enter(cast.shelter)
    declare_recusal(actor=cast.shelter, meeting=meeting, item_id=item.pk, why="own_agency")
    with pytest.raises(NotYet) as refused:
        close_meeting(actor=cast.shelter, meeting=meeting)
    assert TITLE not in refused.value.says
    enter(cast.coordinator)
    finish_item(actor=cast.coordinator, meeting=meeting, item_id=item.pk)
    enter(cast.shelter)
    assert close_meeting(actor=cast.shelter, meeting=meeting).minutes_due_on


def test_who_may_not_see_the_meeting_is_not_told_whether_anything_is_open(
    cast: Cast, enter: Enter
) -> None:
    meeting = opened_meeting(cast, enter, selected_case(cast, enter))
    for who, answer in (("coordinator", True), ("shelter", True), ("stranger", None)):
        enter(cast.actors[who])
        assert is_open(meeting) is answer, who
