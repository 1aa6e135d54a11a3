"""Nominating: a known person is not made anew, the basis holds, and nothing private slips in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.member import Member
from jikimi.access.models import Notice
from jikimi.access.ticket import name_actor
from jikimi.bodies.seats import give_seat
from jikimi.cases.models import Case, Nomination, Party, Person, SafeContact
from jikimi.cases.nomination import (
    LOOK_FIRST,
    ContactDraft,
    amend_nomination,
    nominations_of,
)
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.search import Sought, search_persons
from jikimi.cases.selection import decline_case
from tests.cast import Cast
from tests.naming import named_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]
VICTIM = PersonDraft(name="고하늘", born_on=date(1990, 3, 5), phone="010-1234-5678", sex="female")
OTHER = PersonDraft(name="문바다", sex="male")


def test_a_worry_becomes_a_case_and_the_coordinator_is_told(cast: Cast, enter: Enter) -> None:
    case = named_case(cast, "counsellor", VICTIM, OTHER, signs=["fear"])
    assert (case.stage, case.nominated_by_id) == ("nominated", cast.agencies["centre"].pk)
    assert [n.case for n in nominations_of(cast.colleague)] == [case]
    enter(cast.coordinator)
    assert [n.kind for n in Notice.objects.all()] == ["cases.nomination.put"]
    enter(cast.stranger)
    assert not nominations_of(cast.stranger)


def test_safe_contact_comes_with_the_nomination(cast: Cast, enter: Enter) -> None:
    contact = ContactDraft(
        channel="phone",
        address="010-1234-5678",
        from_time=time(10),
        until_time=time(14),
        weekdays=[3, 1],
        caution="배우자 900101-1234567 이 집에 있으면 걸지 않음",
    )
    named_case(cast, "counsellor", VICTIM, OTHER, contacts=[contact])
    row = SafeContact.objects.get()
    assert (row.channel, row.from_time, row.weekdays) == ("phone", time(10), [1, 3])
    assert not row.may_leave_message
    assert "1234567" not in row.caution


def test_an_agency_names_whom_it_may_not_read_afterwards(cast: Cast, enter: Enter) -> None:
    """A housing agency is not given perpetrators back (SR-05), yet it may say who did the harm."""
    give_seat(actor=THE_OPERATOR, body=cast.council, agency=cast.agencies["elsewhere"])
    contact = ContactDraft(channel="none")
    case = named_case(cast, "stranger", VICTIM, OTHER, contacts=[contact])
    assert [p.role for p in Party.objects.all()] == ["victim"]
    enter(cast.coordinator)
    assert {p.role for p in Party.objects.filter(case=case)} == {"victim", "perpetrator"}
    assert SafeContact.objects.count() == 1


def test_nobody_adds_a_party_to_somebody_elses_nomination(cast: Cast, enter: Enter) -> None:
    case = named_case(cast, "counsellor", VICTIM, OTHER)
    person = case.parties.get(role="victim").person_id
    enter(cast.shelter)
    put = "SELECT cases_put_party(gen_random_uuid(), %s, %s, 'other', 'victim', '', '', NULL, NULL)"
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="refused"):
        cursor.execute(put, [case.pk, person])


def test_the_same_person_is_not_made_anew_by_a_colleague(cast: Cast, enter: Enter) -> None:
    named_case(cast, "counsellor", VICTIM, OTHER)
    for same in (
        PersonDraft(name="고 하늘", born_on=VICTIM.born_on),
        PersonDraft(name="고하늘", phone="+82-10-1234-5678"),
    ):
        with pytest.raises(NotYet) as refused:
            named_case(cast, "colleague", same, OTHER)
        assert refused.value.code == LOOK_FIRST
    assert Case.objects.count() == 1


def test_who_was_shown_and_is_another_person_may_be_named(cast: Cast, enter: Enter) -> None:
    named_case(cast, "counsellor", VICTIM, OTHER)
    enter(cast.colleague)
    sought = Sought(VICTIM.name, VICTIM.phone, VICTIM.born_on)
    found = search_persons(cast.colleague, sought, why="nomination")
    named_case(cast, "colleague", VICTIM, OTHER, seen=found.subjects)
    assert Person.objects.filter(name="고하늘").count() == 2


def test_another_agency_learns_nothing_by_naming_the_same_person(cast: Cast, enter: Enter) -> None:
    first = named_case(cast, "officer", VICTIM, OTHER)
    second = named_case(cast, "counsellor", VICTIM, OTHER)
    assert Case.objects.get() == second
    assert not second.is_repeat
    assert Person.objects.filter(name="고하늘").count() == 1
    enter(cast.officer)
    assert Case.objects.get() == first


def test_a_known_person_keeps_one_row_over_two_cases(cast: Cast, enter: Enter) -> None:
    first = named_case(cast, "counsellor", VICTIM, OTHER)
    person = first.parties.get(role="victim").person_id
    known = PersonDraft(known_id=person)
    with pytest.raises(NotYet) as refused:
        named_case(cast, "counsellor", known, OTHER)
    assert refused.value.code == "cases.nomination.open_case"
    enter(cast.coordinator)
    decline_case(actor=cast.coordinator, case=first, reason="other", why="다시 확인 필요")
    second = named_case(cast, "counsellor", known, OTHER)
    assert second.parties.get(role="victim").person_id == person
    assert Person.objects.filter(name="고하늘").count() == 1


def test_a_person_one_may_not_know_cannot_be_taken_over(cast: Cast, enter: Enter) -> None:
    case = named_case(cast, "officer", VICTIM, OTHER)
    person = case.parties.get(role="victim").person_id
    with pytest.raises(NotAllowed):
        named_case(cast, "counsellor", PersonDraft(known_id=person), OTHER)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"parties": []}, "parties"),
        ({"worry": " "}, "worry"),
        ({"signs": ["made_up"]}, "signs"),
        ({"kind": "made_up"}, "kind"),
        ({"basis": "because"}, "basis"),
        ({"basis": ""}, "basis"),
        ({"consented_on": None}, "consented_on"),
        ({"consented_on": date.today() + timedelta(days=2)}, "consented_on"),
        ({"consented_by": "suspected_guardian"}, "basis"),
        ({"basis": "special_statute"}, "basis_note"),
        ({"basis": "urgent_life", "worry": "위급함"}, "worry"),
        ({"basis": "joint_response_112"}, "basis"),  # only police may use it
        ({"contacts": [ContactDraft(channel="drum")]}, "contact_channel"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    cast: Cast, enter: Enter, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(NotValid) as refused:
        named_case(cast, "counsellor", VICTIM, OTHER, **changes)
    assert field in refused.value.fields
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("born_on", "consented_by", "is_enough"),
    [
        (date(2012, 11, 2), "person", False),  # 13 on the day of consent
        (date(2012, 11, 1), "person", True),  # 14 that very day
        (date(2012, 11, 2), "guardian", True),
        (None, "person", True),
    ],
)
def test_a_guardian_consents_for_a_child_under_fourteen(
    cast: Cast, enter: Enter, born_on: date | None, consented_by: str, is_enough: bool
) -> None:
    child = PersonDraft(name="고나리", born_on=born_on)
    if is_enough:
        assert named_case(cast, "counsellor", child, OTHER, consented_by=consented_by).pk
        return
    with pytest.raises(NotValid) as refused:
        named_case(cast, "counsellor", child, OTHER, consented_by=consented_by)
    assert "consented_by" in refused.value.fields


def test_identity_numbers_are_covered_wherever_they_were_typed(cast: Cast, enter: Enter) -> None:
    number = "900305-2345678"
    victim = PartyDraft(
        "victim", PersonDraft(name="고하늘", needs=f"통역 {number}"), wishes=f"조용히 {number}"
    )
    named_case(cast, "counsellor", VICTIM, parties=[victim], worry=f"걱정 {number}")
    row = Nomination.objects.get()
    party = Party.objects.select_related("person").get()
    said = f"{row.worry} {party.wishes} {party.person.needs}"
    assert "2345678" not in said
    assert said.count("900305-*******") == 3
    again = amend_nomination(
        actor=cast.counsellor, nomination=row, worry=f"다시 {number}", signs=[], version=1
    )
    assert "2345678" not in again.worry


def test_an_agency_without_a_seat_cannot_nominate(cast: Cast, enter: Enter) -> None:
    with pytest.raises(NotAllowed):
        named_case(cast, "stranger", VICTIM, OTHER)


@pytest.mark.parametrize("role", ["victim", "perpetrator"])
def test_who_is_concerned_does_not_nominate_and_is_told_so(
    role: str, cast: Cast, enter: Enter
) -> None:
    name_actor(THE_OPERATOR)
    Member.objects.filter(pk=cast.counsellor.member_id).update(phone="01055556666")
    mine = PersonDraft(name="다른 이름", phone="010-5555-6666")
    people = (mine, PersonDraft(name="문바다")) if role == "victim" else (PersonDraft(), mine)
    with pytest.raises(NotValid) as refusal:
        named_case(cast, "counsellor", *people)
    assert refusal.value.code == "cases.nomination.own"
    enter(cast.colleague)
    assert Case.objects.count() == 0
