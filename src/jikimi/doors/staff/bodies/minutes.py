"""Minutes to read: the one that holds, each version, what a version changed, as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.letters import letters_after
from jikimi.bodies.minutes_paper import came, facts_pairs, remark
from jikimi.bodies.minutes_reads import (
    differences,
    is_readable,
    version_called,
    versions_of,
)
from jikimi.bodies.models import Meeting, Minutes
from jikimi.bodies.reads import meeting_called
from jikimi.cases.minuting import items_unfinished, minutes_need_password, minutes_read
from jikimi.cases.minuting_files import minutes_file
from jikimi.cases.shares import Stood
from jikimi.doors.staff.bodies.minutes_forms import TakeOutForm
from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_ON_MINUTES = {
    "amend": "bodies.minutes.amend",
    "approve": "bodies.minutes.approve",
    "revise": "bodies.minutes.revise",
    "take_out": "bodies.minutes.take_out",
    "send": "bodies.letter.send",
}


@staff_page("bodies.minutes.read")
def meeting_minutes(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The minutes of a meeting: the newest version I may read, or how they come about."""
    actor = actor_of(request)
    found = meeting_of(actor, meeting_id)
    versions = versions_of(actor, found)
    if versions:
        return _page(request, found, versions[0], versions)
    is_open_to = is_readable(actor, found)
    context = {
        "meeting": found,
        "today": timezone.localdate(),
        "is_readable": is_open_to,
        "may": {
            "accept": may(actor, "bodies.meeting.accept_confidentiality", found),
            "prepare": is_open_to and may(actor, "bodies.minutes.prepare", found),
        },
    }
    return show(request, "bodies/minutes_none.html", context)


@staff_page("bodies.minutes.read")
def minutes_version(request: HttpRequest, meeting_id: UUID, number: int) -> HttpResponse:
    """One version of the minutes."""
    actor = actor_of(request)
    found = meeting_of(actor, meeting_id)
    shown = version_called(actor, found, number)
    return _page(request, found, shown, versions_of(actor, found))


@staff_page("bodies.minutes.read")
def minutes_changes(request: HttpRequest, meeting_id: UUID, number: int) -> HttpResponse:
    """What a version says otherwise than the one before, as far as I may know both."""
    actor = actor_of(request)
    found = meeting_of(actor, meeting_id)
    later = version_called(actor, found, number)
    earlier = version_called(actor, found, number - 1)
    context = {
        "meeting": found,
        "minutes": later,
        "earlier": earlier,
        "changes": differences(minutes_read(actor, earlier), minutes_read(actor, later)),
    }
    return show(request, "bodies/minutes_changes.html", context)


@staff_page("bodies.minutes.take_out")
def take_out_minutes(request: HttpRequest, meeting_id: UUID, number: int) -> HttpResponse:
    """A version as a file, after a reason is given."""
    actor = actor_of(request)
    found = meeting_of(actor, meeting_id)
    minutes = version_called(actor, found, number)
    is_personal = minutes_need_password(minutes)
    form = TakeOutForm(request.POST or None, is_personal=is_personal)
    if form.is_valid():
        given = form.cleaned_data
        made = ruled(form, lambda: minutes_file(actor=actor, minutes=minutes, **given))
        if made is not None:
            return download(made)
    context = {"meeting": found, "minutes": minutes, "form": form, "is_personal": is_personal}
    return show(request, "bodies/minutes_take_out.html", context, status=status_of(form))


def meeting_of(actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting for those who may read its minutes; the same refusal as for an absent one."""
    found = meeting_called(actor, meeting_id)
    if not may(actor, "bodies.minutes.read", found):
        raise NotAllowed
    return found


def _page(
    request: HttpRequest, found: Meeting, minutes: Minutes, versions: list[Minutes]
) -> HttpResponse:
    actor = actor_of(request)
    stood = Stood(frozenset(minutes.standings(actor)), minutes.body_id, minutes.stage)
    offered = {name: may(actor, act, stood) for name, act in _ON_MINUTES.items()}
    context: dict[str, Any] = {
        "meeting": found,
        "minutes": minutes,
        "versions": versions,
        "today": timezone.localdate(),
        "parts": minutes_read(actor, minutes),
        "facts": facts_pairs(minutes.facts),
        "present": [(one, remark(one)) for one in came(minutes.facts, attended=True)],
        "absent": [(one, remark(one)) for one in came(minutes.facts, attended=False)],
        "may": offered,
        "missing": _missing(minutes) if offered["amend"] or offered["approve"] else set(),
        "letters": letters_after(minutes) if offered["send"] else [],
    }
    return show(request, "bodies/minutes.html", context)


def _missing(minutes: Minutes) -> set[UUID]:
    """Items a draft says less of than was recorded."""
    return items_unfinished(minutes) if minutes.stage == "draft" else set()


ONE = "meetings/<uuid:meeting_id>/minutes/"
urls = [
    path(ONE, meeting_minutes, name="meeting_minutes"),
    path(f"{ONE}<int:number>/", minutes_version, name="minutes_version"),
    path(f"{ONE}<int:number>/changes/", minutes_changes, name="minutes_changes"),
    path(f"{ONE}<int:number>/take-out/", take_out_minutes, name="take_out_minutes"),
]
