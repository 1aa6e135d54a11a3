"""No identity number typed into a text goes further than the reading of it (SR-14)."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jikimi.cases.intake.masking import mask
from tests.samples.intake import cells, clean_one, cleaner

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def _with_check_digit(twelve: str) -> str:
    weighted = sum(int(digit) * weight for digit, weight in zip(twelve, _WEIGHTS, strict=True))
    return twelve + str((11 - weighted % 11) % 10)


@st.composite
def identity_numbers(draw: st.DrawFn) -> tuple[str, str]:
    """Front and back of a number: of a resident or a foreigner, old (check digit) or new."""
    born = draw(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
    back = draw(st.sampled_from("12345678")) + draw(st.from_regex(r"[0-9]{5}", fullmatch=True))
    whole = f"{born:%y%m%d}{back}"
    if draw(st.booleans()):
        return whole[:6], _with_check_digit(whole)[6:]
    return whole[:6], back + draw(st.sampled_from("0123456789"))


SEPARATORS = st.sampled_from(["-", "", " ", " - ", "–", "－", "\u3000", "~", "\n"])
AROUND = st.text(alphabet="가나다 abc.,()[]:-\n", max_size=12)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(AROUND, identity_numbers(), SEPARATORS, AROUND, st.booleans())
def test_a_number_is_covered_whatever_stands_around_it(
    before: str, number: tuple[str, str], between: str, after: str, wide: bool
) -> None:
    front, back = (part.translate(WIDE) if wide else part for part in number)
    text, count = mask(f"{before}{front}{between}{back}{after}")
    assert count == 1
    assert back not in text
    assert text == f"{before}{front}-*******{after}"


@given(st.lists(identity_numbers(), max_size=5))
def test_every_number_is_covered_and_counted(numbers: list[tuple[str, str]]) -> None:
    text, count = mask(", ".join("-".join(number) for number in numbers))
    assert count == len(numbers)
    assert not re.search(r"\d{7}", text)


@given(identity_numbers(), st.sampled_from(["place", "police_box", "victim_name", "summary"]))
def test_no_field_of_a_report_lets_one_through(number: tuple[str, str], field: str) -> None:
    front, back = number
    row = clean_one(**{field: f"적힌 번호 {front}-{back} 끝"})
    assert row.masked == 1
    assert f"{front}-*******" in getattr(row, field)
    assert back not in "\t".join(map(str, row[:-1]))


@given(identity_numbers(), st.sampled_from(["kind", "station", "victim_sex", "victim_phone"]))
@example(("820102", "2689621"), "victim_phone")
def test_no_problem_tells_one(number: tuple[str, str], field: str) -> None:
    result = cleaner().clean(cells(**{field: "-".join(number)}))
    assert isinstance(result, list)
    assert not re.search(r"[0-8]", str([problem.shape for problem in result]))


@pytest.mark.parametrize(
    "text",
    [
        "접수번호 20260521-000000",
        "연락처 010-2725-2550, 064-722-1366",
        "카드 9410-0112-3456-7890",
        "9001011234567890",
        "발생 2026-05-21 16:33:00",
        "901301-1234567",
        "900132-1234567",
        "900101-0234567",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask(text) == (text, 0)


def test_a_number_already_covered_is_not_counted_again() -> None:
    once, count = mask("주민번호 900101-1234567")
    assert (once, count) == ("주민번호 900101-*******", 1)
    assert mask(once) == (once, 0)
