"""Deputies: who comes in somebody's place, named by that person or by a coordinator."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import Member
from jikimi.access.notices import tell
from jikimi.bodies.models import Attendance, Meeting, Representative

_WORKS = ("practitioner", "coordinator")


def send_deputy(
    *, actor: Actor, meeting: Meeting, attendance_id: UUID, member_id: int, why: str = ""
) -> Attendance:
    """Send somebody of the same agency in one's place; the deputy is told, like anybody invited.

    A coordinator may do so for an agency that called.  Raises NotValid when the person may not
    stand in, NotAllowed for somebody else's place.  Records bodies.meeting.deputise.
    """
    with acting(actor, "bodies.meeting.deputise", meeting) as doing:
        row = _place(actor, meeting, attendance_id)
        doing.details.update(member=row.member_id, deputy=member_id)
        if member_id not in {member.pk for member in deputies_for(actor, meeting, row)}:
            says = _("Choose somebody of the same agency who is not coming anyway.")
            raise NotValid("bodies.meeting.deputy", {"deputy": says})
        _apologise(row, why)
        _release(meeting, row)
        deputy = _put_deputy(meeting, row, member_id)
        link = f"/staff/meetings/{meeting.pk}/"
        tell([member_id], "bodies.meeting.deputise", subject_id=meeting.pk, link=link)
    return deputy


def deputies_for(actor: Actor, meeting: Meeting, row: Attendance) -> list[Member]:
    """Who may come in this person's place: those named for the seat first, then colleagues.

    Each works on cases or holds a role in the body, so that the meeting opens to the deputy. Nobody
    who is coming in an own right or stands in for somebody else.
    """
    named = set(
        Representative.objects.filter(
            body_id=meeting.body_id, until=None, seat__left_on=None, seat__agency_id=row.agency_id
        ).values_list("member_id", flat=True)
    )
    listed = meeting.attendances.exclude(answer="reading").exclude(stands_in_for=row)
    taken = {row.member_id, *listed.values_list("member_id", flat=True)}
    here = Q(roles__body_id=meeting.body_id) | Q(roles__kind__in=_WORKS, roles__body_id=None)
    mine = Member.objects.filter(agency_id=row.agency_id, is_active=True)
    found = mine.filter(here, roles__ended_at=None)
    rows = found.exclude(pk__in=taken).distinct().order_by("name")
    return sorted(rows, key=lambda member: member.pk not in named)


def come_after_all(meeting: Meeting, row: Attendance) -> None:
    """Part of answering: who comes after all sends the deputy home, who is told."""
    freed = _release(meeting, row)
    link = f"/staff/meetings/{meeting.pk}/"
    tell(freed, "bodies.meeting.deputy_back", subject_id=meeting.pk, link=link)


def _place(actor: Actor, meeting: Meeting, attendance_id: UUID) -> Attendance:
    row = meeting.attendances.filter(pk=attendance_id).first()
    is_own = row is not None and row.member_id == actor.member_id
    if row is None or not (is_own or actor.holds("coordinator", body_id=meeting.body_id)):
        raise NotAllowed
    return row


def _apologise(row: Attendance, why: str) -> None:
    row.answer, row.why, row.answered_at = "apologies", why.strip(), timezone.now()
    row.save(update_fields=["answer", "why", "answered_at"])


def _release(meeting: Meeting, row: Attendance) -> list[int]:
    """Free whoever stood in so far; who stays listed reads the minutes. The members freed."""
    rows = meeting.attendances.filter(stands_in_for=row)
    freed = list(rows.values_list("member_id", flat=True))
    rows.update(stands_in_for=None, answer="reading")
    return freed


def _put_deputy(meeting: Meeting, row: Attendance, member_id: int) -> Attendance:
    mine = meeting.attendances.filter(member_id=member_id).first()
    deputy = mine or Attendance(meeting=meeting, member_id=member_id, agency_id=row.agency_id)
    deputy.answer, deputy.stands_in_for = "invited", row
    deputy.save()
    return deputy
