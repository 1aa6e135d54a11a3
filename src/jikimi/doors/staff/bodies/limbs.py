"""What the parties of an agreement promised: read, written down, corrected, ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.body_kinds import has_limbs
from jikimi.bodies.known import body_called
from jikimi.bodies.limbs import LimbDraft, add_limb, amend_limb, end_limb, limb_called, limbs_of
from jikimi.bodies.models import Body
from jikimi.bodies.reads import agencies_seated
from jikimi.doors.staff.bodies.body_forms import LimbForm, WhyForm
from jikimi.doors.staff.bodies.frame import framed, offers, one_form
from jikimi.doors.staff.pages import actor_of, show, staff_page

OFFERED = {"add": "bodies.limb.add", "amend": "bodies.limb.amend", "end": "bodies.limb.end"}


@staff_page("bodies.body.read")
def limbs(request: HttpRequest, key: str) -> HttpResponse:
    """What was promised, and who sees to it."""
    actor, body = _agreement(request, key, "bodies.body.read")
    page = framed(actor, body, "body_limbs", limbs=limbs_of(body), may=offers(actor, body, OFFERED))
    return show(request, "bodies/limbs.html", page)


@staff_page("bodies.limb.add")
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Write down what was promised."""
    actor, body = _agreement(request, key, "bodies.limb.add")
    form = LimbForm(request.POST or None, agencies=agencies_seated(body))
    return _asked(
        request,
        actor,
        body,
        form,
        lambda: add_limb(actor=actor, body=body, draft=_draft(form)),
        title=_("Add a limb"),
    )


@staff_page("bodies.limb.amend")
def amend(request: HttpRequest, key: str, limb: UUID) -> HttpResponse:
    """Correct the words, or who sees to it."""
    actor, body = _agreement(request, key, "bodies.limb.amend")
    row = limb_called(body, limb)
    names = ("title_ko", "title_en", "text", "lead_id", "version")
    initial = {name: getattr(row, name) for name in names}
    form = LimbForm(request.POST or None, agencies=agencies_seated(body), initial=initial)
    return _asked(
        request,
        actor,
        body,
        form,
        lambda: amend_limb(
            actor=actor, limb=row, draft=_draft(form), version=form.cleaned_data["version"]
        ),
        title=_("Amend a limb"),
    )


@staff_page("bodies.limb.end")
def end(request: HttpRequest, key: str, limb: UUID) -> HttpResponse:
    """End what was promised, with the reason."""
    actor, body = _agreement(request, key, "bodies.limb.end")
    row = limb_called(body, limb)
    form = WhyForm(request.POST or None)
    return one_form(
        request,
        framed(actor, body, "body_limbs"),
        form,
        lambda: end_limb(actor=actor, limb=row, why=form.cleaned_data["why"]),
        said=_("The limb is ended."),
        back=reverse("body_limbs", args=[key]),
        title=_("End a limb"),
        text=_("It stays readable as ended: %(title)s") % {"title": row.title_ko},
        button=_("End"),
        danger=True,
    )


def _agreement(request: HttpRequest, key: str, act: str) -> tuple[Actor, Body]:
    actor = actor_of(request)
    body = body_called(actor, key, act=act)
    if not has_limbs(body):
        raise NotAllowed
    return actor, body


def _draft(form: LimbForm) -> LimbDraft:
    return LimbDraft(**{k: v for k, v in form.cleaned_data.items() if k != "version"})


def _asked(
    request: HttpRequest, actor: Actor, body: Body, form: LimbForm, call: Any, *, title: str
) -> HttpResponse:
    return one_form(
        request,
        framed(actor, body, "body_limbs"),
        form,
        call,
        said=_("Saved."),
        back=reverse("body_limbs", args=[body.key]),
        title=title,
        button=_("Save"),
    )


urls = [
    path("bodies/<slug:key>/limbs/", limbs, name="body_limbs"),
    path("bodies/<slug:key>/limbs/add/", add, name="limb_add"),
    path("bodies/<slug:key>/limbs/<uuid:limb>/amend/", amend, name="limb_amend"),
    path("bodies/<slug:key>/limbs/<uuid:limb>/end/", end, name="limb_end"),
]
