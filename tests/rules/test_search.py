"""Search: everybody finds whom they may know of, each hit says why, and the search is recorded."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.models import Record
from jikimi.cases.models import Case, Report, ReportParty
from jikimi.cases.persons import PartyDraft, PersonDraft, add_party
from jikimi.cases.search import Found, Sought, search_persons
from tests.cast import Cast
from tests.naming import named_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]


@pytest.fixture
def case(cast: Cast) -> Case:
    """The centre named 고하늘, born 1990-03-05, against 문바다."""
    return named_case(cast, "counsellor", _VICTIM, _OTHER)


_VICTIM = PersonDraft(name="고하늘", born_on=date(1990, 3, 5), phone="010-1234-5678", sex="female")
_OTHER = PersonDraft(name="문바다")


def _search(cast: Cast, enter: Enter, who: str, **sought: object) -> Found:
    enter(cast.actors[who])
    return search_persons(cast.actors[who], Sought(**sought), why="case_work")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sought", "reasons"),
    [
        ({"name": "고하늘"}, ["name"]),
        ({"name": "고하"}, ["begins"]),
        ({"name": "고하느"}, ["begins"]),
        ({"name": "ㄱㅎㄴ"}, ["initials"]),
        ({"name": "하늘"}, ["part"]),
        ({"name": "고하눌"}, ["similar"]),
        ({"phone": "01012345678"}, ["phone"]),
        ({"phone": "+82 10 1234 5678"}, ["phone"]),
        ({"phone": "5678"}, ["phone_end"]),
        ({"born_on": date(1990, 3, 5)}, ["born_on"]),
        (
            {"name": "고하늘", "phone": "5678", "born_on": date(1990, 3, 5)},
            ["name", "born_on", "phone_end"],
        ),
        ({"name": "고하눌", "born_on": date(1990, 3, 5)}, ["born_on", "similar"]),
        ({"name": "박아무개", "phone": "010-1234-5678"}, ["phone"]),
    ],
)
def test_a_person_is_found_and_the_hit_says_why(
    case: Case, cast: Cast, enter: Enter, sought: dict[str, object], reasons: list[str]
) -> None:
    found = _search(cast, enter, "colleague", **sought)
    assert [k.person.name for k in found.persons] == ["고하늘"]
    assert list(found.persons[0].reasons) == reasons
    assert [(p.case.number, p.role) for p in found.persons[0].parties] == [(case.number, "victim")]


@pytest.mark.parametrize("who", ["officer", "shelter", "stranger", "auditor", "analyst", "head"])
@pytest.mark.parametrize(
    "sought",
    [{"name": "고하늘"}, {"phone": "5678"}, {"born_on": date(1990, 3, 5)}, {"name": "고하눌"}],
)
def test_who_may_not_know_the_person_finds_nobody(
    case: Case, cast: Cast, enter: Enter, who: str, sought: dict[str, object]
) -> None:
    if not cast.actors[who].holds_anywhere("practitioner"):
        with pytest.raises(NotAllowed):
            _search(cast, enter, who, **sought)
    else:
        assert _search(cast, enter, who, **sought).is_empty


def test_the_coordinator_of_the_body_finds_the_person(case: Case, cast: Cast, enter: Enter) -> None:
    assert len(_search(cast, enter, "coordinator", name="고하늘").persons) == 1


def test_a_search_is_recorded_with_everybody_it_showed_and_never_with_what_was_typed(
    case: Case, cast: Cast, enter: Enter
) -> None:
    found = _search(cast, enter, "coordinator", name="고하늘", phone="5678")
    enter(cast.auditor)
    row = Record.objects.get(act="cases.persons.search")
    assert (row.outcome, row.why) == ("read", "case_work")
    assert row.person_ids == found.subjects == [found.persons[0].person.pk]
    assert "고하늘" not in str(row.__dict__)
    assert not re.search(r"\b5678\b", str(row.details))


@pytest.mark.parametrize(
    "sought",
    [{}, {"name": "고"}, {"phone": "678"}, {"name": "ㄱ"}],
)
def test_too_little_is_refused(cast: Cast, enter: Enter, sought: dict[str, object]) -> None:
    with pytest.raises(NotValid):
        _search(cast, enter, "counsellor", **sought)


def test_a_purpose_must_be_on_the_list(cast: Cast, enter: Enter) -> None:
    enter(cast.counsellor)
    with pytest.raises(NotValid) as refused:
        search_persons(cast.counsellor, Sought(name="고하늘"), why="curiosity")
    assert "purpose" in refused.value.fields


def test_police_find_who_is_known_from_reports_only_and_others_do_not(
    cast: Cast, enter: Enter
) -> None:
    _report(cast, enter, "유나무", "01098765432", date(1980, 1, 2))
    by_name = _search(cast, enter, "officer", name="유나무", born_on=date(1980, 1, 2))
    assert [(k.party.name, list(k.reasons)) for k in by_name.reports] == [
        ("유나무", ["name", "born_on"])
    ]
    assert len(_search(cast, enter, "officer", phone="5432").reports) == 1
    assert len(_search(cast, enter, "officer", name="유나").reports) == 1
    assert by_name.subjects == [by_name.reports[0].party.pk]
    assert _search(cast, enter, "counsellor", name="유나무").is_empty


def test_a_barred_member_does_not_find_the_person(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    with connection.cursor() as cursor:
        member = cast.members["colleague"].pk
        cursor.execute("SELECT cases_bar_member(%s, %s, 'declared')", [case.pk, member])
    assert _search(cast, enter, "colleague", name="고하늘").is_empty
    assert len(_search(cast, enter, "counsellor", name="고하늘").persons) == 1


def test_a_search_costs_the_same_for_ten_hits_and_for_twenty(cast: Cast, enter: Enter) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            _search(cast, enter, "counsellor", name="강산")
        return len(queries)

    for i in range(10):
        named_case(cast, "counsellor", PersonDraft(name=f"강산{'가나다라마바사아자차'[i]}"), _OTHER)
    ten = cost()
    for i in range(10):
        named_case(cast, "counsellor", PersonDraft(name=f"강산{'거너더러머버서어저처'[i]}"), _OTHER)
    assert cost() == ten
    assert len(_search(cast, enter, "counsellor", name="강산").persons) == 20


def test_the_guarded_functions_answer_nobody_without_a_ticket(case: Case, enter: Enter) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jikimi.ticket', '', true)")
        cursor.execute("SELECT * FROM cases_persons_known_by('', '1990-03-05', '{}', 50)")
        assert cursor.fetchall() == []
        way = '[{"code": "name", "every": ["^고"], "one_of": []}]'
        cursor.execute("SELECT * FROM cases_persons_named(%s, 50)", [way])
        assert cursor.fetchall() == []


def _report(cast: Cast, enter: Enter, name: str, phone: str, born_on: date) -> Report:
    enter(cast.officer)
    report = Report.objects.create(
        number=f"R-{name}",
        received_at=datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("Asia/Seoul")) - timedelta(days=3),
        kind="domestic_violence",
        station=cast.agencies["police"],
        digest=b"x",
    )
    ReportParty.objects.create(
        report=report,
        station=cast.agencies["police"],
        role="victim",
        name=name,
        phone=phone,
        born_on=born_on,
    )
    return report


def test_a_party_of_several_cases_shows_only_the_visible_ones(
    case: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    other = named_case(cast, "shelter", PersonDraft(name="남이섬"), _OTHER)
    enter(cast.coordinator)
    person_id = case.parties.get(role="victim").person_id
    draft = PartyDraft("household", PersonDraft(known_id=person_id))
    add_party(actor=cast.coordinator, case=other, draft=draft)
    both = _search(cast, enter, "coordinator", name="고하늘").persons[0].parties
    assert {p.case.number for p in both} == {case.number, other.number}
    own = _search(cast, enter, "counsellor", name="고하늘").persons[0].parties
    assert [p.case.number for p in own] == [case.number]
