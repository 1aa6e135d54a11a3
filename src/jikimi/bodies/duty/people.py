"""Those on the list of a post, as planning sees them: away, busy elsewhere, ahead of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import mean
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from jikimi.access.working_days import is_working_day
from jikimi.bodies.duty.planning import Person
from jikimi.bodies.models import Absence, DutyMember, Post, Rota, Shift

# Looked back at for fairness; and how far anybody may be counted ahead or behind.
_HALF_YEAR = timedelta(days=182)
_MOST_AHEAD = 4.0
_ANY_REST = timedelta(days=8)
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Busy:
    """A published shift of somebody. post_id: None when it is of another body."""

    member_id: int
    post_id: UUID | None
    starts_at: datetime
    ends_at: datetime


def on_list(post: Post, *, begins_on: date, ends_on: date) -> list[DutyMember]:
    """Who is on the list of a post on some day of a period."""
    rows = post.people.filter(Q(until=None) | Q(until__gte=begins_on), since__lte=ends_on)
    active = rows.filter(member__is_active=True).select_related("member__agency")
    return list(active.order_by("member__agency__kind", "member__name", "pk"))


def people_for(post: Post, *, begins_on: date, ends_on: date) -> list[Person]:
    """The people of a post for a plan of this period; what it replaces is not counted as busy."""
    rows = on_list(post, begins_on=begins_on, ends_on=ends_on)
    numbers = [row.member_id for row in rows]
    away = _away(post.body_id, numbers, begins_on, ends_on)
    busy = _busy_beside(post, numbers, begins_on, ends_on)
    ahead, ahead_off = _ahead(post, rows, begins_on)
    return [
        Person(
            key=row.member_id,
            kind=row.member.agency.kind,
            absent=(*away[row.member_id], *_outside(row, begins_on, ends_on)),
            busy=tuple(busy[row.member_id]),
            most_per_week=row.most_per_week,
            ahead=ahead.get(row.member_id, 0.0),
            ahead_off=ahead_off.get(row.member_id, 0.0),
        )
        for row in _one_each(rows)
    ]


def people_at(shift: Shift, *, besides: Collection[UUID] = ()) -> list[Person]:
    """Those on the list of the post that day, as planning sees them for this one shift.

    besides: shifts that would be given away for it.
    """
    day = timezone.localtime(shift.starts_at).date()
    rows = _one_each(on_list(shift.post, begins_on=day, ends_on=day))
    numbers = [row.member_id for row in rows]
    away = _away(shift.body_id, numbers, day, day)
    busy = _busy_about(shift, numbers, day, besides)
    return [
        Person(
            key=row.member_id,
            kind=row.member.agency.kind,
            absent=tuple(away[row.member_id]),
            busy=tuple(busy[row.member_id]),
            most_per_week=row.most_per_week,
        )
        for row in rows
    ]


def _busy_about(
    shift: Shift, members: list[int], day: date, besides: Collection[UUID]
) -> dict[int, list[tuple[datetime, datetime]]]:
    """Published shifts about a day, without this one's own holder, what is given, what goes."""
    given = Shift.objects.filter(pk__in=[shift.pk, *besides])
    freed = set(given.values_list("member_id", "starts_at", "ends_at"))
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for busy in busy_times(shift.body_id, members, day, day):
        is_freed = (busy.member_id, busy.starts_at, busy.ends_at) in freed
        if not is_freed and not _is_replaced_by(shift.rota, busy):
            found[busy.member_id].append(_local(busy))
    return found


def busy_times(body_id: int, members: list[int], begins_on: date, ends_on: date) -> list[Busy]:
    """Published shifts of these people about a period, in whatever body, as far as one may know."""
    first = timezone.make_aware(datetime.combine(begins_on, time.min)) - _ANY_REST
    last = timezone.make_aware(datetime.combine(ends_on, time.max)) + _ANY_REST
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bodies_busy(%s, %s, %s, %s)", [body_id, members, first, last])
        return [Busy(*row) for row in cursor.fetchall()]


def _busy_beside(
    post: Post, members: list[int], begins_on: date, ends_on: date
) -> dict[int, list[tuple[datetime, datetime]]]:
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for busy in busy_times(post.body_id, members, begins_on, ends_on):
        span = _local(busy)
        is_replaced = busy.post_id == post.pk and begins_on <= span[0].date() <= ends_on
        if not is_replaced:
            found[busy.member_id].append(span)
    return found


def _is_replaced_by(rota: Rota, busy: Busy) -> bool:
    """Whether a published shift goes when this draft is published."""
    day = timezone.localtime(busy.starts_at).date()
    is_inside = rota.begins_on <= day <= rota.ends_on
    return rota.stage == "draft" and busy.post_id == rota.post_id and is_inside


def _local(busy: Busy) -> tuple[datetime, datetime]:
    return timezone.localtime(busy.starts_at), timezone.localtime(busy.ends_at)


def _away(body_id: int, members: list[int], begins: date, ends: date) -> dict[int, list[Days]]:
    rows = Absence.objects.filter(
        body_id=body_id,
        member_id__in=members,
        withdrawn_at=None,
        begins_on__lte=ends + timedelta(1),
        ends_on__gte=begins,
    )
    found: dict[int, list[Days]] = defaultdict(list)
    for member_id, first, last in rows.values_list("member_id", "begins_on", "ends_on"):
        found[member_id].append((first, last))
    return found


def _outside(row: DutyMember, begins_on: date, ends_on: date) -> Iterable[Days]:
    """Days of the period on which somebody is not on the list yet, or no longer."""
    if row.since > begins_on:
        yield begins_on, row.since - timedelta(1)
    if row.until and row.until < ends_on:
        yield row.until + timedelta(1), ends_on + timedelta(1)


def _one_each(rows: list[DutyMember]) -> list[DutyMember]:
    return list({row.member_id: row for row in rows}.values())


def _ahead(
    post: Post, rows: list[DutyMember], begins_on: date
) -> tuple[dict[int, float], dict[int, float]]:
    """How many shifts more than others of the same kind those took who were there all the time."""
    since = begins_on - _HALF_YEAR
    taken, off = _taken(post, since, begins_on)
    kinds: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.since <= since:
            kinds[row.member.agency.kind].append(row.member_id)
    return _above_mean(kinds, taken), _above_mean(kinds, off)


def _taken(post: Post, since: date, before: date) -> tuple[dict[int, int], dict[int, int]]:
    first = timezone.make_aware(datetime.combine(since, time.min))
    last = timezone.make_aware(datetime.combine(before, time.min))
    rows = Shift.objects.filter(
        post=post, rota__stage="published", starts_at__gte=first, starts_at__lt=last
    ).exclude(member=None)
    taken: dict[int, int] = defaultdict(int)
    off: dict[int, int] = defaultdict(int)
    for member_id, starts_at in rows.values_list("member_id", "starts_at"):
        taken[member_id] += 1
        off[member_id] += not is_working_day(timezone.localtime(starts_at).date())
    return taken, off


def _above_mean(kinds: dict[str, list[int]], taken: dict[int, int]) -> dict[int, float]:
    found: dict[int, float] = {}
    for members in kinds.values():
        usual = mean(taken.get(member, 0) for member in members)
        for member in members:
            more = taken.get(member, 0) - usual
            found[member] = max(-_MOST_AHEAD, min(_MOST_AHEAD, more))
    return found
