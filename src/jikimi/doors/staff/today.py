"""Today: what waits for me, what is overdue, what is new since I looked; and my notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.keeping import looked, notice_words
from jikimi.access.notices import mark_seen, notices_unseen
from jikimi.bodies.duty.reads import duty_today
from jikimi.cases.today import MOST, Wait
from jikimi.cases.today import today as today_of
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.places.inspecting import link as inspection_link
from jikimi.places.inspection_reads import inspections_waiting
from jikimi.places.repairs import link as repair_link
from jikimi.places.repairs import repairs_waiting

# Where each thing that waits is done; {number} is the case, {id} the thing itself.
_PLACES = {
    "cases.sharing.accept": "/staff/invitations/{id}/",
    "cases.actions.accept": "/staff/actions/#a{id}",
    "cases.actions.done": "/staff/actions/#a{id}",
    "cases.actions.not_done": "/staff/cases/{number}/plan/",
    "cases.research.answer": "/staff/cases/{number}/research/{id}/",
    "cases.research.ask": "/staff/cases/{number}/research/",
    "cases.monitoring.report": "/staff/cases/{number}/monitoring/",
    "cases.proposals.accept": "/staff/cases/{number}/proposals/#proposal_{id}",
    "cases.checks.finish": "/staff/checks/{id}/",
    "cases.review.hold": "/staff/cases/{number}/review/",
    "cases.review.go_on": "/staff/cases/{number}/review/",
    "cases.selection.accept": "/staff/cases/{number}/selection/",
    "cases.signals.answer": "/staff/signals/{id}/",
    "cases.hearing.call": "/staff/cases/{number}/hearing/",
    "cases.measures.end": "/staff/cases/{number}/measures/{id}/",
    "cases.measures.event": "/staff/cases/{number}/measures/{id}/",
    "cases.alerts.acknowledge": "/staff/alerts/#a{id}",
    "cases.tasks.finish": "/staff/alerts/#t{id}",
    "cases.glass.review": "/staff/glass/{id}/",
    "cases.sharing.review": "/staff/cases/{number}/sharing/",
    "bodies.undertakings.accept": "/staff/undertakings/{id}/",
    "bodies.undertakings.done": "/staff/undertakings/{id}/",
    "bodies.undertakings.not_done": "/staff/undertakings/{id}/",
    "bodies.undertakings.effect": "/staff/effects/{id}/",
    "bodies.review.discuss": "/staff/reviews/{id}/",
    "bodies.meeting.answer": "/staff/meetings/{id}/",
    "bodies.meeting.call": "/staff/meetings/call/?body={id}",
    "bodies.matter.schedule": "/staff/matters/{id}/",
    "bodies.minutes.approve": "/staff/meetings/{id}/minutes/",
    "bodies.letter.read": "/staff/letters/{id}/",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits, in words, with the place where it is done."""

    label: str
    url: str
    number: str
    words: str
    due_on: date | None
    days_left: int


@staff_page("access.today.read")
def today(request: HttpRequest) -> HttpResponse:
    """What waits, what is overdue, what is new; who only walks people home begins with that."""
    actor = actor_of(request)
    if {role.kind for role in actor.roles} == {"scout"}:
        return redirect("my_meetings")
    page = today_of(actor, since=looked(actor))
    of_places = _of_places(actor)
    context = {
        "page": page,
        "duty": duty_today(actor),
        "overdue": _pressing([_line(wait) for wait in page.overdue], of_places, late=True),
        "waiting": _pressing([_line(wait) for wait in page.waiting], of_places, late=False),
        "notices": [(n, notice_words(n.kind)) for n in notices_unseen(actor)[:20]],
    }
    return show(request, "today.html", context)


@staff_page("access.notices.read")
def seen(request: HttpRequest) -> HttpResponse:
    """Mark every notice as looked at."""
    if request.method == "POST":
        mark_seen(actor_of(request))
        messages.success(request, _("Everything is marked as seen."))
    return redirect("today")


def _of_places(actor: Actor) -> list[Line]:
    """Inspections of today and of days gone by, repairs to do and to look at again."""
    lines = []
    for row in inspections_waiting(actor, most=MOST):
        url, day = inspection_link(row.inspection), row.inspection.planned_on
        lines.append(_due("places.inspections.finish", url, row.place, day))
    for repair in repairs_waiting(actor, most=MOST):
        is_ours = repair.stage in ("open", "accepted")
        act = "places.repairs.done" if is_ours else "places.repairs.check"
        lines.append(_due(act, repair_link(repair), repair.text, repair.due_on))
    return lines


def _due(act: str, url: str, says: str, due_on: date) -> Line:
    days_left = (due_on - timezone.localdate()).days
    return Line(act_called(act).label, url, "", says, due_on, days_left)


def _pressing(lines: list[Line], more: list[Line], *, late: bool) -> list[Line]:
    """Both, the most pressing first, of what is late or of what is not."""
    fitting = [line for line in more if (line.days_left < 0) is late]
    return sorted([*lines, *fitting], key=lambda line: line.days_left)


def _line(wait: Wait) -> Line:
    url = _PLACES[wait.act].format(number=wait.number, id=wait.subject_id)
    return Line(wait.label, url, wait.number, wait.words, wait.due_on, wait.days_left)


urls = [path("", today, name="today"), path("notices/seen/", seen, name="notices_seen")]
