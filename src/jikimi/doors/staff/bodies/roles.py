"""Roles in a body: who coordinates it, who sits in its council; granted by who keeps the body."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.codes import labels
from jikimi.access.errors import NotAllowed
from jikimi.access.roster import end_role, grant_role
from jikimi.bodies.known import body_called, people_who_may_hold, roles_in
from jikimi.bodies.models import Body
from jikimi.bodies.seats import bodies_kept
from jikimi.doors.staff.bodies.body_forms import RoleForm, WhyForm
from jikimi.doors.staff.bodies.frame import framed, one_form
from jikimi.doors.staff.pages import actor_of, show, staff_page

SEE = "bodies.body.roles"


@staff_page(SEE)
def roles(request: HttpRequest, key: str) -> HttpResponse:
    """Who holds a role in it."""
    actor = actor_of(request)
    body = body_called(actor, key, act=SEE)
    page = framed(
        actor,
        body,
        "body_roles",
        held=roles_in(body),
        names=labels("access", "roles"),
        is_keeper=_keeps(actor, body),
    )
    return show(request, "bodies/roles.html", page)


@staff_page("access.role.grant_in_body")
def grant(request: HttpRequest, key: str) -> HttpResponse:
    """Grant a role in it to somebody of the keeper's agency or of a seated one."""
    actor, body = _kept(request, key)
    people = {one.pk: one for one in people_who_may_hold(body) if one.pk != actor.member_id}
    form = RoleForm(request.POST or None, people=people.values())
    return one_form(
        request,
        framed(actor, body, "body_roles"),
        form,
        lambda: grant_role(
            actor=actor,
            member=people[form.cleaned_data["member_id"]],
            kind=form.cleaned_data["kind"],
            why=form.cleaned_data["why"],
            body_id=body.pk,
        ),
        said=_("The role is granted."),
        back=reverse("body_roles", args=[key]),
        title=_("Grant a role"),
        button=_("Grant"),
    )


@staff_page("access.role.end_in_body")
def end(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Take a role in it away, with the reason."""
    actor, body = _kept(request, key)
    held = next((one.role for one in roles_in(body) if one.role.pk == number), None)
    if held is None:
        raise NotAllowed
    form = WhyForm(request.POST or None)
    return one_form(
        request,
        framed(actor, body, "body_roles"),
        form,
        lambda: end_role(actor=actor, role=held, why=form.cleaned_data["why"]),
        said=_("Done and recorded."),
        back=reverse("body_roles", args=[key]),
        title=_("Take this role away?"),
        text=_("It ends at once."),
        button=_("Take away"),
        danger=True,
    )


def _keeps(actor: Actor, body: Body) -> bool:
    return any(one.pk == body.pk for one in bodies_kept(actor))


def _kept(request: HttpRequest, key: str) -> tuple[Actor, Body]:
    actor = actor_of(request)
    body = body_called(actor, key, act=SEE)
    if not _keeps(actor, body):
        raise NotAllowed
    return actor, body


urls = [
    path("bodies/<slug:key>/roles/", roles, name="body_roles"),
    path("bodies/<slug:key>/roles/grant/", grant, name="body_role_grant"),
    path("bodies/<slug:key>/roles/<int:number>/end/", end, name="body_role_end"),
]
