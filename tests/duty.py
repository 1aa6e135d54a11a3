"""What tests of duty begin with: a response team, its post, and the people on its list.

coordinator coordinates the team; officer and coordinator stand for the police, counsellor and
colleague for the counselling centre; shelter sits in the team without standing anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

from django.utils import timezone

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.members import actor_for
from jikimi.access.ticket import name_actor
from jikimi.bodies.duty.posts import PostDraft, man_post, set_post
from jikimi.bodies.duty.rotas import RotaDraft, plan_rota, publish_rota
from jikimi.bodies.models import Body, Post, Rota
from jikimi.bodies.seats import found_body, give_seat
from tests.cast import Cast

Enter = Callable[[Actor], None]
NEEDS = {"police": 1, "counselling": 1}


def next_monday() -> date:
    """The Monday after today."""
    today = timezone.localdate()
    return today + timedelta(7 - today.weekday())


def team(cast: Cast) -> Body:
    """A child response team of police, centre and refuge, coordinated by the coordinator."""
    name_actor(THE_OPERATOR)
    words = {"name_ko": "아동학대 위기대응팀", "name_en": "Response team"}
    body = found_body(actor=THE_OPERATOR, key="team", kind="child_response_team", **words)
    for key in ("police", "centre", "refuge"):
        give_seat(actor=THE_OPERATOR, body=body, agency=cast.agencies[key])
    member = cast.members["coordinator"]
    roster.grant_role(
        actor=THE_OPERATOR, member=member, kind="coordinator", why="test", body_id=body.pk
    )
    cast.actors["coordinator"] = actor_for(member)
    name_actor(cast.coordinator)
    return body


def post(cast: Cast, body: Body, **changes: object) -> Post:
    """A post from 9 to 18 on Tuesdays and Thursdays."""
    given: dict[str, object] = {
        "name_ko": "합동 근무",
        "name_en": "Joint duty",
        "weekdays": (1, 3),
        "begins": time(9),
        "ends": time(18),
        "needs": NEEDS,
        "on_holidays": True,
    }
    draft = PostDraft(**(given | changes))  # type: ignore[arg-type]
    return set_post(actor=cast.coordinator, body=body, draft=draft)


def manned(cast: Cast, **changes: object) -> Post:
    """The post with two people of each agency on its list."""
    found = post(cast, team(cast), **changes)
    for name in ("officer", "coordinator", "counsellor", "colleague"):
        member_id = cast.members[name].pk
        man_post(actor=cast.coordinator, post=found, member_id=member_id)
    return found


def published(cast: Cast, found: Post, *, weeks: int = 4) -> Rota:
    """A published rota of some weeks from next Monday."""
    begins = next_monday()
    draft = RotaDraft(begins_on=begins, ends_on=begins + timedelta(7 * weeks - 1))
    rota = plan_rota(actor=cast.coordinator, post=found, draft=draft)
    return publish_rota(actor=cast.coordinator, rota=rota)
