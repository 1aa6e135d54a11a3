"""What the council learns of needs that are not met: numbers, and none behind which few stand."""

from __future__ import annotations

import pytest
from django.db import connection

from jikimi.access.errors import NotAllowed
from jikimi.access.ticket import name_actor
from jikimi.bodies.halves import half_of
from jikimi.bodies.models import Body
from jikimi.cases.council_half import half_counted, read_council
from jikimi.cases.council_tables import council_tables
from jikimi.cases.models import Case, UnmetNeed
from jikimi.cases.persons import PersonDraft
from jikimi.cases.unmet import UnmetDraft, note_unmet, settle_unmet
from tests.cast import Cast
from tests.naming import named_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def cases(cast: Cast) -> list[Case]:
    """Nine cases under a working council that stands under the council of heads."""
    name_actor(cast.coordinator)
    Body.objects.filter(pk=cast.council.pk).update(above=cast.heads)
    return [named_case(cast, "counsellor", PersonDraft(name=f"사람{n}")) for n in range(9)]


def missing(cast: Cast, case: Case, need: str, district: str = "") -> UnmetNeed:
    name_actor(cast.coordinator)
    draft = UnmetDraft(need, "full", district=district)
    return note_unmet(actor=cast.coordinator, case=Case.objects.get(pk=case.pk), draft=draft)


def figures(cast: Cast, who: str = "head") -> dict[str, int | None]:
    name_actor(cast.actors[who])
    return half_counted(cast.actors[who], cast.heads, half_of()).numbers.get("unmet", {})


def test_needs_are_counted_by_cases_wherever_help_was_missing(
    cast: Cast, cases: list[Case]
) -> None:
    for case in cases[:6]:
        missing(cast, case, "safe_place", "50110")
    missing(cast, cases[0], "safe_place", "50130")
    assert figures(cast) == {"safe_place": 6}


def test_the_council_reads_them_in_words(cast: Cast, cases: list[Case]) -> None:
    for case in cases[:6]:
        missing(cast, case, "safe_place")
    name_actor(cast.head)
    tables = {table["key"]: table for table in council_tables(cast.head, cast.heads, half_of())}
    rows = [(row["label"]["ko"], row["now"]) for row in tables["unmet"]["rows"]]
    assert rows == [("쉼터·긴급 피난처", 6)]


def test_a_small_number_and_what_it_could_be_worked_out_from_are_hidden(
    cast: Cast, cases: list[Case]
) -> None:
    for case in cases[:7]:
        missing(cast, case, "housing")
    for case in cases[:4]:
        missing(cast, case, "legal_aid")
    assert figures(cast) == {"housing": None, "legal_aid": None}


def test_what_is_hidden_stands_for_five_cases_together(cast: Cast, cases: list[Case]) -> None:
    """One and two alone would tell by subtraction that there were three."""
    for need, many in (("housing", 9), ("safe_place", 6), ("legal_aid", 2), ("mental_health", 1)):
        for case in cases[:many]:
            missing(cast, case, need)
    found = figures(cast)
    assert found["housing"] == 9
    hidden = {need for need, number in found.items() if number is None}
    assert hidden == {"safe_place", "legal_aid", "mental_health"}


def test_what_was_noted_by_mistake_does_not_count(cast: Cast, cases: list[Case]) -> None:
    for case in cases[:5]:
        made = missing(cast, case, "safe_place")
    assert figures(cast) == {"safe_place": 5}
    name_actor(cast.coordinator)
    settle_unmet(actor=cast.coordinator, unmet=made, ending="mistaken")
    assert figures(cast) == {"safe_place": None}


@pytest.mark.parametrize("who", ["officer", "counsellor", "stranger", "auditor", "analyst"])
def test_only_members_of_the_council_read_them(cast: Cast, cases: list[Case], who: str) -> None:
    for case in cases:
        missing(cast, case, "safe_place")
    name_actor(cast.actors[who])
    with pytest.raises(NotAllowed):
        read_council(cast.actors[who], cast.heads)
    assert figures(cast, who) == {}


def test_a_member_of_another_council_gets_no_number(cast: Cast, cases: list[Case]) -> None:
    for case in cases:
        missing(cast, case, "safe_place")
    name_actor(cast.coordinator)
    Body.objects.filter(pk=cast.council.pk).update(above=None)
    assert figures(cast) == {}


def test_figures_of_before_are_asked_for_no_more(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc"
            " WHERE proname IN ('cases_unmet_figures', 'cases_council_figures')"
        )
        assert cursor.fetchall() == []
