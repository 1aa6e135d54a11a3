"""Seating: an agency that signed is registered and gets its seat; later it may leave."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.errors import NotValid
from jikimi.access.roster import AgencyDraft, put_agency
from jikimi.bodies.models import Candidate, Seat
from jikimi.bodies.recruiting import need_reason, not_ahead, not_before
from jikimi.bodies.seats import put_seat, put_seat_ended


def take_seat(
    *,
    actor: Actor,
    candidate: Candidate,
    agency: Agency | None = None,
    name_en: str = "",
    joined_on: date | None = None,
) -> Seat:
    """Give an agency that signed its seat; it is registered first unless it is known already.

    agency: which registered agency it is, when the candidate does not say so.  Raises NotValid
    when one of this name is registered and not chosen.  Records bodies.candidate.seat.
    """
    day = not_ahead(joined_on, "joined_on")
    with acting(actor, "bodies.candidate.seat", candidate) as doing:
        not_before(day, candidate.agreed_on or candidate.found_on, "joined_on")
        joining = agency or candidate.agency or _registered(candidate, name_en, day)
        doing.details["agency"] = joining.key
        _belongs_again(joining, day)
        seat = put_seat(candidate.body, joining, day)
        candidate.agency, candidate.seat = joining, seat
        candidate.save(update_fields=["agency", "seat"])
    return seat


def leave_body(
    *, actor: Actor, candidate: Candidate, why: str, left_on: date | None = None
) -> Candidate:
    """Record that a seated agency left, and why; its seat and who sat there end with it.

    Records bodies.candidate.leave.
    """
    reason, day = need_reason(why), not_ahead(left_on, "left_on")
    with acting(actor, "bodies.candidate.leave", candidate, why=reason):
        if candidate.seat and candidate.seat.left_on is None:
            not_before(day, candidate.seat.joined_on, "left_on")
            put_seat_ended(candidate.seat, day)
        candidate.why_ended = reason
        candidate.save(update_fields=["why_ended"])
    return candidate


def agencies_registered(actor: Actor) -> list[Agency]:
    """Agencies registered here and not gone, by name, for choosing which one a candidate is."""
    return list(Agency.objects.filter(left_on=None).order_by("name_ko", "pk"))


def _registered(candidate: Candidate, name_en: str, joined_on: date) -> Agency:
    if Agency.objects.filter(name_ko=candidate.name, left_on=None).exists():
        says = _("An agency of this name is registered. Choose it from the list.")
        raise NotValid("bodies.seating.registered", {"agency": says})
    draft = AgencyDraft(
        key=_free_key(candidate.kind),
        name_ko=candidate.name,
        name_en=name_en.strip() or candidate.name,
        kind=candidate.kind,
        district=candidate.district,
        phone=candidate.phone,
        joined_on=joined_on,
    )
    return put_agency(draft)


def _free_key(kind: str) -> str:
    taken = set(Agency.objects.filter(key__startswith=f"{kind}_").values_list("key", flat=True))
    return next(key for n in count(1) if (key := f"{kind}_{n}") not in taken)


def _belongs_again(agency: Agency, joined_on: date) -> None:
    if agency.left_on is None and agency.joined_on is not None:
        return
    agency.joined_on, agency.left_on = agency.joined_on or joined_on, None
    agency.save(update_fields=["joined_on", "left_on"])
