"""Chairs: who leads a body, and the co-chair from outside office beside."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import Member
from jikimi.bodies.models import Body, Chair
from jikimi.bodies.recruiting import not_ahead

# Agencies whose people hold public office; a civilian co-chair comes from none of them.
OFFICES = frozenset({"police", "prosecution", "court", "probation", "municipality", "emergency"})


def name_chair(
    *,
    actor: Actor,
    body: Body,
    member_id: int,
    is_civilian: bool = False,
    since: date | None = None,
) -> Chair:
    """Name who chairs a body, or its civilian co-chair; a new one follows the old of that part.

    Raises NotValid for somebody who does not sit in the body, or a civilian from a public office.
    Records bodies.chair.name.
    """
    day = not_ahead(since, "since")
    with acting(actor, "bodies.chair.name", body) as doing:
        member = _fit(body, member_id, is_civilian=is_civilian)
        doing.details.update(body=body.key, member=member.pk, civilian=int(is_civilian))
        for row in body.chairs.select_for_update().filter(until=None):
            if row.member_id == member.pk or row.is_civilian == is_civilian:
                row.until = max(day, row.since)
                row.save(update_fields=["until"])
        return Chair.objects.create(body=body, member=member, is_civilian=is_civilian, since=day)


def end_chair(*, actor: Actor, body: Body, number: int) -> Chair:
    """End that somebody chairs a body. Records bodies.chair.end."""
    with acting(actor, "bodies.chair.end", body) as doing:
        row = body.chairs.filter(pk=number, until=None).first()
        if row is None:
            raise NotAllowed
        doing.details.update(body=body.key, member=row.member_id)
        row.until = timezone.localdate()
        row.save(update_fields=["until"])
    return row


def chairs_of(body: Body) -> list[Chair]:
    """Who chairs a body today, the civilian co-chair last."""
    rows = body.chairs.filter(until=None, member__is_active=True)
    return list(rows.select_related("member__agency"))


def people_who_chair(body: Body) -> list[Member]:
    """Who may chair: of agencies that sit in the body or keep it, or who hold a role in it."""
    agencies = {*body.seats.filter(left_on=None).values_list("agency_id", flat=True)}
    agencies |= {body.station_id or 0, body.host_id or 0}
    fit = Q(agency_id__in=agencies) | Q(roles__body_id=body.pk, roles__ended_at=None)
    numbers = Member.objects.filter(fit, is_active=True).values("pk")
    rows = Member.objects.filter(pk__in=numbers).select_related("agency")
    return list(rows.order_by("agency__name_ko", "name", "pk"))


def _fit(body: Body, member_id: int, *, is_civilian: bool) -> Member:
    found = next((one for one in people_who_chair(body) if one.pk == member_id), None)
    if found is None:
        raise NotValid("bodies.chair.member", {"member_id": _("Choose one from the list.")})
    if is_civilian and found.agency.kind in OFFICES:
        says = _("A civilian co-chair comes from outside public office.")
        raise NotValid("bodies.chair.civilian", {"member_id": says})
    return found
