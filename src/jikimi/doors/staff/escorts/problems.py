"""Problem places of the control room: found, put to the safety working group, laid aside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST, require_safe

from jikimi.access.errors import NotAllowed
from jikimi.bodies.models import Body, Matter
from jikimi.bodies.reads import meetings_ahead
from jikimi.doors.staff.escorts.problems_map import map_of_problems
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page
from jikimi.escorts import problems
from jikimi.escorts.problem_finding import Found, rule
from jikimi.escorts.problem_words import many_of, what_of, where_of
from jikimi.escorts.problems import Outcome, Problems, answer_of, outcome_words
from jikimi.places.areas import area_names

READ = "escorts.problems.read"


class PutForm(forms.Form):
    """Which places go to which group."""

    body_id = forms.ChoiceField(label=words("Safety working group"))
    names = forms.MultipleChoiceField(
        label=words("Problem places"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, known: Problems, *data: Any) -> None:
        super().__init__(*data)
        offer(self, "body_id", [(str(body.pk), body.name) for body in known.bodies])
        offer(self, "names", [(one.name, one.name) for one in known.found])


@staff_page(READ)
@require_safe
def problem_places(request: HttpRequest) -> HttpResponse:
    """What is found now, what is before the group, what it answered."""
    return _page(request)


@staff_page("escorts.problems.put")
@require_POST
def problem_put(request: HttpRequest) -> HttpResponse:
    """Put the chosen ones to a group."""
    actor = actor_of(request)
    known = problems.problems(actor)
    form = PutForm(known, request.POST)
    if form.is_valid():
        body = next(one for one in known.bodies if str(one.pk) == form.cleaned_data["body_id"])

        def call() -> Matter:
            return problems.put_problems(actor=actor, body=body, names=form.cleaned_data["names"])

        if ruled(form, call) is not None:
            says = _("The list waits for the next meeting, and each place is on its record.")
            messages.success(request, says)
            return redirect("problem_places")
    return _page(request, form=form, status=422)


@staff_page("escorts.problems.lay_aside")
@require_POST
def problem_aside(request: HttpRequest) -> HttpResponse:
    """Lay one aside, found no problem."""
    actor, name = actor_of(request), request.POST.get("name", "")
    known = {one.name for one in problems.problems(actor).found}
    if name not in known:
        raise NotAllowed
    problems.lay_aside(actor=actor, name=name)
    messages.success(request, _("It is laid aside. You can take it up again below."))
    return redirect("problem_places")


@staff_page("escorts.problems.lay_aside")
@require_POST
def problem_take_up(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take one up again."""
    problems.take_up(actor=actor_of(request), number=number)
    messages.success(request, _("It is looked at again."))
    return redirect("problem_places")


def _page(request: HttpRequest, *, form: PutForm | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    known = problems.problems(actor)
    areas = area_names()
    chosen = set(form["names"].value() or []) if form else set()
    context = {
        "known": known,
        "map": map_of_problems(known.found),
        "found": [(one, _told(one, areas), one.name in chosen) for one in known.found],
        "put": [_answered(one, areas) for one in known.put],
        "aside": [(row, what_of(row), many_of(row), _area(row.area_code, areas))
                  for row in known.aside],
        "form": form or PutForm(known),
        "next": {body.pk: _next(body) for body in known.bodies},
        "least": rule("alarms_least"),
        "mark_days": rule("mark_days"),
    }  # fmt: skip
    return show(request, "escorts/problems.html", context, status=status)


def _told(one: Found, areas: dict[str, str]) -> dict[str, str]:
    return {"what": what_of(one), "many": many_of(one), "where": where_of(one, areas)}


def _answered(one: Outcome, areas: dict[str, str]) -> dict[str, object]:
    return {
        "row": one.row,
        "what": what_of(one.row),
        "many": many_of(one.row),
        "where": one.hazard.place if one.hazard else _area(one.row.area_code, areas),
        "outcome": outcome_words(one),
        "answer": answer_of(one),
        "is_over": one.is_over,
        "hazard": one.hazard,
        "matter": one.matter,
    }


def _area(code: str, areas: dict[str, str]) -> str:
    return areas.get(code) or code or _("Neighbourhood not known")


def _next(body: Body) -> object:
    ahead = meetings_ahead(body)
    return ahead[0].starts_at if ahead else None


urls = [
    path("control-room/problems/", problem_places, name="problem_places"),
    path("control-room/problems/put/", problem_put, name="problem_put"),
    path("control-room/problems/aside/", problem_aside, name="problem_aside"),
    path("control-room/problems/<uuid:number>/up/", problem_take_up, name="problem_take_up"),
]
