"""Duty of a body on one page: who is there now, who comes next, what waits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.body_kinds import has_duty
from jikimi.bodies.duty.handing_over import notes_of
from jikimi.bodies.duty.posts import posts_of
from jikimi.bodies.duty.reads import (
    on_duty_now,
    own_shifts,
    rotas_of,
    swaps_waiting,
    vacancies_ahead,
    watches,
)
from jikimi.bodies.known import body_called
from jikimi.bodies.models import Body
from jikimi.doors.staff.bodies.duty_forms import DAYS_IN_SHORT, kind_words
from jikimi.doors.staff.bodies.frame import framed, offers
from jikimi.doors.staff.pages import actor_of, show, staff_page

_SHOWN = timedelta(days=27)
_STEP = timedelta(days=28)
_OFFERED = {
    "post": "bodies.post.set",
    "plan": "bodies.rota.plan",
    "write": "bodies.hand_over.write",
    "take": "bodies.hand_over.take",
    "print": "bodies.duty.print",
    "steer": "bodies.swap.refuse",
}


@staff_page("bodies.duty.read")
def duty(request: HttpRequest, key: str) -> HttpResponse:
    """Four weeks of duty, and everything that waits."""
    actor = actor_of(request)
    body = duty_body(actor, key)
    first = _first_day(request)
    context = framed(
        actor,
        body,
        "duty",
        posts=posts_of(body),
        now=on_duty_now(body),
        found=watches(body, first, first + _SHOWN),
        mine=own_shifts(actor, body),
        swaps=swaps_waiting(body),
        vacant=vacancies_ahead(body),
        rotas=rotas_of(body),
        notes=notes_of(actor, body) if may(actor, "bodies.hand_over.read", body) else [],
        may=offers(actor, body, _OFFERED),
        kinds=kind_words(),
        short=DAYS_IN_SHORT,
        **_period(key, first),
    )
    return show(request, "bodies/duty/duty.html", context)


def duty_body(actor: Actor, key: str, *, act: str = "bodies.duty.read") -> Body:
    """The body, if its kind mans posts and the act is open; NotAllowed otherwise."""
    found = body_called(actor, key, act=act)
    if not has_duty(found):
        raise NotAllowed
    return found


def _first_day(request: HttpRequest) -> date:
    """The Monday of the day asked for, else of this week."""
    try:
        asked = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        asked = timezone.localdate()
    if not 2000 <= asked.year <= 2100:
        asked = timezone.localdate()
    return asked - timedelta(asked.weekday())


def _period(key: str, first: date) -> dict[str, Any]:
    here = reverse("duty", args=[key])
    return {
        "first": first,
        "last": first + _SHOWN,
        "earlier": f"{here}?from={first - _STEP}#watches",
        "later": f"{here}?from={first + _STEP}#watches",
    }


urls = [path("bodies/<slug:key>/duty/", duty, name="duty")]
