"""Pairs of escorts and the evenings they are on duty, kept by the control room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import Member, Role
from jikimi.access.principals import Principal
from jikimi.access.working_days import is_public_holiday
from jikimi.escorts.hours import evening_on
from jikimi.escorts.models import Booking, ControlRoom, ScoutEvening, ScoutPair
from jikimi.escorts.models.booking import OPEN
from jikimi.escorts.rooms import room_of

_WHO_WALKS = ("scout", "practitioner", "coordinator")
_MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class PairDraft:
    """What a pair is called, the two members, and the phone they carry."""

    name: str
    first: int
    second: int
    phone: str = ""


def pairs_of(actor: Actor) -> list[ScoutPair]:
    """Pairs of the actor's control room that have not ended, by name."""
    rows = ScoutPair.objects.filter(room=room_of(actor).agency, ended_at=None)
    return list(rows.select_related("first", "second"))


def pair_called(actor: Actor, pair_id: UUID) -> ScoutPair:
    """One pair of the actor's control room. Raises NotAllowed when there is none."""
    found = ScoutPair.objects.filter(pk=pair_id, ended_at=None).first()
    if found is None or found.room_id != room_of(actor).pk:
        raise NotAllowed
    return found


def members_to_pair(actor: Actor) -> list[Member]:
    """Who of the actor's agency may walk people home, by name."""
    held = Role.objects.filter(kind__in=_WHO_WALKS, agency_id=actor.agency_id, ended_at=None)
    rows = Member.objects.filter(agency_id=actor.agency_id, is_active=True)
    return list(rows.filter(pk__in=held.values("member_id")).order_by("name", "pk"))


def add_pair(*, actor: Actor, draft: PairDraft) -> ScoutPair:
    """Put two members together. Raises NotValid naming the field.  Records escorts.scouts.keep."""
    room = room_of(actor)
    _check(actor, room, draft)
    with acting(actor, "escorts.scouts.keep", room):
        return ScoutPair.objects.create(
            room=room.agency,
            name=draft.name.strip(),
            first_id=draft.first,
            second_id=draft.second,
            scouts=[Principal.MEMBER.of(one) for one in (draft.first, draft.second)],
            phone=draft.phone.strip(),
        )


def end_pair(*, actor: Actor, pair: ScoutPair) -> None:
    """The two go together no more; evenings to come are taken back.

    Raises NotValid while they have a meeting that is not ended.  Records escorts.scouts.keep.
    """
    if _has_open(Q(pair=pair)):
        raise NotValid("escorts.scouts.busy", {"pair": _busy()})
    with acting(actor, "escorts.scouts.keep", room_of(actor)):
        pair.ended_at = timezone.now()
        pair.version += 1
        pair.save()
        pair.evenings.filter(withdrawn_at=None, closes_at__gt=pair.ended_at).update(
            withdrawn_at=pair.ended_at
        )


def put_on_duty(*, actor: Actor, pair: ScoutPair, since: date, until: date) -> int:
    """A pair is on duty on every evening of service between two days; how many were added.

    Public holidays are left out.  Raises NotValid.  Records escorts.scouts.keep.
    """
    if until < since or (until - since).days >= _MOST_DAYS:
        says = _("Choose an end within %(most)s days of the beginning.") % {"most": _MOST_DAYS}
        raise NotValid("escorts.scouts.days", {"until": says})
    room = room_of(actor)
    rows = [row for row in _evenings(room, pair, since, until) if row]
    with acting(actor, "escorts.scouts.keep", room):
        known = pair.evenings.filter(withdrawn_at=None).values_list("day", flat=True)
        fresh = [row for row in rows if row.day not in set(known)]
        ScoutEvening.objects.bulk_create(fresh)
    return len(fresh)


def take_off_duty(*, actor: Actor, evening: ScoutEvening) -> None:
    """A pair is not on duty on that evening after all.

    Raises NotValid while it has a meeting then.  Records escorts.scouts.keep.
    """
    then = Q(starts_at__gte=evening.opens_at, starts_at__lt=evening.closes_at)
    if _has_open(Q(pair=evening.pair) & then):
        raise NotValid("escorts.scouts.busy", {"evening": _busy()})
    with acting(actor, "escorts.scouts.keep", room_of(actor)):
        evening.withdrawn_at = timezone.now()
        evening.save()


def evening_called(actor: Actor, evening_id: UUID) -> ScoutEvening:
    """One evening of the actor's control room. Raises NotAllowed when there is none."""
    rows = ScoutEvening.objects.filter(pk=evening_id, withdrawn_at=None).select_related("pair")
    found = rows.first()
    if found is None or found.room_id != room_of(actor).pk:
        raise NotAllowed
    return found


def duties(actor: Actor, *, since: date, days: int) -> dict[date, list[ScoutEvening]]:
    """Who is on duty, by day. Records escorts.scouts.read."""
    room = room_of(actor)
    reading(actor, "escorts.scouts.read", room)
    rows = on_duty(room, since=since, until=since + timedelta(days=days - 1))
    found: dict[date, list[ScoutEvening]] = {}
    for row in rows:
        found.setdefault(row.day, []).append(row)
    return found


def on_duty(room: ControlRoom, *, since: date, until: date) -> list[ScoutEvening]:
    """Evenings of pairs between two days, by day and name."""
    rows = ScoutEvening.objects.filter(room=room.agency, day__range=(since, until))
    rows = rows.filter(withdrawn_at=None).select_related("pair")
    return list(rows.order_by("day", "pair__name"))


def _evenings(
    room: ControlRoom, pair: ScoutPair, since: date, until: date
) -> list[ScoutEvening | None]:
    days = (since + timedelta(days=n) for n in range((until - since).days + 1))
    return [_evening(room, pair, day) for day in days if not is_public_holiday(day)]


def _evening(room: ControlRoom, pair: ScoutPair, day: date) -> ScoutEvening | None:
    found = evening_on(room.areas[0] if room.areas else "", day)
    if found is None or found.closes_at <= timezone.now():
        return None
    return ScoutEvening(
        room=room.agency,
        pair=pair,
        scouts=pair.scouts,
        day=day,
        opens_at=found.opens_at,
        closes_at=found.closes_at,
    )


def _check(actor: Actor, room: ControlRoom, draft: PairDraft) -> None:
    known = {member.pk for member in members_to_pair(actor)}
    wrong = {}
    if not draft.name.strip():
        wrong["name"] = _("Give the pair a name.")
    elif ScoutPair.objects.filter(
        room=room.agency, name=draft.name.strip(), ended_at=None
    ).exists():
        wrong["name"] = _("There is a pair with this name already.")
    if draft.first == draft.second:
        wrong["second"] = _("A pair is two different members.")
    for word, member in (("first", draft.first), ("second", draft.second)):
        if member not in known:
            wrong[word] = _("Choose a member who may walk people home.")
    if wrong:
        raise NotValid("escorts.scouts.pair", wrong)


def _has_open(wanted: Q) -> bool:
    return Booking.objects.filter(OPEN & wanted).exists()


def _busy() -> str:
    return _("This pair has a meeting that is not ended. Give it to another pair first.")
