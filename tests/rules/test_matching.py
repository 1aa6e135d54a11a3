"""What typed letters may mean, checked against names as they are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jikimi.cases.matching import Way, is_one_slip_away, ways_of
from jikimi.cases.names import digits, name_keys

_SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
_NAMES = st.text(_SYLLABLES, min_size=2, max_size=5)


def _ways_to(typed: str, name: str) -> list[str]:
    return [way.code for way in ways_of(typed) if _holds(way, set(name_keys(name)))]


def _holds(way: Way, keys: set[str]) -> bool:
    return set(way.every) <= keys and (not way.one_of or bool(set(way.one_of) & keys))


@pytest.mark.parametrize(
    ("typed", "name", "way"),
    [
        ("김하늘", "김하늘", "name"),
        ("김 하늘", "김하늘", "name"),
        ("김하", "김하늘", "begins"),
        ("김하느", "김하늘", "begins"),  # the last consonant is still to come
        ("김한", "김하나", "begins"),  # the last consonant belongs to the next syllable
        ("이앉", "이안자", "begins"),  # so does the second of two
        ("김하ㄴ", "김하늘", "begins"),
        ("ㄱㅎㄴ", "김하늘", "initials"),
        ("ㄱㅎ", "김하늘", "initials"),
        ("ㄳㅎ", "김수현", "initials"),  # keyboards join two consonants typed one after the other
        ("김ㅎㄴ", "김하늘", "initials"),
        ("하늘", "김하늘", "part"),
        ("김하눌", "김하늘", "similar"),
        ("이하늘", "리하늘", "similar"),
        ("nguyen", "Nguyen Thi Hoa", "begins"),
        ("NGUYEN THI HOA", "Nguyen Thi Hoa", "name"),
    ],
)
def test_what_was_typed_finds_the_name(typed: str, name: str, way: str) -> None:
    assert _ways_to(typed, name)[0] == way


@pytest.mark.parametrize(
    ("typed", "name"),
    [("김하늘", "김하루나"), ("ㄱㅎㄴ", "김나현"), ("하늘", "늘하나"), ("김민수", "박민서")],
)
def test_another_name_is_not_found(typed: str, name: str) -> None:
    assert not _ways_to(typed, name)


@pytest.mark.parametrize("typed", ["", " ", "김", "ㄱ"])
def test_one_letter_is_too_little(typed: str) -> None:
    assert ways_of(typed) == []


@given(_NAMES)
def test_every_name_finds_itself_first(name: str) -> None:
    assert _ways_to(name, name)[0] == "name"


@given(_NAMES)
def test_a_name_is_found_while_its_last_syllable_is_being_typed(name: str) -> None:
    last = ord(name[-1]) - 0xAC00
    half_typed = name[:-1] + chr(0xAC00 + last - last % 28)
    assert _ways_to(half_typed, name)[0] in {"name", "begins"}


@given(_NAMES, st.data())
def test_one_slip_still_finds_the_name(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    other = data.draw(_SYLLABLES)
    wrong = name[:place] + other + name[place + 1 :]
    if is_one_slip_away(wrong, name):
        assert _ways_to(wrong, name)


def test_the_range_for_reports_holds_what_the_keys_find() -> None:
    ranges = [(w.low, w.high) for w in ways_of("김하느") if w.low]
    assert any(low <= "김하늘" <= high for low, high in ranges)
    assert not any(low <= "김하루" <= high for low, high in ranges)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("010-1234-5678", "01012345678"), ("+82 10-1234-5678", "01012345678"), ("5678", "5678")],
)
def test_a_number_is_kept_as_digits(typed: str, kept: str) -> None:
    assert digits(typed) == kept
