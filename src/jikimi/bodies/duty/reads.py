"""What pages show of duty: who is there now, who comes next, what waits for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.access.working_days import is_working_day
from jikimi.bodies.duty.swaps import OPEN
from jikimi.bodies.models import Body, HandOver, Post, Rota, Shift, Swap

_MOST = 30
_SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Watch:
    """One time at one post, with every place in it."""

    post: Post
    starts_at: datetime
    ends_at: datetime
    shifts: tuple[Shift, ...]

    @property
    def day(self) -> date:
        """The day in Korea on which it begins."""
        return timezone.localtime(self.starts_at).date()

    @property
    def hours(self) -> tuple[str, str]:
        """From when to when, as a clock in Korea shows it."""
        begins, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return f"{begins:%H:%M}", f"{ends:%H:%M}"

    @property
    def is_overnight(self) -> bool:
        """Whether it ends on another day than it begins."""
        return timezone.localtime(self.ends_at).date() != self.day

    @property
    def is_off_day(self) -> bool:
        """Whether it begins on a weekend or a public holiday."""
        return not is_working_day(self.day)

    @property
    def vacant(self) -> int:
        """How many places nobody takes."""
        return sum(shift.member_id is None for shift in self.shifts)


@dataclass(frozen=True, slots=True)
class Carried:
    """What one person carries in a rota. share: what an even division would give."""

    member: Member
    shifts: int
    off_days: int
    share: float


@dataclass(frozen=True, slots=True)
class DutyToday:
    """What Today tells of duty: who is there now, one's next shifts, what waits for an answer."""

    now: list[Watch] = field(default_factory=list)
    mine: list[Shift] = field(default_factory=list)
    swaps: list[Swap] = field(default_factory=list)
    notes: list[HandOver] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.now or self.mine or self.swaps or self.notes)


def on_duty_now(body: Body) -> list[Watch]:
    """Who is on duty at this moment, post by post."""
    now = timezone.now()
    return _watches(_published().filter(body=body, starts_at__lte=now, ends_at__gt=now))


def watches(body: Body, first: date, last: date) -> list[Watch]:
    """The published shifts of a body from a day to a day, by time and post."""
    begins = timezone.make_aware(datetime.combine(first, time.min))
    ends = timezone.make_aware(datetime.combine(last, time.max))
    return _watches(_published().filter(body=body, starts_at__gte=begins, starts_at__lte=ends))


def watches_ahead(actor: Actor, *, days: int = 14) -> list[Watch]:
    """Who will be on duty in the bodies of the actor, from now on for some days. Two queries."""
    now = timezone.now()
    rows = _published().filter(
        body_id__in=_bodies_with_duty(actor), ends_at__gt=now, starts_at__lte=now + timedelta(days)
    )
    return _watches(rows)


def watch_of_shift(actor: Actor, shift_id: UUID) -> Watch | None:
    """Everybody who has the published shift with this one; None when the actor knows of none."""
    shift = _published().filter(pk=shift_id).first()
    if shift is None:
        return None
    beside = _published().filter(post_id=shift.post_id, starts_at=shift.starts_at)
    return _watches(beside)[0]


def watches_of(rota: Rota) -> list[Watch]:
    """Every shift of one rota, by time."""
    return _watches(_rows().filter(rota=rota))


def own_shifts(actor: Actor, body: Body | None = None) -> list[Shift]:
    """The actor's shifts from now on, the next one first."""
    rows = _published().filter(member_id=actor.member_id, ends_at__gt=timezone.now())
    return list((rows.filter(body=body) if body else rows)[:_MOST])


def vacancies_ahead(body: Body) -> int:
    """How many published places nobody takes, from now on."""
    return _published().filter(body=body, member=None, starts_at__gt=timezone.now()).count()


def swaps_waiting(body: Body) -> list[Swap]:
    """Swaps that somebody asked for and that are not decided, the soonest shift first."""
    rows = _open_swaps().filter(body=body)
    return list(rows.order_by("shift__starts_at")[:_MOST])


def open_swap(shift: Shift) -> Swap | None:
    """The swap that was asked for this shift and is not decided."""
    rows = _open_swaps().filter(shift=shift)
    return rows.first()


def rotas_of(body: Body) -> list[Rota]:
    """Drafts, and published rotas that are not over, the newest first."""
    rows = Rota.objects.filter(body=body, stage__in=("draft", "published"))
    return list(rows.filter(ends_on__gte=timezone.localdate()).select_related("post__body"))


def carried(rota: Rota, found: Iterable[Watch]) -> list[Carried]:
    """What each person carries in a rota as it stands, also after changes by hand."""
    shares = {load["member"]: load["share"] for load in rota.told.get("loads", [])}
    shifts = [shift for watch in found for shift in watch.shifts if shift.member_id]
    taken = Counter(shift.member_id for shift in shifts)
    off = Counter(shift.member_id for shift in shifts if is_off_day(shift))
    members = Member.objects.filter(pk__in={*shares, *taken}).select_related("agency")
    return [
        Carried(row, taken[row.pk], off[row.pk], shares.get(row.pk, 0.0))
        for row in members.order_by("agency__name_ko", "name", "pk")
    ]


def duty_today(actor: Actor) -> DutyToday:
    """What duty asks of the actor today; few queries, and one alone for whom it is nothing to."""
    bodies = _bodies_with_duty(actor)
    if not bodies:
        return DutyToday()
    now = timezone.now()
    current = _published().filter(body_id__in=bodies, starts_at__lte=now, ends_at__gt=now)
    mine = _published().filter(
        member_id=actor.member_id, ends_at__gt=now, starts_at__lte=now + _SOON
    )
    return DutyToday(
        now=_watches(current),
        mine=list(mine[:_MOST]),
        swaps=list(_to_decide(actor)),
        notes=list(_to_take(actor, now)),
    )


def is_off_day(shift: Shift) -> bool:
    """Whether a shift begins on a weekend or a public holiday."""
    return not is_working_day(timezone.localtime(shift.starts_at).date())


def _bodies_with_duty(actor: Actor) -> list[int]:
    today = timezone.localdate()
    mine = Q(body_id__in=actor.bodies_coordinated())
    if actor.holds("practitioner"):
        mine |= Q(body__seats__agency_id=actor.agency_id, body__seats__left_on=None)
    rows = Post.objects.filter(mine, Q(until=None) | Q(until__gte=today)).order_by()
    return list(rows.values_list("body_id", flat=True).distinct())


def _to_decide(actor: Actor) -> QuerySet[Swap]:
    rows = _open_swaps().filter(stage="agreed", body_id__in=actor.bodies_coordinated())
    return rows.order_by("shift__starts_at")[:_MOST]


def _to_take(actor: Actor, now: datetime) -> QuerySet[HandOver]:
    """Notes at the posts where the actor stands now or within a day."""
    near = Shift.objects.filter(
        rota__stage="published",
        member_id=actor.member_id,
        ends_at__gt=now,
        starts_at__lte=now + timedelta(days=1),
    )
    rows = HandOver.objects.filter(taken_at=None, post_id__in=near.values("post_id"))
    return rows.select_related("post__body").order_by("-written_at")[:_MOST]


def _rows() -> QuerySet[Shift]:
    rows = Shift.objects.select_related("post", "body", "rota", "member__agency")
    return rows.order_by("starts_at", "post__name_ko", "post_id", "kind", "pk")


def _published() -> QuerySet[Shift]:
    return _rows().filter(rota__stage="published")


def _open_swaps() -> QuerySet[Swap]:
    return Swap.objects.filter(stage__in=OPEN).select_related(
        "body", "shift__post", "shift__rota", "asked_by__agency", "taken_by__agency", "in_return"
    )


def _watches(rows: QuerySet[Shift]) -> list[Watch]:
    def time_and_post(shift: Shift) -> tuple[datetime, str, UUID, datetime]:
        return shift.starts_at, shift.post.name_ko, shift.post_id, shift.ends_at

    found = []
    for _key, group in groupby(sorted(rows, key=time_and_post), key=time_and_post):
        shifts = tuple(group)
        first = shifts[0]
        found.append(Watch(first.post, first.starts_at, first.ends_at, shifts))
    return found
