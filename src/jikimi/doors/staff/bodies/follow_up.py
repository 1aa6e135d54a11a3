"""Follow-up: what our agency owes in all bodies and cases; for coordinators, of a whole body."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.bodies.documents.blocks import Sheet
from jikimi.bodies.documents.xlsx import as_xlsx
from jikimi.bodies.models.undertaking import ENDINGS
from jikimi.cases.follow_up import (
    FollowUpFilter,
    FollowUpLine,
    agencies_owing,
    bodies_followed,
    follow_up,
    taken_out,
)
from jikimi.cases.late import late_actions
from jikimi.doors.staff.bodies.undertaking_forms import ReasonForm
from jikimi.doors.staff.cases.parts import status_of_step, stepped
from jikimi.doors.staff.pages import actor_of, may_enter, show, staff_page

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Narrow(forms.Form):
    """How the list is narrowed and put in order; what is not understood is left out."""

    state = forms.ChoiceField(required=False)
    what = forms.ChoiceField(label=lazy("What"), required=False)
    words = forms.CharField(label=lazy("Words in it"), required=False, max_length=60)
    body_id = forms.TypedChoiceField(label=lazy("Whose list"), required=False, coerce=int)
    agency_id = forms.TypedChoiceField(label=lazy("Agency"), required=False, coerce=int)
    order = forms.ChoiceField(label=lazy("Order"), required=False)
    is_mine = forms.BooleanField(label=lazy("Mine only"), required=False)
    page = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        for field, offered in _choices(actor, str(data.get("body_id", ""))).items():
            self.fields[field].choices = offered  # type: ignore[attr-defined]

    def narrowed(self) -> FollowUpFilter:
        """The filter."""
        self.full_clean()
        usual = asdict(FollowUpFilter())
        given = {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}
        return FollowUpFilter(**{**usual, **given})


class TakeOutForm(ReasonForm):
    """Why, and in which form."""

    form = forms.ChoiceField(
        label=lazy("File or print"),
        widget=forms.RadioSelect,
        choices=[("xlsx", lazy("Excel (XLSX)")), ("print", lazy("To be printed"))],
        initial="xlsx",
    )
    field_order = ("form", "reason", "why")


@staff_page("cases.follow_up.read")
def page(request: HttpRequest) -> HttpResponse:
    """What is to be done, narrowed and in order."""
    return _page(request, request.GET)


@staff_page("cases.follow_up.export")
def take_out(request: HttpRequest) -> HttpResponse:
    """The narrowed list as a workbook or to be printed, after a reason is given."""
    if request.method != "POST":
        return redirect("follow_up")
    actor, kept = actor_of(request), QueryDict(request.POST.get("kept", ""))
    form = TakeOutForm(request.POST)
    narrowed = Narrow(kept, actor=actor).narrowed()
    if form.is_valid():
        given = dict(form.cleaned_data)
        how = given.pop("form")
        lines = stepped(form, lambda: taken_out(actor=actor, narrowed=narrowed, **given))
        if lines is not None:
            return _workbook(lines) if how == "xlsx" else _print(request, lines, narrowed)
    return _page(request, kept, form=form)


def _page(request: HttpRequest, query: Any, form: TakeOutForm | None = None) -> HttpResponse:
    actor = actor_of(request)
    narrow = Narrow(query, actor=actor)
    narrowed = narrow.narrowed()
    found = follow_up(actor, narrowed)
    bodies = bodies_followed(actor)
    context = {
        "found": found,
        "late": late_actions(actor),
        "narrow": narrow,
        "narrowed": narrowed,
        "tabs": _tabs(narrowed, found.counts),
        "form": form or TakeOutForm(),
        "kept": urlencode(_query(narrowed)),
        "bodies": bodies,
        "may_report": may_enter(actor, "cases.actions.list"),
        "earlier": _url(narrowed, page=narrowed.page - 1) if narrowed.page > 1 else "",
        "later": _url(narrowed, page=narrowed.page + 1) if found.has_later else "",
    }
    return show(request, "bodies/follow_up.html", context, status=status_of_step(form))


def _choices(actor: Actor, body: str) -> dict[str, list[tuple[object, Any]]]:
    """What may be chosen; the agencies of a body only once the body is."""
    return {
        "state": [(state, says) for state, says in state_words().items()],
        "what": [
            ("", _("Everything")),
            ("action", _("Actions in cases")),
            ("undertaking", _("Undertakings of bodies")),
        ],
        "body_id": [
            ("", _("Our agency")),
            *((row.pk, row.name) for row in bodies_followed(actor)),
        ],
        "agency_id": [("", _("All agencies")), *_agencies(actor, body)],
        "order": [
            ("due", _("Soonest first")),
            ("latest", _("Latest day first")),
            ("agency", _("By agency")),
        ],
    }


def _agencies(actor: Actor, body: str) -> list[tuple[object, Any]]:
    if not body.isdecimal():
        return []
    try:
        return [(row.pk, row.name) for row in agencies_owing(actor, int(body))]
    except NotAllowed:
        return []


def state_words() -> dict[str, str]:
    """The states in words; the two ways of not doing stand apart (SR-58)."""
    return {
        "open": _("To do"),
        "overdue": _("Overdue"),
        **{code: label("bodies", "undertaking_outcomes", code) for code in ENDINGS},
    }


def _tabs(narrowed: FollowUpFilter, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "url": _url(narrowed, state=state, page=1),
            "label": says,
            "current": narrowed.state == state,
            "count": counts[state],
        }
        for state, says in state_words().items()
    ]


def _query(narrowed: FollowUpFilter, **other: Any) -> dict[str, Any]:
    usual = asdict(FollowUpFilter())
    query = {**asdict(narrowed), **other}
    return {name: value for name, value in query.items() if value != usual[name]}


def _url(narrowed: FollowUpFilter, **other: Any) -> str:
    query = urlencode(_query(narrowed, **other))
    return f"{reverse('follow_up')}?{query}" if query else reverse("follow_up")


def _print(
    request: HttpRequest, lines: list[FollowUpLine], narrowed: FollowUpFilter
) -> HttpResponse:
    context = {
        "lines": lines,
        "state": state_words().get(narrowed.state, ""),
        "today": timezone.localdate(),
        "back": _url(narrowed),
    }
    return show(request, "bodies/follow_up_print.html", context)


def _workbook(lines: list[FollowUpLine]) -> HttpResponse:
    head = (
        _("Kind"),
        _("Body"),
        _("Case"),
        _("Agency"),
        _("Who sees to it"),
        _("What is to be done"),
        _("Due"),
        _("State"),
        _("Outcome"),
        _("Ended on"),
    )
    sheet = Sheet(name=_("Follow-up"), head=head, rows=tuple(_row(line) for line in lines))
    response = HttpResponse(as_xlsx([sheet], title=_("Follow-up")), content_type=_XLSX)
    name = f"follow-up-{timezone.localdate():%Y%m%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _row(line: FollowUpLine) -> tuple[Any, ...]:
    row = line.row
    return (
        _("Action in a case") if line.what == "action" else _("Undertaking"),
        line.body,
        line.case,
        row.agency.name,
        row.owner.name if row.owner else "",
        row.text,
        row.due_on,
        _state(line),
        row.outcome,
        timezone.localdate(row.ended_at) if row.ended_at else None,
    )


def _state(line: FollowUpLine) -> str:
    if not line.is_open:
        return line.ending
    if line.is_overdue:
        return _("Overdue")
    return _("Accepted") if line.row.stage == "accepted" else _("Waits to be accepted")


urls = [
    path("follow-up/", page, name="follow_up"),
    path("follow-up/take-out/", take_out, name="follow_up_take_out"),
]
