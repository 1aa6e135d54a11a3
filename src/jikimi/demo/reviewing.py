"""Told here: what closed cases teach goes up to the council of heads, and its half-yearly pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from jikimi.bodies.halves import half_of
from jikimi.cases.council_packs import make_pack
from jikimi.cases.reviewing import review_prefilled, send_review, write_review
from jikimi.demo.book import Told, rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town

_COUNCIL, _SECRETARY = "council_jeju", "moon.jiho"
_TEXTS = ("worked", "failed", "lesson", "proposal")


def events(told: Told) -> Iterator[Event]:
    """The review of a closed case, written and sent by the coordinator of its council."""
    for row in rows("reviews"):
        if row["case"] == told["key"]:
            about = partial(_tell, told, row)
            yield Event(int(row["days_ago"]), "case_review", told["key"], about)


def pack_events() -> Iterator[Event]:
    """The pack that the council's coordinator made yesterday."""
    yield Event(1, "council_pack", _COUNCIL, _make)


def _tell(told: Told, row: dict[str, str], town: Town) -> None:
    with town.on_case(town.coordinator_of(told), told) as (actor, case):
        words: dict[str, Any] = {name: row[name] for name in _TEXTS}
        draft = replace(review_prefilled(actor, case), **words)
        review = write_review(actor=actor, case=case, draft=draft)
        send_review(actor=actor, case=case, review=review, is_checked=True)


def _make(town: Town) -> None:
    with town.acting_as(_SECRETARY) as actor:
        make_pack(actor=actor, council=town.bodies[_COUNCIL], half=half_of(town.today))
