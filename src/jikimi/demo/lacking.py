"""Told here: what was needed and not found, so that the council of heads learns of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.cases.unmet import UnmetDraft, note_unmet
from jikimi.demo.book import Told, rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town


def events(told: Told) -> Iterator[Event]:
    """Each need that nobody could meet, on the day on which its cause was found."""
    found = {cause["key"]: cause["days_ago"] for cause in told["causes"]}
    for row in rows("unmet"):
        if row["case"] == told["key"]:
            about = f"{told['key']} {row['need']}"
            yield Event(found[row["cause"]], "unmet", about, partial(_note, told, row))


def _note(told: Told, row: dict[str, str], town: Town) -> None:
    plain = {name: row[name] for name in ("need", "why", "district", "words")}
    draft = UnmetDraft(**plain, cause_id=town.causes[told["key"], row["cause"]])
    with town.on_case(town.coordinator_of(told), told) as (actor, case):
        note_unmet(actor=actor, case=case, draft=draft)
