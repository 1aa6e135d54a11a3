"""Staff search for help: reasons, parts to take away, what is never in an address or a count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import Member
from jikimi.directory.models import MissedSearch
from jikimi.directory.search.finding import find
from jikimi.directory.search.wording import (
    add_need_word,
    finish_missed,
    missed_searches,
    need_words,
    remove_need_word,
)
from tests.cast import Cast
from tests.directory.town import fill_town

SignedIn = Callable[[Client, Member], Client]
Enter = Callable[[Actor], None]


@pytest.fixture
def town(cast: Cast) -> Cast:
    """The town in the test's own transaction, and the index made as at its end."""
    fill_town(cast)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return cast


def searched(client: Client, query: str, **fields: Any) -> str:
    return client.post(reverse("directory"), {"query": query, **fields}).content.decode()


def test_a_hit_says_why_it_was_found_and_how_to_call(
    town: Cast, client: Client, signed_in: SignedIn
) -> None:
    page = searched(signed_in(client, town.members["officer"]), "남편이 때려요")
    assert "하늘 위기전화" in page
    assert 'href="tel:15000000"' in page
    assert "가정폭력" in page


def test_a_part_is_taken_away_by_its_button(
    town: Cast, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, town.members["officer"])
    assert "가정폭력 상담" not in searched(client, "위기전화 일요일 23시")
    page = searched(client, "가정폭력 일요일 23시", take_away="when:일요일23시")
    assert "가정폭력 상담" in page
    assert 'name="left_out" value="when:일요일23시"' in page


def test_nothing_found_shows_numbers_that_answer(
    town: Cast, client: Client, signed_in: SignedIn
) -> None:
    page = searched(signed_in(client, town.members["officer"]), "쀍쀍쀍")
    assert 'href="tel:112"' in page
    assert "1500-0000" in page


def test_hidden_numbers_show_only_to_those_who_may_know_them(
    town: Cast, client: Client, signed_in: SignedIn
) -> None:
    assert "가정폭력 상담" in searched(signed_in(client, town.members["officer"]), "0649990001")
    assert "가정폭력 상담" not in searched(
        signed_in(client, town.members["stranger"]), "0649990001"
    )


def test_more_hits_do_not_mean_more_statements(
    town: Cast, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, town.members["officer"])
    searched(client, "상담")
    with CaptureQueriesContext(connection) as one:
        searched(client, "가온여성상담소")
    with CaptureQueriesContext(connection) as many:
        searched(client, "상담")
    assert len(many) <= len(one) + 1


def test_a_phrase_added_is_understood_and_one_taken_away_is_not(town: Cast, enter: Enter) -> None:
    actor = town.coordinator
    enter(actor)
    assert not find("온몸이 멍투성이").asked.needs
    add_need_word(actor=actor, phrase="온몸이…멍", need="domestic_violence", language="ko", who="")
    assert find("온몸이 멍투성이").asked.needs == ("domestic_violence",)
    remove_need_word(actor=actor, phrase="온몸이…멍")
    assert not find("온몸이 멍투성이").asked.needs
    listed = need_words(actor, typed="온몸이")
    assert [row.is_removed for row in listed] == [True]


def test_a_phrase_of_the_starting_list_may_mean_something_else(town: Cast, enter: Enter) -> None:
    actor = town.coordinator
    enter(actor)
    add_need_word(actor=actor, phrase="쉼터", need="housing", language="ko", who="")
    assert find("쉼터").asked.needs == ("housing",)


@pytest.mark.parametrize(
    ("phrase", "need", "field"),
    [("아", "housing", "phrase"), ("남편…", "housing", "phrase"), ("쉼터", "none", "need")],
)
def test_a_phrase_that_means_nothing_is_refused(
    town: Cast, enter: Enter, phrase: str, need: str, field: str
) -> None:
    enter(town.coordinator)
    with pytest.raises(NotValid) as refusal:
        add_need_word(actor=town.coordinator, phrase=phrase, need=need, language="ko", who="")
    assert field in refusal.value.fields


def test_only_coordinators_keep_the_words_and_see_what_was_missed(
    town: Cast, client: Client, signed_in: SignedIn
) -> None:
    for name in ("directory_need_words", "directory_missed"):
        signed_in(client, town.members["officer"])
        assert client.get(reverse(name)).status_code == 404
        signed_in(client, town.members["coordinator"])
        assert client.get(reverse(name)).status_code == 200


def test_a_missed_search_is_listed_in_steps_and_put_aside(town: Cast, enter: Enter) -> None:
    enter(town.coordinator)
    for _turn in range(6):
        find("스토킹 통역 애월읍 베트남어 일요일 23시")
    found = missed_searches(town.coordinator)
    assert len(found) == 1
    assert {"스토킹", "애월읍", "베트남어"} <= set(found[0].words)
    assert found[0].times in ("5회 이상", "5 or more")
    finish_missed(actor=town.coordinator, number=found[0].row.pk)
    assert missed_searches(town.coordinator) == []
    with pytest.raises(NotAllowed):
        finish_missed(actor=town.coordinator, number=found[0].row.pk)


def test_staff_cannot_write_a_missed_search_by_hand(town: Cast, enter: Enter) -> None:
    enter(town.coordinator)
    with pytest.raises(DatabaseError):
        MissedSearch.objects.create(week="2026-11-16", words=["word:홍길동"])
