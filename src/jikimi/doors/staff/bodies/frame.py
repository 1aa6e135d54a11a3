"""What every page of one body shares: its name, its tabs, what is offered, a form of one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as words

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.bodies.body_kinds import has_duty, has_limbs, kind_label, meetings_a_year
from jikimi.bodies.models import Body
from jikimi.cases.funnel import pathways_of
from jikimi.cases.shares import Stood
from jikimi.doors.staff.pages import ruled, show, status_of

# The tabs of a body: url name (its argument is the key), words, act, and which kinds have it.
TABS: tuple[tuple[str, str, str, Callable[[Body], object] | None], ...] = (
    ("body", words("Overview"), "bodies.body.read", None),
    ("body_seats", words("Agencies"), "bodies.body.read", None),
    ("recruiting", words("Recruiting"), "bodies.candidate.list", None),
    ("matters", words("Matters proposed"), "bodies.matter.list", None),
    ("turns", words("Regular meetings"), "bodies.turn.list", meetings_a_year),
    ("body_limbs", words("Limbs of the agreement"), "bodies.body.read", has_limbs),
    ("duty", words("Duty"), "bodies.duty.read", has_duty),
    ("funnel", words("Pathways"), "cases.pathways.funnel", pathways_of),
    ("body_roles", words("Roles"), "bodies.body.roles", None),
)


def framed(actor: Actor, body: Body, here: str, **context: Any) -> dict[str, Any]:
    """The context of a page that extends staff/bodies/frame.html. here: the url name of its tab."""
    frame = {
        "name": body.name,
        "kind": kind_label(body),
        "home": reverse("body", args=[body.key]),
        "tabs": list(_tabs(actor, body, here)),
    }
    return {"body": body, "frame": frame, **context}


def offers(actor: Actor, subject: Any, acts: Mapping[str, str]) -> dict[str, bool]:
    """Which of these acts, name → code, are open to the actor; how it stands is asked once."""
    stood = Stood(
        frozenset(subject.standings(actor)), subject.body_id, getattr(subject, "stage", "")
    )
    return {name: may(actor, act, stood) for name, act in acts.items()}


def one_form(
    request: HttpRequest,
    page: dict[str, Any],
    form: forms.Form,
    call: Callable[[], Any],
    *,
    said: str,
    back: str,
    **context: Any,
) -> HttpResponse:
    """A page with one form and one rule behind it: asked, ruled, said, and back.

    context: title, button, and text or danger.
    """
    if form.is_valid() and ruled(form, call) is not None:
        messages.success(request, said)
        return redirect(back)
    whole = {"text": "", "danger": False, "form": form, "back": back, **page, **context}
    whole["conflict"] = _conflict(form)
    return show(request, "bodies/form.html", whole, status=status_of(form))


def _tabs(actor: Actor, body: Body, here: str) -> Any:
    open_to = offers(actor, body, {tab: act for tab, _label, act, _fits in TABS})
    for tab, label, _act, fits in TABS:
        if open_to[tab] and (fits is None or fits(body)):
            url = reverse(tab, args=[body.key])
            yield {"url": url, "label": gettext(label), "current": tab == here}


def _conflict(form: forms.Form) -> list[tuple[str, str, str]]:
    """What somebody else wrote meanwhile, beside one's own; saving again is then meant."""
    refusal = getattr(form, "conflict", None)
    if refusal is None:
        return []
    renewed = form.data.copy()  # type: ignore[attr-defined]
    renewed["version"] = form.get_initial_for_field(form.fields["version"], "version")
    form.data = renewed
    return [
        (str(form.fields[name].label), str(value or ""), str(refusal.mine.get(name) or ""))
        for name, value in refusal.theirs.items()
        if name in form.fields
    ]
