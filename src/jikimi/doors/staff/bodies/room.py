"""The meeting room: the agenda run live on one page, for everybody at the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.access.models import Agency
from jikimi.bodies.models import Attendance, Meeting, Undertaking
from jikimi.bodies.notes import notes_of
from jikimi.bodies.quorum import Quorum, quorum
from jikimi.bodies.reads import agencies_seated, attendances, meeting_called
from jikimi.bodies.undertakings_read import undertakings_on
from jikimi.bodies.voting import Majority, majority
from jikimi.cases.agendas import AgendaLine, agenda, agenda_again
from jikimi.cases.follow_up_meeting import (
    FollowUpSheet,
    follow_up_sheet,
    follow_up_sheet_again,
)
from jikimi.cases.hearings import HearingSheet, room_mark, sheet, sheet_again
from jikimi.cases.models import Case
from jikimi.cases.participants import agencies_taking_part
from jikimi.cases.words import groups_allowed
from jikimi.doors.staff.bodies.room_forms import (
    ActionForm,
    CauseForm,
    DecisionForm,
    DiscussionForm,
    ShareForm,
)
from jikimi.doors.staff.bodies.undertaking_forms import UndertakingForm
from jikimi.doors.staff.bodies.words import offered
from jikimi.doors.staff.pages import actor_of, show, staff_page

_ON_MEETING = {
    "open": "bodies.meeting.open",
    "close": "bodies.meeting.close",
    "accept": "bodies.meeting.accept_confidentiality",
    "run": "bodies.agenda.run",
    "attend": "bodies.meeting.attend",
    "decide_topic": "bodies.agenda.decide",
    "undertake": "bodies.undertakings.assign",
    "note": "bodies.notes.write",
}
_ON_CASE = {
    "discuss": "cases.hearing.discuss",
    "decide": "cases.hearing.decide",
    "assign": "cases.actions.assign",
    "add_cause": "cases.analysis.add",
    "settle": "cases.analysis.finish",
    "hear": "cases.hearing.hear",
    "conclude": "cases.hearing.conclude",
    "share": "cases.sharing.invite",
}


@dataclass(frozen=True, slots=True)
class Room:
    """What the page shows: the agenda, the item being looked at, its case, who is there.

    follow_up: what is unfinished, for the item that looks at it.  majority: how many agencies can
    decide on the item and what carries a motion; quorum whether enough are there for any decision.
    """

    meeting: Meeting
    lines: Sequence[AgendaLine]
    line: AgendaLine | None
    page: HearingSheet | None
    people: Sequence[Attendance]
    mine: Attendance | None
    follow_up: FollowUpSheet | None
    undertakings: Sequence[Undertaking]
    majority: Majority | None
    quorum: Quorum

    @property
    def has_accepted(self) -> bool:
        """Whether the reader accepted confidentiality for this meeting."""
        return self.mine is not None and self.mine.accepted_at is not None

    @property
    def case(self) -> Case | None:
        """The case being looked at, if the item is about one."""
        return self.line.facts.case if self.line and self.line.facts else None

    @property
    def is_elsewhere(self) -> bool:
        """Whether the meeting is at another item, one that the reader may see."""
        here = self.line.item.pk if self.line else None
        seen = {line.item.pk for line in self.lines}
        return self.meeting.current_item in seen and self.meeting.current_item != here


@staff_page("bodies.meeting.read")
def meeting_room(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The whole room, or with part=live only what changed since `seen` (204 when nothing did)."""
    if request.GET.get("part") == "live":
        return _live(request, meeting_id)
    return room_page(request, meeting_id, _asked(request))


def room_page(
    request: HttpRequest,
    meeting_id: UUID,
    item_id: UUID | None = None,
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    """The room with an item open, and forms that were refused in place of fresh ones."""
    actor = actor_of(request)
    room = _room(actor, meeting_called(actor, meeting_id), item_id, is_recorded=True)
    context = _context(request, actor, room)
    return show(request, "bodies/room.html", {**context, **forms}, status=status)


def _live(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    actor, item_id = actor_of(request), _asked(request)
    meeting = meeting_called(actor, meeting_id)
    if request.GET.get("seen") == room_mark(meeting, item_id):
        return HttpResponse(status=204)
    room = _room(actor, meeting, item_id, is_recorded=False)
    context = {**_context(request, actor, room), "is_part": True}
    return show(request, "bodies/_live.html", context)


def _asked(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("item", ""))
    except ValueError:
        return None


def _room(actor: Actor, meeting: Meeting, item_id: UUID | None, *, is_recorded: bool) -> Room:
    lines = agenda(actor, meeting) if is_recorded else agenda_again(actor, meeting)
    line = _line(lines, item_id, meeting)
    page = None
    if line is not None and line.facts is not None:
        page = (sheet if is_recorded else sheet_again)(actor, line, line.facts)
    people = attendances(meeting)
    return Room(
        meeting=meeting,
        lines=lines,
        line=line,
        page=page,
        people=people,
        mine=next((row for row in people if row.member_id == actor.member_id), None),
        follow_up=_follow_up(actor, meeting, line, is_recorded=is_recorded),
        undertakings=undertakings_on(meeting, line.item.pk) if line else (),
        majority=majority(line.item) if line else None,
        quorum=quorum(meeting, people),
    )


def _follow_up(
    actor: Actor, meeting: Meeting, line: AgendaLine | None, *, is_recorded: bool
) -> FollowUpSheet | None:
    if line is None or line.item.kind != "follow_up":
        return None
    return (follow_up_sheet if is_recorded else follow_up_sheet_again)(actor, meeting)


def _line(lines: Sequence[AgendaLine], item_id: UUID | None, meeting: Meeting) -> AgendaLine | None:
    """The item asked for, else the one the meeting is at, else the first not finished."""
    by_id = {line.item.pk: line for line in lines}
    if item_id is not None:
        if item_id not in by_id:
            raise NotAllowed
        return by_id[item_id]
    if meeting.current_item in by_id:
        return by_id[meeting.current_item]
    unfinished = [line for line in lines if line.item.closed_at is None]
    return next(iter(unfinished or lines), None)


def _context(request: HttpRequest, actor: Actor, room: Room) -> dict[str, Any]:
    offers = _offers(actor, room)
    return {
        "room": room,
        "meeting": room.meeting,
        "mark": room_mark(room.meeting, room.line.item.pk if room.line else None),
        "word": partial(label, "cases"),
        "may": offers,
        "now": timezone.now(),
        "today": timezone.localdate(),
        "is_part": False,
        "discussion_form": _discussion(room),
        "decision_form": DecisionForm() if offers["decide"] else None,
        "correction_form": None,
        "corrected": None,
        "further_form": further_form(actor, room.case) if offers["assign"] else None,
        "furthered": None,
        "theirs": None,
        "kept": room.page.hearing if room.page else None,
        "action_form": _action(actor, room) if offers["assign"] else None,
        "cause_form": CauseForm() if offers["add_cause"] else None,
        "undertaking_form": _undertaking(room) if offers["undertake"] else None,
        **_note(actor, room),
        **_calling_in(request, actor, room, offers),
    }


def _offers(actor: Actor, room: Room) -> dict[str, bool]:
    """What may be done in this room now, by this actor."""
    can = offered(actor, room.meeting, _ON_MEETING)
    can["decide_topic"] = can["decide_topic"] and room.has_accepted
    is_matter = room.line is not None and room.case is None
    can["undertake"] = can["undertake"] and can["decide_topic"] and is_matter
    can["note"] = can["note"] and room.line is not None
    is_at_table = room.meeting.stage == "open" and bool(room.page and room.page.hearing)
    on_case = offered(actor, room.case, _ON_CASE) if is_at_table and room.case else {}
    can |= {name: on_case.get(name, False) for name in _ON_CASE}
    can["settle"] = can["settle"] or can["hear"]
    can["finish"] = can["hear"] or can["conclude"]
    can["decide"] = can["decide"] or (room.case is None and can["decide_topic"])
    return can


def _discussion(room: Room) -> DiscussionForm | None:
    if room.page is None or room.page.hearing is None:
        return None
    hearing = room.page.hearing
    said = {"discussion": hearing.discussion, "base": hearing.discussion}
    return DiscussionForm(initial={**said, "version": hearing.version})


def _action(actor: Actor, room: Room) -> ActionForm | None:
    return ActionForm(actor=actor, case=room.case) if room.case else None


def _undertaking(room: Room) -> UndertakingForm:
    return UndertakingForm(agencies=agencies_seated(room.meeting.body))


def _note(actor: Actor, room: Room) -> dict[str, Any]:
    """What the reader's own agency noted on the item, if anything."""
    kept = None
    if room.line is not None:
        kept = notes_of(actor, room.meeting, [room.line.item.pk]).get(room.line.item.pk)
    return {"note": kept, "note_typed": None, "note_refused": None}


def further_form(actor: Actor, case: Case | None, data: Any = None) -> ActionForm | None:
    """The form of a further action, whose fields stand beside those of the first on one page."""
    if case is None:
        return None
    form = ActionForm(data, actor=actor, case=case, auto_id="further_%s")
    form.fields["text"].required = True
    return form


def _calling_in(
    request: HttpRequest, actor: Actor, room: Room, offers: dict[str, bool]
) -> dict[str, Any]:
    """Agencies that could be called into the case, and the form for the one chosen."""
    if not offers["share"] or room.case is None:
        return {"agencies_absent": [], "share_form": None, "agency_called": None}
    present = {agency.pk for agency in agencies_taking_part(room.case)}
    absent = [row for row in agencies_seated(room.meeting.body) if row.pk not in present]
    chosen = request.GET.get("agency", "")
    called = next((row for row in absent if str(row.pk) == chosen), None)
    form = share_form(room.case, called) if called else None
    return {"agencies_absent": absent, "share_form": form, "agency_called": called}


def share_form(case: Case, agency: Agency, data: Any = None) -> ShareForm:
    """The form that calls this agency in, with the groups an agency of its kind may know."""
    groups = groups_allowed(agency.kind, stage=case.stage, case_kind=case.kind)
    return ShareForm(data, groups=groups, initial={"agency_id": agency.pk})


urls = [path("meetings/<uuid:meeting_id>/room/", meeting_room, name="meeting_room")]
