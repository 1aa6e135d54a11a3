"""A column read at once says of every cell what reading that cell alone says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jikimi.cases.intake import KindName, Lists
from jikimi.cases.intake.readers import readers, told
from jikimi.cases.intake.whole_columns import whole_columns

LISTS = Lists(
    kinds=(KindName("가정폭력", "domestic"),),
    stations={"제주서부경찰서": "1"},
    not_after=datetime(2026, 11, 22, tzinfo=UTC),
)
READERS = readers(LISTS)
ODD = [
    *("", " ", "-", "불상", "'=1+1", "a\\b", "줄\n둘", "줄\r\n둘\r", "탭\t탭", "\u200b가"),
    *(
        "900101-1234567",
        "５１１２３４－１２３４５６７",
        "전화 900101 1234567",
        "\u1112\u1161\u11ab",
    ),
    *("20210503-0000001", "\xa01\xa0", "2.02611E+11", "9001011234567", "x" * 300, "\x00\x01"),
    *("01012345678", "+82 10-1234-5678", "010\n12345678", "01+8212345678", "02-123-4567", "1366"),
    *("202105031433", "2021. 5. 3. 14:33", "2021/05/03 14:33", "2026-11-23 10:00", "44321.5"),
    *("1980-05-03", "800503", "2000. 5. 11.", "19751399", "80.5.3", "남", "CODE 2", "5011010100"),
    *("제주특별자치도 제주시 가나로 137, 18동 365호", " 제주시 가나로 1 ", "바닷가"),
    *("제주서부서", "고하늘", "김 민 수", "Kim"),
]
CELLS = st.lists(st.sampled_from(ODD) | st.text(max_size=20), min_size=1, max_size=12)


@pytest.mark.parametrize("field", READERS)
@given(cells=CELLS)
def test_a_column_reads_as_its_cells_read_one_by_one(field: str, cells: list[str]) -> None:
    whole = whole_columns(LISTS, READERS)[field]
    assert list(whole(cells)) == [told(READERS[field])(cell) for cell in cells]
