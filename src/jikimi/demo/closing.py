"""Told here: reviews, closing, opening again, and that it happened again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.cases.closure import close_case, reopen_case
from jikimi.cases.reads import case_called
from jikimi.cases.repeats import flag_repeat
from jikimi.cases.review import ReviewDraft, go_on, hold_review
from jikimi.demo.book import Told
from jikimi.demo.order import Event
from jikimi.demo.town import Town

_HOUR = "16:00"


def events(told: Told) -> Iterator[Event]:
    """Reviews, closures and reopenings of a case, and the flag of a repeat."""
    key = told["key"]
    for review in told["reviews"]:
        yield Event(review["days_ago"], "review", key, partial(_review, told, review))
    for closure in told["closures"]:
        yield Event(closure["days_ago"], "closure", key, partial(_close, told, closure))
        if closure["reopened"]:
            again = closure["reopened"]
            yield Event(again["days_ago"], "reopening", key, partial(_reopen, told, again))
    if told["repeat"]:
        yield Event(told["repeat"]["days_ago"], "repeat", key, partial(_flag, told))


def _review(told: Told, review: Told, town: Town) -> None:
    ahead = review["next_days"]
    draft = ReviewDraft(
        found=review["found"],
        is_safer=review["is_safer"],
        next_on=None if ahead is None else town.days_ahead(ahead),
        is_closing_next=ahead is None,
        held_at=town.past_moment(review["days_ago"], _HOUR),
    )
    with town.on_case(review["member"], told) as (actor, case):
        hold_review(actor=actor, case=case, draft=draft)
        if review["went_on"]:
            go_on(actor=actor, case=case, why=review["went_on"])


def _close(told: Told, closure: Told, town: Town) -> None:
    with town.on_case(closure["member"], told) as (actor, case):
        close_case(actor=actor, case=case, reason=closure["reason"], summary=closure["summary"])


def _reopen(told: Told, again: Told, town: Town) -> None:
    with town.on_case(again["member"], told) as (actor, case):
        reopen_case(actor=actor, case=case, why=again["why"])


def _flag(told: Told, town: Town) -> None:
    repeat, before = told["repeat"], told["repeat_of"]
    report = next((row for row in told["reports"] if row["key"] == repeat["report"]), None)
    with town.on_case(repeat["member"], told) as (actor, case):
        flag_repeat(
            actor=actor,
            case=case,
            why=repeat["why"],
            earlier=case_called(actor, town.numbers[before]) if before else None,
            happened_on=town.days_ago(report["received_days_ago"]) if report else None,
        )
