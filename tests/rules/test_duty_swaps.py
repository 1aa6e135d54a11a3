"""Swaps, hand-over notes and the calendar behind a secret link."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from jikimi.access.actor import AT_THE_DOOR
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import Notice
from jikimi.access.roster import leave
from jikimi.bodies.duty.calendars import (
    calendar_behind,
    calendar_link,
    end_calendar_link,
    make_calendar_link,
)
from jikimi.bodies.duty.handing_over import amend_note, leave_note, notes_of, take_note
from jikimi.bodies.duty.people import busy_times
from jikimi.bodies.duty.swaps import (
    approve_swap,
    ask_swap,
    refuse_swap,
    shifts_to_give,
    step_back,
    swap_of,
    take_swap,
    withdraw_swap,
)
from jikimi.bodies.models import Feed, HandOver, Shift
from tests.cast import Cast
from tests.duty import Enter, manned, published


def _first_of(cast: Cast, name: str) -> Shift:
    rows = Shift.objects.filter(member_id=cast.members[name].pk, rota__stage="published")
    found = rows.order_by("starts_at").first()
    assert found is not None
    return found


def test_a_shift_goes_to_another_once_a_coordinator_approves(cast: Cast, enter: Enter) -> None:
    published(cast, manned(cast))
    enter(cast.counsellor)
    shift = _first_of(cast, "counsellor")
    swap = ask_swap(actor=cast.counsellor, shift=shift)
    with pytest.raises(NotYet):
        ask_swap(actor=cast.counsellor, shift=shift)
    enter(cast.colleague)
    assert Notice.objects.filter(kind="bodies.swap.ask").count() == 1
    take_swap(actor=cast.colleague, swap=swap)
    with pytest.raises(NotAllowed):
        approve_swap(actor=cast.colleague, swap=swap)
    enter(cast.coordinator)
    approve_swap(actor=cast.coordinator, swap=swap_of(swap.body, swap.pk))
    shift.refresh_from_db()
    assert shift.member_id == cast.colleague.member_id
    swap.refresh_from_db()
    assert swap.stage == "approved"


def test_two_change_their_shifts(cast: Cast, enter: Enter) -> None:
    published(cast, manned(cast))
    enter(cast.counsellor)
    shift = _first_of(cast, "counsellor")
    swap = ask_swap(actor=cast.counsellor, shift=shift)
    enter(cast.colleague)
    given = shifts_to_give(cast.colleague, swap)[-1]
    take_swap(actor=cast.colleague, swap=swap, in_return=given)
    enter(cast.coordinator)
    approve_swap(actor=cast.coordinator, swap=swap_of(swap.body, swap.pk))
    shift.refresh_from_db()
    given.refresh_from_db()
    assert (shift.member_id, given.member_id) == (
        cast.colleague.member_id,
        cast.counsellor.member_id,
    )


def test_a_swap_keeps_rest_kind_and_list(cast: Cast, enter: Enter) -> None:
    published(cast, manned(cast))
    enter(cast.counsellor)
    swap = ask_swap(actor=cast.counsellor, shift=_first_of(cast, "counsellor"))
    for name in ("officer", "shelter"):
        enter(cast.actors[name])
        with pytest.raises(NotValid):
            take_swap(actor=cast.actors[name], swap=swap)
    enter(cast.stranger)
    with pytest.raises(NotAllowed):
        take_swap(actor=cast.stranger, swap=swap)
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        take_swap(actor=cast.counsellor, swap=swap)


def test_somebody_who_has_enough_shifts_that_week_takes_none_more(cast: Cast, enter: Enter) -> None:
    found = manned(cast, weekdays=(0, 1, 2, 3))
    published(cast, found)
    enter(cast.counsellor)
    swap = ask_swap(actor=cast.counsellor, shift=_first_of(cast, "counsellor"))
    enter(cast.colleague)
    with pytest.raises(NotValid) as refused:
        take_swap(actor=cast.colleague, swap=swap)
    assert "그 주의 근무" in refused.value.says


def test_one_may_step_back_withdraw_or_be_refused(cast: Cast, enter: Enter) -> None:
    published(cast, manned(cast))
    enter(cast.counsellor)
    shift = _first_of(cast, "counsellor")
    swap = ask_swap(actor=cast.counsellor, shift=shift)
    enter(cast.colleague)
    take_swap(actor=cast.colleague, swap=swap)
    assert step_back(actor=cast.colleague, swap=swap).stage == "asked"
    enter(cast.counsellor)
    assert withdraw_swap(actor=cast.counsellor, swap=swap).stage == "withdrawn"
    again = ask_swap(actor=cast.counsellor, shift=shift)
    enter(cast.coordinator)
    with pytest.raises(NotValid):
        refuse_swap(actor=cast.coordinator, swap=again, why=" ")
    assert refuse_swap(actor=cast.coordinator, swap=again, why="인원 부족").stage == "refused"
    shift.refresh_from_db()
    assert shift.member_id == cast.counsellor.member_id


def test_a_note_is_left_covered_and_taken_up_once(cast: Cast, enter: Enter) -> None:
    found = manned(cast)
    published(cast, found)
    enter(cast.officer)
    note = leave_note(actor=cast.officer, post=found, text=" 900101-1234567 내일 방문 예정 ")
    assert note.text == "900101-******* 내일 방문 예정"
    assert amend_note(actor=cast.officer, note=note, text="내일 방문 예정").text == "내일 방문 예정"
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        amend_note(actor=cast.counsellor, note=note, text="다른 말")
    assert notes_of(cast.counsellor, found.body) == [note]
    take_note(actor=cast.counsellor, note=note)
    with pytest.raises(NotYet):
        take_note(actor=cast.counsellor, note=note)
    enter(cast.officer)
    with pytest.raises(NotYet):
        amend_note(actor=cast.officer, note=note, text="늦은 수정")


def test_a_stranger_sees_neither_notes_nor_shifts(cast: Cast, enter: Enter) -> None:
    found = manned(cast)
    published(cast, found)
    leave_note(actor=cast.coordinator, post=found, text="확인 필요")
    enter(cast.stranger)
    assert not HandOver.objects.exists()
    assert not Shift.objects.exists()


def test_a_calendar_holds_the_times_of_one_person_and_nothing_else(
    cast: Cast, enter: Enter
) -> None:
    published(cast, manned(cast))
    enter(cast.counsellor)
    mine = Shift.objects.filter(member_id=cast.counsellor.member_id)
    starts = {shift.starts_at for shift in mine}
    secret = make_calendar_link(actor=cast.counsellor)
    assert secret not in str(Feed.objects.values())
    enter(AT_THE_DOOR)
    content = calendar_behind(secret)
    calendar = Calendar.from_ical(content)
    events = calendar.walk("VEVENT")
    assert {event.decoded("dtstart") for event in events} == {s.astimezone(UTC) for s in starts}
    text = content.decode()
    for hidden in (cast.members["counsellor"].name, "위기대응팀", "합동 근무", "centre"):
        assert hidden not in text
    assert len({str(event["summary"]) for event in events}) == 1


def test_a_new_link_ends_the_old_one(cast: Cast, enter: Enter) -> None:
    enter(cast.counsellor)
    old = make_calendar_link(actor=cast.counsellor)
    new = make_calendar_link(actor=cast.counsellor)
    enter(AT_THE_DOOR)
    with pytest.raises(NotAllowed):
        calendar_behind(old)
    assert Calendar.from_ical(calendar_behind(new)).walk("VEVENT") == []
    enter(cast.counsellor)
    assert calendar_link(cast.counsellor) is not None
    end_calendar_link(actor=cast.counsellor)
    enter(AT_THE_DOOR)
    with pytest.raises(NotAllowed):
        calendar_behind(new)


def test_the_link_of_somebody_who_left_opens_nothing(cast: Cast, enter: Enter) -> None:
    enter(cast.officer)
    secret = make_calendar_link(actor=cast.officer)
    enter(cast.administrator)
    leave(actor=cast.administrator, member=cast.members["officer"], why="전출")
    enter(AT_THE_DOOR)
    with pytest.raises(NotAllowed):
        calendar_behind(secret)


def test_the_times_of_others_are_told_to_who_plans_them_alone(cast: Cast, enter: Enter) -> None:

    found = manned(cast)
    published(cast, found)
    member = cast.counsellor.member_id
    first = timezone.localdate()
    asked = (found.body_id, [member], first, first + timedelta(60))
    enter(cast.coordinator)
    assert len(busy_times(*asked)) == 4
    enter(cast.colleague)
    assert busy_times(*asked) == []
    enter(cast.counsellor)
    assert len(busy_times(*asked)) == 4
