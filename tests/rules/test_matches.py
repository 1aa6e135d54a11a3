"""Matches: the coordinator sees who may be known already, and nobody else learns anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.cases.matches import (
    CaseMatch,
    confirm_repeat,
    dismiss_match,
    matches_of,
    restore_match,
)
from jikimi.cases.models import Case, DismissedMatch, Nomination
from jikimi.cases.persons import PersonDraft
from jikimi.cases.selection import decline_case
from tests.cast import Cast
from tests.naming import named_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]
SEOUL = ZoneInfo("Asia/Seoul")
VICTIM = PersonDraft(name="고하늘", born_on=date(1990, 3, 5), phone="010-1234-5678")
OTHER = PersonDraft(name="문바다", born_on=date(1988, 7, 1))


def _matches(cast: Cast, enter: Enter, case: Case) -> list[CaseMatch]:
    enter(cast.coordinator)
    return matches_of(cast.coordinator, case)


@pytest.fixture
def earlier(cast: Cast) -> Case:
    """Police named the pair first."""
    return named_case(cast, "officer", VICTIM, OTHER)


@pytest.fixture
def case(earlier: Case, cast: Cast) -> Case:
    """Then the centre did, without knowing."""
    return named_case(cast, "counsellor", VICTIM, OTHER)


def test_the_coordinator_sees_that_the_pair_is_known(
    case: Case, earlier: Case, cast: Cast, enter: Enter
) -> None:
    (match,) = _matches(cast, enter, case)
    assert (match.case, match.is_pair, match.is_repeat) == (earlier, True, True)
    assert [(m.role, m.other_role, list(m.reasons)) for m in match.persons] == [
        ("victim", "victim", ["born_on", "name", "phone"]),
        ("perpetrator", "perpetrator", ["born_on", "name"]),
    ]


@pytest.mark.parametrize("who", ["officer", "counsellor", "shelter", "stranger", "head", "auditor"])
def test_nobody_else_can_ask(case: Case, cast: Cast, enter: Enter, who: str) -> None:
    """Not even the agency that leads the case: a counsellor never learns what police know."""
    enter(cast.actors[who])
    with pytest.raises(NotAllowed):
        matches_of(cast.actors[who], case)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="refused"):
        cursor.execute("SELECT * FROM cases_matches(%s)", [case.pk])


def test_nobody_else_can_ask_about_one_person(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.counsellor)
    person = case.parties.get(role="victim").person_id
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="refused"):
        cursor.execute("SELECT * FROM cases_likely(%s, %s)", [person, cast.council.pk])


@pytest.mark.parametrize(
    ("again", "reasons"),
    [
        (PersonDraft(name="고하늘"), ["name"]),
        (PersonDraft(name="고하눌", born_on=date(1990, 3, 5)), ["born_on"]),
        (PersonDraft(name="다른이름", phone="01012345678"), ["phone"]),
        (PersonDraft(name="고하늘", born_on=date(1991, 3, 5)), None),  # another of that name
        (PersonDraft(name="박무리", born_on=date(1990, 3, 5)), None),  # another of that day
        (PersonDraft(), None),  # nothing is known of her yet
    ],
)
def test_what_makes_a_match_and_what_does_not(
    earlier: Case, cast: Cast, enter: Enter, again: PersonDraft, reasons: list[str] | None
) -> None:
    case = named_case(cast, "counsellor", again)
    found = [list(m.persons[0].reasons) for m in _matches(cast, enter, case)]
    assert found == ([] if reasons is None else [reasons])


def test_one_person_of_the_pair_is_a_match_but_no_repeat(
    earlier: Case, cast: Cast, enter: Enter
) -> None:
    case = named_case(cast, "counsellor", VICTIM, PersonDraft(name="허나무"))
    (match,) = _matches(cast, enter, case)
    assert not match.is_pair
    assert not match.is_repeat


def test_a_declined_case_counts_too(earlier: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    decline_case(
        actor=cast.coordinator, case=earlier, reason="other", why="기준 미달 아님, 확인 부족"
    )
    case = named_case(cast, "counsellor", VICTIM, OTHER)
    assert _matches(cast, enter, case)[0].is_repeat


@pytest.mark.parametrize(
    ("earlier_on", "again_on", "is_repeat"),
    [
        (date(2025, 3, 10), date(2026, 3, 10), True),  # day 365
        (date(2025, 3, 10), date(2026, 3, 11), False),  # day 366
        (date(2024, 2, 29), date(2025, 2, 28), True),
        (date(2024, 2, 29), date(2025, 3, 1), False),
    ],
)
def test_twelve_months_are_counted_to_the_day(
    case: Case,
    earlier: Case,
    cast: Cast,
    enter: Enter,
    earlier_on: date,
    again_on: date,
    is_repeat: bool,
) -> None:
    enter(cast.coordinator)
    for one, day in ((earlier, earlier_on), (case, again_on)):
        at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=SEOUL)
        Case.objects.filter(pk=one.pk).update(opened_at=at)
    fresh = Case.objects.get(pk=case.pk)
    assert _matches(cast, enter, fresh)[0].is_repeat is is_repeat


def test_the_coordinator_confirms_a_repeat(
    case: Case, earlier: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    confirm_repeat(actor=cast.coordinator, case=case, other_id=earlier.pk, why="같은 부부")
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.is_repeat, fresh.repeat_of_id) == (True, earlier.pk)
    assert fresh.repeat_until is not None
    assert fresh.repeat_until > date.today()
    assert Nomination.objects.get(case=case).is_repeat
    enter(cast.counsellor)
    assert Case.objects.filter(pk=earlier.pk).count() == 0


@pytest.mark.parametrize("who", ["counsellor", "officer", "shelter", "stranger"])
def test_nobody_else_confirms_or_dismisses(
    case: Case, earlier: Case, cast: Cast, enter: Enter, who: str
) -> None:
    enter(cast.actors[who])
    for rule in (confirm_repeat, dismiss_match):
        with pytest.raises(NotAllowed):
            rule(actor=cast.actors[who], case=case, other_id=earlier.pk, why="x")


def test_a_dismissed_match_stands_last_and_can_be_brought_back(
    case: Case, earlier: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    dismiss_match(actor=cast.coordinator, case=case, other_id=earlier.pk, why="동명이인")
    assert [m.is_dismissed for m in _matches(cast, enter, case)] == [True]
    enter(cast.counsellor)
    assert DismissedMatch.objects.count() == 0
    enter(cast.coordinator)
    restore_match(actor=cast.coordinator, case=case, other_id=earlier.pk)
    assert [m.is_dismissed for m in _matches(cast, enter, case)] == [False]


def test_a_reason_is_needed(case: Case, earlier: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    for rule in (confirm_repeat, dismiss_match):
        with pytest.raises(NotValid):
            rule(actor=cast.coordinator, case=case, other_id=earlier.pk, why=" ")


def test_a_case_of_another_body_cannot_be_linked(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    with pytest.raises(NotAllowed):
        confirm_repeat(actor=cast.coordinator, case=case, other_id=case.pk, why="x")


def test_a_coordinator_barred_from_the_earlier_case_is_not_shown_it(
    case: Case, earlier: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.officer)
    with connection.cursor() as cursor:
        member = cast.members["coordinator"].pk
        cursor.execute("SELECT cases_bar_member(%s, %s, 'declared')", [earlier.pk, member])
    assert _matches(cast, enter, case) == []
