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
from jikimi.access.locking import TakenFile
from jikimi.bodies.models.undertaking import ENDINGS
from jikimi.cases.follow_up import (
    FollowUpFilter,
    FollowUpLine,
    agencies_owing,
    bodies_followed,
    follow_up,
    printed,
)
from jikimi.cases.follow_up_file import follow_up_file
from jikimi.cases.late import late_actions
from jikimi.doors.staff.bodies.undertaking_forms import ReasonForm
from jikimi.doors.staff.cases.parts import status_of_step, stepped
from jikimi.doors.staff.downloads import LockForm, download
from jikimi.doors.staff.pages import actor_of, may_enter, show, staff_page


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


class TakeOutForm(LockForm, ReasonForm):
    """Why, in which form, and under which password; paper has none."""

    form = forms.ChoiceField(
        label=lazy("File or print"),
        widget=forms.RadioSelect,
        choices=[("xlsx", lazy("Excel (XLSX)")), ("print", lazy("To be printed"))],
        initial="xlsx",
    )
    field_order = ("form", "reason", "why", "password", "again")

    def __init__(self, *args: Any, **given: Any) -> None:
        # the rule knows whether cases are on the list
        super().__init__(*args, is_personal=False, **given)

    def is_locking(self, given: dict[str, Any]) -> bool:
        """Paper has no password."""
        return given.get("form") == "xlsx"


@staff_page("cases.follow_up.read")
def page(request: HttpRequest) -> HttpResponse:
    """What is to be done, narrowed and in order."""
    return _page(request, request.GET)


@staff_page("cases.follow_up.export")
def take_out(request: HttpRequest) -> HttpResponse:
    """The narrowed list as a locked workbook or to be printed, after a reason is given."""
    if request.method != "POST":
        return redirect("follow_up")
    actor, kept = actor_of(request), QueryDict(request.POST.get("kept", ""))
    form = TakeOutForm(request.POST)
    narrowed = Narrow(kept, actor=actor).narrowed()
    if form.is_valid():
        made = stepped(form, lambda: _taken(actor, narrowed, dict(form.cleaned_data)))
        if isinstance(made, TakenFile):
            return download(made)
        if made is not None:
            return _print(request, made, narrowed)
    return _page(request, kept, form=form)


def _taken(
    actor: Actor, narrowed: FollowUpFilter, given: dict[str, Any]
) -> TakenFile | list[FollowUpLine]:
    how, password = given.pop("form"), given.pop("password")
    if how == "print":
        return printed(actor=actor, narrowed=narrowed, **given)
    return follow_up_file(actor=actor, narrowed=narrowed, password=password, **given)


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


urls = [
    path("follow-up/", page, name="follow_up"),
    path("follow-up/take-out/", take_out, name="follow_up_take_out"),
]
