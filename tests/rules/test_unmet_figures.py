"""What the council learns of needs that are not met: numbers, and none behind which few stand."""

from __future__ import annotations

import pytest

from jikimi.access.errors import NotAllowed
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body
from jikimi.cases.models import Case, UnmetNeed
from jikimi.cases.persons import PersonDraft
from jikimi.cases.unmet import NeedFigure, UnmetDraft, note_unmet, settle_unmet, unmet_figures
from tests.cast import Cast
from tests.naming import named_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
JEJU, SEOGWIPO = "50110", "50130"


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


def figures(cast: Cast) -> list[tuple[str, str, int | None]]:
    name_actor(cast.head)
    found: list[NeedFigure] = unmet_figures(cast.head)
    return [(row.need, row.district, row.number) for row in found]


def test_needs_are_counted_by_cases_and_by_district(cast: Cast, cases: list[Case]) -> None:
    for case in cases[:6]:
        missing(cast, case, "safe_place", JEJU)
    missing(cast, cases[0], "safe_place", JEJU)
    assert figures(cast) == [("쉼터·긴급 피난처", "", 6), ("쉼터·긴급 피난처", "제주시", 6)]


def test_a_small_number_and_what_it_could_be_worked_out_from_are_hidden(
    cast: Cast, cases: list[Case]
) -> None:
    for case in cases[:6]:
        missing(cast, case, "housing", JEJU)
    missing(cast, cases[6], "housing", SEOGWIPO)
    for case in cases[:4]:
        missing(cast, case, "legal_aid")
    assert figures(cast) == [
        ("주거", "", 7),
        ("주거", "제주시", None),
        ("주거", "서귀포시", None),
        ("법률 지원", "", None),
        ("법률 지원", "지역 미기재", None),
    ]


def test_what_is_hidden_stands_for_five_cases_together(cast: Cast, cases: list[Case]) -> None:
    """One and two alone would tell by subtraction that there were three."""
    for case in cases[:6]:
        missing(cast, case, "housing", JEJU)
    missing(cast, cases[6], "housing", SEOGWIPO)
    for case in cases[7:]:
        missing(cast, case, "housing", "11")
    assert [number for _need, _district, number in figures(cast)] == [9, None, None, None]


def test_what_was_noted_by_mistake_does_not_count(cast: Cast, cases: list[Case]) -> None:
    for case in cases[:5]:
        made = missing(cast, case, "safe_place", JEJU)
    settle_unmet(actor=cast.coordinator, unmet=made, ending="mistaken")
    assert [number for _need, _district, number in figures(cast)] == [None, None]


@pytest.mark.parametrize("who", ["officer", "counsellor", "stranger", "auditor", "analyst"])
def test_only_members_of_the_council_read_them(cast: Cast, cases: list[Case], who: str) -> None:
    missing(cast, cases[0], "safe_place")
    name_actor(cast.actors[who])
    with pytest.raises(NotAllowed):
        unmet_figures(cast.actors[who])


def test_a_member_of_another_council_gets_no_number(cast: Cast, cases: list[Case]) -> None:
    for case in cases:
        missing(cast, case, "safe_place")
    name_actor(cast.coordinator)
    Body.objects.filter(pk=cast.council.pk).update(above=None)
    assert figures(cast) == []
