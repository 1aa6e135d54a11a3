"""Letters as people type them: 초성, the other keyboard, one slip, numbers in any form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jikimi.directory.search.folding import (
    composed,
    folded,
    initials,
    strokes,
    typed_in_english,
    typed_in_korean,
)
from jikimi.directory.search.numbers import national, numbers_in
from jikimi.directory.search.slips import one_slip_away

_syllables = some.text(some.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1)
_words = some.text(some.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2,
                   max_size=5)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("wpwn", "제주"), ("tkdekath", "상담소"), ("TKdna", "싸움"), ("rkqtkek", "갑사다"),
     ("dhkTek", "왔다"), ("ekfr", "닭"), ("제주", ""), ("police", ""), ("112", "")],
)  # fmt: skip
def test_english_keys_are_read_on_the_korean_keyboard(typed: str, meant: str) -> None:
    assert typed_in_korean(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("ㅔㅐㅣㅑㅊㄷ", "police"), ("노디ㅅㄷㄱ", "shelter"), ("112", "")]
)
def test_korean_letters_are_read_on_the_english_keyboard(typed: str, meant: str) -> None:
    assert typed_in_english(typed) == meant


def test_folding_ignores_spaces_signs_and_case() -> None:
    assert folded(" 제주 여성·상담소 (Help-Line) ") == "제주여성상담소helpline"
    assert initials("제주여성") == "ㅈㅈㅇㅅ"


@given(_syllables)
def test_syllables_taken_apart_and_put_together_are_the_same(text: str) -> None:
    assert composed(strokes(text)) == text


@given(_syllables)
def test_what_is_typed_on_the_wrong_keyboard_comes_back(text: str) -> None:
    assert typed_in_korean(_keys(text)) == text


def _keys(text: str) -> str:
    """The keys struck, Shift included, of the two-set keyboard (KS X 5002)."""
    rows = "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ"
    keys = dict(zip(rows, "qwertyuiopasdfghjklzxcvbnmQWERTOP", strict=True))
    return "".join(keys[stroke] for stroke in strokes(text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("재주", "제주"), ("여성상담수", "여성상담소"), ("가저폭력", "가정폭력"), ("쉼타", "쉼터"),
     ("해바라가센터", "해바라기센터"), ("상담ㅅ소", "상담소"), ("counceling", "counseling")],
)  # fmt: skip
def test_a_word_is_among_those_one_slip_away(typed: str, meant: str) -> None:
    assert meant in one_slip_away(typed)


@given(_words, some.data())
def test_any_one_missing_stroke_is_found_again(word: str, data: some.DataObject) -> None:
    struck = strokes(word)
    gone = data.draw(some.integers(0, len(struck) - 1))
    typed = composed(struck[:gone] + struck[gone + 1 :])
    if 2 <= len(typed) <= 12:
        assert word in one_slip_away(typed) or typed == word


@pytest.mark.parametrize(
    "typed", ["064-123-4567", "0641234567", "+82 64 123 4567", "+82-64-123-4567", "064) 123.4567"]
)
def test_a_number_is_one_number_in_any_form(typed: str) -> None:
    assert [digits for _begin, _end, digits in numbers_in(f"제주 {typed} 상담")] == ["0641234567"]


def test_short_numbers_parts_and_what_is_no_number() -> None:
    assert [n for *_at, n in numbers_in("1366")] == ["1366"]
    assert [n for *_at, n in numbers_in("123-4567")] == ["1234567"]
    assert numbers_in("일요일 23시 18세 2명") == []
    assert national("+82 1366") == "1366"
    assert national("82-2-735-1366") == "027351366"
