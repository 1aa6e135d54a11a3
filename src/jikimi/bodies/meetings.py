"""Meetings: call, move, cancel, open, close. A meeting itself holds no case content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import tell
from jikimi.bodies.attendance import put_attendance
from jikimi.bodies.models import Body, Meeting
from jikimi.bodies.models.meeting import KINDS

_FURTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """When and where a body meets. kind: regular or ad_hoc (SR-54)."""

    starts_at: datetime
    place: str
    kind: str = "regular"
    is_urgent: bool = False


def call_meeting(*, actor: Actor, body: Body, draft: MeetingDraft) -> Meeting:
    """Call a meeting of a body; who calls it stands first in its attendance list.

    Raises NotValid without a time or a place.  Records bodies.meeting.call.
    """
    check_draft(draft)
    with acting(actor, "bodies.meeting.call", body) as doing:
        meeting = Meeting.objects.create(
            body=body,
            starts_at=draft.starts_at,
            place=draft.place.strip(),
            kind=draft.kind,
            is_urgent=draft.is_urgent,
            called_by_id=actor.member_id,
        )
        doing.about(meeting)
        put_attendance(meeting, {actor.member_id: actor.agency_id}, answer="coming")
    return meeting


def move_meeting(*, actor: Actor, meeting: Meeting, draft: MeetingDraft, version: int) -> Meeting:
    """Change time, place or urgency and tell everybody invited.

    Raises Changed when somebody moved it meanwhile.  Records bodies.meeting.move.
    """
    check_draft(draft)
    mine: dict[str, object] = {
        "starts_at": draft.starts_at,
        "place": draft.place.strip(),
        "kind": draft.kind,
        "is_urgent": draft.is_urgent,
    }
    with acting(actor, "bodies.meeting.move", meeting):
        expect_version(meeting, version, mine)
        for field, value in mine.items():
            setattr(meeting, field, value)
        meeting.save(update_fields=[*mine, "version"])
        tell_invited(meeting, "bodies.meeting.move")
    return meeting


def cancel_meeting(*, actor: Actor, meeting: Meeting, why: str) -> Meeting:
    """Cancel a meeting that has not begun; its cases wait again. Records bodies.meeting.cancel."""
    if not why.strip():
        raise NotValid("bodies.meeting.why", {"why": _("Give the reason.")})
    with acting(actor, "bodies.meeting.cancel", meeting, why=why):
        tell_invited(meeting, "bodies.meeting.cancel")
    return meeting


def open_meeting(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Begin the meeting. Records bodies.meeting.open."""
    with acting(actor, "bodies.meeting.open", meeting):
        pass
    return meeting


def close_meeting(*, actor: Actor, meeting: Meeting) -> Meeting:
    """End the meeting when every item the actor may see is finished or taken off.

    Raises NotYet otherwise, so that nothing on the agenda is forgotten.
    Records bodies.meeting.close.
    """
    with acting(actor, "bodies.meeting.close", meeting):
        if meeting.items.filter(closed_at=None, withdrawn_at=None).exists():
            says = _("Finish every item first, or take it off the agenda.")
            raise NotYet("bodies.not_yet.items_open", says)
        meeting.current_item = None
        meeting.save(update_fields=["current_item"])
    return meeting


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
    if wrong:
        raise NotValid("bodies.meeting.draft", wrong)


def body_coordinated(actor: Actor, body_id: int) -> Body:
    """The body with this number if the actor coordinates it; NotAllowed otherwise."""
    body = Body.objects.filter(pk=body_id, valid_to=None).first()
    if body is None or body_id not in actor.bodies_coordinated():
        raise NotAllowed
    return body
