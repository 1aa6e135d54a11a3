"""Councils of heads as their members read them: which there are, and when they meet."""

from __future__ import annotations

from dataclasses import dataclass

from jikimi.access.actor import Actor
from jikimi.bodies.known import body_called
from jikimi.bodies.models import Body, Meeting

ACT = "cases.council.figures"


@dataclass(frozen=True, slots=True)
class MeetingsAround:
    """The meeting before today and the one after; None where there is none."""

    last: Meeting | None
    coming: Meeting | None


def council_called(actor: Actor, key: str) -> Body:
    """The council with this key, for its members and coordinators; NotAllowed otherwise."""
    return body_called(actor, key, act=ACT)


def councils_of(actor: Actor) -> list[Body]:
    """Bodies in which the actor holds a role and below which others stand."""
    held = {role.body_id for role in actor.roles if role.body_id}
    below = Body.objects.filter(above__in=held).values("above")
    return list(Body.objects.filter(pk__in=below).order_by("name_ko", "pk"))


def meetings_around(actor: Actor, council: Body) -> MeetingsAround:
    """The last meeting of a council that was held, and the next that is called. Two queries."""
    rows = Meeting.objects.filter(body=council)
    return MeetingsAround(
        last=rows.filter(stage="closed").order_by("-starts_at").first(),
        coming=rows.filter(stage__in=("called", "open")).order_by("starts_at").first(),
    )
