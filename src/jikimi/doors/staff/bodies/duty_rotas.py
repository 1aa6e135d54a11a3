"""Rotas: planned, looked at, published, discarded, printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.actor import Actor
from jikimi.bodies.duty.fitting import misfits, obstacle_words
from jikimi.bodies.duty.planning.words import REASONS
from jikimi.bodies.duty.posts import post_of, posts_of
from jikimi.bodies.duty.reads import carried, watches_of
from jikimi.bodies.duty.rotas import discard_rota, plan_rota, print_rota, publish_rota, rota_of
from jikimi.bodies.models import Body, Post, Rota
from jikimi.doors.staff.bodies.duty import duty_body
from jikimi.doors.staff.bodies.duty_forms import DAYS_IN_SHORT, RotaForm, kind_words
from jikimi.doors.staff.bodies.frame import framed, offers, one_form
from jikimi.doors.staff.bodies.meetings import told
from jikimi.doors.staff.bodies.undertaking_forms import ReasonForm
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_WEEKS = 13
_OFFERED = {
    "plan": "bodies.rota.plan",
    "publish": "bodies.rota.publish",
    "discard": "bodies.rota.discard",
    "print": "bodies.duty.print",
    "assign": "bodies.shift.assign",
}


@staff_page("bodies.rota.plan")
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """Plan a rota: which post, from when to when, by which rules."""
    actor = actor_of(request)
    body = duty_body(actor, key, act="bodies.rota.plan")
    posts = posts_of(body)
    form = RotaForm(request.POST or None, posts=posts, initial=_initial(request, posts))
    if form.is_valid():
        post = post_of(body, form.cleaned_data["post"])
        made = ruled(form, lambda: plan_rota(actor=actor, post=post, draft=form.draft()))
        if made is not None:
            messages.success(request, _("The draft is ready. Look at it before you publish it."))
            return redirect("duty_rota", key, made.pk)
    page = framed(actor, body, "duty", form=form, posts=posts)
    return show(request, "bodies/duty/plan.html", page, status=status_of(form))


@staff_page("bodies.duty.read")
def rota(request: HttpRequest, key: str, rota_id: UUID) -> HttpResponse:
    """A rota: every time and place, what stays vacant and why, what each person carries."""
    actor = actor_of(request)
    body = duty_body(actor, key)
    return show(request, "bodies/duty/rota.html", _page(actor, body, rota_of(body, rota_id)))


@staff_page("bodies.rota.publish")
@require_POST
def publish(request: HttpRequest, key: str, rota_id: UUID) -> HttpResponse:
    """Make a draft the rota that holds."""
    actor = actor_of(request)
    found = rota_of(duty_body(actor, key), rota_id)
    done = _("The rota is published; everybody on it is being told.")
    if told(request, lambda: publish_rota(actor=actor, rota=found), done):
        return redirect("duty", key)
    return redirect("duty_rota", key, rota_id)


@staff_page("bodies.rota.discard")
@require_POST
def discard(request: HttpRequest, key: str, rota_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    actor = actor_of(request)
    found = rota_of(duty_body(actor, key), rota_id)
    done = _("The draft is discarded.")
    told(request, lambda: discard_rota(actor=actor, rota=found), done)
    return redirect("duty", key)


@staff_page("bodies.duty.print")
def to_print(request: HttpRequest, key: str, rota_id: UUID) -> HttpResponse:
    """A rota to be printed, after a reason is given."""
    actor = actor_of(request)
    body = duty_body(actor, key, act="bodies.duty.print")
    found = rota_of(body, rota_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        if ruled(form, lambda: print_rota(actor=actor, rota=found, **given)) is not None:
            return show(request, "bodies/duty/print.html", _page(actor, body, found))
    return one_form(
        request,
        framed(actor, body, "duty"),
        form,
        lambda: None,
        said="",
        back="",
        title=_("Print the rota"),
        text=_("A rota holds names of colleagues. Who printed it and why is recorded."),
        button=_("Show for printing"),
    )


def _initial(request: HttpRequest, posts: list[Post]) -> dict[str, Any]:
    """The post asked for; begins where its published rota ends, or next Monday."""
    asked = request.GET.get("post", "")
    post = next((row for row in posts if str(row.pk) == asked), posts[0] if posts else None)
    begins = _next_day(post) if post else timezone.localdate()
    ends = begins + timedelta(7 * _WEEKS - 1)
    return {"post": str(post.pk) if post else "", "begins_on": begins, "ends_on": ends}


def _next_day(post: Post) -> date:
    today = timezone.localdate()
    last = post.rotas.filter(stage="published").order_by("-ends_on").first()
    if last is not None and last.ends_on >= today:
        return last.ends_on + timedelta(1)
    return today + timedelta(7 - today.weekday())


def _page(actor: Actor, body: Body, found: Rota) -> dict[str, Any]:
    lines = watches_of(found)
    vacant = sum(watch.vacant for watch in lines)
    is_draft = found.stage == "draft"
    return framed(
        actor,
        body,
        "duty",
        rota=found,
        found=lines,
        vacant=vacant,
        loads=carried(found, lines),
        blocked=_blocked(found) if vacant else [],
        vacancies=_vacancies(found) if vacant else [],
        misfits=_misfits(found) if is_draft else [],
        may=offers(actor, found, _OFFERED),
        kinds=kind_words(),
        short=DAYS_IN_SHORT,
    )


def _blocked(found: Rota) -> list[dict[str, Any]]:
    words, kinds = _rule_words(), kind_words()
    return [
        {
            "rule": words[row["rule"]],
            "kind": kinds.get(row["kind"], row["kind"]),
            "seats": row["seats"],
            "days": [date.fromisoformat(day) for day in row["days"]],
        }
        for row in found.told.get("blocked", [])
    ]


def _vacancies(found: Rota) -> list[dict[str, Any]]:
    kinds, why = kind_words(), _why_words()
    return [
        {
            "day": date.fromisoformat(row["day"]),
            "kind": kinds.get(row["kind"], row["kind"]),
            "seats": row["seats"],
            "why": [(why[code], row["why"][code]) for code in REASONS if code in row["why"]],
        }
        for row in found.told.get("vacancies", [])
    ]


def _misfits(found: Rota) -> list[dict[str, Any]]:
    return [{"shift": row, "why": obstacle_words(reason)} for row, reason in misfits(found)]


def _rule_words() -> dict[str, str]:
    """What would have to change for seats to be filled."""
    return {
        "people": _("Too few people of this kind of agency are on the list of the post"),
        "absent": _("People have days without duty"),
        "elsewhere": _("People have another shift at that time or too close to it"),
        "rest": _("The rest between two shifts is longer than these people can keep"),
        "week": _("People would have more shifts a week than the rule allows"),
        "together": _("Several rules together; to ease one of them alone does not help"),
    }


def _why_words() -> dict[str, str]:
    return {
        "absent": _("without duty"),
        "elsewhere": _("on another shift"),
        "rest": _("too little rest"),
        "week": _("enough shifts that week"),
    }


_ROTAS = "bodies/<slug:key>/duty/rotas/"
_ONE = f"{_ROTAS}<uuid:rota_id>/"
urls = [
    path(f"{_ROTAS}plan/", plan, name="duty_plan"),
    path(_ONE, rota, name="duty_rota"),
    path(f"{_ONE}publish/", publish, name="duty_publish"),
    path(f"{_ONE}discard/", discard, name="duty_discard"),
    path(f"{_ONE}print/", to_print, name="duty_print"),
]
