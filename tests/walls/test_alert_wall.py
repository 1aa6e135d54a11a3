"""Alerts and tasks: who may know of risk, and whose they are; the clock's functions obey nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotAllowed
from jikimi.access.members import actor_for
from jikimi.access.ticket import name_actor
from jikimi.bodies.seats import found_body
from jikimi.cases.alerting import points_given, task_kinds_given
from jikimi.cases.bars import bar_member
from jikimi.cases.guards import rows_of
from jikimi.cases.models import Alert, Task
from jikimi.cases.moving import vary_orders
from tests.casework import joins
from tests.cast import Cast
from tests.clocking import after, under_way
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
_OF_THE_GUARD = (
    "cases_alert_told",
    "cases_answering",
    "cases_force_tasks",
    "cases_put_tasks",
    "cases_somebody_works",
    "cases_task_agency",
    "cases_tell_of",
)


@pytest.fixture
def loop(cast: Cast) -> Loop:
    made = heard(cast)
    joins(cast, "barred", cast.agencies["police"])
    made.as_("coordinator")
    whom = {"member": cast.members["barred"], "reason": "relative"}
    bar_member(actor=cast.coordinator, case=made.fresh(), **whom)
    name_actor(THE_OPERATOR)
    other = found_body(
        key="west",
        kind="working_council",
        name_ko="서부",
        name_en="West",
        actor=THE_OPERATOR,
        station=cast.agencies["elsewhere"],
    )
    neighbour = joins(cast, "neighbour", cast.agencies["elsewhere"])
    roster.grant_role(
        actor=THE_OPERATOR,
        member=cast.members["neighbour"],
        kind="coordinator",
        why="test",
        body_id=other.pk,
    )
    cast.actors["neighbour"] = actor_for(cast.members["neighbour"])
    assert neighbour != cast.actors["neighbour"]
    return made


def known(loop: Loop, who: str) -> tuple[int, int]:
    loop.as_(who)
    return Alert.objects.count(), Task.objects.count()


def test_alerts_and_tasks_are_seen_by_who_may_know_of_risk_and_whose_they_are(loop: Loop) -> None:
    measure = under_way(loop)
    after(measure, 49)
    under_way(loop, "dv_interim_2", agency_id=loop.cast.agencies["refuge"].pk)
    after(measure, 24 * 40)
    for who in ("officer", "coordinator", "counsellor"):
        assert known(loop, who) == (5, 1), who
    assert known(loop, "shelter") == (1, 0), "its own clock alone"
    for who in ("stranger", "neighbour", "barred", "head", "auditor", "administrator", "analyst"):
        assert known(loop, who) == (0, 0), who


def test_what_the_clock_does_no_member_can(loop: Loop) -> None:
    under_way(loop)
    now, given = timezone.now() + timedelta(days=9), Jsonb(points_given())
    loop.as_("coordinator")
    with pytest.raises(NotAllowed), transaction.atomic():
        rows_of("cases_raise_alerts", now, given, Jsonb(task_kinds_given()), 10)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname = ANY (%s)"
            " AND has_function_privilege('jikimi_staff', oid, 'EXECUTE')",
            [list(_OF_THE_GUARD)],
        )
        assert cursor.fetchall() == []


def test_who_may_not_know_a_person_has_no_order_varied(loop: Loop) -> None:
    under_way(loop, "dv_interim_2")
    victim = loop.party("victim")
    loop.as_("stranger")
    with pytest.raises(NotAllowed):
        vary_orders(victim)
