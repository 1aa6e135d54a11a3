"""Alarms of the past and a safety working group, for tests of problem places."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.agency import Agency
from jikimi.access.members import actor_for
from jikimi.access.roster import grant_role
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body
from jikimi.bodies.seats import found_body, give_seat
from jikimi.places.hazards import SAFETY
from tests.cast import Cast
from tests.wiping import as_administrator

DONG = "1162052500"


def over(play: Cast, *, many: int, hour: int = 22, ending: str = "met", site: Any = None) -> None:
    """Alarms of last week in one neighbourhood, that are over."""
    at = timezone.localtime() - timedelta(days=7)
    at = at.replace(hour=hour, minute=5)
    taken = at + timedelta(seconds=75)
    with as_administrator() as admin:
        for _one in range(many):
            admin.execute(
                "INSERT INTO escorts_alarm (id, room_id, kind, stage, stage_since, is_silent,"
                " is_drill, area_code, raised_at, shown_at, taken_at, ended_at, ending, version,"
                " site_id) VALUES (%s, %s, %s, 'ended', now(), false, false, %s, %s, %s, %s, %s,"
                " %s, 1, %s)",
                [
                    *(uuid4(), play.operator.agency_id, "bell" if site else "sos", DONG),
                    *(at, at, taken, taken, ending, site),
                ],
            )


def safety_group(play: Cast) -> Body:
    """A group in which the control room sits; the counsellor coordinates it (play.coordinator)."""
    with transaction.atomic():
        name_actor(THE_OPERATOR)
        words = {"name_ko": "안전협의체", "name_en": "Safety group"}
        police = play.agencies["police"]
        body = found_body(actor=THE_OPERATOR, key="safe", kind=SAFETY, host=police, **words)
        for agency in (Agency.objects.get(pk=play.operator.agency_id), police):
            give_seat(actor=THE_OPERATOR, body=body, agency=agency)
        counsellor = play.members["counsellor"]
        grant_role(
            actor=THE_OPERATOR, member=counsellor, kind="coordinator", body_id=body.pk, why="test"
        )
        play.actors["coordinator"] = actor_for(counsellor)
    return body
