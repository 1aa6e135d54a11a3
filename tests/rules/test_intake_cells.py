"""Every way an office writes a time, a birth date, a telephone or a place is read as one form."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jikimi.cases.intake import COPY_COLUMNS, FIELDS, KindName
from jikimi.cases.intake.addresses import RoadAddress, plain_place, road_address
from jikimi.cases.intake.cells import COVERED, birth_date, phone
from jikimi.cases.intake.instants import KOREA, instant, instant_text
from jikimi.cases.intake.readers import REFUSED, escaped, unescaped
from jikimi.cases.intake.reasons import CellError
from jikimi.cases.intake.results import shape
from tests.samples.intake import LISTS, cells, clean_one, cleaner, reasons

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31, 23, 59)).map(
    lambda moment: moment.replace(microsecond=0)
)
FORMS = [
    "{0.year}. {0.month}. {0.day}. {0:%H:%M:%S}",
    "{0:%Y.%m.%d. %H:%M:%S}",
    "{0:%Y%m%d%H%M%S}",
    "{0:%Y/%m/%d %H:%M:%S}",
    "{0:%Y-%m-%d %H:%M:%S}",
    "{0:%Y-%m-%dT%H:%M:%S}",
    "{0:%Y-%m-%dT%H:%M:%S}+09:00",
    "{0.year}년 {0.month}월 {0.day}일 {0.hour}시 {0.minute}분 {0.second}초",
    " {0:%Y-%m-%d %H:%M:%S} ",
]


@given(MOMENTS, st.sampled_from(FORMS))
def test_every_form_of_a_moment_is_the_same_instant(moment: datetime, form: str) -> None:
    assert instant(form.format(moment)) == moment.replace(tzinfo=KOREA).astimezone(UTC)


@given(MOMENTS)
def test_a_spreadsheet_serial_is_the_same_instant(moment: datetime) -> None:
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    assert instant(f"{serial:.9f}") == moment.replace(tzinfo=KOREA).astimezone(UTC)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2026. 5. 21. 16:33", "2026-05-21 16:33:00+09"),
        ("202611102139", "2026-11-10 21:39:00+09"),
        ("2026/03/21 00:33", "2026-03-21 00:33:00+09"),
        ("2026-05-21 오후 4:33", "2026-05-21 16:33:00+09"),
        ("2026-05-21 오전 12:05:09", "2026-05-21 00:05:09+09"),
        ("2026-05-21T07:33:00Z", "2026-05-21 16:33:00+09"),
        ("2026-05-21 (목) 16:33", "2026-05-21 16:33:00+09"),
    ],
)
def test_a_moment_in_its_usual_dress(cell: str, read: str) -> None:
    assert instant_text(cell) == read


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "empty"),
        ("2026-13-45 25:61", "instant_impossible"),
        ("2026-02-29 10:00", "instant_impossible"),
        ("1999-12-31 10:00", "instant_impossible"),
        ("2026-W01-1 10:00", "instant_unreadable"),
        ("2026-05-21", "instant_without_time"),
        ("어제 밤", "instant_unreadable"),
        ("２０２６０５２１１６３３", "instant_unreadable"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(cell: str, reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        instant_text(cell)


@given(st.text(max_size=25))
def test_whatever_stands_in_a_time_cell_is_read_or_refused(cell: str) -> None:
    for field, reason in reasons(received_at=cell):
        assert field == "received_at"
        assert reason.startswith("instant_") or (reason, cell.strip()) == ("empty", "")


def test_a_report_from_the_future_is_refused_when_the_office_says_what_time_it_is() -> None:
    lists = replace(LISTS, not_after=datetime(2026, 3, 2, 0, 5, tzinfo=UTC))
    assert reasons(lists, received_at="2026-03-02 09:05") == []
    late = reasons(lists, received_at="2026-03-02 09:06")
    assert late == [("received_at", "instant_in_future")]


BIRTHS = st.dates(date(1890, 1, 1), date(2026, 3, 2))


@given(
    BIRTHS,
    st.sampled_from(
        ["{0:%Y-%m-%d}", "{0.year}. {0.month}. {0.day}.", "{0:%Y%m%d}", "{0:%Y.%m.%d}"]
    ),
)
def test_every_form_of_a_birth_date_is_the_same_day(born: date, form: str) -> None:
    assert birth_date(form.format(born), received_on="2026-03-02") == str(born)


@given(st.dates(date(1926, 3, 3), date(2026, 3, 2)))
def test_two_digits_of_a_year_mean_the_last_hundred_years_before_the_report(born: date) -> None:
    assert birth_date(f"{born:%y%m%d}", received_on="2026-03-02") == str(born)


def test_the_century_turns_on_the_day_of_the_report() -> None:
    assert clean_one(victim_born_on="260302").victim_born_on == "2026-03-02"
    assert clean_one(victim_born_on="260303").victim_born_on == "1926-03-03"


@pytest.mark.parametrize(
    "cell", ["840229-2000000", "8402292000000", "840229-*******", "840229-2******"]
)
def test_of_an_identity_number_only_the_birth_date_is_kept(cell: str) -> None:
    row = clean_one(victim_born_on=cell)
    assert row.victim_born_on == "1984-02-29"
    assert "2000000" not in "".join(map(str, row))


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("91215", "birth_ambiguous"),
        ("2027-01-01", "birth_after_report"),
        ("1985-02-29", "birth_impossible"),
        ("1850-01-01", "birth_impossible"),
        ("스물다섯", "birth_unreadable"),
    ],
)
def test_a_birth_date_that_cannot_be_is_refused(cell: str, reason: str) -> None:
    assert reasons(victim_born_on=cell) == [("victim_born_on", reason)]


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        ("01027252550", "01027252550"),
        ("010 2162 2629", "01021622629"),
        ("+82 10-2268-9621", "01022689621"),
        ("+82-(0)10-2268-9621", "01022689621"),
        ("010.2268.9621", "01022689621"),
        ("82-10-2268-9621", "01022689621"),
        ("1083527774", "01083527774"),
        ("064-722-1366", "0647221366"),
        ("02-735-1366", "027351366"),
        ("1577-1366", "15771366"),
        ("1366", "1366"),
        ("+1 212 555 0100", "+12125550100"),
        ("-", ""),
        ("없음", ""),
        (" ", ""),
    ],
)
def test_a_telephone_becomes_digits_in_national_form(cell: str, digits: str) -> None:
    assert phone(cell) == digits


@pytest.mark.parametrize("cell", ["010-12", "전화 안 받음", "12345678901234567890", "+82", "２"])
def test_a_telephone_that_is_none_is_refused(cell: str) -> None:
    assert reasons(victim_phone=cell) == [("victim_phone", "phone_unreadable")]


@given(st.text(alphabet="0123456789+-() 가", max_size=20))
def test_whatever_stands_in_a_telephone_cell_is_digits_or_refused(cell: str) -> None:
    if reasons(victim_phone=cell) != [("victim_phone", "phone_unreadable")]:
        digits = clean_one(victim_phone=cell).victim_phone
        assert not digits or re.fullmatch(r"\+?\d{3,15}", digits)


@pytest.mark.parametrize(
    ("cell", "code"), [("CODE 2", "2"), ("코드1", "1"), ("C0", "0"), ("3", "3")]
)
def test_a_response_code_is_a_digit_however_it_is_written(cell: str, code: str) -> None:
    assert clean_one(response_code=cell).response_code == code
    assert reasons(response_code=cell + "7") == [("response_code", "response_code_unknown")]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (" 문 현선", "문현선"),
        ("불상", ""),
        ("성명 불상", ""),
        ("NGUYEN THI  HOA", "NGUYEN THI  HOA"),
        ("황보보기남", "황보보기남"),
        ("나보기(900101-1234567)", "나보기(900101-*******)"),
    ],
)
def test_a_name_loses_its_blanks_and_nobody_is_called_unknown(cell: str, name: str) -> None:
    assert clean_one(victim_name=cell).victim_name == name


@pytest.mark.parametrize("cell", ["제주서부서", "제주서부경찰서", " 제주 서부 경찰서 "])
def test_a_station_is_known_by_each_of_its_names(cell: str) -> None:
    assert clean_one(station=cell).station == "jeju-seobu"


@pytest.mark.parametrize("received_at", ["2021-05-01 10:00", "2026-05-01 10:00"])
def test_an_old_and_a_new_name_of_a_kind_are_read_whenever_they_are_used(received_at: str) -> None:
    for name in ("교제폭력", "데이트폭력"):
        row = clean_one(kind=name, received_at=received_at)
        assert (row.kind, row.kind_name) == ("dating_violence", name)


def test_a_name_that_changed_its_meaning_is_read_by_the_day_of_the_report() -> None:
    changed = (
        KindName("다툼", "other", None, date(2024, 12, 31)),
        KindName("다툼", "domestic_violence", date(2025, 2, 1), None),
    )
    lists = replace(LISTS, kinds=changed)
    assert clean_one(lists, kind="다툼", received_at="2024-12-31 23:59").kind == "other"
    assert clean_one(lists, kind="다툼").kind == "domestic_violence"
    between = reasons(lists, kind="다툼", received_at="2025-01-15 10:00")
    assert between == [("kind", "kind_not_then")]
    no_time = reasons(lists, kind="다툼", received_at="어제")
    assert no_time == [("received_at", "instant_unreadable")]


def test_code_lists_are_closed_when_they_are_given_and_open_when_not() -> None:
    lists = replace(
        LISTS, relations={"전 연인": "former_partner"}, legal_dong_codes=frozenset({"5011010500"})
    )
    assert clean_one(relation="옆집 사람").relation == "옆집 사람"
    assert clean_one(lists, relation="전연인").relation == "former_partner"
    assert reasons(lists, relation="옆집") == [("relation", "word_unknown")]
    assert clean_one(legal_dong_code="5,011,010,600").legal_dong_code == "5011010600"
    assert reasons(lists, legal_dong_code="5011010600") == [
        ("legal_dong_code", "legal_dong_unknown")
    ]
    assert reasons(legal_dong_code="50110") == [("legal_dong_code", "legal_dong_unreadable")]


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        (
            "제주특별자치도 제주시 월랑로 137, 18동 365호",
            ("제주특별자치도", "제주시", "", "월랑로", "137", "18동 365호"),
        ),
        ("제주시 한림읍 한림로 395", ("", "제주시", "한림읍", "한림로", "395", "")),
        (
            "제주도 서귀포시 태평로353번길 12-3 (서귀동, 보기빌라)",
            ("제주특별자치도", "서귀포시", "", "태평로353번길", "12-3", ""),
        ),
        ("경기도 수원시 팔달구 효원로 1", ("경기도", "수원시", "팔달구", "효원로", "1", "")),
        ("서울 중구 세종대로 지하 101", ("서울특별시", "중구", "", "세종대로", "지하 101", "")),
        ("세종특별자치시 한누리대로 2130", ("세종특별자치시", "", "", "한누리대로", "2130", "")),
        ("강원도 춘천시 중앙로 1", ("강원도", "춘천시", "", "중앙로", "1", "")),
        ("제주시 탑동 방파제 앞", ("", "", "", "", "", "")),
    ],
)
def test_a_place_is_kept_as_written_and_split_where_it_is_an_address(
    place: str, parts: tuple[str, ...]
) -> None:
    assert road_address(place) == RoadAddress(*parts)
    row = clean_one(place=f" {place} ")
    assert row.place == place
    assert (row.province, row.city, row.town, row.road, row.building_number, row.detail) == parts


@given(
    st.sampled_from(["제주특별자치도 제주시 ", "제주시 한림읍 ", "서울 중구 ", ""]),
    st.sampled_from(["월랑로", "월랑로 12길", "큰길", "방파제", "태평로353번길", "로로"]),
    st.integers(0, 1_000_000),
    st.text(alphabet="가호동12 -,()", max_size=15),
)
def test_the_quick_way_to_split_a_place_agrees_with_the_slow_one(
    city: str, road: str, number: int, detail: str
) -> None:
    place = f"{city}{road} {number}, {detail}".strip()
    quick = plain_place(place)
    assert not quick or quick == "\t".join((place, *road_address(place)))


@given(st.text())
def test_any_text_comes_out_of_the_copy_form_as_it_went_in(words: str) -> None:
    copied = escaped(words)
    assert unescaped(copied) == words
    assert not {"\t", "\n", "\r"} & set(copied)


@given(st.lists(st.text(max_size=30), min_size=len(FIELDS), max_size=len(FIELDS)))
def test_whatever_stands_in_the_cells_a_report_is_one_line_of_every_column(row: list[str]) -> None:
    row[:5] = cells(external_number="1")[:5]
    result = cleaner().clean_batch([(2, row)])
    assert result.rows + len(result.rejected) == 1
    for line in result.copy.decode().split("\n")[:-1]:
        assert line.count("\t") == len(COPY_COLUMNS) - 1
        assert not {REFUSED, COVERED} & set(line)


def test_backslashes_tabs_and_line_breaks_survive() -> None:
    assert clean_one(summary="가\\n나\t다\r\n라\\").summary == "가\\n나\t다\n라\\"


def test_words_that_are_too_long_are_refused() -> None:
    assert reasons(victim_name="N" * 81) == [("victim_name", "too_long")]
    assert reasons(action_taken="조치 " * 100) == [("action_taken", "too_long")]


@pytest.mark.parametrize(
    "cell", ["2.02611E+11", "900101-1234567", "9001011234567", "가 나", "9" * 41]
)
def test_a_report_number_must_be_one(cell: str) -> None:
    assert reasons(external_number=cell)[0][0] == "external_number"
    assert reasons(external_number="2019052100001") == []


def test_a_row_of_another_width_is_refused_unless_only_empty_cells_are_too_many() -> None:
    good = cleaner().clean_batch([(2, ["1", "2"]), (3, [*cells(), "", ""]), (4, [*cells(), "x"])])
    assert good.rows == 1
    assert [(row.line, row.problems[0].reason) for row in good.rejected] == [
        (2, "row_width"),
        (4, "row_width"),
    ]


def test_all_problems_of_a_row_are_told_at_once_and_none_shows_a_value() -> None:
    problems = cleaner().clean(
        [
            "",
            "어제",
            "모름꽃",
            "9",
            "나보기",
            *[""] * 8,
            "900101-1234567",
            "x",
            "1",
            "010",
            *[""] * 4,
        ]
    )
    assert isinstance(problems, list)
    assert [(one.field, one.header, one.shape) for one in problems] == [
        ("external_number", "접수번호", ""),
        ("received_at", "접수일시", "가가"),
        ("kind", "사건종별", "가가가"),
        ("response_code", "대응코드", "9"),
        ("station", "관할경찰서", "가가가"),
        ("suspect_sex", "가해자 성별", "A"),
        ("suspect_born_on", "가해자 생년월일", "9"),
        ("suspect_phone", "가해자 연락처", "999"),
    ]


@given(st.text())
def test_a_shape_holds_no_letter_and_no_digit_of_the_value(value: str) -> None:
    assert {one for one in shape(value) if one.isalnum()} <= set("9가A")
