"""Told here: risk forms as they were filled in, decided on, and filled in again later."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.cases.assessing import fill_in
from jikimi.cases.form_drafts import FormDraft
from jikimi.cases.instrument_forms import instrument_called
from jikimi.demo.book import Told, rows
from jikimi.demo.order import Event
from jikimi.demo.parties import party_id_seen
from jikimi.demo.town import Town

_ACTS = {"yes": True, "no": False, "": None}


def events(told: Told) -> Iterator[Event]:
    """Each form of a case, on the day it was filled in, before the risk was judged from it."""
    for row in rows("assessments"):
        if row["case"] == told["key"]:
            about = f"{told['key']} {row['instrument']}"
            yield Event(int(row["days_ago"]), "assessment", about, partial(_fill, told, row))


def _fill(told: Told, row: dict[str, str], town: Town) -> None:
    at = town.past_moment(int(row["days_ago"]), row["time"])
    with town.on_case(row["member"], told) as (actor, case):
        draft = FormDraft(
            instrument=row["instrument"],
            answers=_answers(town, row),
            party_id=party_id_seen(actor, case, row["person"]),
            assessed_at=at,
            intake_route=row["route"],
            calls=int(row["calls"]) if row["calls"] else None,
            is_judged_high=row["judged_high"] == "yes",
            acts=_ACTS[row["acts"]],
            reason=row["reason"],
            further_danger=row["further"],
        )
        made = fill_in(actor=actor, case=case, draft=draft)
    town.assessments[told["key"], row["instrument"], row["member"]] = made.pk


def _answers(town: Town, row: dict[str, str]) -> dict[str, str]:
    """Every question of the form: yes and not known as listed, the rest as the row says."""
    day = town.days_ago(int(row["days_ago"]))
    yes, unknown = row["yes"].split(), row["unknown"].split()
    items = [item.code for item in instrument_called(row["instrument"], on=day).items]
    said = {item: row["rest"] for item in items}
    return {**said, **dict.fromkeys(yes, "yes"), **dict.fromkeys(unknown, "unknown")}
