"""Our actions: what an agency has to do in all its cases, with the report made in the line."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import reading
from jikimi.access.codes import label
from jikimi.cases.actions import accept_action
from jikimi.cases.endings import end_action, resume_action
from jikimi.cases.models.actions import ENDINGS
from jikimi.cases.workload import (
    PAGE,
    ActionFilter,
    ActionLine,
    action_line,
    action_list,
    persons_touched,
)
from jikimi.doors.staff.cases.action_forms import EndForm
from jikimi.doors.staff.cases.parts import done, status_of_step, stepped
from jikimi.doors.staff.pages import actor_of, show, staff_page


class Narrow(forms.Form):
    """How the list is narrowed and put in order."""

    state = forms.ChoiceField(required=False)
    order = forms.ChoiceField(label=words("Order"), required=False)
    mine = forms.BooleanField(label=words("Mine only"), required=False)
    page = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["state"].choices = list(state_words().items())  # type: ignore[attr-defined]
        self.fields["order"].choices = [  # type: ignore[attr-defined]
            ("due", _("Soonest first")),
            ("latest", _("Latest day first")),
            ("case", _("By case")),
        ]

    def narrowed(self) -> ActionFilter:
        """The filter; what is not understood is left out."""
        self.full_clean()
        given = self.cleaned_data
        return ActionFilter(
            state=given.get("state") or "open",
            order=given.get("order") or "due",
            is_mine=bool(given.get("mine")),
            page=given.get("page") or 1,
        )


def state_words() -> dict[str, str]:
    """The states of an action in words; the two ways of not doing stand apart (SR-58)."""
    return {
        "open": _("To do"),
        "overdue": _("Overdue"),
        **{code: label("cases", "action_outcomes", code) for code in ENDINGS},
    }


@staff_page("cases.actions.list")
def actions(request: HttpRequest) -> HttpResponse:
    """What our agency has to do, and what it reported."""
    return _page(request)


@staff_page("cases.actions.done")
def our_action_end(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Report how an action ended, from its line in the list."""
    actor = actor_of(request)
    line = action_line(actor, action_id)
    form = EndForm(request.POST or None, offers=line.offers, auto_id=f"id_{action_id}_%s")
    if form.is_valid() and stepped(
        form, lambda: end_action(actor=actor, action=line.action, **form.cleaned_data)
    ):
        return _answered(request, action_id, _("Thank you. The report is recorded."))
    return _refused(request, line, form)


@staff_page("cases.actions.accept")
def our_action_accept(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Accept an action from its line in the list; who accepts does it."""
    actor = actor_of(request)
    line = action_line(actor, action_id)
    if request.method != "POST":
        return redirect("actions")
    form = forms.Form(request.POST)
    if stepped(form, lambda: accept_action(actor=actor, action=line.action)):
        return _answered(request, action_id, _("The action is accepted."))
    return _refused(request, line, form)


@staff_page("cases.actions.resume")
def our_action_resume(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Take back a report made by mistake, from its line in the list."""
    actor = actor_of(request)
    line = action_line(actor, action_id)
    if request.method != "POST":
        return redirect("actions")
    form = forms.Form(request.POST)
    if stepped(form, lambda: resume_action(actor=actor, action=line.action)):
        return _answered(request, action_id, _("The report is taken back."))
    return _refused(request, line, form)


def _answered(request: HttpRequest, action_id: UUID, says: str) -> HttpResponse:
    """The line as it is now for a page with htmx; otherwise back to the list as it was narrowed."""
    if request.headers.get("HX-Request"):
        line = action_line(actor_of(request), action_id)
        return show(request, "cases/actions_line.html", {"line": line, "form": None, "says": says})
    response = done(request, says, "actions")
    kept = _kept(request)
    if kept:
        response["Location"] = f"{reverse('actions')}?{kept}"
    return response


def _refused(request: HttpRequest, line: ActionLine, form: forms.Form) -> HttpResponse:
    if request.headers.get("HX-Request"):
        context = {"line": line, "form": form, "says": ""}
        # htmx puts only a success into the page; the words of the refusal stand in the line.
        return show(request, "cases/actions_line.html", context)
    return _page(request, form=form, asked=line)


def _page(
    request: HttpRequest, *, form: forms.Form | None = None, asked: ActionLine | None = None
) -> HttpResponse:
    actor = actor_of(request)
    narrow = Narrow(request.GET)
    narrowed = narrow.narrowed()
    listed = action_list(actor, narrowed)
    lines = listed.lines
    if asked and asked.action.pk not in {line.action.pk for line in lines}:
        lines = [asked, *lines]
    reading(actor, "cases.actions.list", persons=persons_touched(actor, lines))
    context = {
        "lines": lines,
        "narrow": narrow,
        "narrowed": narrowed,
        "tabs": _tabs(request, narrowed, listed.counts),
        "form": form,
        "asked": asked.action.pk if asked else None,
        "kept": urlencode(_query(narrowed)),
        "earlier": _url(narrowed, page=narrowed.page - 1) if narrowed.page > 1 else "",
        "later": _url(narrowed, page=narrowed.page + 1) if listed.has_later else "",
        "page_size": PAGE,
    }
    return show(request, "cases/actions.html", context, status=status_of_step(form))


def _tabs(
    request: HttpRequest, narrowed: ActionFilter, counts: dict[str, int]
) -> list[dict[str, Any]]:
    return [
        {
            "url": _url(narrowed, state=state, page=1),
            "label": says,
            "current": narrowed.state == state,
            "count": counts[state],
        }
        for state, says in state_words().items()
    ]


def _query(narrowed: ActionFilter, **other: Any) -> dict[str, Any]:
    query = {
        "state": narrowed.state,
        "order": narrowed.order,
        "mine": "on" if narrowed.is_mine else "",
        "page": narrowed.page,
        **other,
    }
    usual = {"state": "open", "order": "due", "mine": "", "page": 1}
    return {name: value for name, value in query.items() if value != usual[name]}


def _url(narrowed: ActionFilter, **other: Any) -> str:
    query = urlencode(_query(narrowed, **other))
    return f"{reverse('actions')}?{query}" if query else reverse("actions")


def _kept(request: HttpRequest) -> str:
    """How the list was narrowed, taken apart and put together anew: never a foreign address."""
    if "kept" not in request.POST:
        return ""
    return urlencode(_query(Narrow(QueryDict(request.POST["kept"])).narrowed()))


urls = [
    path("actions/", actions, name="actions"),
    path("actions/<uuid:action_id>/end/", our_action_end, name="our_action_end"),
    path("actions/<uuid:action_id>/accept/", our_action_accept, name="our_action_accept"),
    path("actions/<uuid:action_id>/resume/", our_action_resume, name="our_action_resume"),
]
