"""Meetings: call, move, cancel, open, close. A meeting itself holds no case content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import tell
from jikimi.bodies.attendance import put_attendance
from jikimi.bodies.body_kinds import notice_days
from jikimi.bodies.cadence import free_turn, take_turn
from jikimi.bodies.minutes_days import minutes_due_on
from jikimi.bodies.models import Body, Matter, Meeting
from jikimi.bodies.models.meeting import KINDS

LONGEST_MINUTES = 720
_FURTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """When and where a body meets. kind: regular or ad_hoc (SR-54).

    is_urgent: outside the cadence and without the usual notice.  video_link: https, for those
    invited.  minutes_planned: how long it shall last; 0 when nobody says.
    """

    starts_at: datetime
    place: str
    kind: str = "regular"
    is_urgent: bool = False
    video_link: str = ""
    minutes_planned: int = 0

    def fields(self) -> dict[str, object]:
        """Column → value, as a meeting keeps them."""
        return {
            "starts_at": self.starts_at,
            "place": self.place.strip(),
            "kind": self.kind,
            "is_urgent": self.is_urgent,
            "video_link": self.video_link.strip(),
            "minutes_planned": self.minutes_planned,
        }


def call_meeting(*, actor: Actor, body: Body, draft: MeetingDraft) -> Meeting:
    """Call a meeting of a body; who calls it stands first in its attendance list.

    Whoever chairs the body leads it and is invited; a regular meeting keeps the body's next turn.
    Raises NotValid without a time or a place.  Records bodies.meeting.call.
    """
    check_draft(draft)
    with acting(actor, "bodies.meeting.call", body) as doing:
        meeting = Meeting.objects.create(body=body, called_by_id=actor.member_id, **draft.fields())
        doing.about(meeting)
        put_attendance(meeting, {actor.member_id: actor.agency_id}, answer="coming")
        _seat_chair(meeting)
        take_turn(meeting)
    return meeting


def _seat_chair(meeting: Meeting) -> None:
    """The body's chair leads the meeting; a co-chair is invited as well."""
    chairs = meeting.body.chairs.filter(until=None, member__is_active=True)
    people = dict(chairs.values_list("member_id", "member__agency_id"))
    if not people:
        return
    fresh = put_attendance(meeting, people)
    meeting.chair_id = next(iter(people))
    meeting.save(update_fields=["chair"])
    link = f"/staff/meetings/{meeting.pk}/"
    tell(fresh, "bodies.meeting.invite", subject_id=meeting.pk, link=link)


def check_notice(body: Body, draft: MeetingDraft, *, called_on: date | None = None) -> None:
    """Raise NotValid when a meeting that is not urgent comes sooner than the body is used to.

    called_on: the day it is called, today unless it is written down later.
    """
    days = notice_days(body)
    ahead = timezone.localtime(draft.starts_at).date() - (called_on or timezone.localdate())
    if draft.is_urgent or ahead.days >= days:
        return
    says = _("This body is told %(days)s days before. Choose a later day, or mark it as urgent.")
    raise NotValid("bodies.meeting.notice", {"starts_at": says % {"days": days}})


def move_meeting(*, actor: Actor, meeting: Meeting, draft: MeetingDraft, version: int) -> Meeting:
    """Change time, place, length, video link or urgency and tell everybody invited.

    A meeting that comes sooner than planned needs the body's usual notice, unless it is urgent.
    Raises Changed when somebody moved it meanwhile.  Records bodies.meeting.move.
    """
    check_draft(draft)
    if draft.starts_at < meeting.starts_at:
        check_notice(meeting.body, draft)
    mine = draft.fields()
    with acting(actor, "bodies.meeting.move", meeting):
        expect_version(meeting, version, mine)
        for field, value in mine.items():
            setattr(meeting, field, value)
        meeting.save(update_fields=[*mine, "version"])
        take_turn(meeting)
        tell_invited(meeting, "bodies.meeting.move")
    return meeting


def cancel_meeting(*, actor: Actor, meeting: Meeting, why: str) -> Meeting:
    """Cancel a meeting that has not begun; its turn, cases and matters wait again.

    Records bodies.meeting.cancel.
    """
    if not why.strip():
        raise NotValid("bodies.meeting.why", {"why": _("Give the reason.")})
    with acting(actor, "bodies.meeting.cancel", meeting, why=why):
        meeting.version += 1
        meeting.save(update_fields=["version"])
        free_turn(meeting)
        _return_matters(meeting)
        tell_invited(meeting, "bodies.meeting.cancel")
    return meeting


def _return_matters(meeting: Meeting) -> None:
    """What stood on the agenda of a cancelled meeting waits for another one."""
    unfinished = meeting.items.filter(withdrawn_at=None, closed_at=None, matter__isnull=False)
    numbers = list(unfinished.values_list("matter_id", flat=True))
    rows = Matter.objects.filter(pk__in=numbers, stage="on_agenda")
    rows.update(stage="proposed", stage_since=timezone.now())


def open_meeting(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Begin the meeting. Records bodies.meeting.open."""
    with acting(actor, "bodies.meeting.open", meeting):
        pass
    return meeting


def close_meeting(*, actor: Actor, meeting: Meeting) -> Meeting:
    """End the meeting when every item is finished or taken off, also those hidden from the actor.

    Raises NotYet otherwise, so that nothing on the agenda is forgotten; of hidden ones
    it tells no more than that.  From here on its minutes are due.  Records bodies.meeting.close.
    """
    with acting(actor, "bodies.meeting.close", meeting):
        _need_nothing_open(meeting)
        meeting.current_item = None
        meeting.minutes_due_on = minutes_due_on(timezone.localdate())
        meeting.minutes_approved_at = None
        fields = ["current_item", "minutes_due_on", "minutes_approved_at"]
        meeting.save(update_fields=fields)
    return meeting


def _need_nothing_open(meeting: Meeting) -> None:
    if meeting.items.filter(closed_at=None, withdrawn_at=None).exists():
        says = _("Finish every item first, or take it off the agenda.")
        raise NotYet("bodies.not_yet.items_open", says)
    with connection.cursor() as cursor:
        cursor.execute("SELECT bodies_items_open(%s)", [meeting.pk])
        (is_open,) = cursor.fetchall()[0]
    if is_open:
        says = _(
            "Something on the agenda is open that is not for you. Somebody who may know it "
            "finishes it or takes it off first."
        )
        raise NotYet("bodies.not_yet.items_open", says)


def reopen_meeting(*, actor: Actor, meeting: Meeting, why: str) -> Meeting:
    """Open a closed meeting again to complete its minutes. Records bodies.meeting.reopen."""
    if not why.strip():
        raise NotValid("bodies.meeting.why", {"why": _("Give the reason.")})
    with acting(actor, "bodies.meeting.reopen", meeting, why=why):
        pass
    return meeting


def is_running(meeting: Meeting) -> None:
    """Raise NotYet unless the meeting is open: words and decisions belong to a meeting."""
    if meeting.stage != "open":
        raise NotYet("bodies.not_yet.not_open", _("Open the meeting first."))


def tell_invited(meeting: Meeting, kind: str) -> None:
    """Tell everybody invited that something about the meeting changed, without what (SR-67)."""
    members = meeting.attendances.exclude(answer="reading").values_list("member_id", flat=True)
    tell(members, kind, subject_id=meeting.pk, link=f"/staff/meetings/{meeting.pk}/")


def check_draft(draft: MeetingDraft) -> None:
    """Raise NotValid when the time, the place or the kind cannot be right."""
    wrong: dict[str, str] = {}
    if not draft.place.strip():
        wrong["place"] = _("Say where the meeting is.")
    if abs(draft.starts_at - timezone.now()) > _FURTHEST:
        wrong["starts_at"] = _("Check the date; it is more than two years away.")
    if draft.kind not in KINDS:
        wrong["kind"] = _("Choose one from the list.")
    if draft.video_link.strip() and not _is_safe(draft.video_link.strip()):
        wrong["video_link"] = _("Give a whole address that begins with https://.")
    if not 0 <= draft.minutes_planned <= LONGEST_MINUTES:
        wrong["minutes_planned"] = _("Give between 0 and 720 minutes.")
    if wrong:
        raise NotValid("bodies.meeting.draft", wrong)


def _is_safe(link: str) -> bool:
    parts = urlsplit(link)
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def body_coordinated(actor: Actor, body_id: int) -> Body:
    """The body with this number if the actor coordinates it; NotAllowed otherwise."""
    body = Body.objects.filter(pk=body_id, valid_to=None).first()
    if body is None or body_id not in actor.bodies_coordinated():
        raise NotAllowed
    return body
