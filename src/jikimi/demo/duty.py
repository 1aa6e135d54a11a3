"""Told here: joint duty: posts, who stands there, a rota for three months, and what waits in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import partial

from jikimi.access.actor import Actor
from jikimi.bodies.duty.absences import note_absence
from jikimi.bodies.duty.handing_over import leave_note
from jikimi.bodies.duty.posts import PostDraft, man_post, posts_of, set_post
from jikimi.bodies.duty.reads import own_shifts
from jikimi.bodies.duty.rotas import RotaDraft, plan_rota, publish_rota
from jikimi.bodies.duty.swaps import ask_swap
from jikimi.bodies.models import Body, Post
from jikimi.demo.book import rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town

Row = dict[str, str]
_AWAY_IN_DAYS, _AWAY_DAYS = 30, 6
_WAITING = "2026-0003 사례 보호자와 내일 오전에 다시 통화하기로 함. 통화 뒤 결과를 적어 주십시오."


def events() -> Iterator[Event]:
    """The rotas of today, and then a swap that waits and a note for the next."""
    for row in rows("duty_posts"):
        yield Event(0, "duty", row["key"], partial(_man, row))
    yield Event(0, "duty", "swap", _ask)
    yield Event(0, "duty", "note", _leave)


def _man(row: Row, town: Town) -> None:
    body = town.bodies[row["body"]]
    with town.acting_as(town.coordinators[row["body"]]) as actor:
        post = set_post(actor=actor, body=body, draft=_draft(row, town.days_ago(180)))
        for username in row["people"].split():
            member_id = town.members[username].pk
            man_post(actor=actor, post=post, member_id=member_id, since=post.since)
        _keep_free(actor, body, row, town)
        rota = plan_rota(actor=actor, post=post, draft=_period(row, town))
        publish_rota(actor=actor, rota=rota)


def _draft(row: Row, since: date) -> PostDraft:
    needs = (pair.split(":") for pair in row["needs"].split())
    return PostDraft(
        name_ko=row["name_ko"],
        name_en=row["name_en"],
        place=row["place"],
        weekdays=tuple(int(day) for day in row["weekdays"].split()),
        begins=time.fromisoformat(row["begins"]),
        ends=time.fromisoformat(row["ends"]),
        needs={kind: int(seats) for kind, seats in needs},
        on_holidays=row["key"] == "on_call",
        since=since,
    )


def _period(row: Row, town: Town) -> RotaDraft:
    return RotaDraft(
        begins_on=town.today,
        ends_on=town.today + timedelta(7 * int(row["weeks"]) - 1),
        rest_hours=int(row["rest_hours"]),
        most_per_week=int(row["most_per_week"]),
    )


def _keep_free(actor: Actor, body: Body, row: Row, town: Town) -> None:
    """The last on the list is away for a week, so that a place stays vacant for a reason."""
    begins = town.days_ahead(_AWAY_IN_DAYS)
    note_absence(
        actor=actor,
        body=body,
        member_id=town.members[row["people"].split()[-1]].pk,
        begins_on=begins,
        ends_on=begins + timedelta(_AWAY_DAYS),
    )


def _ask(town: Town) -> None:
    with town.acting_as("yang.dohyeon") as actor:
        mine = own_shifts(actor, town.bodies["crt_jeju"])
        ask_swap(actor=actor, shift=mine[-1])


def _leave(town: Town) -> None:
    with town.acting_as("jin.hayul") as actor:
        leave_note(actor=actor, post=_post(town.bodies["cfc_jeju"]), text=_WAITING)


def _post(body: Body) -> Post:
    return posts_of(body)[0]
