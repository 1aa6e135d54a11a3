"""What every staff page shares: who may enter, the frame, and a rule's refusals in a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.errors import Changed, NotAllowed, NotValid
from jikimi.access.member import Member
from jikimi.doors.session import refused_part

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# The main navigation: url name, words, act that decides who sees it.
NAVIGATION = (
    ("today", words("Today"), "access.today.read"),
    ("nominate", words("Nominate"), "cases.nomination.put"),
    ("signals", words("Signals"), "cases.signals.list"),
    ("cases", words("Cases"), "cases.worklist.read"),
    ("alerts", words("Time limits"), "cases.alerts.read"),
    ("meetings", words("Meetings"), "bodies.meeting.list"),
    ("bodies", words("Bodies"), "bodies.body.list"),
    ("councils", words("Council"), "cases.council.figures"),
    ("follow_up", words("Follow-up"), "cases.follow_up.read"),
    ("insights", words("Results"), "insights.figures.read"),
    ("checks", words("Checks"), "cases.checks.list"),
    ("search", words("Search"), "cases.persons.search"),
    ("reports", words("Reports"), "cases.reports.list"),
    ("directory", words("Find help"), "directory.search.read"),
    ("sites", words("Places"), "places.sites.read"),
    ("inspections", words("Inspections"), "places.inspections.read"),
    ("control_room", words("Control room"), "escorts.board.read"),
    ("location_log", words("Location log"), "escorts.provisions.read"),
    ("my_meetings", words("Escort duty"), "escorts.bookings.mine"),
    ("control_room_setup", words("Control room set-up"), "escorts.rooms.read"),
    ("members", words("Members"), "access.member.list"),
    ("record", words("Record"), "access.record.read"),
)


def staff_page(act: str) -> Callable[[View[P]], View[P]]:
    """A page behind sign-in, entered by those whose roles the act names; the rule decides the rest.

    The act's code stays on the view (`view.act`), so that tests/walls can ask every url.
    """

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            actor = getattr(request, "actor", None)
            if actor is None and request.headers.get("HX-Request"):
                return refused_part(request)
            if actor is None:
                return redirect_to_login(request.path, reverse(settings.LOGIN_URL))
            if not may_enter(actor, act):
                raise NotAllowed
            return view(request, *args, **kwargs)

        page.act = act  # type: ignore[attr-defined]
        return cast("View[P]", page)

    return wrap


def may_enter(actor: Actor, act: str) -> bool:
    """Whether the actor holds a role the act names, anywhere, at an agency of the kind asked."""
    return any(
        actor.holds_anywhere(role)
        and (not standing.startswith("kind:") or standing == f"kind:{actor.agency_kind}")
        for role, standing in act_called(act).who
    )


def actor_of(request: HttpRequest) -> Actor:
    """The named actor of a staff request."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def member_of(request: HttpRequest) -> Member:
    """Who is signed in, with the agency."""
    return cast(Member, request.user)


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with `templates/staff/<template>`, framed with the navigation of this actor."""
    frame = {"nav": _navigation(request), "signed_in_as": _chip(request)}
    return render(request, f"staff/{template}", {**frame, **context}, status=status)


def ruled(form: BaseForm, call: Callable[[], Any]) -> Any:
    """Call a rule and put what it refuses beside the fields; None when it refused.

    A Changed refusal stays on the form as `form.conflict` for the template to show both versions.
    """
    try:
        return call()
    except NotValid as refusal:
        for field, says in refusal.fields.items():
            form.add_error(field if field in form.fields else None, says)
        if refusal.says or not refusal.fields:
            form.add_error(None, refusal.says or _("Check what you entered."))
    except Changed as refusal:
        form.conflict = refusal  # type: ignore[attr-defined]
        form.add_error(None, _("Somebody else changed this meanwhile. See both versions below."))
    return None


def offer(form: BaseForm, field: str, offered: Sequence[tuple[object, Any]]) -> None:
    """Give a field of a form its choices: (value, words), or (words of a group, its pairs)."""
    form.fields[field].choices = list(offered)  # type: ignore[attr-defined]


def status_of(form: BaseForm) -> int:
    """422 when the form was refused, 409 when it met a newer version, 200 when it is new."""
    if getattr(form, "conflict", None):
        return 409
    return 422 if form.is_bound and form.errors else 200


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    actor = actor_of(request)
    return [
        {"url": _place(name), "label": _(label), "current": _is_here(request, _place(name))}
        for name, label, act in NAVIGATION
        if may_enter(actor, act)
    ]


@cache
def _place(name: str) -> str:
    return reverse(name)


def _is_here(request: HttpRequest, url: str) -> bool:
    home = _place("today")
    return request.path == url if url == home else request.path.startswith(url)


def _chip(request: HttpRequest) -> dict[str, str]:
    member = member_of(request)
    return {"name": member.name, "agency": member.agency.name}
