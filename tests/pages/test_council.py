"""Pages of a council of heads and of what closed cases teach, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.bodies.halves import half_of
from jikimi.bodies.models import CaseReview, CouncilPack, Undertaking
from jikimi.cases.models import Case
from tests.cast import Cast
from tests.council import LESSON, PROPOSAL, closed_case, council_above, sent_up, written

SignedIn = Callable[[Client, Member], Client]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
COUNCIL = "/staff/council/heads/"
WHAT = "야간 상담 전화를 둔다"


@pytest.fixture
def case(cast: Cast) -> Case:
    council_above(cast)
    return closed_case(cast)


@pytest.fixture
def visit(cast: Cast, signed_in: SignedIn) -> Callable[..., Any]:
    """Open or send a page as one of the cast, each with a browser of its own."""

    def open_page(who: str, path: str, sent: dict[str, Any] | None = None) -> Any:
        client = signed_in(Client(), cast.members[who])
        return client.get(path) if sent is None else client.post(path, sent)

    return open_page


def words(page: Any) -> str:
    return page.content.decode()


def entered(**changes: Any) -> dict[str, Any]:
    given = {"kind": "domestic_violence", "causes": ["alcohol"], "supports": ["counselling"]}
    return {**given, "worked": "첫 주에 함께 만났다.", "lesson": LESSON, **changes}


def carried_out(cast: Cast, **changes: Any) -> Undertaking:
    name_actor(cast.secretary)
    ended = timezone.now() - timedelta(days=200)
    return Undertaking.objects.create(
        body=cast.heads,
        agency=cast.agencies["police"],
        text=WHAT,
        due_on=ended.date(),
        stage="done",
        ended_at=ended,
        **changes,
    )


def test_a_closed_case_is_told_and_sent_up_over_its_pages(
    cast: Cast, case: Case, visit: Callable[..., Any]
) -> None:
    home = f"/staff/cases/{case.number}/reviewing/"
    assert home in words(visit("coordinator", f"/staff/cases/{case.number}/closure/"))
    assert visit("coordinator", home).status_code == 200
    refused = visit("coordinator", f"{home}write/", entered(worked="고하늘 씨를 만났다."))
    assert refused.status_code == 422
    assert "고하늘 씨를 만났다." in words(refused)
    assert visit("coordinator", f"{home}write/", entered(proposal=PROPOSAL)).status_code == 302
    name_actor(cast.coordinator)
    review = CaseReview.objects.get()
    assert visit("coordinator", f"{home}{review.pk}/send/", {}).status_code == 422
    assert visit("coordinator", f"{home}{review.pk}/send/", {"is_checked": "on"}).status_code == 302
    seen = words(visit("head", COUNCIL))
    assert LESSON in seen
    assert f"/staff/reviews/{review.pk}/" in seen


def test_two_who_correct_a_draft_at_once_see_both_versions(
    cast: Cast, case: Case, visit: Callable[..., Any]
) -> None:
    written(cast, case)
    home = f"/staff/cases/{case.number}/reviewing/write/"
    assert (
        visit("coordinator", home, entered(failed="통역이 늦었다.", version=1)).status_code == 302
    )
    late = visit("coordinator", home, entered(failed="연락이 늦었다.", version=1))
    assert late.status_code == 409
    assert "통역이 늦었다." in words(late)
    assert "연락이 늦었다." in words(late)


@pytest.mark.parametrize("who", ["officer", "counsellor", "shelter", "stranger", "head"])
def test_strangers_to_the_case_are_told_there_is_nothing(
    case: Case, visit: Callable[..., Any], who: str
) -> None:
    for rest in ("", "write/", f"{uuid4()}/send/"):
        assert visit(who, f"/staff/cases/{case.number}/reviewing/{rest}").status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "officer", "counsellor", "stranger", "auditor"])
def test_who_does_not_sit_in_the_council_finds_no_such_page(
    cast: Cast, case: Case, visit: Callable[..., Any], who: str
) -> None:
    name_actor(cast.secretary)
    for path in (COUNCIL, "/staff/council/nothing/", f"{COUNCIL}packs/{uuid4()}/"):
        assert visit(who, path).status_code == 404
    if who != "coordinator":
        review = sent_up(cast, case)
        assert visit(who, f"/staff/reviews/{review.pk}/").status_code == 404


def test_a_head_lands_on_the_council_and_a_coordinator_on_what_was_written(
    cast: Cast, case: Case, visit: Callable[..., Any]
) -> None:
    review = written(cast, case)
    assert visit("head", "/staff/council/").url == COUNCIL
    assert f"/staff/reviews/{review.pk}/" in words(visit("coordinator", "/staff/council/"))


def test_no_page_of_the_council_tells_of_a_case(
    cast: Cast, case: Case, visit: Callable[..., Any]
) -> None:
    review = sent_up(cast, case, proposal=PROPOSAL)
    pack = made(cast, visit)
    pages = [COUNCIL, f"/staff/reviews/{review.pk}/", f"{COUNCIL}packs/{pack.pk}/"]
    hidden = [case.number, str(case.pk), "고하늘", "문바다", "석 달 동안 안전함", "술을 마신 날"]
    for who in ("head", "secretary"):
        for path in pages:
            page = words(visit(who, path))
            assert [word for word in hidden if word in page] == [], path


def test_where_a_review_was_written_is_for_those_who_wrote_it(
    cast: Cast, case: Case, visit: Callable[..., Any]
) -> None:
    name_actor(cast.coordinator)
    type(cast.council).objects.filter(pk=cast.council.pk).update(name_ko="동부 실무협의회")
    review = sent_up(cast, case)
    assert "동부 실무협의회" not in words(visit("head", f"/staff/reviews/{review.pk}/"))
    assert "동부 실무협의회" in words(visit("coordinator", f"/staff/reviews/{review.pk}/"))


def test_a_review_is_noted_as_discussed_and_taken_back_by_its_writers(
    cast: Cast, case: Case, visit: Callable[..., Any]
) -> None:
    review = sent_up(cast, case)
    home = f"/staff/reviews/{review.pk}/"
    assert visit("head", f"{home}withdrawn/", {"why": "x"}).status_code == 404
    assert visit("head", f"{home}discussed/", {}).status_code == 302
    assert visit("head", f"{home}returned/", {}).status_code == 302
    assert visit("coordinator", f"{home}withdrawn/", {"why": ""}).status_code == 422
    assert visit("coordinator", f"{home}withdrawn/", {"why": "다시 씀"}).status_code == 302
    assert visit("head", home).status_code == 404


def made(cast: Cast, visit: Callable[..., Any]) -> CouncilPack:
    answer = visit("secretary", f"{COUNCIL}packs/", {"half": half_of().code})
    assert answer.status_code == 302
    name_actor(cast.secretary)
    return CouncilPack.objects.latest("made_at")


def test_a_pack_is_made_by_one_button_and_taken_out_with_a_reason(
    cast: Cast, case: Case, visit: Callable[..., Any]
) -> None:
    sent_up(cast, case)
    assert "packs/" in words(visit("secretary", COUNCIL))
    assert visit("head", f"{COUNCIL}packs/", {"half": half_of().code}).status_code == 404
    pack = made(cast, visit)
    home = f"{COUNCIL}packs/{pack.pk}/"
    assert LESSON in words(visit("head", home))
    file = {"form": "xlsx", "language": "ko"}
    assert visit("head", home, {**file, "reason": ""}).status_code == 422
    taken = visit("head", home, {**file, "reason": "meeting"})
    assert taken["Content-Disposition"] == (
        f'attachment; filename="council-{half_of().code}-1.xlsx"'
    )
    assert taken.content[:2] == b"PK"


def test_a_half_year_that_has_not_begun_does_not_exist(
    case: Case, visit: Callable[..., Any]
) -> None:
    assert visit("head", f"{COUNCIL}?half={half_of().before.code}").status_code == 200
    for wrong in (half_of().after.code, "2026-3", "x", "0000-1", ""):
        assert visit("head", f"{COUNCIL}?half={wrong}").status_code == 404


def test_the_effect_of_a_decision_is_looked_at_in_the_next_half_year(
    cast: Cast, case: Case, visit: Callable[..., Any]
) -> None:
    row = carried_out(cast)
    home = f"/staff/effects/{row.pk}/"
    assert home in words(visit("head", COUNCIL))
    assert visit("head", home, {"effect": "helped", "text": "", "version": 1}).status_code == 422
    answer = visit("head", home, {"effect": "helped", "text": "전화가 늘었다.", "version": 1})
    assert answer.url == COUNCIL
    seen = words(visit("head", COUNCIL))
    assert "전화가 늘었다." in seen
    late = visit("officer", home, {"effect": "worse", "text": "줄었다.", "version": 1})
    assert late.status_code == 409
    again = visit("officer", home, {"effect": "worse", "text": "줄었다.", "version": 2})
    assert again.url == home
    assert visit("stranger", home).status_code == 404


def test_the_page_asks_as_much_for_twenty_rows_as_for_ten(
    cast: Cast, case: Case, visit: Callable[..., Any], signed_in: SignedIn
) -> None:
    client = signed_in(Client(), cast.members["head"])

    def asked(more: int) -> int:
        for _n in range(more):
            carried_out(cast)
        client.get(COUNCIL)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(COUNCIL).status_code == 200
        return len(queries)

    assert asked(10) == asked(10)
