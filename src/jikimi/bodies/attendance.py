"""Attendance: who is invited, who answered, who accepted confidentiality, who came (SR-56)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import Member
from jikimi.access.notices import tell
from jikimi.bodies.body_kinds import roles_invited
from jikimi.bodies.deputies import come_after_all
from jikimi.bodies.models import Attendance, Meeting, Representative

LONGEST_WHY = 200


def put_attendance(
    meeting: Meeting, agency_of: Mapping[int, int], *, answer: str = "invited"
) -> list[int]:
    """The part of inviting that other acts share: member → agency; the members newly listed."""
    listed = set(meeting.attendances.values_list("member_id", flat=True))
    fresh = [member for member in agency_of if member not in listed]
    for member in fresh:
        Attendance.objects.create(
            meeting=meeting, member_id=member, agency_id=agency_of[member], answer=answer
        )
    meeting.attendances.filter(member_id__in=agency_of, answer="reading").update(answer=answer)
    return fresh


def invite_members(*, actor: Actor, meeting: Meeting, member_ids: Collection[int]) -> list[int]:
    """Invite people to a meeting and tell them, without a word about its cases; who is new.

    Raises NotValid when somebody is not on a roster any more or holds no role the body invites.
    Records bodies.meeting.invite.
    """
    with acting(actor, "bodies.meeting.invite", meeting) as doing:
        fresh = put_attendance(meeting, _agencies(meeting, member_ids))
        doing.details["invited"] = len(fresh)
        link = f"/staff/meetings/{meeting.pk}/"
        tell(fresh, "bodies.meeting.invite", subject_id=meeting.pk, link=link)
    return fresh


def answer_invitation(
    *,
    actor: Actor,
    meeting: Meeting,
    answer: str,
    has_sent_information: bool = False,
    why: str = "",
) -> Attendance:
    """Say whether one comes, why not, and whether one's agency sent its information beforehand.

    Who comes after all needs no deputy any more.  Records bodies.meeting.answer.
    """
    if answer not in ("coming", "apologies"):
        raise NotValid("bodies.meeting.answer", {"answer": _("Choose one from the list.")})
    if len(why) > LONGEST_WHY:
        raise NotValid("bodies.meeting.why", {"why": _("Keep it under 200 characters.")})
    with acting(actor, "bodies.meeting.answer", meeting) as doing:
        doing.details["answer"] = answer
        mine = own_attendance(actor, meeting)
        mine.answer, mine.why, mine.answered_at = answer, why.strip(), timezone.now()
        mine.has_sent_information = has_sent_information
        mine.save(update_fields=["answer", "why", "answered_at", "has_sent_information"])
        if answer == "coming":
            come_after_all(meeting, mine)
    return mine


def accept_confidentiality(*, actor: Actor, meeting: Meeting) -> Attendance:
    """Accept confidentiality for this meeting, in one's own name; only then its minutes open.

    A colleague of a seated agency who reads later accepts too and is listed as reading.
    Records bodies.meeting.accept_confidentiality.
    """
    with acting(actor, "bodies.meeting.accept_confidentiality", meeting):
        row = meeting.attendances.filter(member_id=actor.member_id).first()
        mine = row or Attendance(
            meeting=meeting,
            member_id=actor.member_id,
            agency_id=actor.agency_id,
            answer="reading",
        )
        mine.accepted_at = mine.accepted_at or timezone.now()
        mine.save()
    return mine


def record_attendance(
    *,
    actor: Actor,
    meeting: Meeting,
    attendance_id: UUID,
    attended: bool | None = None,
    has_sent_information: bool | None = None,
) -> Attendance:
    """Note that a person came or not, and whether the agency's information is there.

    None leaves a mark as it is.  Records bodies.meeting.attend.
    """
    with acting(actor, "bodies.meeting.attend", meeting):
        row = meeting.attendances.select_for_update().filter(pk=attendance_id).first()
        if row is None:
            raise NotAllowed
        if attended is not None:
            row.attended = attended
        if has_sent_information is not None:
            row.has_sent_information = has_sent_information
        row.save(update_fields=["attended", "has_sent_information"])
    return row


def name_officers(
    *, actor: Actor, meeting: Meeting, chair_id: int | None, clerk_id: int | None, version: int
) -> Meeting:
    """Say who leads the meeting and who keeps its minutes that day.

    Raises NotValid unless both are in the attendance list, Changed when somebody named others
    meanwhile.  Records bodies.meeting.name.
    """
    mine: dict[str, object] = {"chair_id": chair_id, "clerk_id": clerk_id}
    with acting(actor, "bodies.meeting.name", meeting) as doing:
        listed = meeting.attendances.exclude(answer="reading")
        wanted = {member for member in (chair_id, clerk_id) if member}
        known = set(listed.filter(member_id__in=wanted).values_list("member_id", flat=True))
        if wanted - known:
            raise NotValid("bodies.meeting.officers", {"chair": _("Choose one from the list.")})
        expect_version(meeting, version, mine)
        meeting.chair_id, meeting.clerk_id = chair_id, clerk_id
        meeting.save(update_fields=["chair", "clerk", "version"])
        doing.details.update(chair=chair_id or 0, clerk=clerk_id or 0)
    return meeting


def own_attendance(actor: Actor, meeting: Meeting) -> Attendance:
    """The actor's own row in the list; NotAllowed when there is none."""
    row = meeting.attendances.filter(member_id=actor.member_id).first()
    if row is None:
        raise NotAllowed
    return row


def has_accepted(actor: Actor, meeting_id: UUID) -> bool:
    """Whether the actor accepted confidentiality for this meeting."""
    mine = Attendance.objects.filter(meeting_id=meeting_id, member_id=actor.member_id)
    return mine.exclude(accepted_at=None).exists()


def _agencies(meeting: Meeting, member_ids: Collection[int]) -> dict[int, int]:
    wanted = set(member_ids)
    kinds = roles_invited(meeting.body)
    rows = Member.objects.filter(
        pk__in=wanted, is_active=True, roles__kind__in=kinds, roles__ended_at=None
    )
    found = dict(rows.values_list("pk", "agency_id").distinct())
    named = Representative.objects.filter(body_id=meeting.body_id, until=None, seat__left_on=None)
    sitting = named.filter(member_id__in=wanted, member__is_active=True)
    found |= dict(sitting.values_list("member_id", "seat__agency_id"))
    if wanted - set(found):
        says = _("Choose people who work on cases today.")
        raise NotValid("bodies.meeting.invite", {"members": says})
    return found
