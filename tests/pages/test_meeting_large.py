"""A large body: 60 agencies, 200 agenda items, 5,000 past actions cost as many queries as a few."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.member import Member
from jikimi.access.models import Agency
from jikimi.bodies.agenda import put_item
from jikimi.bodies.models import AgendaItem, Meeting, Seat, Undertaking
from jikimi.cases.models import Action, Case
from tests.cast import Cast
from tests.loop import heard
from tests.sitting import opened_meeting

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
AGENCIES, ITEMS, ACTIONS = 60, 200, 5_000
SLOWEST_SECONDS = 5  # a fence against what grows with the rows, on a machine that is busy
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


def test_meeting_and_room_cost_the_same_however_large_the_body(
    cast: Cast, enter: Enter, client: Client, signed_in: SignedIn
) -> None:
    loop = heard(cast)
    loop.acting()
    meeting = opened_meeting(cast, enter, loop.fresh())
    follow_up = put_item(meeting=meeting, kind="follow_up")
    _more(meeting, items=2, undertakings=2)
    home = f"/staff/meetings/{meeting.pk}/"
    topic = meeting.items.filter(kind="policy").first()
    case = meeting.items.get(kind="case")
    rooms = [f"{home}room/?item={item.pk}" for item in (follow_up, topic, case) if item]
    pages = [home, *rooms, f"{rooms[0]}&part=live", f"/staff/follow-up/?body_id={meeting.body_id}"]
    signed_in(client, cast.members["coordinator"]).get(home)
    few = [_queries(client, page) for page in pages]
    _grow(cast, enter, loop.case, meeting)
    many = []
    for page in pages:
        began = time.monotonic()
        many.append(_queries(client, page))
        assert time.monotonic() - began < SLOWEST_SECONDS, page
    assert all(later <= first for later, first in zip(many, few, strict=True)), (few, many)


def _queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def _grow(cast: Cast, enter: Enter, case: Case, meeting: Meeting) -> None:
    enter(THE_OPERATOR)
    names = [f"large{n}" for n in range(AGENCIES - 3)]
    made = Agency.objects.bulk_create(
        Agency(key=name, name_ko=f"{name} 기관", name_en=name, kind="counselling") for name in names
    )
    today = timezone.localdate()
    Seat.objects.bulk_create(
        Seat(body=meeting.body, agency=agency, joined_on=today) for agency in made
    )
    enter(cast.coordinator)
    _more(meeting, items=ITEMS, undertakings=200)
    _past_actions(cast, case)
    enter(THE_OPERATOR)
    assert meeting.body.seats.count() == AGENCIES
    enter(cast.coordinator)
    assert meeting.items.count() > ITEMS
    assert case.actions.count() > ACTIONS


def _more(meeting: Meeting, *, items: int, undertakings: int) -> None:
    last = meeting.items.count()
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=last + n, kind="policy", title=f"안건 {n}")
        for n in range(1, items + 1)
    )
    agency = meeting.body.seats.first().agency_id
    due = timezone.localdate() + timedelta(days=7)
    Undertaking.objects.bulk_create(
        Undertaking(body=meeting.body, agency_id=agency, text=f"과제 {n}", due_on=due)
        for n in range(undertakings)
    )


def _past_actions(cast: Cast, case: Case) -> None:
    first = Action.objects.filter(case=case).first()
    assert first is not None
    ended = timezone.now() - timedelta(days=40)
    Action.objects.bulk_create(
        (
            Action(
                case=case,
                plan_id=first.plan_id,
                field_group=first.field_group,
                agency_id=first.agency_id,
                text="지난 조치",
                due_on=ended.date(),
                stage="done",
                ended_at=ended,
                ended_by_id=first.agency_id,
            )
            for _n in range(ACTIONS)
        ),
        batch_size=500,
    )
