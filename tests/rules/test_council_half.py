"""What a council of heads learns of a half-year: numbers, and none behind which few cases stand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from jikimi.access.errors import NotAllowed
from jikimi.access.ticket import name_actor
from jikimi.bodies.halves import Half, half_of
from jikimi.bodies.models import Body
from jikimi.cases.council_half import HalfCounted, half_counted, read_council
from jikimi.cases.council_tables import council_tables
from jikimi.cases.models import Case
from jikimi.cases.persons import PersonDraft
from jikimi.cases.unmet import UnmetDraft, note_unmet
from tests.cast import Cast
from tests.council import council_above
from tests.loop import Loop, end, heard
from tests.naming import named_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


def named_by(cast: Cast, who: str, many: int, kind: str = "domestic_violence") -> list[Case]:
    people = [PersonDraft(name=f"사람{who}{kind}{n}") for n in range(many)]
    return [named_case(cast, who, person, kind=kind) for person in people]


def counted(cast: Cast, half: Half | None = None, who: str = "head") -> HalfCounted:
    name_actor(cast.actors[who])
    return half_counted(cast.actors[who], cast.heads, half or half_of())


def test_nominations_are_counted_by_kind_and_by_who_nominated(cast: Cast) -> None:
    council_above(cast)
    named_by(cast, "officer", 6)
    named_by(cast, "counsellor", 5, "stalking")
    now = counted(cast)
    assert now.number("cases", "nominated") == 11
    assert now.numbers["kind"] == {"domestic_violence": 6, "stalking": 5}
    assert now.numbers["police"] == {"police": 6, "other": 5}
    assert now.numbers["nominator"] == {"counselling": 5}
    assert now.share("police", "other", "police") == 45
    assert counted(cast, half_of().before).numbers == {}


def test_a_small_part_and_what_it_could_be_worked_out_from_are_hidden(cast: Cast) -> None:
    council_above(cast)
    named_by(cast, "officer", 7)
    named_by(cast, "counsellor", 2, "stalking")
    now = counted(cast)
    assert now.number("cases", "nominated") == 9
    assert now.numbers["kind"] == {"domestic_violence": None, "stalking": None}
    assert now.numbers["police"] == {"police": None, "other": None}
    assert now.share("police", "other", "police") is None


def test_who_nominated_is_not_worked_out_from_two_tables(cast: Cast) -> None:
    """Police hidden among two: the other agencies' parts, shown, would give the police away."""
    council_above(cast)
    named_by(cast, "officer", 2)
    named_by(cast, "counsellor", 6)
    now = counted(cast)
    assert now.numbers["nominator"] == {"counselling": None}


def test_fewer_than_five_cases_show_no_number_at_all(cast: Cast) -> None:
    council_above(cast)
    named_by(cast, "officer", 4)
    now = counted(cast)
    assert {n for codes in now.numbers.values() for n in codes.values()} == {None}
    assert now.number("cases", "closed") == 0


def test_supports_times_and_failures_are_told(cast: Cast) -> None:
    council_above(cast)
    for n in range(5):
        loop = heard(cast, victim=f"고하{n}")
        made = loop.acting()
        end(loop, made)
        more = loop.action(cause_id=made.cause_id)
        end(loop, more, "not_possible" if n % 2 else "not_done")
    now = counted(cast)
    assert now.numbers["supports"] == {"done": 5}
    assert now.supports_per_case == 1.0
    assert now.numbers["done"] == {"in_time": 5}
    assert now.share("done", "in_time", "late") == 100
    assert now.numbers["failed"] == {"not_done": None, "not_possible": None}
    assert now.numbers["failed_cause"] == {"alcohol": 5}
    assert now.numbers["cause"] == {"alcohol": 5}
    assert now.days_to("support") == 0.0
    assert now.days_to("hearing") == "-"


def test_needs_that_were_not_met_are_counted_by_cases(cast: Cast) -> None:
    council_above(cast)
    for case in named_by(cast, "counsellor", 5):
        name_actor(cast.coordinator)
        fresh = Case.objects.get(pk=case.pk)
        for _twice in range(2):
            note_unmet(actor=cast.coordinator, case=fresh, draft=UnmetDraft("housing", "full"))
    assert counted(cast).numbers["unmet"] == {"housing": 5}


def test_other_councils_and_their_coordinators_get_no_number(cast: Cast) -> None:
    council_above(cast)
    named_by(cast, "officer", 6)
    assert counted(cast, who="secretary").number("cases", "nominated") == 6
    for who in ("coordinator", "officer", "stranger", "analyst", "auditor"):
        assert counted(cast, who=who).numbers == {}
        with pytest.raises(NotAllowed):
            read_council(cast.actors[who], cast.heads)
    name_actor(cast.coordinator)
    Body.objects.filter(pk=cast.council.pk).update(above=None)
    assert counted(cast).numbers == {}


def test_what_is_counted_from_is_closed_to_staff(cast: Cast) -> None:
    name_actor(cast.head)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_function_privilege('jikimi_staff', oid, 'EXECUTE') FROM pg_proc"
            " WHERE proname IN ('cases_half_things', 'cases_sits_in')"
        )
        assert cursor.fetchall() == [(False,), (False,)]


def test_tables_stand_beside_the_half_year_before_in_both_languages(cast: Cast) -> None:
    council_above(cast)
    named_by(cast, "officer", 6)
    name_actor(cast.head)
    tables = {table["key"]: table for table in council_tables(cast.head, cast.heads, half_of())}
    first = tables["headline"]["rows"][0]
    assert (first["label"]["ko"], first["now"], first["before"]) == ("추천된 사례", 6, 0)
    assert tables["police"]["rows"][1]["now"] == 0
    assert tables["kind"]["rows"][0]["label"] == {"ko": "가정폭력", "en": "Domestic violence"}
    headline = {row["label"]["en"]: row["now"] for row in tables["headline"]["rows"]}
    assert headline["Agencies taking part at the end"] == 3
    assert headline["Agencies that joined"] == 3


def test_a_half_year_knows_its_days() -> None:
    half = Half(2026, 2)
    assert (half.code, str(half.first), str(half.last)) == ("2026-2", "2026-07-01", "2026-12-31")
    assert half.before == Half(2026, 1)
    assert half.before.before == Half(2025, 2)
    assert half.after == Half(2027, 1)
    assert half.since == timezone.make_aware(timezone.datetime(2026, 7, 1))
    assert half.until - half.since == timedelta(days=184)
    assert half_of(half.last) == half


def test_the_number_of_statements_does_not_grow_with_cases(
    cast: Cast, django_assert_num_queries: object
) -> None:
    council_above(cast)
    named_by(cast, "officer", 1)
    Loop(cast, None)  # type: ignore[arg-type]
    name_actor(cast.head)
    with django_assert_num_queries(3):  # type: ignore[operator]
        half_counted(cast.head, cast.heads, half_of())
