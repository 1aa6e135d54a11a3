"""Told here: what agencies are asked before a meeting, and what they tell or do not tell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.cases.research import (
    ResearchDraft,
    answer_question,
    ask_agency,
    decline_question,
)
from jikimi.cases.research_reads import research_of
from jikimi.demo.book import Told, rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town

NOTHING = "-"


def events(told: Told) -> Iterator[Event]:
    """Each question on a case, and its answer if it does not wait."""
    for row in rows("research"):
        if row["case"] != told["key"]:
            continue
        about = f"{told['key']} {row['agency']}"
        asked = int(row["asked_days_ago"])
        yield Event(asked, "research", about, partial(_ask, told, row))
        if row["answered_by"]:
            answered = int(row["answered_days_ago"])
            yield Event(answered, "research_answered", about, partial(_answer, told, row))


def _ask(told: Told, row: dict[str, str], town: Town) -> None:
    draft = ResearchDraft(
        agency_id=town.agencies[row["agency"]].pk,
        asks=row["asks"].split(),
        why=row["why"],
        basis=row["basis"],
        basis_note=row["basis_note"],
        due_on=town.days_ahead(int(row["due_days"])),
        meeting_id=town.meetings[row["meeting"]],
    )
    with town.on_case(town.coordinator_of(told), told) as (actor, case):
        ask_agency(actor=actor, case=case, draft=draft)


def _answer(told: Told, row: dict[str, str], town: Town) -> None:
    """The same words answer what was asked at once about two parts of a case."""
    with town.on_case(row["answered_by"], told) as (actor, case):
        mine = [line.research for line in research_of(actor, case)]
        for research in mine:
            if research.agency_id != actor.agency_id or research.stage != "waiting":
                continue
            if row["declined_why"]:
                decline_question(actor=actor, research=research, why=row["declined_why"], version=1)
                continue
            is_nothing = row["answer"] == NOTHING
            answer_question(
                actor=actor,
                research=research,
                text="" if is_nothing else row["answer"],
                knows_nothing=is_nothing,
                version=1,
            )
