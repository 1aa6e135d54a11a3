"""Told here: agencies look at places together, what follows from it, and a draw under way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID, uuid4

from django.utils import timezone

from jikimi.access.carrying import SheetDraft
from jikimi.access.merging import Answer
from jikimi.demo.book import rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.places import drawing, repairs
from jikimi.places.inspecting import InspectionDraft, inspection_called, plan_inspection
from jikimi.places.inspection_endings import finish_inspection
from jikimi.places.inspection_sheets import receive_sheet
from jikimi.places.sites import SiteWish, sites_found

Row = dict[str, str]
_GROUP, _STEERS = "safety_jeju", "hong.sea"
_DRAWN, _DICE = 2, "주사위 3-5"


def events() -> Iterator[Event]:
    """Each inspection as far as it has come today; then two bells are drawn."""
    for row in rows("inspections"):
        yield Event(0, "inspected", row["key"], partial(_tell, row))
    yield Event(0, "drawn", "bells", _draw)


def _tell(row: Row, town: Town) -> None:
    number = _plan(row, town)
    for username, answers in (
        (row["member"], row["answers"]),
        (row["other"], row["other_answers"]),
    ):
        if answers:
            _send(number, username, answers, town)
    if row["ending"]:
        with town.acting_as(row["member"]) as actor:
            found = inspection_called(actor, number)
            finish_inspection(actor=actor, inspection=found, summary=row["summary"])
    for told in filter(None, row["repairs"].split("|")):
        _repair(number, row["member"], told, town)


def _plan(row: Row, town: Town) -> UUID:
    with town.acting_as(row["member"]) as actor:
        wish = SiteWish(kind="bell", text=row["site"])
        site = sites_found(actor, wish).lines[0].site if row["site"] else None
        draft = InspectionDraft(
            form=row["form"],
            body_id=town.bodies[_GROUP].pk,
            team=[town.agencies[key].pk for key in row["team"].split()],
            planned_on=town.days_ahead(int(row["in_days"])),
            site_id=site.pk if site else None,
            place=row["place"],
            is_night=row["night"] == "yes",
        )
        return plan_inspection(actor=actor, draft=draft).pk


def _send(number: UUID, username: str, answers: str, town: Town) -> None:
    """The sheet of one phone: item=answer:note, apart by |."""
    now = timezone.now()
    said = {}
    for part in answers.split("|"):
        item, _, told = part.partition("=")
        answer, _, note = told.partition(":")
        said[item] = Answer(answer, note, now)
    with town.acting_as(username) as actor:
        found = inspection_called(actor, number)
        draft = SheetDraft(uuid4(), now, 1, said)
        receive_sheet(actor=actor, inspection=found, draft=draft)


def _repair(number: UUID, username: str, told: str, town: Town) -> None:
    """item:kind=agency:days:text:stage:outcome."""
    about, _, said = told.partition("=")
    item, kind = about.split(":")
    agency, days, text, stage, outcome = said.split(":")
    draft = repairs.RepairDraft(town.agencies[agency].pk, text, town.days_ahead(int(days)), kind)
    with town.acting_as(username) as actor:
        found = inspection_called(actor, number)
        made = repairs.order_repair(actor=actor, inspection=found, item=item, draft=draft)
    if stage == "open":
        return
    with town.acting_as(_STEERS) as actor:
        row = repairs.repair_called(actor, made.pk)
        repairs.accept_repair(actor=actor, repair=row)
        if stage == "done":
            repairs.end_repair(actor=actor, repair=row, ending="done", outcome=outcome)


def _draw(town: Town) -> None:
    """Two bells, drawn and not yet visited: known to the team alone."""
    team = [town.agencies[key].pk for key in ("police_dongbu", "muni_jeju_women")]
    rule = drawing.DrawRule("bell", _DRAWN, team, not_since_days=180)
    with town.acting_as(_STEERS) as actor:
        draw = drawing.open_draw(actor=actor, body_id=town.bodies[_GROUP].pk, rule=rule)
        days = (town.days_ahead(1), town.days_ahead(7))
        drawing.draw_sites(actor=actor, draw=draw, days=days, words=_DICE, is_night=True)
