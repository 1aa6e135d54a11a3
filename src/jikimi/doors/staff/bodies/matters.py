"""Matters of a body: proposed by its agencies, put on an agenda, answered, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.matters import (
    MatterDraft,
    amend_matter,
    body_dealing,
    decline_matter,
    items_of_matter,
    kinds_proposed,
    matter_called,
    matters,
    propose_matter,
    reopen_matter,
    schedule_matter,
    withdraw_matter,
)
from jikimi.bodies.models import Body, Matter
from jikimi.bodies.models.matter import STAGES
from jikimi.bodies.reads import meeting_called, meetings_ahead
from jikimi.doors.staff.bodies.frame import framed
from jikimi.doors.staff.bodies.meetings import told
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of
from jikimi.settings.jinja import instant

ORDERS = (
    ("newest", words("Newest first")),
    ("oldest", words("Oldest first")),
    ("title", words("By title")),
)
_OFFERS = ("amend", "withdraw", "decline", "reopen", "schedule")


class MatterForm(forms.Form):
    """What the body shall deal with."""

    kind = forms.ChoiceField(label=words("Kind"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=words("Matter"),
        max_length=200,
        help_text=words("Write nothing here that belongs to a case."),
    )
    text = forms.CharField(
        label=words("What is asked, and why"),
        max_length=4000,
        required=False,
        widget=forms.Textarea,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        rows = [(code, row.label) for code, row in kinds_proposed().items()]
        self.fields["kind"].choices = rows  # type: ignore[attr-defined]
        self.fields["kind"].initial = "policy"

    def draft(self) -> MatterDraft:
        """What was entered, as the rule takes it."""
        return MatterDraft(**{name: self.cleaned_data[name] for name in ("kind", "title", "text")})


class ScheduleForm(forms.Form):
    """At which meeting, for how long."""

    meeting = forms.ChoiceField(label=words("Meeting"))
    minutes = forms.IntegerField(
        label=words("Time in minutes"), min_value=1, max_value=240, initial=20
    )

    def __init__(self, *args: object, body: Body) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        rows = [(str(m.pk), f"{instant(m.starts_at)} · {m.place}") for m in meetings_ahead(body)]
        self.fields["meeting"].choices = rows  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """Why the body does not deal with it."""

    answer = forms.CharField(
        label=words("Answer for the agency that proposed it"),
        max_length=1000,
        widget=forms.Textarea,
    )


@staff_page("bodies.matter.list")
def matter_list(request: HttpRequest, key: str) -> HttpResponse:
    """The matters of a body, narrowed by stage and words; the form to propose one."""
    return _list_page(request, key)


def _list_page(
    request: HttpRequest, key: str, form: MatterForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    body = body_dealing(actor, key)
    asked = {name: request.GET.get(name, "") for name in ("stage", "text", "order")}
    asked["stage"] = asked["stage"] if asked["stage"] in STAGES else ""
    may_propose = may(actor, "bodies.matter.propose", body)
    context = framed(
        actor,
        body,
        "matters",
        rows=matters(actor, body, **asked),
        asked=asked,
        stages=STAGES,
        orders=ORDERS,
        form=form or (MatterForm() if may_propose else None),
    )
    return show(request, "bodies/matters.html", context, status=status)


@staff_page("bodies.matter.propose")
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Propose something to the body."""
    actor = actor_of(request)
    body = body_dealing(actor, key)
    form = MatterForm(request.POST or None)
    if form.is_valid():
        draft = form.draft()
        if ruled(form, lambda: propose_matter(actor=actor, body=body, draft=draft)) is not None:
            messages.success(request, _("The matter is proposed; the coordinators are being told."))
            return redirect("matters", key)
    return _list_page(request, key, form, status_of(form))


@staff_page("bodies.matter.list")
def matter(request: HttpRequest, key: str, matter_id: UUID) -> HttpResponse:
    """One matter: its words, where it was dealt with, and what may be done with it now."""
    return _page(request, key, matter_id)


@staff_page("bodies.matter.list")
def matter_anywhere(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """The page of a matter for whoever knows only which it is."""
    return redirect("matter", matter_called(actor_of(request), matter_id).body.key, matter_id)


def _page(
    request: HttpRequest, key: str, matter_id: UUID, *, status: int = 200, **refused: forms.Form
) -> HttpResponse:
    actor = actor_of(request)
    found = _found(actor, key, matter_id)
    can = {name: may(actor, f"bodies.matter.{name}", found) for name in _OFFERS}
    context = {
        "body": found.body,
        "matter": found,
        "may": can,
        "items": items_of_matter(found),
        **_forms(found, can),
        **refused,
    }
    return show(request, "bodies/matter.html", context, status=status)


def _forms(found: Matter, can: Mapping[str, bool]) -> dict[str, forms.Form | None]:
    fields = ("kind", "title", "text", "version")
    words_now = {name: getattr(found, name) for name in fields}
    return {
        "amend_form": MatterForm(initial=words_now) if can["amend"] else None,
        "schedule_form": ScheduleForm(body=found.body) if can["schedule"] else None,
        "answer_form": DeclineForm() if can["decline"] else None,
    }


def _found(actor: Actor, key: str, matter_id: UUID) -> Matter:
    found = matter_called(actor, matter_id)
    if found.body.key != key or not may(actor, "bodies.matter.list", found.body):
        raise NotAllowed
    return found


@staff_page("bodies.matter.amend")
def amend(request: HttpRequest, key: str, matter_id: UUID) -> HttpResponse:
    """Change the words of a matter."""
    actor = actor_of(request)
    found = _found(actor, key, matter_id)
    form = MatterForm(request.POST or None)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        call: dict[str, Any] = {"draft": form.draft(), "version": version}
        if ruled(form, lambda: amend_matter(actor=actor, matter=found, **call)) is not None:
            messages.success(request, _("The change is recorded."))
            return redirect("matter", key, matter_id)
    return _page(request, key, matter_id, status=status_of(form), amend_form=form)


@staff_page("bodies.matter.schedule")
def schedule(request: HttpRequest, key: str, matter_id: UUID) -> HttpResponse:
    """Put the matter on the agenda of a meeting ahead."""
    actor = actor_of(request)
    found = _found(actor, key, matter_id)
    form = ScheduleForm(request.POST or None, body=found.body)
    if form.is_valid():
        meeting = meeting_called(actor, UUID(form.cleaned_data["meeting"]))
        call: dict[str, Any] = {"meeting": meeting, "minutes": form.cleaned_data["minutes"]}
        if ruled(form, lambda: schedule_matter(actor=actor, matter=found, **call)) is not None:
            messages.success(request, _("The matter is on the agenda."))
            return redirect("meeting", meeting.pk)
    return _page(request, key, matter_id, status=status_of(form), schedule_form=form)


@staff_page("bodies.matter.decline")
def decline(request: HttpRequest, key: str, matter_id: UUID) -> HttpResponse:
    """Answer why the body does not deal with the matter."""
    actor = actor_of(request)
    found = _found(actor, key, matter_id)
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        if ruled(form, lambda: decline_matter(actor=actor, matter=found, answer=answer)):
            messages.success(request, _("The answer is recorded; who proposed it is being told."))
            return redirect("matter", key, matter_id)
    return _page(request, key, matter_id, status=status_of(form), answer_form=form)


@staff_page("bodies.matter.withdraw")
def withdraw(request: HttpRequest, key: str, matter_id: UUID) -> HttpResponse:
    """Take back what one's own agency proposed: one press."""
    done = _("The matter is withdrawn.")
    return _pressed(request, key, matter_id, withdraw_matter, done)


@staff_page("bodies.matter.reopen")
def reopen(request: HttpRequest, key: str, matter_id: UUID) -> HttpResponse:
    """Let a matter wait again that was withdrawn or declined: one press."""
    done = _("The matter waits for a meeting again.")
    return _pressed(request, key, matter_id, reopen_matter, done)


def _pressed(
    request: HttpRequest, key: str, matter_id: UUID, rule: Callable[..., object], done: str
) -> HttpResponse:
    actor = actor_of(request)
    found = _found(actor, key, matter_id)
    if request.method == "POST":
        told(request, lambda: rule(actor=actor, matter=found), done)
    return redirect("matter", key, matter_id)


_ALL = "bodies/<slug:key>/matters/"
_ONE = f"{_ALL}<uuid:matter_id>/"
urls = [
    path("matters/<uuid:matter_id>/", matter_anywhere, name="matter_anywhere"),
    path(_ALL, matter_list, name="matters"),
    path(f"{_ALL}propose/", propose, name="propose_matter"),
    path(_ONE, matter, name="matter"),
    path(f"{_ONE}amend/", amend, name="amend_matter"),
    path(f"{_ONE}schedule/", schedule, name="schedule_matter"),
    path(f"{_ONE}decline/", decline, name="decline_matter"),
    path(f"{_ONE}withdraw/", withdraw, name="withdraw_matter"),
    path(f"{_ONE}reopen/", reopen, name="reopen_matter"),
]
