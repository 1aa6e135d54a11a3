"""Nominating over HTTP without JavaScript: look first, then one page, and nothing typed twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.member import Member
from jikimi.access.models import Record
from jikimi.access.ticket import name_actor
from jikimi.bodies.seats import found_body, give_seat
from jikimi.cases.models import Case, CaseReport, Nomination, Party, Person, Report, ReportParty
from jikimi.cases.persons import PersonDraft
from tests.cast import Cast
from tests.naming import named_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
SignIn = Callable[[Client, Member], Client]
URL = "/staff/nominate/"
WHO = {"step": "look", "name": "고하늘", "phone": "010-1234-5678", "born_on": "1990-03-05"}
REST = {
    "step": "put",
    "name": "고하늘",
    "phone": "010-1234-5678",
    "born_on": "1990-03-05",
    "kind": "domestic_violence",
    "signs": ["fear", "threat_to_kill"],
    "worry": "밤마다 다툼이 잦아지고 있다.",
    "basis": "consent",
    "consented_on": "2026-11-01",
    "consented_by": "person",
    "rows": "1",
}
VICTIM = PersonDraft(name="고하늘", born_on=date(1990, 3, 5), phone="010-1234-5678", sex="female")
OTHER = PersonDraft(name="문바다", sex="male")


def _carried(page: Any) -> str:
    found = re.search(r'name="carried" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def _picks(page: Any) -> list[str]:
    return re.findall(r'name="pick" value="([^"]+)"', page.content.decode())


@pytest.fixture
def page(cast: Cast, signed_in: SignIn, client: Client) -> Callable[..., Any]:
    """Send a step as a member of the cast; the counsellor unless named."""

    def send(who: str = "counsellor", **data: Any) -> Any:
        signed_in(client, cast.members[who])
        return client.post(URL, data) if data else client.get(URL)

    return send


def test_a_new_person_is_named_in_two_posts(cast: Cast, page: Callable[..., Any]) -> None:
    assert page().status_code == 200
    rest = page(**WHO)
    assert "고하늘" in rest.content.decode()
    done = page(
        **REST,
        carried=_carried(rest),
        other_name="문바다",
        other_relation="spouse",
        other_home="yes",
        child_name_0="고나리",
        contact_channel="phone",
        contact_address="010-1234-5678",
        contact_from_time="10:00",
        contact_until_time="14:00",
        wishes="아이와 지낼 곳",
        knows="yes",
    )
    name_actor(cast.counsellor)
    case = Case.objects.get()
    assert (done.status_code, done.url) == (302, f"/staff/cases/{case.number}/")
    victim = Party.objects.get(role="victim")
    assert (victim.person.name, victim.person.phone) == ("고하늘", "01012345678")
    assert (victim.wishes, victim.knows_of_case) == ("아이와 지낼 곳", True)
    assert victim.safe_contacts.get().channel == "phone"
    assert {p.role for p in Party.objects.all()} == {"victim", "perpetrator", "child"}
    assert Nomination.objects.get().signs == ["fear", "threat_to_kill"]


@pytest.mark.parametrize("carried", ["", "made-up", "eyJh:1:x"])
def test_nothing_is_named_without_having_looked(
    cast: Cast, page: Callable[..., Any], carried: str
) -> None:
    for step in ("put", "pick", "more"):
        answer = page(**{**REST, "step": step, "carried": carried, "pick": "none"})
        assert answer.status_code == 409
        assert 'name="carried"' not in answer.content.decode()
    name_actor(cast.counsellor)
    assert Case.objects.count() == Person.objects.count() == 0


def test_what_somebody_else_looked_for_cannot_be_used(cast: Cast, page: Callable[..., Any]) -> None:
    carried = _carried(page(**WHO))
    assert page("shelter", **REST, carried=carried).status_code == 409


def test_hits_must_be_answered_before_going_on(cast: Cast, page: Callable[..., Any]) -> None:
    named_case(cast, "counsellor", VICTIM, OTHER)
    hits = page("colleague", **WHO)
    assert _picks(hits)[-1] == "none"
    assert page("colleague", **REST, carried=_carried(hits)).status_code == 409
    rest = page("colleague", step="pick", pick="none", carried=_carried(hits))
    assert page("colleague", **REST, carried=_carried(rest)).status_code == 302
    name_actor(cast.colleague)
    assert Person.objects.filter(name="고하늘").count() == 2


def test_a_known_person_brings_the_others_along(cast: Cast, page: Callable[..., Any]) -> None:
    first = named_case(cast, "counsellor", VICTIM, OTHER)
    name_actor(cast.coordinator)
    Case.objects.filter(pk=first.pk).update(stage="closed")
    hits = page(step="look", name="ㄱㅎㄴ", phone="", born_on="")
    rest = page(step="pick", pick=_picks(hits)[0], carried=_carried(hits))
    assert "문바다" in rest.content.decode()
    assert page(**REST, take=["0"], carried=_carried(rest)).status_code == 302
    name_actor(cast.counsellor)
    assert Person.objects.count() == 2
    assert Party.objects.count() == 4


def test_a_name_that_is_completed_is_looked_for_again(cast: Cast, page: Callable[..., Any]) -> None:
    """Initials bring many or nobody; with the whole name a person on file turns up."""
    named_case(cast, "counsellor", PersonDraft(name="고하늘"), OTHER)
    rest = page(step="look", name="ㅂㅇㅂㅇ")
    assert "ㅂㅇㅂㅇ" not in rest.content.decode()
    completed = {**REST, "name": "고하늘", "phone": "", "born_on": ""}
    hits = page(**completed, carried=_carried(rest))
    assert hits.status_code == 200
    assert _picks(hits)[-1] == "none"
    kept = page(**{**completed, "step": "pick"}, pick="none", carried=_carried(hits))
    assert 'value="고하늘"' in kept.content.decode()
    assert page(**completed, carried=_carried(kept)).status_code == 302


def test_an_open_case_is_shown_instead_of_a_second_one(
    cast: Cast, page: Callable[..., Any]
) -> None:
    case = named_case(cast, "counsellor", VICTIM, OTHER)
    hits = page(**WHO)
    rest = page(step="pick", pick=_picks(hits)[0], carried=_carried(hits))
    assert f"/staff/cases/{case.number}/" in rest.content.decode()
    assert page(**REST, carried=_carried(rest)).status_code == 409
    name_actor(cast.counsellor)
    assert Case.objects.count() == 1


def test_a_report_brings_parties_kind_and_place(cast: Cast, page: Callable[..., Any]) -> None:
    report = _report(cast)
    hits = page("officer", step="look", name="고하늘")
    rest = page("officer", step="pick", pick=_picks(hits)[0], carried=_carried(hits))
    text = rest.content.decode()
    assert "바닷길" in text
    assert "문바다" in text
    assert '<option value="stalking" selected>' in text
    assert "302호" not in text
    as_reported = {"kind": "stalking", "name": "고하늘", "phone": "", "born_on": ""}
    done = page("officer", **{**REST, **as_reported}, take=["0"], carried=_carried(rest))
    assert done.status_code == 302
    name_actor(cast.officer)
    assert CaseReport.objects.get().report_id == report.pk
    assert Party.objects.get(role="perpetrator").relation == "former_partner"


def test_a_counsellor_never_learns_that_police_know_the_person(
    cast: Cast, page: Callable[..., Any]
) -> None:
    before = page(**WHO).content.decode()
    _report(cast)
    named_case(cast, "officer", VICTIM, OTHER)
    after = page(**WHO)
    assert _without_signature(after.content.decode()) == _without_signature(before)
    assert page(**REST, carried=_carried(after)).status_code == 302


def test_a_colleague_who_was_quicker_is_shown_and_nothing_typed_is_lost(
    cast: Cast, page: Callable[..., Any]
) -> None:
    rest = page(**WHO)
    named_case(cast, "colleague", VICTIM, OTHER)
    again = page(**REST, carried=_carried(rest), other_name="문바다")
    assert again.status_code == 200
    assert "문바다" in again.content.decode()
    assert "threat_to_kill" in again.content.decode()
    name_actor(cast.counsellor)
    assert Case.objects.count() == 1
    kept = {**REST, "step": "pick", "pick": "none"}
    back = page(**kept, other_name="문바다", carried=_carried(again))
    assert 'value="문바다"' in back.content.decode()
    assert page(**REST, carried=_carried(back)).status_code == 302


def test_what_is_missing_is_said_and_what_was_typed_stays(
    cast: Cast, page: Callable[..., Any]
) -> None:
    rest = page(**WHO)
    answer = page(**{**REST, "consented_on": "", "worry": "특별한 걱정"}, carried=_carried(rest))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "특별한 걱정" in text
    assert 'href="#id_consented_on"' in text
    assert page(**REST, carried=_carried(answer)).status_code == 302


def test_more_rows_for_children_keep_what_was_typed(page: Callable[..., Any]) -> None:
    rest = page(**WHO)
    more = page(**{**REST, "step": "more"}, child_name_0="고나리", carried=_carried(rest))
    text = more.content.decode()
    assert more.status_code == 200
    assert 'value="고나리"' in text
    assert 'name="child_name_2"' in text


def test_names_are_never_read_as_markup(cast: Cast, page: Callable[..., Any]) -> None:
    evil = "<script>alert(1)</script>"
    rest = page(**{**WHO, "name": evil})
    assert evil not in rest.content.decode()
    assert "&lt;script&gt;" in rest.content.decode()
    assert (
        evil
        not in page(**{**REST, "name": evil, "kind": ""}, carried=_carried(rest)).content.decode()
    )
    done = page(**{**REST, "name": evil}, carried=_carried(rest), other_name=evil)
    assert done.status_code == 302
    hits = page(**{**WHO, "name": evil[:6]})
    assert evil not in hits.content.decode()


def test_an_identity_number_is_covered_with_a_word_about_it(
    cast: Cast, page: Callable[..., Any], client: Client
) -> None:
    rest = page(**WHO)
    worry = "주민번호 900305-2345678 을 말함"
    page(**{**REST, "worry": worry}, carried=_carried(rest))
    told = client.get(URL).content.decode()
    assert "notice--success" in told
    assert "notice--warn" in told
    name_actor(cast.counsellor)
    assert "2345678" not in Nomination.objects.get().worry


def test_somebody_of_whom_nothing_is_known_can_be_named(
    cast: Cast, page: Callable[..., Any]
) -> None:
    assert page(step="look", name="", phone="", born_on="").status_code == 422
    nothing = {"name": "", "phone": "", "born_on": ""}
    rest = page(step="look", is_unknown="on", **nothing)
    assert page(**{**REST, **nothing}, carried=_carried(rest)).status_code == 302
    name_actor(cast.counsellor)
    assert Person.objects.get().name == ""


def test_a_person_of_others_cannot_be_picked_and_looks_like_nobody(
    cast: Cast, page: Callable[..., Any]
) -> None:
    case = named_case(cast, "officer", VICTIM, OTHER)
    person = case.parties.get(role="victim").person_id
    carried = _carried(page(**WHO))
    for pick in (f"person:{person}", "person:00000000-0000-0000-0000-000000000000", "person:x"):
        assert page(step="pick", pick=pick, carried=carried).status_code == 404


@pytest.mark.parametrize("who", ["auditor", "analyst", "head", "administrator"])
def test_only_case_workers_enter(page: Callable[..., Any], who: str) -> None:
    assert page(who).status_code == 404


def test_an_agency_without_a_seat_is_told_what_to_do(page: Callable[..., Any]) -> None:
    assert 'name="step" value="look"' not in page("stranger").content.decode()


def test_the_own_station_is_proposed_first(cast: Cast, page: Callable[..., Any]) -> None:
    name_actor(THE_OPERATOR)
    west = found_body(
        actor=THE_OPERATOR, key="west", kind="working_council", name_ko="서부", name_en="West"
    )
    give_seat(actor=THE_OPERATOR, body=west, agency=cast.agencies["police"])
    text = page("officer", **WHO).content.decode()
    first = text.index(f'<option value="{cast.council.pk}"')
    assert first < text.index(f'<option value="{west.pk}"')


def test_what_was_looked_for_is_in_no_url_and_no_record(
    cast: Cast, page: Callable[..., Any]
) -> None:
    named_case(cast, "coordinator", VICTIM, OTHER)
    hits = page("officer", **WHO)
    assert "%EA" not in hits.content.decode()
    name_actor(cast.auditor)
    row = Record.objects.filter(act="cases.persons.search").latest("at")
    assert row.why == "nomination"
    assert len(row.person_ids) == 1


def test_hits_cost_the_same_for_ten_and_for_twenty(cast: Cast, page: Callable[..., Any]) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(step="look", name="강산")
        return len(queries)

    for letter in "가나다라마바사아자차":
        named_case(cast, "counsellor", PersonDraft(name=f"강산{letter}"), OTHER)
    cost()
    ten = cost()
    for letter in "거너더러머버서어저처":
        named_case(cast, "counsellor", PersonDraft(name=f"강산{letter}"), OTHER)
    assert cost() == ten


def _without_signature(text: str) -> str:
    return re.sub(r'name="(carried|csrfmiddlewaretoken)" value="[^"]+"', "", text)


def _report(cast: Cast) -> Report:
    name_actor(cast.officer)
    station = cast.agencies["police"]
    report = Report.objects.create(
        number="R-1",
        received_at=datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("Asia/Seoul")),
        kind="stalking",
        station=station,
        city="제주시",
        road="바닷길",
        building="12",
        detail="302호",
        relation="former_partner",
        digest=b"x",
    )
    for role, name in (("victim", "고하늘"), ("perpetrator", "문바다")):
        ReportParty.objects.create(report=report, station=station, role=role, name=name)
    return report
