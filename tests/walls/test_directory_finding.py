"""The index of the directory: always right, and silent about what somebody may not know."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connections

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.ticket import named
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.models import MissedSearch
from jikimi.directory.routing import public_door
from jikimi.directory.search.counting import count_common_words
from jikimi.directory.search.finding import Filters, Found, find
from jikimi.directory.search.hours import KOREA
from jikimi.settings import embedded, roles
from tests.directory.town import SECRETS, Town, key

pytest_plugins = ["tests.directory.town"]

WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=KOREA)


def names(found: Found) -> list[str]:
    return [hit.service.name for hit in found.hits]


def asked(query: str, *, by: Actor | None = None, **chosen: Any) -> Found:
    """By an actor at the staff door, or by nobody at the public one."""
    filters = Filters(**chosen)
    if by is None:
        with public_door():
            return find(query, filters=filters, now=WEDNESDAY)
    with named(by):
        return find(query, filters=filters, now=WEDNESDAY)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("가정폭력 상담", "가정폭력 상담"),
        ("가온여성상담소", "가정폭력 상담"),
        ("가온", "가정폭력 상담"),
        ("여성상담", "가정폭력 상담"),
        ("ㄱㅇㅇㅅ", "가정폭력 상담"),
        ("ㅎㄴㅇㄱ", "하늘 위기전화"),
        ("rkdhs", "가정폭력 상담"),
        ("가온여성상담수", "가정폭력 상담"),
        ("남편이 때려요", "하늘 위기전화"),
        ("화가 나면 때려요", "멈춤 프로그램"),
        ("1500-0000", "하늘 위기전화"),
        ("+82 64 000 4321", "멈춤 프로그램"),
        ("0004321", "멈춤 프로그램"),
        ("tiếng việt", "하늘 위기전화"),
        ("서귀포 이혼", "다리 법률상담"),
        ("이도2동", "가정폭력 상담"),
        ("counselling on domestic", "가정폭력 상담"),
        ("노형동 자살", "하늘 위기전화"),
        ("24시간", "하늘 위기전화"),
        ("일요일 23시", "하늘 위기전화"),
    ],
)
def test_a_service_is_found_in_the_way_people_type(town: Town, query: str, first: str) -> None:
    found = asked(query)
    assert names(found)[:1] == [first]
    assert found.hits[0].whys


def test_sunday_night_finds_what_is_open_then_and_what_does_not_say(town: Town) -> None:
    found = asked("가정폭력 일요일 23시")
    assert "하늘 위기전화" in names(found)
    assert "가정폭력 상담" not in names(found)
    assert [hit.opening.answer for hit in found.hits][:1] == ["yes"]


def test_a_part_that_was_understood_can_be_taken_away(town: Town) -> None:
    found = asked("가정폭력 일요일 23시")
    when = found.asked.of("when")[0]
    assert "가정폭력 상담" in names(asked("가정폭력 일요일 23시", left_out=(when.key,)))


def test_who_somebody_is_leaves_out_only_what_says_no(town: Town) -> None:
    assert "긴급 보호시설" not in names(asked("남자 쉼터"))
    assert "긴급 보호시설" in names(asked("여자 쉼터"))
    assert "긴급 보호시설" in names(asked("쉼터"))


def test_the_nearest_come_first_and_a_confidential_place_has_no_distance(town: Town) -> None:
    found = asked("상담", near="서귀포시")
    assert names(found)[0] == "멈춤 프로그램"
    far = {hit.service.name: hit.metres for hit in found.hits}
    assert 0 < (far["멈춤 프로그램"] or 0) < (far["가정폭력 상담"] or 0)
    assert far["긴급 보호시설"] is None
    assert list(far.values()).index(None) > 1


def test_when_nothing_has_all_parts_the_nearest_is_shown_and_says_what_was_left_out(
    town: Town,
) -> None:
    found = asked("폭력을 멈추고 싶어요 일요일 23시")
    assert names(found) == ["멈춤 프로그램"]
    assert [part.kind for part in found.instead] == ["when"]


@pytest.mark.parametrize("secret", SECRETS)
def test_the_public_finds_nothing_by_what_is_held_back(town: Town, secret: str) -> None:
    assert asked(secret).hits == ()


def test_staff_find_by_what_they_may_know_and_others_do_not(town: Town) -> None:
    cast = town.cast
    assert "가정폭력 상담" in names(asked("064-999-0001", by=cast.officer))
    assert "가정폭력 상담" in names(asked("064-999-0001", by=cast.counsellor))
    assert names(asked("064-999-0001", by=cast.stranger)) == []
    assert "가정폭력 상담" in names(asked("내부메모표지", by=cast.stranger))
    assert "긴급 보호시설" in names(asked("숨은마을길", by=cast.shelter))
    assert names(asked("숨은마을길", by=cast.stranger)) == []


def test_no_login_reads_the_index(town: Town) -> None:
    for table in ("directory_finding", "directory_findingkey", "directory_stale"):
        for alias in ("default", "public"):
            with connections[alias].cursor() as cursor, pytest.raises(DatabaseError):
                cursor.execute(f"SELECT 1 FROM {table}")


@pytest.mark.parametrize(
    "call",
    [
        "directory_sayings(ARRAY[gen_random_uuid()])",
        "directory_find_one('{}', NULL, 5)",
        "directory_find_near('{}', NULL, 5, 1, 1)",
        "directory_walk('{}', NULL, false, 0, 5, 5)",
        "directory_sought('{}')",
        "directory_refresh_findings(ARRAY[gen_random_uuid()])",
    ],
)
def test_what_the_index_is_made_by_is_nobodys_to_call(town: Town, call: str) -> None:
    for alias in ("default", "public"):
        with connections[alias].cursor() as cursor, pytest.raises(DatabaseError, match="denied"):
            cursor.execute(f"SELECT {call}")


def _index() -> list[tuple[Any, ...]]:
    """What the index holds, read by the database's administrator."""
    name = os.environ["JIKIMI_DB_NAME"]
    with roles.connect({**embedded.dsn("admin"), "dbname": name}) as admin:
        return admin.execute(
            "SELECT service_id, acl, rank, text, keys, hours, is_always, latitude"
            " FROM directory_finding ORDER BY service_id, acl, text"
        ).fetchall()


def _made_anew() -> list[tuple[Any, ...]]:
    name = os.environ["JIKIMI_DB_NAME"]
    with roles.connect({**embedded.dsn("admin"), "dbname": name}) as admin:
        admin.execute("DELETE FROM directory_finding")
        admin.execute("SELECT directory_refresh_findings(ARRAY(SELECT id FROM directory_service))")
        rows = admin.execute(
            "SELECT service_id, acl, rank, text, keys, hours, is_always, latitude"
            " FROM directory_finding ORDER BY service_id, acl, text"
        ).fetchall()
        admin.rollback()
        return rows


def _changed(*edits: Edit) -> None:
    with named(THE_OPERATOR):
        apply_edits(actor=THE_OPERATOR, edits=edits, kind="import", source="town")


def test_the_index_follows_every_change_and_is_what_it_would_be_made_anew(town: Town) -> None:
    assert _index() == _made_anew()
    _changed(Edit("phone", key("dari.phone"), "set", "number", "064-777-1212"))
    assert names(asked("064-777-1212")) == ["다리 법률상담"]
    assert names(asked("064-000-8765")) == []
    _changed(Edit("organization", key("dari"), "set", "name", "새이름법률원"))
    assert names(asked("새이름법률원")) == ["다리 법률상담"]
    _changed(Edit("schedule", key("dari.schedule"), "remove"))
    _changed(Edit("location", key("dari.location"), "set", "dong", "대륜동"))
    assert "다리 법률상담" in names(asked("대륜동"))
    assert _index() == _made_anew()


def test_a_word_of_a_list_that_is_renamed_is_found_by_its_new_name(town: Town) -> None:
    term, said = key("term"), key("said")
    _changed(
        Edit("taxonomy_term", term, "add", value={"name": "낱말하나", "code": "one"}),
        Edit("attribute", said, "add", value={
            "link_id": str(key("dari.service")), "link_entity": "service",
            "taxonomy_term_id": str(term)}),
    )  # fmt: skip
    assert names(asked("낱말하나")) == ["다리 법률상담"]
    _changed(Edit("taxonomy_term", term, "set", "name", "다른표현"))
    assert names(asked("다른표현")) == ["다리 법률상담"]
    assert names(asked("낱말하나")) == []


def test_the_public_rows_of_the_index_hold_no_secret(town: Town) -> None:
    public = " ".join(row[3] for row in _index() if row[1] is None)
    digits = "".join(filter(str.isdigit, public))
    assert "가온여성상담소" in public
    for secret in SECRETS:
        assert secret.replace("-", "") not in public
        assert not secret.replace("-", "").isdigit() or secret.replace("-", "") not in digits


def test_a_search_that_finds_nothing_is_counted_without_what_was_typed(town: Town) -> None:
    asked("제주 김철수 010-1234-5678 900101-1234567 화성탐사 상담")
    with named(THE_OPERATOR):
        kept = {word for row in MissedSearch.objects.all() for word in row.words}
    assert "place:50" in kept
    assert not any(odd in word for word in kept for odd in ("김철수", "010", "900101", "화성"))


def test_counting_the_words_changes_nothing_that_is_found(town: Town) -> None:
    before = [names(asked(query)) for query in ("상담", "가정폭력", "제주", "재주 상담")]
    with named(THE_CLOCK):
        count_common_words(actor=THE_CLOCK)
    assert [names(asked(q)) for q in ("상담", "가정폭력", "제주", "재주 상담")] == before
    with connections["public"].cursor() as cursor, pytest.raises(DatabaseError, match="denied"):
        cursor.execute("SELECT directory_count_findings()")


@pytest.mark.parametrize("times", [0, 1_000, 1_000_000])
def test_wrong_counts_of_words_change_nothing_that_is_found(town: Town, times: int) -> None:
    """Counts choose whether rows are listed by their keys or walked; both must find the same."""
    queries = (
        "상담",
        "가정폭력",
        "ㄱㅇㅇㅅ",
        "제주 상담",
        "위기전화",
        "000-8765",
        "가온여성",
        "쉼터 일요일 23시",
    )
    before = [names(asked(query)) for query in queries]
    assert all(before[:2])
    _count_falsely(times)
    assert [names(asked(query)) for query in queries] == before
    with named(THE_CLOCK):
        count_common_words(actor=THE_CLOCK)


def _count_falsely(times: int) -> None:
    name = os.environ["JIKIMI_DB_NAME"]
    with roles.connect({**embedded.dsn("admin"), "dbname": name}) as admin:
        admin.execute("UPDATE directory_findingkey SET services = services * %s", [times])


def test_more_than_the_limit_cannot_be_asked_for(town: Town) -> None:
    with connections["public"].cursor() as cursor, pytest.raises(DatabaseError, match="refused"):
        cursor.execute("SELECT * FROM directory_find('[]', '{}', 100000)")


def test_ids_are_those_of_services(town: Town) -> None:
    assert all(isinstance(hit.service.pk, UUID) for hit in asked("상담").hits)
