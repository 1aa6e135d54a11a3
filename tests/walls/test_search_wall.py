"""The search function itself, asked by everybody of the cast without any page or rule before it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date

import pytest
from django.db import DatabaseError, connection

from jikimi.access.actor import Actor
from jikimi.access.ticket import forget_actor
from jikimi.cases.matching import ways_of
from jikimi.cases.models import Case
from jikimi.cases.persons import PersonDraft
from tests.cast import Cast
from tests.naming import named_case

Enter = Callable[[Actor], None]
VICTIM = PersonDraft(name="고하늘", born_on=date(1990, 3, 5), phone="010-1234-5678")
FINDS = {
    "counsellor": 1,
    "colleague": 1,
    "coordinator": 1,
    "officer": 0,
    "shelter": 0,
    "stranger": 0,
    "head": 0,
    "auditor": 0,
    "administrator": 0,
    "analyst": 0,
}


@pytest.fixture
def case(cast: Cast) -> Case:
    """The centre named 고하늘."""
    return named_case(cast, "counsellor", VICTIM)


def _found(name: str = "", phone: str = "", born_on: date | None = None) -> set[object]:
    ways = json.dumps([asdict(way) for way in ways_of(name)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT found FROM cases_search(%s::jsonb, %s, %s, '{}', 20)",
            [ways, phone[::-1], born_on],
        )
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("who", sorted(FINDS))
def test_everybody_finds_only_whom_they_may_know(
    case: Case, cast: Cast, enter: Enter, who: str
) -> None:
    enter(cast.actors[who])
    for found in (
        _found("고하늘"),
        _found("고하"),
        _found("ㄱㅎㄴ"),
        _found("고하눌"),
        _found(phone="01012345678"),
        _found(phone="5678"),
        _found(born_on=date(1990, 3, 5)),
    ):
        assert len(found) == FINDS[who]


def test_nobody_named_is_refused(case: Case) -> None:
    forget_actor()
    with pytest.raises(DatabaseError, match="refused"):
        _found("고하늘")


def test_a_forged_ticket_is_refused(case: Case, cast: Cast) -> None:
    forged = f"v1|9999999999|1|1|{cast.agencies['centre'].pk * 8 + 1}|{'0' * 64}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jikimi.ticket', %s, true)", [forged])
    with pytest.raises(DatabaseError, match="refused"):
        _found("고하늘")


@pytest.mark.parametrize("most", [0, 101, -1])
def test_the_list_of_everybody_cannot_be_asked_for(
    case: Case, cast: Cast, enter: Enter, most: int
) -> None:
    enter(cast.coordinator)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="refused"):
        cursor.execute("SELECT * FROM cases_search('[]', '', '1990-03-05', '{}', %s)", [most])


def test_the_public_role_may_not_even_ask(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname ~ '^cases_(search|persons|report_parties|"
            "matches|likely|put_party|put_contact|may_put|name_alone)' AND ("
            "has_function_privilege('jikimi_public', oid, 'execute') OR NOT prosecdef"
            " OR proconfig IS NULL)"
        )
        assert cursor.fetchall() == []


def test_nobody_may_call_the_steps_of_a_search(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, has_function_privilege('jikimi_staff', oid, 'execute')"
            " OR has_function_privilege('jikimi_public', oid, 'execute')"
            " FROM pg_proc WHERE proname ~ '^cases_names_' ORDER BY proname"
        )
        assert cursor.fetchall() == [
            ("cases_names_ranging", False),
            ("cases_names_seen", False),
            ("cases_names_sharing", False),
        ]
