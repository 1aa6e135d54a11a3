"""What in a text could tell of whom it speaks is found; plain sentences are left alone."""

from __future__ import annotations

from datetime import date

import pytest

from jikimi.cases.recognising import Known, traces

HER = Known(name="고하늘", phone="010-1234-5678", born_on=date(1987, 3, 4))
THEM = [HER, Known(name="Nguyen Thi Lan"), Known(name="남궁민수")]


def found(text: str) -> list[str]:
    return [trace.code for trace in traces(text, THEM)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("고하늘은 쉼터로 옮겼다.", "name"),
        ("고 하 늘 씨가 말했다.", "name"),
        ("남궁민수에게 상담을 권했다.", "name"),
        ("NGUYEN THI LAN moved.", "name"),
        ("nguyenthilan의 통역", "name"),
        ("하늘 씨는 두려워했다.", "given_name"),
        ("민수가 상담을 받았다.", "given_name"),
        ("Lan was afraid.", "given_name"),
        ("연락처는 01098765432", "phone"),
        ("연락처는 +82 10-9876-5432", "phone"),
        ("집 전화 064-123-4567", "phone"),
        ("번호 10 1234 5678 로 연락", "phone"),
        ("번호는 900101-2345678", "identity"),
        ("번호는 ９００１０１－２３４５６７８", "identity"),
        ("2026년 3월 4일에 신고했다.", "day"),
        ("2026.3.4 신고", "day"),
        ("3월 4일 밤에 신고했다.", "day"),
        ("on March 4 she called", "day"),
        ("870304생", "day"),
        ("19870304", "day"),
        ("연삼로 12에 산다.", "address"),
        ("중앙로12길 34-5", "address"),
        ("이도동 1234-5", "address"),
        ("산 12번지", "address"),
        ("101동 1203호", "address"),
        ("사례 2026-K7QF3M", "case_number"),
        ("lan@example.kr 로 보냄", "email"),
        ("피해자는 34세이다.", "age"),
        ("a 34-year-old woman", "age"),
        ("한라초등학교에 다닌다.", "place"),
        ("12가 3456 차량", "plate"),
    ],
)
def test_a_trace_is_found(text: str, code: str) -> None:
    assert code in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "앞으로 3개월 동안 매주 2회 상담한다.",
        "스스로 2번 찾아왔고 별도로 5회 만났다.",
        "30대 피해자와 초등학생 자녀, 세 기관이 함께 도왔다.",
        "상담 12회, 통역 4회, 1366과 112에 연락하는 방법을 알려 주었다.",
        "2026년 하반기에 비슷한 사례가 늘었다.",
        "활동 3회, 이동 2회를 지원하였다.",
        "야간에 머물 곳이 없어 24시간 쉼터가 필요하다.",
        "First contact within 48 hours; 3 of 5 actions were done.",
        "다시 일어나지 않도록 두 주에 한 번 살핀다.",
    ],
)
def test_a_plain_sentence_tells_of_nobody(text: str) -> None:
    assert found(text) == []


def test_where_a_trace_stands_is_told_but_not_what_it_is() -> None:
    rows = traces("첫 줄은 깨끗하다.\n고하늘의 번호 010-1234-5678", [HER])
    assert {(row.line, row.code, row.is_sure) for row in rows} == {
        (2, "name", True),
        (2, "phone", True),
    }
    assert "고하늘" not in repr(rows)


def test_what_is_not_sure_is_only_asked_about() -> None:
    assert [row.is_sure for row in traces("하늘이 맑은 날", [HER])] == [False]


def test_a_person_without_a_name_breaks_nothing() -> None:
    assert traces("아무 일도 없었다.", [Known(), Known(name="김")]) == []
