"""Who a member is when acting: roles held today, second factor, one person one account."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings

from jikimi.access.actor import CASE_WORK, Actor, HeldRole
from jikimi.access.member import Entered, Member, Role


def actor_for(member: Any, *, place: str = "") -> Actor:
    """The actor this member is now, with the roles held at the agency and in bodies."""
    return Actor(
        member_id=member.pk,
        agency_id=member.agency_id,
        agency_kind=member.agency.kind,
        roles=frozenset(_roles_read(member.entered) if member.entered else _roles_of(member)),
        place=place,
    )


def _roles_read(entered: Entered) -> Iterable[HeldRole]:
    for kind, agency_id, body_id in entered.roles:
        yield HeldRole(kind, int(agency_id) or None, int(body_id) or None)


def _roles_of(member: Member) -> Iterable[HeldRole]:
    rows = Role.objects.filter(member_id=member.pk, ended_at__isnull=True)
    for kind, agency_id, body_id in rows.values_list("kind", "agency_id", "body_id"):
        yield HeldRole(kind, agency_id, body_id)


def actor_called(username: str, *, place: str = "") -> Actor:
    """The actor with this user name; Member.DoesNotExist when there is none or it has left."""
    member = Member.objects.select_related("agency").get(username=username, is_active=True)
    return actor_for(member, place=place)


def actor_numbered(number: int, *, place: str = "") -> Actor | None:
    """The actor this member is now, for what goes on in its name; None when it has left."""
    member = Member.objects.select_related("agency").filter(pk=number, is_active=True).first()
    return actor_for(member, place=place) if member else None


def case_workers_at(agency_ids: Iterable[int]) -> list[Member]:
    """Members who work on the cases of these agencies today, for naming who is to do a thing."""
    held = Role.objects.filter(kind__in=CASE_WORK, agency__isnull=False, ended_at=None)
    return list(
        Member.objects.filter(
            agency_id__in=list(agency_ids), is_active=True, pk__in=held.values("member_id")
        ).order_by("agency_id", "name", "pk")
    )


def is_second_factor_missing(member: Any, *, place: str) -> bool:
    """Whether this member must set up a second factor before anything else (SR-23)."""
    from allauth.mfa.utils import is_mfa_enabled  # the public's process has no accounts

    wanted = settings.JIKIMI_SECOND_FACTOR
    if wanted == "never" or (wanted == "outside" and is_inside(place)):
        return False
    return not (member.entered.has_factor if member.entered else is_mfa_enabled(member))


def is_inside(place: str) -> bool:
    """Whether an address lies in the agency networks of JIKIMI_INSIDE."""
    return bool(place) and any(
        ip_address(place) in ip_network(network) for network in settings.JIKIMI_INSIDE
    )
