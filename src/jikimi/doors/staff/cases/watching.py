"""Pages of watching: registered households, proposals, flags that run out, children to be seen."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import reading
from jikimi.cases.flags import flags_ending
from jikimi.cases.proposals import proposal_line, proposals_waiting
from jikimi.cases.repeat_rules import repeat_definitions
from jikimi.cases.watching import ORDERS, STATES, WatchFilter, persons_of, turns_of_month, watched
from jikimi.doors.staff.cases.forms import help_of
from jikimi.doors.staff.cases.frame import wording
from jikimi.doors.staff.cases.registration_forms import grades
from jikimi.doors.staff.pages import actor_of, offer, show, staff_page

PAGE = 50


class Narrow(forms.Form):
    """How the list is narrowed and put in order."""

    of = forms.ChoiceField(required=False)
    state = forms.ChoiceField(required=False)
    grade = forms.ChoiceField(label=words("Grade"), required=False)
    order = forms.ChoiceField(label=words("Order"), required=False)
    find = forms.CharField(label=words("Number of the case"), required=False, max_length=12)
    page = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self, "of", [("agency", ""), ("body", "")])
        offer(self, "state", [(state, "") for state in STATES])
        offer(self, "grade", [("", _("All")), *grades()])
        offer(self, "order", list(zip(ORDERS, _orders(), strict=True)))

    def narrowed(self, *, coordinates: bool) -> WatchFilter:
        """The filter, without what is not understood; a coordinator's first list is the body's."""
        self.full_clean()
        given = self.cleaned_data
        of = given.get("of") or ("body" if coordinates else "agency")
        return WatchFilter(
            of=of if coordinates else "agency",
            grade=given.get("grade") or "",
            state=given.get("state") or "all",
            order=given.get("order") or "due",
            find=given.get("find") or "",
            page=given.get("page") or 1,
        )


@staff_page("cases.watching.list")
def watching(request: HttpRequest) -> HttpResponse:
    """Registered households of one's agency or body: grade, next turn, turns missed."""
    actor = actor_of(request)
    coordinates = bool(actor.bodies_coordinated())
    form = Narrow(request.GET)
    wanted = form.narrowed(coordinates=coordinates)
    found = watched(actor, wanted)
    cases = [line.case.pk for line in found.lines]
    reading(actor, "cases.watching.list", persons=persons_of(cases))
    return show(
        request,
        "cases/watching.html",
        {
            "found": found,
            "form": form,
            "wanted": wanted,
            "coordinates": coordinates,
            "states": _states(wanted, found.counts),
            "lists": _lists("watching"),
            "grades": dict(grades()),
            "is_narrowed": bool(wanted.grade or wanted.find or wanted.state != "all"),
            "whose": {of: _url(wanted, of=of, page=1) for of in ("body", "agency")},
            "earlier": _url(wanted, page=wanted.page - 1) if wanted.page > 1 else "",
            "later": _url(wanted, page=wanted.page + 1) if found.has_later else "",
        },
    )


@staff_page("cases.watching.list")
def watching_proposals(request: HttpRequest) -> HttpResponse:
    """What rules suggest and nobody has answered yet, the oldest first."""
    actor = actor_of(request)
    rows = list(proposals_waiting(actor)[:PAGE])
    reading(actor, "cases.watching.list", persons=persons_of(row.case_id for row in rows))
    context = {
        "lines": [proposal_line(row) for row in rows],
        "most": PAGE,
        "lists": _lists("watching_proposals"),
    }
    return show(request, "cases/watching_proposals.html", context)


@staff_page("cases.watching.list")
def watching_flags(request: HttpRequest) -> HttpResponse:
    """Cases whose flag of a repeat runs out in a month, and the definitions of a repeat."""
    actor = actor_of(request)
    month = _month(request)
    rows = flags_ending(actor, month=month)
    reading(actor, "cases.watching.list", persons=persons_of(row.pk for row in rows))
    today = timezone.localdate()
    context = {
        "cases": [(row, (row.repeat_until - today).days) for row in rows if row.repeat_until],
        "rules": repeat_definitions(today),
        "help_of": help_of,
        "wording": wording,
        "lists": _lists("watching_flags"),
        **_months(month, "watching_flags"),
    }
    return show(request, "cases/watching_flags.html", context)


@staff_page("cases.watching.list")
def watching_children(request: HttpRequest) -> HttpResponse:
    """Children that must be seen in person in a month, and whether they were."""
    actor = actor_of(request)
    month = _month(request)
    rows = turns_of_month(actor, month=month)
    reading(actor, "cases.watching.list", persons=persons_of(row.case_id for row in rows))
    today = timezone.localdate()
    context = {
        "contacts": [(row, (row.due_on - today).days) for row in rows],
        "reasons": wording("face_to_face_reasons"),
        "outcomes": wording("monitoring_outcomes"),
        "lists": _lists("watching_children"),
        **_months(month, "watching_children"),
    }
    return show(request, "cases/watching_children.html", context)


def _orders() -> list[str]:
    return [
        _("Next turn first"),
        _("By grade"),
        _("Most missed first"),
        _("Longest registered first"),
        _("By case"),
    ]


def _states(wanted: WatchFilter, counts: dict[str, int]) -> list[dict[str, Any]]:
    says = (_("All"), _("Due within a week"), _("With missed turns"))
    return [
        {
            "url": _url(wanted, state=state, page=1),
            "label": label,
            "current": wanted.state == state,
            "count": counts[state],
        }
        for state, label in zip(STATES, says, strict=True)
    ]


def _lists(here: str) -> list[dict[str, Any]]:
    names = {
        "watching": _("Registered households"),
        "watching_proposals": _("Proposals"),
        "watching_flags": _("Flags that run out"),
        "watching_children": _("Children to be seen"),
    }
    return [
        {"url": reverse(name), "label": says, "current": name == here}
        for name, says in names.items()
    ]


def _month(request: HttpRequest) -> date:
    """The first day of the month asked for, of this month when it is not understood."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def _months(month: date, name: str) -> dict[str, Any]:
    """The month shown and the way to the one before and after."""
    whole = month.year * 12 + month.month - 1
    beside = [date(*(n // 12, n % 12 + 1), 1) for n in (whole - 1, whole + 1)]
    earlier, later = (f"{reverse(name)}?month={day:%Y-%m}" for day in beside)
    return {"month": month, "earlier": earlier, "later": later}


def _url(wanted: WatchFilter, **other: Any) -> str:
    query = {
        "of": wanted.of,
        "state": wanted.state,
        "grade": wanted.grade,
        "order": wanted.order,
        "find": wanted.find,
        "page": wanted.page,
        **other,
    }
    return f"?{urlencode({name: value for name, value in query.items() if value})}"


urls = [
    path("watching/", watching, name="watching"),
    path("watching/proposals/", watching_proposals, name="watching_proposals"),
    path("watching/flags/", watching_flags, name="watching_flags"),
    path("watching/children/", watching_children, name="watching_children"),
]
