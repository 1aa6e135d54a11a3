"""Who answers for an agency learns what it is late with: undertakings whole, of actions no case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body, Seat
from jikimi.bodies.representing import name_representative
from jikimi.bodies.undertakings import UndertakingDraft, assign_undertaking
from jikimi.cases.late import late_actions
from jikimi.cases.models import Action
from tests.casework import joins
from tests.cast import Cast
from tests.loop import Loop, heard

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
HOME, TEXT, OWED = "/staff/follow-up/", "매주 한 번 만나 안전을 확인한다", "야간 전화를 운영한다"


@pytest.fixture
def loop(cast: Cast) -> Loop:
    """Two late actions of the counselling centre and one of the shelter; the council has heads."""
    made = heard(cast)
    first = made.acting(agency="centre", owner_id=cast.members["counsellor"].pk)
    for agency in ("centre", "refuge"):
        made.action(agency=agency, cause_id=first.cause_id)
    made.as_("coordinator")
    Body.objects.filter(pk=cast.council.pk).update(above=cast.heads)
    past = timezone.localdate() - timedelta(days=3)
    Action.objects.update(due_on=past)
    return made


def told(cast: Cast, who: str) -> list[tuple[str, int]]:
    name_actor(cast.actors[who])
    found = late_actions(cast.actors[who])
    return sorted((row.owner.name if row.owner else "", row.days_late) for row in found)


def answers(cast: Cast, who: str, agency: str) -> None:
    """The person answers for the agency in the working council, and holds a seat above it."""
    seat = Seat.objects.get(body=cast.council, agency=cast.agencies[agency])
    name_representative(actor=THE_OPERATOR, seat=seat, member_id=cast.members[who].pk)


def test_a_head_learns_how_late_the_own_agency_is_and_who_sees_to_it(
    loop: Loop, cast: Cast
) -> None:
    assert told(cast, "head") == [("", 3), (cast.members["counsellor"].name, 3)]
    assert Action.objects.count() == 0


@pytest.mark.parametrize("who", ["officer", "stranger", "auditor", "analyst", "administrator"])
def test_others_are_told_nothing(loop: Loop, cast: Cast, enter: Enter, who: str) -> None:
    enter(cast.actors[who])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_late_actions(current_date)")
        assert cursor.fetchone() == (0,)


def test_who_works_on_cases_has_the_actions_themselves(loop: Loop, cast: Cast) -> None:
    assert told(cast, "counsellor") == []
    assert Action.objects.filter(agency=cast.agencies["centre"]).count() == 2


def test_who_left_the_council_or_is_barred_from_the_case_is_told_nothing(
    loop: Loop, cast: Cast, enter: Enter
) -> None:
    loop.as_("coordinator")
    with connection.cursor() as cursor:
        head = cast.members["head"].pk
        cursor.execute("SELECT cases_bar_member(%s, %s, 'related')", [loop.case.pk, head])
    assert told(cast, "head") == []


def test_a_head_of_another_council_is_told_nothing(loop: Loop, cast: Cast) -> None:
    loop.as_("coordinator")
    Body.objects.filter(pk=cast.council.pk).update(above=None)
    assert told(cast, "head") == []


def test_a_representative_is_told_of_the_agency_represented_alone(
    loop: Loop, cast: Cast, enter: Enter
) -> None:
    loop.as_("coordinator")
    Body.objects.filter(pk=cast.council.pk).update(above=None)
    enter(THE_OPERATOR)
    joins(cast, "director", cast.agencies["refuge"], roles=[])
    answers(cast, "director", "refuge")
    assert told(cast, "director") == [("", 3)]


def test_the_page_shows_undertakings_whole_and_of_actions_no_case_and_no_words(
    loop: Loop, cast: Cast, enter: Enter, signed_in: SignedIn
) -> None:
    enter(THE_OPERATOR)
    answers(cast, "head", "centre")
    enter(cast.coordinator)
    draft = UndertakingDraft(cast.agencies["centre"].pk, OWED, timezone.localdate())
    assign_undertaking(actor=cast.coordinator, body=cast.council, draft=draft)
    page: Any = signed_in(Client(), cast.members["head"]).get(HOME)
    seen = page.content.decode()
    assert OWED in seen
    assert 'id="late"' in seen
    assert cast.members["counsellor"].name in seen
    for hidden in (loop.case.number, str(loop.case.pk), TEXT, "고하늘", "문바다"):
        assert hidden not in seen
    own = signed_in(Client(), cast.members["counsellor"]).get(HOME).content.decode()
    assert 'id="late"' not in own
    assert TEXT in own
