"""Bodies as the doors read them: those a reader has to do with, one of them, who holds roles."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.member import Member, Role
from jikimi.bodies.models import Body
from jikimi.bodies.seats import bodies_kept

ROLES_IN_BODIES = ("coordinator", "council_member")
_NOT_LEFT = Q(seats__left_on=None, seats__agency__left_on=None)


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role somebody holds in a body."""

    role: Role
    member: Member


def bodies_known(actor: Actor) -> list[Body]:
    """Bodies the actor has to do with, by kind and name; `seated` on each: how many agencies.

    Those its agency sits in or keeps, and those in which it holds a role or the chair.
    """
    held = {role.body_id for role in actor.roles if role.body_id}
    mine = Q(pk__in=held) | Q(chairs__member_id=actor.member_id, chairs__until=None)
    if actor.holds("practitioner") or actor.holds("coordinator"):
        mine |= Q(seats__agency_id=actor.agency_id, seats__left_on=None)
    mine |= Q(pk__in=[body.pk for body in bodies_kept(actor)])
    numbers = Body.objects.filter(mine, valid_to=None).values("pk")
    seated = Count("seats__agency", filter=_NOT_LEFT, distinct=True)
    rows = Body.objects.filter(pk__in=numbers).annotate(seated=seated)
    return list(rows.select_related("station", "host", "above").order_by("kind", "name_ko", "pk"))


def body_called(actor: Actor, key: str, *, act: str = "bodies.body.read") -> Body:
    """The body with this key if the act is open to the actor; NotAllowed as if there were none."""
    found = Body.objects.select_related("station", "host", "above").filter(key=key).first()
    if found is None or not may(actor, act, found):
        raise NotAllowed
    return found


def bodies_below(body: Body) -> list[Body]:
    """The bodies that stand under this one today."""
    return list(Body.objects.filter(above=body, valid_to=None).order_by("name_ko", "pk"))


def roles_in(body: Body) -> list[RoleHeld]:
    """Who holds a role in the body today, coordinators first."""
    rows = Role.objects.filter(body_id=body.pk, ended_at=None, member__is_active=True)
    rows = rows.select_related("member__agency").order_by("kind", "member__name", "pk")
    return [RoleHeld(row, row.member) for row in rows]


def people_who_may_hold(body: Body) -> QuerySet[Member]:
    """Members to whom a role in the body may be granted: of the keeper and of seated agencies."""
    agencies = Q(agency__seats__body=body, agency__seats__left_on=None)
    keeper = body.station_id or body.host_id
    if keeper:
        agencies |= Q(agency_id=keeper)
    numbers = Member.objects.filter(agencies, is_active=True).values("pk")
    rows = Member.objects.filter(pk__in=numbers).select_related("agency")
    return rows.order_by("agency__name_ko", "name", "pk")
