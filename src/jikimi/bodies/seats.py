"""Seats: found a body, give an agency its place, end it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotValid, NotYet
from jikimi.access.models import Agency
from jikimi.bodies.models import Body, Candidate, Representative, Seat


def found_body(
    *,
    actor: Actor,
    key: str,
    kind: str,
    name_ko: str,
    name_en: str,
    station: Agency | None = None,
    host: Agency | None = None,
    place: str = "",
    above: Body | None = None,
    since: date | None = None,
) -> Body:
    """Found a body of a kind on data/body_kinds.csv. Records bodies.body.found.

    station: the police station of a working council.  host: the agency where any other body meets
    or has its office; its administrators grant the roles in it.
    """
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
            host=host,
            place=place,
            above=above,
            valid_from=since or timezone.localdate(),
        )


def amend_body(
    *, actor: Actor, body: Body, name_ko: str, name_en: str, place: str, version: int | None = None
) -> Body:
    """Correct what a body is called and where it meets. Records bodies.body.amend.

    Raises Changed when somebody else saved it after `version` was read.
    """
    given = {"name_ko": name_ko.strip(), "name_en": name_en.strip(), "place": place.strip()}
    if not given["name_ko"]:
        raise NotValid("bodies.body.name", {"name_ko": _("Give the name.")})
    with acting(actor, "bodies.body.amend", body) as doing:
        doing.details["body"] = body.key
        expect_version(body, version, dict(given))
        for name, value in given.items():
            setattr(body, name, value)
        body.save(update_fields=[*given, "version"])
    return body


def give_seat(*, actor: Actor, body: Body, agency: Agency, joined_on: date | None = None) -> Seat:
    """Give an agency its place in a body; the seat it has when it sits there already.

    Records bodies.seat.give.
    """
    with acting(actor, "bodies.seat.give", body) as doing:
        doing.details["agency"] = agency.key
        return put_seat(body, agency, joined_on or timezone.localdate())


def put_seat(body: Body, agency: Agency, joined_on: date) -> Seat:
    """The part of giving a seat that other acts share: no check, no record of its own."""
    seat, _made = Seat.objects.get_or_create(
        body=body, agency=agency, left_on=None, defaults={"joined_on": joined_on}
    )
    return seat


def end_seat(*, actor: Actor, seat: Seat, why: str) -> Seat:
    """End an agency's place in a body, and with it who sits there for the agency.

    Records bodies.seat.end.
    """
    with acting(actor, "bodies.seat.end", seat.body, why=why) as doing:
        doing.details["agency"] = seat.agency.key
        put_seat_ended(seat, timezone.localdate())
        Candidate.objects.filter(seat=seat, stage="seated").update(
            stage="left", stage_since=timezone.now(), why_ended=why
        )
    return seat


def put_seat_ended(seat: Seat, left_on: date) -> None:
    """The part of ending a seat that other acts share. Raises NotYet when it is over already."""
    if seat.left_on is not None:
        raise NotYet("bodies.not_yet.seat_over", _("This agency has left already."))
    Representative.objects.filter(seat=seat, until=None).update(until=left_on)
    seat.left_on = left_on
    seat.save(update_fields=["left_on"])


def bodies_of(actor: Actor) -> list[Body]:
    """Working councils in which the actor's agency sits or which the actor coordinates."""
    seated = Body.objects.filter(seats__agency_id=actor.agency_id, seats__left_on=None)
    coordinated = Body.objects.filter(pk__in=actor.bodies_coordinated())
    return list((seated | coordinated).filter(valid_to=None).distinct())


def bodies_kept(actor: Actor) -> list[Body]:
    """Bodies whose roles the actor grants as administrator: of their station, or their host."""
    if not actor.holds("administrator"):
        return []
    kept = Q(station_id=actor.agency_id) | Q(station=None, host_id=actor.agency_id)
    return list(Body.objects.filter(kept, valid_to=None).order_by("pk"))
