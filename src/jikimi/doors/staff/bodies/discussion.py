"""The discussion as it is written: kept while typing, merged where two write, never lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import Changed, NotAllowed
from jikimi.bodies.reads import meeting_called
from jikimi.cases.agendas import case_on
from jikimi.cases.hearing import record_discussion
from jikimi.cases.hearings import hearing_of
from jikimi.cases.models import Case, Hearing
from jikimi.doors.staff.bodies.room import room_page
from jikimi.doors.staff.bodies.room_forms import DiscussionForm
from jikimi.doors.staff.pages import actor_of, show, staff_page


@staff_page("cases.hearing.discuss")
def discuss(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Keep what was typed; the answer goes out only after it is committed.

    A request by htmx gets the state of the text; any other goes back to the room.
    """
    actor = actor_of(request)
    meeting = meeting_called(actor, meeting_id)
    case = case_on(actor, meeting, item_id)
    form = DiscussionForm(request.POST or None)
    if case is None:
        raise NotAllowed
    if not form.is_valid():
        return room_page(request, meeting_id, item_id, status=422 if form.is_bound else 200)
    try:
        kept = _kept(actor, case, item_id, form, request.POST)
    except Changed as refusal:
        return _conflict(request, meeting_id, item_id, form, refusal)
    if _is_htmx(request):
        return _state(request, kept)
    messages.success(request, _("The discussion is kept."))
    return redirect(f"{reverse('meeting_room', args=[meeting_id])}?item={item_id}")


def _kept(
    actor: Actor, case: Case, item_id: UUID, form: DiscussionForm, posted: QueryDict
) -> Hearing:
    """Keep the text as the writer wants it: merged, behind the other, or in the other's place.

    keep: both or mine, pressed after seeing the other text; over: the version that was seen then.
    """
    names = ("discussion", "base", "version")
    text, base, version = (form.cleaned_data[name] for name in names)
    call: dict[str, Any] = {"actor": actor, "case": case, "item_id": item_id}
    newest = hearing_of(item_id)
    if posted.get("keep") == "both" and newest is not None:
        both = f"{newest.discussion.rstrip()}\n{_lines(text)}"
        return record_discussion(text=both, version=newest.version, **call)
    if posted.get("keep") == "mine" and str(posted.get("over", "")).isdigit():
        return record_discussion(text=_lines(text), version=int(str(posted["over"])), **call)
    return record_discussion(text=_lines(text), base=_lines(base), version=version, **call)


def _conflict(
    request: HttpRequest,
    meeting_id: UUID,
    item_id: UUID,
    form: DiscussionForm,
    refusal: Changed,
) -> HttpResponse:
    """Both texts: what was typed stays in the field over its old base until the writer chooses."""
    newest = hearing_of(item_id)
    if newest is None:
        raise NotAllowed
    typed = {
        "theirs": refusal.theirs["discussion"],
        "base": form.cleaned_data["base"],
        "version": form.cleaned_data["version"],
    }
    if _is_htmx(request):
        return _state(request, newest, **typed)
    return room_page(request, meeting_id, item_id, status=409, discussion_form=form, **typed)


def _state(request: HttpRequest, kept: Hearing, **typed: object) -> HttpResponse:
    """The part of the form that says which version is kept, and the other text on a conflict."""
    context = {"kept": kept, "theirs": None, "is_part": True, **typed}
    status = 409 if typed else 200
    response = show(request, "bodies/_discussion_state.html", context, status=status)
    response.headers["X-Part"] = "discussion"
    return response


def _lines(text: str) -> str:
    """A browser sends lines with CR LF."""
    return text.replace("\r\n", "\n")


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


urls = [
    path(
        "meetings/<uuid:meeting_id>/room/<uuid:item_id>/discussion/",
        discuss,
        name="discuss_item",
    )
]
