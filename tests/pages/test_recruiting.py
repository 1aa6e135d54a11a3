"""Pages of recruiting over HTTP: from an agency that is missing to its seat, and who sees none."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.access.record import Record
from jikimi.bodies.models import Candidate, Seat, Signing, Visit
from jikimi.bodies.recruiting import CandidateDraft, find_candidate
from jikimi.bodies.signing import SigningDraft, sign_agreement
from jikimi.bodies.visiting import plan_visit
from tests.cast import Cast
from tests.unlocking import LOCK, unlocked

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
TODAY = timezone.localdate()
HOME = "/staff/bodies/east/recruiting/"
PDF = b"%PDF-1.7\n1 0 obj\n"
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def desk(cast: Cast, client: Client, signed_in: SignedIn) -> Client:
    """The coordinator's browser."""
    return signed_in(client, cast.members["coordinator"])


def found(cast: Cast, enter: Enter, name: str = "한빛병원") -> Candidate:
    enter(cast.coordinator)
    draft = CandidateDraft(name, "health", "jeju_city")
    day = TODAY - timedelta(days=30)
    return find_candidate(actor=cast.coordinator, body=cast.council, draft=draft, found_on=day)


def posted(client: Client, path: str, **entered: Any) -> Any:
    answer = client.post(f"{HOME}{path}", entered, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    assert 'role="alert"' not in answer.content.decode()
    return answer


def test_an_agency_is_won_over_the_pages(cast: Cast, enter: Enter, desk: Client) -> None:
    page = desk.get(f"{HOME}add/?kind=mental_health&district=jeju_city")
    assert '<option value="mental_health" selected>' in page.content.decode()
    posted(desk, "add/", name="마음샘센터", kind="mental_health", district="jeju_city")
    enter(cast.coordinator)
    one = Candidate.objects.get()
    posted(desk, f"{one.pk}/plan/", planned_on=TODAY.isoformat())
    enter(cast.coordinator)
    visit = Visit.objects.get()
    assert visit.visitor_id == cast.coordinator.member_id
    posted(
        desk,
        f"{one.pk}/visits/{visit.pk}/made/",
        visited_on=TODAY.isoformat(),
        met="센터장",
        explained="사업 취지와 역할",
        outcome="agreed",
    )
    document = SimpleUploadedFile("협약서.hwp", PDF)
    posted(
        desk,
        f"{one.pk}/sign/",
        signed_on=TODAY.isoformat(),
        valid_until=(TODAY + timedelta(days=30)).isoformat(),
        document=document,
    )
    posted(desk, f"{one.pk}/seat/", name_en="Maeumsaem Centre")
    page = desk.get(HOME).content.decode()
    assert "마음샘센터" in page
    enter(cast.coordinator)
    assert Seat.objects.get(agency__name_ko="마음샘센터").agency.name_en == "Maeumsaem Centre"
    assert Signing.objects.get().file_name == "협약서.pdf"
    assert "마음샘센터" in desk.get("/staff/bodies/east/seats/").content.decode()
    posted(desk, f"{one.pk}/undo/", why="잘못 기록함")
    enter(cast.coordinator)
    assert Candidate.objects.get().stage == "signed"


def test_a_document_is_given_out_for_a_reason(cast: Cast, enter: Enter, desk: Client) -> None:
    one = found(cast, enter)
    Candidate.objects.update(stage="agreed", agreed_on=TODAY)
    one.refresh_from_db()
    path = f"{HOME}{one.pk}/"
    entered = {"signed_on": TODAY.isoformat(), "document": SimpleUploadedFile("a.pdf", b"MZ")}
    refused = desk.post(f"{path}sign/", entered)
    assert refused.status_code == 422
    entered["document"] = SimpleUploadedFile("협약서.pdf", PDF)
    desk.post(f"{path}sign/", entered)
    enter(cast.coordinator)
    number = Signing.objects.get().pk
    assert desk.post(f"{path}agreements/{number}/", {"why": " ", **LOCK}).status_code == 422
    assert desk.post(f"{path}agreements/{number}/", {"why": "조건 확인"}).status_code == 422
    answer = desk.post(f"{path}agreements/{number}/", {"why": "조건 확인", **LOCK})
    assert unlocked(answer.content) == PDF
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith("attachment")
    enter(cast.auditor)
    line = Record.objects.get(act="bodies.candidate.read_agreement")
    assert (line.outcome, line.why) == ("read", "조건 확인")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_leaves_the_house_for_a_reason(
    cast: Cast, enter: Enter, desk: Client, kind: str
) -> None:
    found(cast, enter, "=HYPERLINK(1)")
    assert desk.post(f"{HOME}export/", {"kind": kind}).status_code == 422
    answer = desk.post(f"{HOME}export/", {"kind": kind, "why": "분기 보고"})
    if kind == "csv":
        assert "\n'=HYPERLINK(1)," in answer.content.decode("utf-8-sig")
        return
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet["A2"].value == "=HYPERLINK(1)"
    assert sheet["A2"].data_type == "s"


def test_both_versions_are_shown_when_somebody_else_was_quicker(
    cast: Cast, enter: Enter, desk: Client
) -> None:
    one = found(cast, enter)
    entered = {"name": "한빛의료원", "kind": "health", "version": 1}
    posted(desk, f"{one.pk}/amend/", **entered)
    answer = desk.post(f"{HOME}{one.pk}/amend/", {**entered, "name": "한빛대병원"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "한빛의료원" in page
    assert 'value="한빛대병원"' in page
    assert 'name="version" id="id_version" value="2"' in page


@pytest.mark.parametrize("who", ["officer", "counsellor", "stranger", "head", "administrator"])
def test_who_does_not_steer_cannot_tell_that_there_is_an_agency(
    cast: Cast, enter: Enter, signed_in: SignedIn, who: str
) -> None:
    one = found(cast, enter)
    browser = signed_in(Client(), cast.members[who])
    nothing = browser.get("/staff/bodies/nothing/recruiting/")
    for path in ("", "add/", "export/", f"{one.pk}/", f"{one.pk}/plan/", f"{one.pk}/undo/"):
        for answer in (browser.get(f"{HOME}{path}"), browser.post(f"{HOME}{path}", {"why": "x"})):
            assert answer.status_code == 404, path
            assert _plain(answer) == _plain(nothing)


def _plain(answer: Any) -> str:
    """A page without what differs between any two: the address to come back to, the form's mark."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r'name="next" value="[^"]*"', "", text)


def test_the_list_asks_as_often_for_ten_agencies_as_for_twenty(
    cast: Cast, enter: Enter, desk: Client
) -> None:
    def many(numbers: range) -> None:
        for number in numbers:
            one = found(cast, enter, f"기관 {number}")
            plan_visit(actor=cast.coordinator, candidate=one, planned_on=TODAY)
            Candidate.objects.filter(pk=one.pk).update(stage="agreed", agreed_on=TODAY)
            one.refresh_from_db()
            sign_agreement(actor=cast.coordinator, candidate=one, draft=SigningDraft(TODAY))

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(HOME).status_code == 200
        return len(queries)

    many(range(10))
    asked()
    ten = asked()
    many(range(10, 20))
    assert asked() == ten


def test_the_list_is_narrowed_and_sorted_by_its_address(
    cast: Cast, enter: Enter, desk: Client
) -> None:
    found(cast, enter, "가람병원")
    found(cast, enter, "나래병원")
    page = desk.get(f"{HOME}?order=-name").content.decode()
    assert page.index("나래병원") < page.index("가람병원")
    page = desk.get(f"{HOME}?words=가람").content.decode()
    assert "나래병원" not in page
    page = desk.get(f"{HOME}?stage=seated").content.decode()
    assert "가람병원" not in page
    assert desk.get(f"{HOME}?since=nonsense").status_code == 422


def test_the_list_comes_fifty_at_a_time_and_the_file_whole(
    cast: Cast, enter: Enter, desk: Client
) -> None:
    enter(cast.coordinator)
    rows = [
        Candidate(
            body=cast.council,
            name=f"기관{number:03}",
            kind="health",
            district="jeju_city",
            found_on=TODAY,
            found_by=cast.members["coordinator"],
        )
        for number in range(102)
    ]
    Candidate.objects.bulk_create(rows)

    def shown(query: str) -> list[str]:
        return re.findall(r">(기관[0-9]{3})<", desk.get(f"{HOME}{query}").content.decode())

    whole = [f"기관{number:03}" for number in range(102)]
    assert [shown(query) for query in ("", "?page=2", "?page=3")] == [
        whole[:50], whole[50:100], whole[100:],
    ]  # fmt: skip
    assert shown("?order=-name&page=2") == whole[51:1:-1]
    assert shown("?page=x") == shown("?page=0") == whole[:50]
    first = desk.get(f"{HOME}?words=기관").content.decode()
    assert 'rel="next"' in first
    assert "page=2" in first
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in desk.get(f"{HOME}?page=3").content.decode()
    given = desk.post(f"{HOME}export/?page=2", {"kind": "csv", "why": "회의 자료"})
    assert given.content.decode().count("기관") > 102
