"""Answering: who speaks for an agency in a body, and is told what the agency owes there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from jikimi.access.member import Member, Role
from jikimi.access.members import case_workers_at
from jikimi.access.models import Agency
from jikimi.access.principals import Principal
from jikimi.bodies.models import Body, Representative

Place = tuple[int, int]  # numbers of a body and of an agency


def representatives_of(bodies: Collection[int]) -> Mapping[Place, set[int]]:
    """Members who represent an agency in a body; else their deputies; else who sits in the council.

    Keys are numbers of a body and of an agency; nobody is an empty set.  Two queries.
    """
    named: list[dict[Place, set[int]]] = [defaultdict(set), defaultdict(set), defaultdict(set)]
    rows = Representative.objects.filter(body_id__in=bodies, until=None, seat__left_on=None)
    fields = ("body_id", "seat__agency_id", "member_id", "is_deputy")
    for body, agency, member, is_deputy in rows.values_list(*fields):
        named[is_deputy][body, agency].add(member)
    heads = Role.objects.filter(body_id__in=bodies, kind="council_member", ended_at=None)
    for body, agency, member in heads.values_list("body_id", "member__agency_id", "member_id"):
        named[2][body or 0, agency].add(member)
    found: dict[Place, set[int]] = defaultdict(set)
    for kind in reversed(named):
        found.update(kind)
    return found


def principals_answering(body_id: int, agency_id: int, owner_id: int | None) -> list[int]:
    """Whom to tell of what an agency is to do: its workers, its people in the body, the owner."""
    sitting = representatives_of([body_id])[body_id, agency_id]
    members = sitting | ({owner_id} if owner_id else set())
    return [Principal.AGENCY.of(agency_id), *(Principal.MEMBER.of(n) for n in sorted(members))]


def people_answering(body: Body, agency_id: int) -> list[Member]:
    """Who may be named to see to it: those who work at the agency or sit in the body for it."""
    workers = {member.pk for member in case_workers_at([agency_id])}
    sitting = representatives_of([body.pk])[body.pk, agency_id]
    rows = Member.objects.filter(pk__in=workers | sitting, is_active=True, agency_id=agency_id)
    return list(rows.order_by("name", "pk"))


def agency_seated(body: Body, agency_id: int) -> Agency | None:
    """The agency if it has a seat in the body today."""
    rows = Agency.objects.filter(seats__body=body, seats__left_on=None, left_on=None)
    return rows.filter(pk=agency_id).first()
