"""Seats: found a body, give an agency its place, end it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotValid
from jikimi.access.models import Agency
from jikimi.bodies.models import Body, Seat


def found_body(
    *,
    actor: Actor,
    key: str,
    kind: str,
    name_ko: str,
    name_en: str,
    station: Agency | None = None,
    above: Body | None = None,
    since: date | None = None,
) -> Body:
    """Found a body of a kind on data/body_kinds.csv. Records bodies.body.found."""
    if kind not in codes("bodies", "body_kinds"):
        raise NotValid("bodies.body.kind", {"kind": _("Choose one from the list.")})
    with acting(actor, "bodies.body.found") as doing:
        doing.details["body"] = key
        return Body.objects.create(
            key=key,
            kind=kind,
            name_ko=name_ko,
            name_en=name_en,
            station=station,
            above=above,
            valid_from=since or timezone.localdate(),
        )


def give_seat(*, actor: Actor, body: Body, agency: Agency, joined_on: date | None = None) -> Seat:
    """Give an agency its place in a body; the seat it has when it sits there already.

    Records bodies.seat.give.
    """
    with acting(actor, "bodies.seat.give", body) as doing:
        doing.details["agency"] = agency.key
        seat, _made = Seat.objects.get_or_create(
            body=body,
            agency=agency,
            left_on=None,
            defaults={"joined_on": joined_on or timezone.localdate()},
        )
    return seat


def end_seat(*, actor: Actor, seat: Seat, why: str) -> None:
    """End an agency's place in a body. Records bodies.seat.end."""
    with acting(actor, "bodies.seat.end", seat.body, why=why) as doing:
        doing.details["agency"] = seat.agency.key
        seat.left_on = timezone.localdate()
        seat.save(update_fields=["left_on"])


def bodies_of(actor: Actor) -> list[Body]:
    """Working councils in which the actor's agency sits or which the actor coordinates."""
    seated = Body.objects.filter(seats__agency_id=actor.agency_id, seats__left_on=None)
    coordinated = Body.objects.filter(pk__in=actor.bodies_coordinated())
    return list((seated | coordinated).filter(valid_to=None).distinct())


def bodies_kept(actor: Actor) -> list[Body]:
    """Bodies whose roles the actor grants: those of the police station it administers."""
    if not actor.holds("administrator"):
        return []
    return list(Body.objects.filter(station_id=actor.agency_id, valid_to=None))
