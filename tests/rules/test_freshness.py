"""Freshness as a contract: ages by class, the oldest fact counts, never checked is overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jikimi.directory.freshness import (
    HOTLINE,
    STANDARD,
    age_class_of,
    facts_that_matter,
    freshness,
    is_fresh,
    newest,
    oldest,
)

CHECKED = date(2026, 5, 1)


@pytest.mark.parametrize(("age_class", "days"), [(HOTLINE, 30), (STANDARD, 180)])
def test_an_entry_is_fresh_up_to_the_last_day_and_overdue_on_the_next(
    age_class: str, days: int
) -> None:
    last = CHECKED + timedelta(days=days)
    assert is_fresh(CHECKED, age_class=age_class, on=last)
    assert not is_fresh(CHECKED, age_class=age_class, on=last + timedelta(days=1))
    assert freshness(CHECKED, age_class=age_class, on=last).due_on == last


def test_what_was_never_checked_is_overdue() -> None:
    found = freshness(None, on=CHECKED)
    assert found.is_overdue
    assert found.due_on is None


def test_an_entry_is_due_soon_before_it_is_overdue() -> None:
    assert not freshness(CHECKED, on=CHECKED + timedelta(days=150)).is_due_soon
    assert freshness(CHECKED, on=CHECKED + timedelta(days=151)).is_due_soon
    assert not freshness(CHECKED, on=CHECKED + timedelta(days=181)).is_due_soon


def test_the_oldest_fact_makes_the_age_and_one_unchecked_makes_it_unknown() -> None:
    later = CHECKED + timedelta(days=3)
    assert oldest([later, CHECKED]) == CHECKED
    assert oldest([later, None]) is None
    assert oldest([]) is None
    assert newest([None, CHECKED, later]) == later


def test_a_service_for_a_crisis_is_a_hotline() -> None:
    assert age_class_of(is_crisis=True) == HOTLINE
    assert age_class_of(is_crisis=False) == STANDARD


def test_name_phone_and_address_are_among_the_facts_that_matter() -> None:
    assert {("phone", "number"), ("address", "address_1")} <= set(facts_that_matter())
    assert {("organization", "name"), ("service", "name")} <= set(facts_that_matter())
