"""What the doors read of meetings: lists, one meeting, its people and its agenda."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.errors import NotAllowed
from jikimi.access.member import Member
from jikimi.bodies.body_kinds import roles_invited
from jikimi.bodies.models import AgendaItem, Attendance, Body, Decision, Meeting, Representative

PAST_SHOWN = 50
_STILL_COMING = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list, and how the actor stands to it. mine: None when not invited."""

    meeting: Meeting
    mine: Attendance | None


@dataclass(frozen=True, slots=True)
class MeetingList:
    """Meetings by what they ask of the reader: going on now, coming, over."""

    open: list[MeetingLine]
    coming: list[MeetingLine]
    past: list[MeetingLine]


def meetings(actor: Actor) -> MeetingList:
    """The meetings the actor may know of: of its agency's councils, and those it is invited to."""
    rows = Meeting.objects.select_related("body").order_by("-starts_at")
    waiting = list(rows.filter(stage__in=("called", "open")))
    over = list(rows.filter(stage__in=("closed", "cancelled"))[:PAST_SHOWN])
    mine = _own(actor, [*waiting, *over])
    lines = [MeetingLine(row, mine.get(row.pk)) for row in reversed(waiting)]
    return MeetingList(
        open=[line for line in lines if line.meeting.stage == "open"],
        coming=[line for line in lines if line.meeting.stage == "called"],
        past=[MeetingLine(row, mine.get(row.pk)) for row in over],
    )


def meetings_unanswered(actor: Actor) -> list[Meeting]:
    """Coming meetings the actor is invited to and has not answered."""
    rows = Meeting.objects.filter(
        stage="called",
        starts_at__gte=timezone.now() - _STILL_COMING,
        attendances__member_id=actor.member_id,
        attendances__answer="invited",
    )
    return list(rows.select_related("body").order_by("starts_at"))


def meeting_called(actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting, for those who may know of it; NotAllowed when absent or not theirs."""
    rows = Meeting.objects.select_related("body", "called_by", "chair__agency", "clerk__agency")
    found = rows.filter(pk=meeting_id).first()
    if found is None:
        raise NotAllowed
    return found


def attendances(meeting: Meeting) -> list[Attendance]:
    """Everybody in the list of a meeting, by agency, those only reading later last."""
    rows = meeting.attendances.select_related("agency", "member", "stands_in_for__member")
    return sorted(rows, key=lambda row: (row.answer == "reading", row.agency.name_ko, row.pk))


def items(meeting: Meeting) -> list[AgendaItem]:
    """The agenda as the actor may see it; what it may not see is not there."""
    return list(meeting.items.filter(withdrawn_at=None))


def decisions(meeting: Meeting, item_ids: Iterable[UUID]) -> dict[UUID, list[Decision]]:
    """Decisions by item, for those who may read them and accepted confidentiality."""
    found: dict[UUID, list[Decision]] = {}
    rows = Decision.objects.filter(meeting=meeting, item_id__in=list(item_ids))
    for row in rows.select_related("recorded_by__agency"):
        found.setdefault(row.item_id, []).append(row)
    return found


def people_who_may_come(body: Body) -> QuerySet[Member]:
    """Members a meeting of this body may invite: of its seated agencies, or sitting in it.

    And who is named for a seat, if that person holds any role here.
    """
    kinds = roles_invited(body)
    current = Member.objects.filter(is_active=True)
    inside = current.filter(roles__kind__in=kinds, roles__ended_at=None, roles__body_id=body.pk)
    at_agency = current.filter(
        roles__kind__in=kinds,
        roles__ended_at=None,
        roles__agency__seats__body=body,
        roles__agency__seats__left_on=None,
    )
    named = Representative.objects.filter(body=body, until=None, seat__left_on=None)
    named = named.filter(member__is_active=True, member__roles__ended_at=None)
    numbers = {*inside.values_list("pk", flat=True), *at_agency.values_list("pk", flat=True)}
    numbers |= set(named.filter(member__roles__isnull=False).values_list("member_id", flat=True))
    rows = Member.objects.filter(pk__in=numbers).select_related("agency")
    return rows.order_by("agency__name_ko", "name")


def people_sitting(body: Body) -> set[int]:
    """Whom a meeting is for in the first place: council members and those named for a seat.

    Deputies come only when somebody sends them.
    """
    named = Representative.objects.filter(body=body, is_deputy=False, until=None)
    able = set(people_who_may_come(body).values_list("pk", flat=True))
    council = Member.objects.filter(
        roles__kind="council_member", roles__body_id=body.pk, roles__ended_at=None
    )
    sitting = set(named.values_list("member_id", flat=True))
    return (sitting | set(council.values_list("pk", flat=True))) & able


def bodies_coordinated(actor: Actor) -> list[Body]:
    """The bodies in which the actor may call a meeting."""
    return list(Body.objects.filter(pk__in=actor.bodies_coordinated(), valid_to=None))


def bodies_of_kind(kind: str) -> list[Body]:
    """Bodies of one kind that still exist, by name."""
    return list(Body.objects.filter(kind=kind, valid_to=None).order_by("name_ko"))


def meetings_ahead(body: Body) -> list[Meeting]:
    """Meetings of a body onto whose agenda something can still be put, the next one first."""
    rows = body.meetings.filter(stage__in=("called", "open"))
    return list(rows.order_by("starts_at"))


def agencies_seated(body: Body) -> list[Agency]:
    """Agencies with a seat in the body today, by name."""
    rows = Agency.objects.filter(seats__body=body, seats__left_on=None, left_on=None)
    return list(rows.order_by("name_ko"))


def _own(actor: Actor, rows: list[Meeting]) -> dict[UUID, Attendance]:
    mine = Attendance.objects.filter(member_id=actor.member_id, meeting__in=rows)
    return {row.meeting_id: row for row in mine}
