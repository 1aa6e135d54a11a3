"""A question understood: needs, places, times, languages, people, and the words that are left."""

from __future__ import annotations

import csv
import unicodedata
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jikimi.access.codes import codes
from jikimi.directory.search.asking import understood
from jikimi.directory.search.hours import KOREA
from jikimi.directory.search.needs import NeedList, NeedWord, starting_words
from jikimi.directory.search.parts import Asked
from jikimi.directory.search.tries import tries_of

WORDS = NeedList(starting_words())
WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=KOREA)
SUNDAY_23 = 6 * 24 + 23


def asked(query: str) -> Asked:
    return understood(query, needs=WORDS, now=WEDNESDAY)


@pytest.mark.parametrize(
    ("query", "need", "who"),
    [
        ("남편이 때려요", "domestic_violence", ""),
        ("남편한테 맞았어요", "domestic_violence", ""),
        ("제주 남편이 자꾸 때려요 도와주세요", "domestic_violence", ""),
        ("전남친이 계속 찾아와요", "stalking", ""),
        ("아빠가 때려요", "child_abuse", "child"),
        ("집에 가기 싫어요", "child_abuse", "child"),
        ("화가 나면 때려요", "stop_hurting", "hurting"),
        ("제가 아내를 때렸어요", "stop_hurting", "hurting"),
        ("친구가 죽고 싶대요", "suicide", "worried"),
        ("옆집에서 아이 우는 소리가 나요", "child_abuse", "worried"),
        ("월급을 못 받았어요", "workplace", ""),
        ("tjdvhrfur", None, None),
        ("my husband hits me", "domestic_violence", ""),
        ("I was raped", "sexual_violence", ""),
        ("丈夫打我", "domestic_violence", ""),
        ("chồng tôi đánh tôi", "domestic_violence", ""),
        ("муж бьет меня", "domestic_violence", ""),
        ("สามีตีฉัน", "domestic_violence", ""),
        ("something else", None, None),
        ("소비자 상담", None, None),
    ],
)
def test_what_people_in_distress_say_is_a_need(
    query: str, need: str | None, who: str | None
) -> None:
    found = asked(query).of("need")
    assert [(part.value, part.who) for part in found[:1]] == ([(need, who)] if need else [])


@pytest.mark.parametrize(
    ("query", "hours"),
    [
        ("일요일 23시", (SUNDAY_23,)),
        ("Sunday 23:00", (SUNDAY_23,)),
        ("open Sunday 11pm", (SUNDAY_23,)),
        ("일요일 밤 11시에 여는 곳", (SUNDAY_23,)),
        ("토요일 밤", (5 * 24 + 22,)),
        ("지금 여는 상담소", (2 * 24 + 15,)),
        ("open now", (2 * 24 + 15,)),
        ("내일 오전 10시", (3 * 24 + 10,)),
        ("쉼터", None),
    ],
)
def test_words_for_a_time_are_hours_of_the_week(query: str, hours: tuple[int, ...] | None) -> None:
    when = asked(query).when
    assert (when.week_hours if when else None) == hours


@pytest.mark.parametrize(
    ("query", "place"),
    [("노형동 쉼터", "노형동"), ("애월에서 상담", "애월읍"), ("제주시", "제주시"),
     ("Seogwipo", "서귀포시"), ("제주도", "제주특별자치도"), ("남제주상담소", None)],
)  # fmt: skip
def test_places_are_known_by_their_names(query: str, place: str | None) -> None:
    found = [codes("directory", "places")[part.value].ko for part in asked(query).of("place")]
    assert found == ([place] if place else [])


def test_who_it_is_for_is_understood() -> None:
    person = asked("17세 여자 휠체어 아이와 함께 베트남어").person
    assert (person.age, person.sex, person.has_child) == (17, "female", True)
    assert (person.needs_wheelchair, person.languages) == (True, ("vi",))


def test_a_part_taken_away_is_not_looked_for_as_a_word_instead() -> None:
    found = asked("쉼터 일요일 23시")
    left = found.without("when:일요일23시")
    assert [part.kind for part in left.parts] == ["need"]


@given(some.text(max_size=60))
def test_nothing_typed_is_an_error(typed: str) -> None:
    found = asked(typed)
    for one in tries_of(found):
        assert one.as_data()["combos"] is not None
    assert all(part.key for part in found.parts)


@given(some.text(max_size=30))
def test_parts_keep_what_was_typed(typed: str) -> None:
    text = unicodedata.normalize("NFC", typed).lower()
    assert all(part.typed in text for part in asked(typed).parts)


def test_the_list_holds_phrases_of_many_tongues_each_once_and_of_known_needs() -> None:
    words = starting_words()
    assert len(words) >= 150
    assert len({word.key for word in words}) == len(words)
    assert {word.need for word in words} == set(codes("directory", "needs"))
    assert {word.language for word in words} <= set(codes("directory", "spoken_languages"))
    assert {"child", "hurting", "worried"} <= {word.who for word in words}


def test_every_phrase_of_the_list_is_understood_when_it_is_typed() -> None:
    missed = [word for word in starting_words() if not asked(word.phrase.replace("…", " ")).needs]
    assert missed == []


def test_gaps_are_kept_to_a_few_letters() -> None:
    words = NeedList([NeedWord("남편…때려", "ko", "domestic_violence")])
    far = "남편과 함께 시장에 가서 사과를 사고 돌아오는 길에 비가 왔고 공을 때려"
    assert understood(far, needs=words, now=WEDNESDAY).needs == ()


def test_lists_of_words_hold_no_cell_without_its_translation() -> None:
    data = Path(__file__).parents[2] / "src" / "jikimi" / "directory" / "data"
    for name in ("needs", "places", "spoken_languages", "search_ways"):
        rows = list(csv.DictReader((data / f"{name}.csv").read_text("utf-8").splitlines()))
        assert all(row["ko"] and row["en"] for row in rows), name
