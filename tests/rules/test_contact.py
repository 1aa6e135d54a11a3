"""Safe contact: asked before anything is sent; what is not known to be safe is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.cases.contact import (
    ask_to_contact,
    contact_called,
    contacts_of,
    end_contact,
    may_contact,
    set_contact,
)
from jikimi.cases.models import Case, Party, SafeContact
from jikimi.cases.reaching import ContactDraft
from tests.casework import newcomer, selected, shared
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]
KOREA = ZoneInfo("Asia/Seoul")
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=KOREA)


@pytest.fixture
def victim(cast: Cast, enter: Enter) -> Party:
    selected(cast)
    enter(cast.counsellor)
    return Party.objects.get(role="victim")


def _set(cast: Cast, victim: Party, channel: str = "phone", **more: object) -> SafeContact:
    return set_contact(actor=cast.counsellor, party=victim, draft=ContactDraft(channel, **more))


def test_nothing_set_means_no(victim: Party) -> None:
    refusal = may_contact(victim, "phone", MONDAY_NOON)
    assert refusal is not None
    assert refusal.code == "cases.contact.unknown"


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (datetime(2026, 11, 23, 10, 0, tzinfo=KOREA), None),
        (datetime(2026, 11, 23, 11, 59, tzinfo=KOREA), None),
        (datetime(2026, 11, 23, 12, 0, tzinfo=KOREA), "cases.contact.hours"),
        (datetime(2026, 11, 23, 9, 59, tzinfo=KOREA), "cases.contact.hours"),
        (datetime(2026, 11, 24, 10, 30, tzinfo=KOREA), "cases.contact.hours"),
        (datetime(2026, 11, 23, 1, 30, tzinfo=UTC), None),
        (datetime(2026, 11, 23, 10, 30, tzinfo=UTC), "cases.contact.hours"),
    ],
)
def test_hours_and_days_are_those_in_korea(
    victim: Party, cast: Cast, at: datetime, code: str | None
) -> None:
    _set(cast, victim, from_time=time(10), until_time=time(12), weekdays=[1, 3])
    refusal = may_contact(victim, "phone", at)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 11, 23, 22, 0, tzinfo=KOREA), True),
        (datetime(2026, 11, 24, 5, 59, tzinfo=KOREA), True),
        (datetime(2026, 11, 24, 6, 0, tzinfo=KOREA), False),
        (datetime(2026, 11, 23, 5, 0, tzinfo=KOREA), False),
        (datetime(2026, 11, 24, 22, 30, tzinfo=KOREA), False),
    ],
)
def test_a_night_shift_belongs_to_the_day_it_began_on(
    victim: Party, cast: Cast, at: datetime, is_open: bool
) -> None:
    _set(cast, victim, from_time=time(22), until_time=time(6), weekdays=[1])
    assert (may_contact(victim, "phone", at) is None) == is_open


def test_a_night_shift_that_began_on_sunday_reaches_into_monday(victim: Party, cast: Cast) -> None:
    _set(cast, victim, from_time=time(22), until_time=time(6), weekdays=[7])
    assert may_contact(victim, "phone", datetime(2026, 11, 23, 5, 0, tzinfo=KOREA)) is None


def test_no_message_is_left_where_none_may_be(victim: Party, cast: Cast) -> None:
    _set(cast, victim)
    assert may_contact(victim, "phone", MONDAY_NOON) is None
    refusal = may_contact(victim, "phone", MONDAY_NOON, leaves_message=True)
    assert refusal is not None
    assert refusal.code == "cases.contact.message"


def test_a_channel_marked_unsafe_is_refused_whatever_else_is_said(
    victim: Party, cast: Cast
) -> None:
    _set(cast, victim)
    _set(cast, victim, is_safe=False)
    refusal = may_contact(victim, "phone", MONDAY_NOON)
    assert refusal is not None
    assert refusal.code == "cases.contact.unsafe"


def test_no_contact_at_all_goes_before_everything(victim: Party, cast: Cast) -> None:
    _set(cast, victim)
    nothing = _set(cast, victim, channel="none")
    refusal = may_contact(victim, "phone", MONDAY_NOON)
    assert refusal is not None
    assert refusal.code == "cases.contact.no_contact"
    end_contact(actor=cast.counsellor, contact=nothing)
    assert may_contact(victim, "phone", MONDAY_NOON) is None


def test_who_may_not_know_how_to_reach_the_person_is_refused(
    victim: Party, cast: Cast, enter: Enter
) -> None:
    _set(cast, victim)
    newcomer(cast, "doctor", "health")
    shared(cast, victim.case, "doctor", ["victim"])
    refusal = may_contact(victim, "phone", MONDAY_NOON)
    assert refusal is not None
    assert contacts_of(cast.doctor, victim.case) == []
    with pytest.raises(NotAllowed):
        set_contact(
            actor=cast.doctor,
            party=Party.objects.get(role="victim"),
            draft=ContactDraft("phone"),
        )


def test_asking_gives_the_ways_that_hold_now(victim: Party, cast: Cast) -> None:
    _set(cast, victim, address="01011112222", caution="문자는 안 됨")
    _set(cast, victim, from_time=time(20), until_time=time(21))
    ways = ask_to_contact(actor=cast.counsellor, party=victim, channel="phone", at=MONDAY_NOON)
    assert [way.address for way in ways] == ["01011112222"]
    with pytest.raises(NotValid):
        ask_to_contact(actor=cast.counsellor, party=victim, channel="letter", at=MONDAY_NOON)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ContactDraft("pigeon"), "channel"),
        (ContactDraft("phone", from_time=time(10)), "until_time"),
        (ContactDraft("phone", until_time=time(10)), "from_time"),
        (ContactDraft("phone", from_time=time(10), until_time=time(10)), "until_time"),
        (ContactDraft("phone", weekdays=[0]), "weekdays"),
        (ContactDraft("in_person", may_leave_message=True), "may_leave_message"),
    ],
)
def test_a_way_that_is_not_in_order_is_refused_beside_its_field(
    victim: Party, cast: Cast, draft: ContactDraft, field: str
) -> None:
    with pytest.raises(NotValid) as refusal:
        set_contact(actor=cast.counsellor, party=victim, draft=draft)
    assert field in refusal.value.fields


def test_an_ended_way_is_found_no_more(victim: Party, cast: Cast) -> None:
    way = _set(cast, victim)
    end_contact(actor=cast.counsellor, contact=way, why="번호를 바꿈")
    assert contacts_of(cast.counsellor, Case.objects.get()) == []
    with pytest.raises(NotAllowed):
        contact_called(cast.counsellor, Case.objects.get(), way.pk)
    with pytest.raises(NotAllowed):
        end_contact(actor=cast.counsellor, contact=way)
