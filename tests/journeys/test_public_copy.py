"""The directory without internet, in a real browser: kept when asked, and the file for a tablet."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from jikimi.directory.search import folding
from tests.browsing import LANGUAGES, House
from tests.journeys.test_public_in_chromium import _STORED, _broken, _without_script

pytestmark = pytest.mark.browser


def test_pages_are_kept_on_the_device_only_when_asked_and_taken_away_again(
    street: House,
) -> None:
    with street.window() as page:
        page.goto("/without-network/")
        page.locator("[data-worker-on] button").click()
        expect(page.locator("[data-worker-off]")).to_be_visible()
        page.context.set_offline(True)
        try:
            page.goto("/")
            expect(page.locator("#entries .hit")).to_have_count(5)
            page.locator("#words").fill("ㅎㄴ")
            expect(page.locator("#entries .hit")).to_have_count(1)
        finally:
            page.context.set_offline(False)
        page.goto("/without-network/")
        page.locator("[data-worker-off] button").click()
        expect(page.locator("[data-worker-on]")).to_be_visible()
        assert page.evaluate(_STORED) == [0, 0, "", 0, 0, 0]


@pytest.fixture(scope="module")
def copy(street: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file for a tablet, taken as a reader takes it."""
    file = tmp_path_factory.mktemp("tablet") / "guide.html"
    with street.window() as page:
        page.goto("/without-network/")
        with page.expect_download() as taking:
            page.locator("a[download]").click()
        taking.value.save_as(file)
        assert re.fullmatch(r"guide-\d{4}-\d\d-\d\d\.html", taking.value.suggested_filename)
    return file


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("위기", "하늘 위기전화"),
        ("하늘위기", "하늘 위기전화"),
        ("ㅇㄱㅈㅎ", "하늘 위기전화"),
        ("gksmf", "하늘 위기전화"),
        ("한울쉼텨", "긴급 보호시설"),
        ("0001234", "가정폭력 상담"),
        ("서귀포 법률", "다리 법률상담"),
        ("죽고 싶어요", "하늘 위기전화"),
    ],
)
def test_the_copy_finds_from_a_disk_and_asks_nothing(
    street: House, copy: Path, words: str, first: str
) -> None:
    asked: list[str] = []
    with street.window() as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(copy.as_uri())
        page.locator("#words").fill(words)
        expect(page.locator("#entries .hit")).not_to_have_count(5)
        expect(page.locator("#entries .hit h2").first).to_have_text(first)
    assert [url for url in asked if url != copy.as_uri() and not url.startswith("data:")] == []


def test_the_copy_folds_what_is_typed_as_the_house_does(street: House, copy: Path) -> None:
    samples = [
        "제주 여성",
        "값싼 쉼터",
        "ㄳㅇ",
        "꽃ＡＢＣ",
        "Café 24시",
        "뷁",
        "해바라기·센터",
        "ㅘ",
    ]
    with street.window() as page:
        page.goto(copy.as_uri())
        told = page.evaluate("all => all.map((one) => guide.strokes(guide.folded(one)))", samples)
        keyed = page.evaluate("guide.strokes(guide.onKoreanKeys('wpwn'))")
    assert told == [folding.strokes(folding.folded(one)) for one in samples]
    assert keyed == folding.strokes(folding.typed_in_korean("wpwn"))


@pytest.mark.parametrize(("days", "warns"), [(1, False), (31, True)])
def test_an_old_copy_says_so(street: House, copy: Path, days: int, warns: bool) -> None:
    made = json.loads(re.search(r'id="told">(.*?)</script>', copy.read_text())[1])["made_at"]  # type: ignore[index]
    with street.window() as page:
        page.clock.set_fixed_time(datetime.fromisoformat(made) + timedelta(days=days))
        page.goto(copy.as_uri())
        assert page.locator("#old").is_visible() is warns


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_copy_keeps_the_rules_of_access(street: House, copy: Path, language: str) -> None:
    with street.window(language=language, bypass_csp=True) as page:
        page.goto(copy.as_uri())
        assert _broken(page) == []


def test_the_copy_is_readable_without_script(street: House, copy: Path) -> None:
    with _without_script(street) as page:
        page.goto(copy.as_uri())
        expect(page.locator("#entries .hit")).to_have_count(5)
        expect(page.locator("a[href='tel:0640005678']")).to_be_visible()
