"""The case's own page of its turns before the working council."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.access.acting import may
from jikimi.cases.agendas import groups_known
from jikimi.cases.hearings import hearings
from jikimi.cases.reads import case_called
from jikimi.doors.staff.cases.frame import framed
from jikimi.doors.staff.pages import actor_of, show, staff_page


@staff_page("cases.hearing.read")
def case_hearing(request: HttpRequest, number: str) -> HttpResponse:
    """When the case was heard, what was said and decided, as far as the reader may know."""
    actor = actor_of(request)
    case = case_called(actor, number)
    context = framed(
        actor,
        case,
        "hearing",
        turns=hearings(actor, case),
        groups=groups_known(actor, [case])[case.pk],
        may_call=may(actor, "cases.hearing.call", case),
    )
    return show(request, "cases/hearing.html", context)


urls = [path("cases/<str:number>/hearing/", case_hearing, name="case_hearing")]
