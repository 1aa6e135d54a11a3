"""Told here: joint visits of today and of the days to come, and what two phones said of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from functools import partial
from uuid import uuid4

from django.utils import timezone

from jikimi.access.carrying import SheetDraft
from jikimi.access.merging import Answer
from jikimi.cases.check_endings import finish_check
from jikimi.cases.check_sheets import receive_sheet
from jikimi.cases.checking import CheckDraft, check_called, plan_check
from jikimi.cases.models import JointCheck
from jikimi.demo.book import rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town

Row = dict[str, str]


def events() -> Iterator[Event]:
    """Every visit, planned and made as far as it has come today."""
    for row in rows("checks"):
        yield Event(0, "check", row["key"], partial(_tell, row))


def _tell(row: Row, town: Town) -> None:
    check = _plan(row, town)
    for username, answers in (
        (row["member"], row["answers"]),
        (row["other"], row["other_answers"]),
    ):
        if answers:
            _send(check, username, answers, town)
    if row["ending"]:
        with town.acting_as(row["member"]) as actor:
            found = check_called(actor, check.pk)
            finish_check(actor=actor, check=found, ending=row["ending"], summary=row["summary"])


def _plan(row: Row, town: Town) -> JointCheck:
    leader = town.members[row["leader"]].pk if row["leader"] else None
    draft = CheckDraft(
        form=row["form"],
        agency_id=town.actors[row["member"]].agency_id,
        planned_on=town.days_ahead(int(row["in_days"])),
        place=row["place"],
        with_agencies=[town.agencies[key].pk for key in row["with"].split()],
        leader_id=leader,
        from_time=_hour(row["from"]),
        until_time=_hour(row["until"]),
        caution=row["caution"],
    )
    with town.on_case(row["member"], {"key": row["case"]}) as (actor, case):
        return plan_check(actor=actor, case=case, draft=draft)


def _send(check: JointCheck, username: str, answers: str, town: Town) -> None:
    """The sheet of one phone: item=answer:note, apart by |, written before it knew of another."""
    now = timezone.now()
    said = {}
    for part in answers.split("|"):
        item, _, told = part.partition("=")
        answer, _, note = told.partition(":")
        said[item] = Answer(answer, note, now)
    with town.acting_as(username) as actor:
        found = check_called(actor, check.pk)
        receive_sheet(actor=actor, check=found, draft=SheetDraft(uuid4(), now, 1, said))


def _hour(text: str) -> time | None:
    return time.fromisoformat(text) if text else None
