"""Alerts of time limits and forced tasks: mine, my agency's, my body's; answered in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.actor import Actor
from jikimi.cases.alert_lists import ORDERS, STATES, WHOSE, AlertFilter
from jikimi.cases.alerts import (
    acknowledge_alert,
    alert_called,
    alerts,
    take_back_acknowledgement,
)
from jikimi.cases.tasks import (
    TaskFilter,
    finish_task,
    reopen_task,
    task_called,
    task_not_needed,
    tasks,
)
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.measure_words import until
from jikimi.doors.staff.cases.parts import status_of_step, stepped
from jikimi.doors.staff.pages import actor_of, offer, show, staff_page


class Narrow(forms.Form):
    """How the list is narrowed and put in order; what is not understood is left out."""

    whose = forms.ChoiceField(required=False)
    state = forms.ChoiceField(label=words("State"), required=False)
    point = forms.ChoiceField(label=words("Point of time"), required=False)
    order = forms.ChoiceField(label=words("Order"), required=False)
    page = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for field, offered in _choices().items():
            offer(self, field, offered)

    def narrowed(self) -> AlertFilter:
        """The filter."""
        self.full_clean()
        usual = asdict(AlertFilter())
        given = {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}
        return AlertFilter(**{**usual, **given})


class AnswerForm(forms.Form):
    """That an alert was seen, and what is done."""

    answer = forms.CharField(
        label=words("Seen. What do you do about it?"),
        max_length=300,
        help_text=words("In a few words, without names: asked the prosecutor, filed today …"),
    )


class TaskForm(forms.Form):
    """How a task ended."""

    outcome = forms.ChoiceField(
        label=words("How did it end?"),
        widget=forms.RadioSelect,
        choices=[("done", words("Done")), ("not_needed", words("Not needed"))],
        initial="done",
    )
    note = forms.CharField(
        label=words("Note"),
        required=False,
        max_length=500,
        help_text=words("Needed when the task is not needed: why."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@staff_page("cases.alerts.read")
def page(request: HttpRequest) -> HttpResponse:
    """What waits, narrowed and in order."""
    return _page(request, request.GET)


@staff_page("cases.alerts.acknowledge")
def acknowledge(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Say that an alert was seen."""
    actor, form = actor_of(request), AnswerForm(_sent(request), auto_id=f"id_{alert_id}_%s")
    alert = alert_called(actor, alert_id)
    return _done(
        request,
        form,
        lambda: acknowledge_alert(actor=actor, alert=alert, **form.cleaned_data),
        asked=alert_id,
        says=_("Acknowledged. Nobody else is called for it now."),
    )


@staff_page("cases.alerts.take_back")
def take_back(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Take back one's own acknowledgement."""
    actor, form = actor_of(request), forms.Form(_sent(request))
    alert = alert_called(actor, alert_id)
    return _done(
        request,
        form,
        lambda: take_back_acknowledgement(actor=actor, alert=alert),
        asked=alert_id,
        says=_("The alert waits again."),
    )


@staff_page("cases.tasks.finish")
def task_end(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Say that a task is done or not needed."""
    actor, form = actor_of(request), TaskForm(_sent(request), auto_id=f"id_{task_id}_%s")
    task = task_called(actor, task_id)

    def rule() -> Any:
        given = dict(form.cleaned_data)
        ending = {"done": finish_task, "not_needed": task_not_needed}[given.pop("outcome")]
        return ending(actor=actor, task=task, **given)

    return _done(request, form, rule, asked=task_id, says=_("The task has ended."))


@staff_page("cases.tasks.reopen")
def task_reopen(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Open a task again that was ended by mistake."""
    actor, form = actor_of(request), forms.Form(_sent(request))
    task = task_called(actor, task_id)
    return _done(
        request,
        form,
        lambda: reopen_task(actor=actor, task=task),
        asked=task_id,
        says=_("The task is open again."),
    )


def _done(
    request: HttpRequest,
    form: forms.Form,
    rule: Callable[[], Any],
    *,
    asked: UUID,
    says: str,
) -> HttpResponse:
    """Back to the list as it was narrowed, or to the case it was answered on."""
    kept = QueryDict(request.POST.get("kept", ""))
    if form.is_valid() and stepped(form, rule):
        messages.success(request, says)
        if kept.get("case"):
            return redirect("case", kept["case"])
        return redirect(_url(Narrow(kept).narrowed()))
    return _page(request, kept, form=form if form.is_bound else None, asked=asked)


def _page(
    request: HttpRequest, query: Any, form: forms.Form | None = None, asked: UUID | None = None
) -> HttpResponse:
    actor, narrow = actor_of(request), Narrow(query)
    narrowed = narrow.narrowed()
    found = alerts(actor, narrowed)
    context = {
        "found": found,
        "narrow": narrow,
        "narrowed": narrowed,
        "tabs": _tabs(actor, narrowed, found.counts),
        "form": form,
        "asked": asked,
        **offered_forms(form, asked),
        **_tasks(actor, narrowed),
        "kept": urlencode(_query(narrowed)),
        "earlier": _url(narrowed, page=narrowed.page - 1) if narrowed.page > 1 else "",
        "later": _url(narrowed, page=narrowed.page + 1) if found.has_later else "",
    }
    return show(request, "cases/alerts.html", context, status=status_of_step(form))


def offered_forms(form: forms.Form | None = None, asked: UUID | None = None) -> dict[str, Any]:
    """The form of each alert and task in a list; the one that was sent keeps what was typed."""

    def answer_form(pk: UUID) -> forms.Form:
        mine = isinstance(form, AnswerForm) and asked == pk
        return form if mine and form else AnswerForm(auto_id=f"id_{pk}_%s")

    def task_form(pk: UUID, version: int) -> forms.Form:
        mine = isinstance(form, TaskForm) and asked == pk
        fresh = {"outcome": "done", "version": version}
        return form if mine and form else TaskForm(initial=fresh, auto_id=f"id_{pk}_%s")

    return {"answer_form": answer_form, "task_form": task_form, "asked": asked, "until": until}


def _tasks(actor: Actor, narrowed: AlertFilter) -> dict[str, Any]:
    whose = "body" if narrowed.whose == "body" else "ours"
    state = "ended" if narrowed.state == "seen" else "open"
    lines, has_more = tasks(actor, TaskFilter(whose=whose, state=state, page=narrowed.page))
    return {"task_lines": lines, "more_tasks": has_more}


def _choices() -> dict[str, list[tuple[str, Any]]]:
    points = [(row.code, row.label) for row in code_list("alert_points").values()]
    states = (_("To be seen"), _("Acknowledged"), _("Nobody saw it in time"))
    orders = (_("Soonest due first"), _("Latest alert first"), _("Earliest alert first"))
    return {
        "whose": [(whose, whose) for whose in WHOSE],
        "state": list(zip(STATES, states, strict=True)),
        "point": [("", _("All")), *points],
        "order": list(zip(ORDERS, orders, strict=True)),
    }


def _tabs(actor: Actor, narrowed: AlertFilter, counts: dict[str, int]) -> list[dict[str, Any]]:
    names = {"told": _("Told to us"), "mine": _("My cases"), "body": _("My bodies")}
    return [
        {
            "url": _url(narrowed, whose=whose, page=1),
            "label": names[whose],
            "current": narrowed.whose == whose,
            "count": counts[whose],
        }
        for whose in WHOSE
        if whose != "body" or actor.bodies_coordinated()
    ]


def _query(narrowed: AlertFilter, **other: Any) -> dict[str, Any]:
    usual = asdict(AlertFilter())
    query = {**asdict(narrowed), **other}
    return {name: value for name, value in query.items() if value != usual[name]}


def _url(narrowed: AlertFilter, **other: Any) -> str:
    query = urlencode(_query(narrowed, **other))
    return f"{reverse('alerts')}?{query}" if query else reverse("alerts")


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


urls = [
    path("alerts/", page, name="alerts"),
    path("alerts/<uuid:alert_id>/acknowledge/", acknowledge, name="alert_acknowledge"),
    path("alerts/<uuid:alert_id>/take-back/", take_back, name="alert_take_back"),
    path("tasks/<uuid:task_id>/end/", task_end, name="task_end"),
    path("tasks/<uuid:task_id>/reopen/", task_reopen, name="task_reopen"),
]
