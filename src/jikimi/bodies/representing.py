"""Representatives: who sits on a seat for an agency, and who comes in that person's place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.member import Member
from jikimi.bodies.districts import district_label
from jikimi.bodies.models import Body, Candidate, Representative, Seat, Signing
from jikimi.bodies.recruiting import not_ahead


@dataclass(slots=True)
class SeatLine:
    """A seat with its people. chief: its representative; valid_until: of its agreement."""

    seat: Seat
    chief: Representative | None = None
    deputies: list[Representative] = field(default_factory=list)
    candidate_id: UUID | None = None
    valid_until: date | None = None

    @property
    def kind_label(self) -> str:
        """What kind of agency sits there, in the reader's language."""
        return label("access", "agency_kinds", self.seat.agency.kind)

    @property
    def district_label(self) -> str:
        """Where it works, in the reader's language."""
        return district_label(self.seat.agency.district)


def name_representative(
    *,
    actor: Actor,
    seat: Seat,
    member_id: int,
    is_deputy: bool = False,
    since: date | None = None,
) -> Representative:
    """Name who sits on a seat for the agency, or a deputy; a new representative follows the old.

    A deputy may become the representative and the other way round.  Raises NotValid for somebody
    who does not work at that agency.  Records bodies.representative.name.
    """
    day = not_ahead(since, "since")
    with acting(actor, "bodies.representative.name", seat.body) as doing:
        member = _colleague(seat, member_id)
        doing.details.update(agency=seat.agency.key, member=member.pk, deputy=int(is_deputy))
        standing = Representative.objects.select_for_update().filter(seat=seat, until=None)
        _end(standing, member.pk, day, is_deputy=is_deputy)
        return Representative.objects.create(
            body_id=seat.body_id, seat=seat, member=member, is_deputy=is_deputy, since=day
        )


def end_representative(*, actor: Actor, seat: Seat, number: int) -> Representative:
    """End that somebody sits on a seat. Records bodies.representative.end."""
    with acting(actor, "bodies.representative.end", seat.body) as doing:
        row = Representative.objects.filter(seat=seat, pk=number, until=None).first()
        if row is None:
            raise NotAllowed
        doing.details.update(agency=seat.agency.key, member=row.member_id)
        row.until = timezone.localdate()
        row.save(update_fields=["until"])
    return row


def seat_lines(body: Body) -> list[SeatLine]:
    """The seats of a body today with their people and the end of their agreement, by agency.

    Four queries, however many seats.
    """
    rows = Seat.objects.filter(body=body, left_on=None).select_related("agency")
    lines = {row.pk: SeatLine(row) for row in rows.order_by("agency__name_ko", "pk")}
    people = Representative.objects.filter(seat__in=lines, until=None, member__is_active=True)
    for person in people.select_related("member__agency"):
        line = lines[person.seat_id]
        if person.is_deputy:
            line.deputies.append(person)
        else:
            line.chief = person
    _put_agreements(lines)
    return list(lines.values())


def seats_over(body: Body) -> list[Seat]:
    """Seats that ended, the newest end first."""
    rows = Seat.objects.filter(body=body).exclude(left_on=None).select_related("agency")
    return list(rows.order_by("-left_on", "-pk"))


def representatives(body: Body) -> dict[int, list[Representative]]:
    """Agency number → who sits there for it today, the representative before the deputies."""
    found: dict[int, list[Representative]] = {}
    rows = Representative.objects.filter(
        body=body, until=None, seat__left_on=None, member__is_active=True
    )
    for row in rows.select_related("member", "seat"):
        found.setdefault(row.seat.agency_id, []).append(row)
    return found


def seat_called(body: Body, number: int) -> Seat:
    """One seat of this body that is not over; NotAllowed when there is none."""
    found = body.seats.select_related("agency", "body").filter(pk=number, left_on=None).first()
    if found is None:
        raise NotAllowed
    return found


def people_who_represent(seat: Seat) -> list[Member]:
    """Who may sit there: the members of the agency."""
    rows = Member.objects.filter(agency_id=seat.agency_id, is_active=True)
    return list(rows.order_by("name", "pk"))


def agencies_to_seat(body: Body) -> list[Agency]:
    """Registered agencies that have no seat in this body, by name."""
    rows = Agency.objects.filter(left_on=None).exclude(seats__in=body.seats.filter(left_on=None))
    return list(rows.order_by("name_ko", "pk"))


def _colleague(seat: Seat, member_id: int) -> Member:
    if seat.left_on is not None:
        raise NotYet("bodies.not_yet.seat_over", _("This agency has left already."))
    found = Member.objects.filter(pk=member_id, agency_id=seat.agency_id, is_active=True).first()
    if found is None:
        raise NotValid("bodies.representative", {"member_id": _("Choose one from the list.")})
    return found


def _end(standing: Iterable[Representative], member_id: int, day: date, *, is_deputy: bool) -> None:
    """What the new name replaces: the same person's other part, and the former representative."""
    for row in standing:
        if row.member_id == member_id or not (row.is_deputy or is_deputy):
            row.until = max(day, row.since)
            row.save(update_fields=["until"])


def _put_agreements(lines: dict[int, SeatLine]) -> None:
    for number, candidate in Candidate.objects.filter(seat__in=lines).values_list("seat", "pk"):
        lines[number].candidate_id = candidate
    signed = Signing.objects.filter(candidate__seat__in=lines, withdrawn_at=None)
    ordered = signed.order_by("signed_on", "recorded_at")
    for number, until in ordered.values_list("candidate__seat", "valid_until"):
        lines[number].valid_until = until
