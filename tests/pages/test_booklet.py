"""The booklet over HTTP: anybody may have it, a coordinator issues it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from jikimi.access.actor import AT_THE_DOOR, THE_OPERATOR
from jikimi.access.member import Member
from jikimi.access.ticket import named
from jikimi.directory.editions import issue_edition
from jikimi.directory.models import Edition
from tests.booklet import check_everything, pages_of, text_in, without_spaces
from tests.directory.town import SECRETS, Town, found_town

EDITIONS = "/staff/directory/editions/"
PAPER = ("/booklet.pdf", "/booklet-pocket.pdf", "/booklet-large.pdf", "/leaflets/suicide.pdf")
OFFICE = ("/booklet.xlsx", "/booklet.hwpx")


@pytest.fixture(autouse=True)
def town(committed: None) -> Town:
    """The town, committed, with every fact checked today."""
    made = found_town()
    check_everything()
    return made


@pytest.fixture
def desk(town: Town, client: Client, settings: Any) -> Callable[[str], Client]:
    """Somebody of the cast at the staff door; what is done there is committed."""
    settings.JIKIMI_SECOND_FACTOR = "never"

    def sit(name: str) -> Client:
        with named(THE_OPERATOR):
            member = Member.objects.get(pk=getattr(town.cast, name).member_id)
        with named(AT_THE_DOOR):
            client.force_login(member, "jikimi.access.entering.Entering")
        return client

    return sit


def test_anybody_may_have_it_and_nothing_secret_is_in_it(client: Client) -> None:
    for url in (*PAPER, *OFFICE):
        answer = client.get(url, headers={"accept-language": "ko"})
        assert answer.status_code == 200, url
        assert not answer.cookies, url
        assert answer["Cache-Control"] == "no-store", url
        assert "booklet" not in answer["Content-Disposition"], url
        is_paper = url in PAPER
        text = without_spaces(pages_of(answer.content)) if is_paper else text_in(answer.content)
        assert "1500-0000" in text, url
        assert not [secret for secret in SECRETS if secret in text], url


def test_it_is_had_in_english_too(client: Client) -> None:
    answer = client.get("/booklet.pdf?lang=en", headers={"accept-language": "ko"})
    assert "In danger now" in pages_of(answer.content)[1]


def test_a_district_may_be_had_alone(client: Client) -> None:
    text = without_spaces(pages_of(client.get("/booklet.pdf", {"district": "서귀포시"}).content))
    assert "멈춤프로그램" in text
    assert "하늘위기전화" not in text
    assert client.get("/booklet.pdf", {"district": "없는시"}).status_code == 200


def test_a_directory_too_long_to_wait_for_is_had_by_district(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jikimi.doors.public.booklet._MOST", 3)
    assert client.get("/booklet.pdf").status_code == 404
    assert client.get("/booklet.pdf", {"district": "서귀포시"}).status_code == 200


@pytest.mark.parametrize("need", ["nothing-of-the-kind", "gambling"])
def test_there_is_no_leaflet_for_what_nobody_helps_with(client: Client, need: str) -> None:
    assert client.get(f"/leaflets/{need}.pdf").status_code == 404


def test_a_coordinator_sees_what_the_next_edition_says_and_issues_it(
    desk: Callable[[str], Client],
) -> None:
    client = desk("coordinator")
    page = client.get(EDITIONS).content.decode()
    assert f"{EDITIONS}issue/" in page
    answer = client.post(f"{EDITIONS}issue/", follow=True)
    assert answer.redirect_chain[-1][0] == EDITIONS
    with named(THE_OPERATOR):
        assert Edition.objects.get().number == 1
    page = answer.content.decode()
    assert f"{EDITIONS}issue/" not in page
    assert f"{EDITIONS}1/ko/a5.pdf" in page


def test_an_edition_is_printed_again_and_files_are_had_from_the_page(
    desk: Callable[[str], Client],
) -> None:
    issue_edition(actor=THE_OPERATOR)
    client = desk("coordinator")
    now = client.get(f"{EDITIONS}now/ko/a5.pdf")
    assert client.get(f"{EDITIONS}1/ko/a5.pdf").content == now.content
    for url in ("now/ko/nothing.pdf", "now/xx/a5.pdf", "2/ko/a5.pdf", "now/ko/leaflet-x.pdf"):
        assert client.get(f"{EDITIONS}{url}").status_code == 404, url


def test_others_see_the_page_and_may_not_issue(
    desk: Callable[[str], Client],
) -> None:
    issue_edition(actor=THE_OPERATOR)
    client = desk("counsellor")
    page: Any = client.get(EDITIONS)
    assert page.status_code == 200
    assert f"{EDITIONS}issue/" not in page.content.decode()
    assert client.post(f"{EDITIONS}issue/").status_code == 404
    assert client.get(f"{EDITIONS}1/ko/a5.pdf").status_code == 404
    assert Client().get(EDITIONS).status_code == 302
