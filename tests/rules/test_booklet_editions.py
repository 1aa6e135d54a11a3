"""The booklet is issued, kept and compared; what was taken back since is never printed again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error, connections
from django.test.utils import CaptureQueriesContext

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR
from jikimi.access.codes import today
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.access.ticket import named
from jikimi.directory.audiences import make_confidential, set_audience
from jikimi.directory.booklet.gathering import Choice, gathered_content
from jikimi.directory.booklet.hangul import hangul_document
from jikimi.directory.booklet.printing import booklet_pdf, current_print
from jikimi.directory.booklet.workbook import workbook
from jikimi.directory.changes import Edit
from jikimi.directory.editions import (
    edition_print,
    issue_edition,
    issue_edition_if_changed,
    standing_of_the_booklet,
)
from jikimi.directory.models import Edition, EditionContent, EditionEntry, Location
from jikimi.directory.routing import public_door
from tests.booklet import change, check_everything, edit, pages_of, text_in, without_spaces
from tests.directory.town import SECRETS, Town, found_town, key

UNCHECKED = Choice(has_unchecked=True)


@pytest.fixture(autouse=True)
def checked_town(committed: None) -> Town:
    """The town, committed, with every fact checked today."""
    town = found_town()
    check_everything()
    return town


def _print_text(language: str = "ko") -> str:
    return without_spaces(pages_of(booklet_pdf(current_print(), language=language)))


def _names(choice: Choice | None = None) -> set[str]:
    return {entry.words_in("ko").name for entry in gathered_content(choice).entries}


def test_the_booklet_tells_what_the_directory_tells_everybody() -> None:
    text = _print_text()
    for fact in ("가정폭력 상담", "가온여성상담소", "064-000-1234", "09:00–18:00",
                 "제주특별자치도 제주시 가온로 12", "가정폭력 피해를 입은 누구나", "무료",
                 "하늘 위기전화", "1500-0000", "긴급 보호시설", "064-000-5678"):  # fmt: skip
        assert fact.replace(" ", "") in text
    assert "Counsellingondomesticviolence" in _print_text("en")


def test_nothing_that_is_not_public_is_in_any_file() -> None:
    printed = current_print(UNCHECKED)
    content, imprint = printed.content, printed.imprint
    files = [booklet_pdf(printed, size=size) for size in ("a5", "pocket", "large")]
    told = [_print_text(), *map(without_spaces, map(pages_of, files))]
    told += [text_in(workbook(content, imprint=imprint))]
    told += [text_in(hangul_document(content, imprint=imprint)), str(content.as_json())]
    for secret in SECRETS:
        assert not [True for text in told if secret in text or secret.replace("-", "") in text]


def test_what_was_not_checked_for_too_long_waits() -> None:
    check_everything(on=today() - timedelta(days=31))
    assert "하늘 위기전화" not in _names()  # a hotline is checked every thirty days
    assert "가정폭력 상담" in _names()
    check_everything(on=today() - timedelta(days=181))
    assert not _names()
    assert gathered_content().waiting == 5
    assert gathered_content(UNCHECKED).waiting == 0
    assert len(gathered_content(UNCHECKED).entries) == 5


def test_what_has_ended_is_not_printed() -> None:
    edit("gaon.service", "status", "defunct")
    assert "가정폭력 상담" not in _names(UNCHECKED)


def test_gathering_asks_no_more_for_more_entries() -> None:
    few = _statements()
    change(*(Edit("service", key(f"more.{at}"), "add",
                  value={"name": f"상담 {at}", "organization_id": key("gaon"), "status": "active"})
             for at in range(20)))  # fmt: skip
    assert _statements() <= few
    assert len(gathered_content(UNCHECKED).entries) == 25


def _statements() -> int:
    with CaptureQueriesContext(connections["public"]) as asked:
        gathered_content(UNCHECKED)
    return len(asked)


def test_an_edition_is_numbered_and_kept() -> None:
    first = issue_edition(actor=THE_OPERATOR)
    assert (first.number, first.entries, first.waiting) == (1, 5, 0)
    assert current_print().imprint.number == 1
    edit("gaon.service", "fees_description", "유료")
    check_everything()
    assert current_print().imprint.number is None
    assert issue_edition(actor=THE_OPERATOR).number == 2
    with named(THE_OPERATOR):
        assert [one.number for one in Edition.objects.all()] == [2, 1]


def test_an_edition_that_would_say_the_same_is_not_issued() -> None:
    issue_edition(actor=THE_OPERATOR)
    with pytest.raises(NotYet, match="same"):
        issue_edition(actor=THE_OPERATOR)
    assert issue_edition_if_changed(actor=THE_CLOCK) is None


def test_an_empty_booklet_is_not_issued() -> None:
    check_everything(on=today() - timedelta(days=200))
    with pytest.raises(NotYet, match="nothing"):
        issue_edition(actor=THE_OPERATOR)


def test_a_coordinator_issues_and_others_may_not(checked_town: Town) -> None:
    with named(checked_town.cast.counsellor), pytest.raises(NotAllowed):
        issue_edition(actor=checked_town.cast.counsellor)
    assert issue_edition(actor=checked_town.cast.coordinator).issued_by_id


def test_two_prints_of_an_edition_are_the_same_bytes() -> None:
    issue_edition(actor=THE_OPERATOR)
    live = booklet_pdf(current_print())
    assert booklet_pdf(edition_print(actor=THE_OPERATOR, number=1)) == live


def test_changes_since_the_last_edition_are_told(checked_town: Town) -> None:
    issue_edition(actor=THE_OPERATOR)
    edit("gaon.phone", "number", "064-000-7777", table="phone")
    edit("meomchum.service", "status", "inactive")
    check_everything()
    since = standing_of_the_booklet(checked_town.cast.coordinator).changes
    assert since is not None
    assert [(one.entry.words_in("ko").name, one.parts) for one in since.changed] == [
        ("가정폭력 상담", ("phones",))
    ]
    assert len(since.gone) == 1
    assert "제1판" in _print_text() or "Sinceedition1" in _print_text()
    assert "멈춤" not in _print_text()


def test_what_goes_into_hiding_leaves_the_print_and_every_earlier_edition() -> None:
    issue_edition(actor=THE_OPERATOR)
    with named(THE_OPERATOR):
        make_confidential(
            actor=THE_OPERATOR, location=Location.objects.get(pk=key("gaon.location"))
        )
        set_audience(
            actor=THE_OPERATOR, table="service", row_id=key("meomchum.service"), field="",
            audience="members",
        )  # fmt: skip
        set_audience(
            actor=THE_OPERATOR, table="phone", row_id=key("dari.phone"), field="",
            audience="police",
        )  # fmt: skip
    again = edition_print(actor=THE_OPERATOR, number=1)
    assert again.imprint.left_out == 1
    for printed in (again, current_print(UNCHECKED)):
        text = without_spaces(pages_of(booklet_pdf(printed)))
        for taken_back in ("가온로12", "멈춤프로그램", "멈춤로", "064-000-4321", "064-000-8765"):
            assert taken_back not in text
        assert "064-000-1234" in text


def test_the_public_login_reads_editions_but_not_what_they_said() -> None:
    issue_edition(actor=THE_OPERATOR)
    with public_door():
        assert Edition.objects.count() == 1
        told = str(list(EditionEntry.objects.values("entry_id", "number", "prints")))
    assert "064-000" not in told
    assert "가온" not in told
    with pytest.raises(Error, match="permission denied"), public_door():
        EditionContent.objects.count()


def test_practitioners_cannot_read_what_editions_said(checked_town: Town) -> None:
    issue_edition(actor=THE_OPERATOR)
    with named(checked_town.cast.counsellor):
        assert not EditionContent.objects.exists()
        with pytest.raises(NotAllowed):
            edition_print(actor=checked_town.cast.counsellor, number=1)


def test_there_is_no_edition_of_a_number_not_issued() -> None:
    with pytest.raises(NotAllowed):
        edition_print(actor=THE_OPERATOR, number=9)


def test_a_service_with_two_places_and_a_fax_says_which_is_which() -> None:
    change(
        Edit("location", key("two"), "add",
             value={"name": "서귀포 사무실", "district": "서귀포시"}),
        Edit("service_at_location", key("two.at"), "add",
             value={"service_id": key("gaon.service"), "location_id": key("two")}),
        Edit("address", key("two.address"), "add",
             value={"location_id": key("two"), "address_1": "바다로 9", "city": "서귀포시",
                    "state_province": "제주특별자치도", "country": "KR",
                    "address_type": "physical"}),
        Edit("phone", key("two.fax"), "add",
             value={"location_id": key("two"), "number": "064-000-1111", "type": "fax"}),
    )  # fmt: skip
    entry = next(e for e in gathered_content(UNCHECKED).entries
                 if e.id == str(key("gaon.service")))  # fmt: skip
    assert entry.words["ko"].places == (
        "가온여성상담소 사무실: 제주특별자치도 제주시 가온로 12",
        "서귀포 사무실: 제주특별자치도 서귀포시 바다로 9",
    )
    assert entry.phones[-1].number == "064-000-1111"
    assert entry.phones[-1].notes["en"] == "fax"
    assert entry.districts == ("제주시", "서귀포시")
