"""One shift: named by hand, taken when vacant, asked to be swapped; and who came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.duty.fitting import obstacle_words, obstacles
from jikimi.bodies.duty.people import on_list
from jikimi.bodies.duty.reads import open_swap
from jikimi.bodies.duty.shifts import assign_shift, mark_shift, shift_of, take_shift
from jikimi.bodies.duty.swaps import (
    approve_swap,
    ask_swap,
    refuse_swap,
    shifts_to_give,
    step_back,
    swap_of,
    take_swap,
    withdraw_swap,
)
from jikimi.bodies.models import Body, Shift, Swap
from jikimi.doors.staff.bodies.body_forms import WhyForm
from jikimi.doors.staff.bodies.duty import duty_body
from jikimi.doors.staff.bodies.duty_forms import AssignForm, TakeForm, kind_words
from jikimi.doors.staff.bodies.frame import framed, offers, one_form
from jikimi.doors.staff.bodies.meetings import told
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_ON_SHIFT = {
    "assign": "bodies.shift.assign",
    "take": "bodies.shift.take",
    "mark": "bodies.shift.mark",
    "ask": "bodies.swap.ask",
}
_ON_SWAP = {
    "take": "bodies.swap.take",
    "step_back": "bodies.swap.step_back",
    "approve": "bodies.swap.approve",
    "refuse": "bodies.swap.refuse",
    "withdraw": "bodies.swap.withdraw",
}


@staff_page("bodies.duty.read")
def shift(request: HttpRequest, key: str, shift_id: UUID) -> HttpResponse:
    """One shift, and what the reader may do with it."""
    actor = actor_of(request)
    body = duty_body(actor, key)
    return _page(request, actor, body, shift_of(body, shift_id))


@staff_page("bodies.shift.assign")
def assign(request: HttpRequest, key: str, shift_id: UUID) -> HttpResponse:
    """Name who takes it, or leave it vacant."""
    actor = actor_of(request)
    body = duty_body(actor, key, act="bodies.shift.assign")
    found = shift_of(body, shift_id)
    form = AssignForm(request.POST or None, choices=_choices(found))
    if form.is_valid():
        given = form.cleaned_data
        if ruled(form, lambda: assign_shift(actor=actor, shift=found, **given)) is not None:
            messages.success(request, _("The shift is changed."))
            return _back(key, found)
    return _page(request, actor, body, shift_of(body, shift_id), assign_form=form)


@staff_page("bodies.shift.take")
@require_POST
def take_vacant(request: HttpRequest, key: str, shift_id: UUID) -> HttpResponse:
    """Take a vacant shift."""
    actor = actor_of(request)
    found = shift_of(duty_body(actor, key), shift_id)
    told(request, lambda: take_shift(actor=actor, shift=found), _("The shift is yours."))
    return redirect("duty_shift", key, shift_id)


@staff_page("bodies.shift.mark")
@require_POST
def mark(request: HttpRequest, key: str, shift_id: UUID) -> HttpResponse:
    """Note whether somebody came."""
    actor = actor_of(request)
    found = shift_of(duty_body(actor, key), shift_id)
    came = {"yes": True, "no": False}.get(request.POST.get("came", ""))
    told(request, lambda: mark_shift(actor=actor, shift=found, came=came), _("Noted."))
    return redirect("duty_shift", key, shift_id)


@staff_page("bodies.swap.ask")
@require_POST
def ask(request: HttpRequest, key: str, shift_id: UUID) -> HttpResponse:
    """Ask the others to take it."""
    actor = actor_of(request)
    found = shift_of(duty_body(actor, key), shift_id)
    done = _("The others on the list of the post are being told.")
    told(request, lambda: ask_swap(actor=actor, shift=found), done)
    return redirect("duty_shift", key, shift_id)


@staff_page("bodies.swap.take")
def take(request: HttpRequest, key: str, swap_id: UUID) -> HttpResponse:
    """Agree to take it."""
    actor = actor_of(request)
    body = duty_body(actor, key)
    found = swap_of(body, swap_id)
    form = TakeForm(request.POST or None, shifts=shifts_to_give(actor, found))
    if form.is_valid():
        given = form.cleaned_data["in_return"]
        in_return = shift_of(body, UUID(given)) if given else None
        done = ruled(form, lambda: take_swap(actor=actor, swap=found, in_return=in_return))
        if done is not None:
            messages.success(request, _("Agreed. It holds once a coordinator approves."))
            return redirect("duty_shift", key, found.shift_id)
    return _page(request, actor, body, shift_of(body, found.shift_id), take_form=form)


@staff_page("bodies.swap.step_back")
@require_POST
def step(request: HttpRequest, key: str, swap_id: UUID) -> HttpResponse:
    """Step back from taking it."""
    return _on_swap(request, key, swap_id, step_back, _("Others may take the shift again."))


@staff_page("bodies.swap.approve")
@require_POST
def approve(request: HttpRequest, key: str, swap_id: UUID) -> HttpResponse:
    """Let the two change places."""
    return _on_swap(request, key, swap_id, approve_swap, _("The swap is approved."))


@staff_page("bodies.swap.withdraw")
@require_POST
def withdraw(request: HttpRequest, key: str, swap_id: UUID) -> HttpResponse:
    """Keep one's shift after all."""
    return _on_swap(request, key, swap_id, withdraw_swap, _("You keep your shift."))


@staff_page("bodies.swap.refuse")
def refuse(request: HttpRequest, key: str, swap_id: UUID) -> HttpResponse:
    """Keep the shifts as they are, with a reason."""
    actor = actor_of(request)
    body = duty_body(actor, key)
    found = swap_of(body, swap_id)
    if not may(actor, "bodies.swap.refuse", found):
        raise NotAllowed
    form = WhyForm(request.POST or None)
    return one_form(
        request,
        framed(actor, body, "duty"),
        form,
        lambda: refuse_swap(actor=actor, swap=found, **form.cleaned_data),
        said=_("The swap is refused; both are being told."),
        back=reverse("duty_shift", args=[key, found.shift_id]),
        title=_("Refuse the swap"),
        button=_("Refuse"),
        danger=True,
    )


def _on_swap(
    request: HttpRequest, key: str, swap_id: UUID, rule: Callable[..., Swap], done: str
) -> HttpResponse:
    actor = actor_of(request)
    found = swap_of(duty_body(actor, key), swap_id)
    told(request, lambda: rule(actor=actor, swap=found), done)
    return redirect("duty_shift", key, found.shift_id)


def _page(
    request: HttpRequest, actor: Actor, body: Body, found: Shift, **forms: Any
) -> HttpResponse:
    swap = open_swap(found)
    open_to = offers(actor, found, _ON_SHIFT)
    is_ahead = found.starts_at > timezone.now() and found.rota.stage == "published"
    against = obstacles(found).get(actor.member_id, "list")
    context: dict[str, Any] = {
        "shift": found,
        "swap": swap,
        "may": open_to,
        "on_swap": offers(actor, swap, _ON_SWAP) if swap else {},
        "is_ahead": is_ahead,
        "has_begun": found.starts_at <= timezone.now(),
        "is_mine": found.member_id == actor.member_id,
        "against": obstacle_words(against) if against else "",
        "kinds": kind_words(),
        "assign_form": None,
        "take_form": TakeForm(shifts=shifts_to_give(actor, swap)) if swap else None,
    }
    if open_to["assign"] and found.rota.stage != "replaced":
        initial = {"member_id": found.member_id, "version": found.version}
        context["assign_form"] = AssignForm(choices=_choices(found), initial=initial)
    page = framed(actor, body, "duty", **{**context, **forms})
    status = max((status_of(form) for form in forms.values()), default=200)
    return show(request, "bodies/duty/shift.html", page, status=status)


def _choices(found: Shift) -> list[Any]:
    """Everybody on the list: first who may take it, then the others with what is against it."""
    day = timezone.localtime(found.starts_at).date()
    against = obstacles(found)
    free: list[tuple[int, str]] = []
    kept: list[tuple[int, str]] = []
    for row in on_list(found.post, begins_on=day, ends_on=day):
        words = " · ".join((row.member.name, row.member.agency.name))
        reason = against.get(row.member_id, "list")
        if not reason or row.member_id == found.member_id:
            free.append((row.member_id, words))
        else:
            kept.append((row.member_id, f"{words} — {obstacle_words(reason)}"))
    groups = ((_("May take it"), free), (_("A rule is against it"), kept))
    return [(name, people) for name, people in groups if people]


def _back(key: str, found: Shift) -> HttpResponse:
    if found.rota.stage == "draft":
        return redirect("duty_rota", key, found.rota_id)
    return redirect("duty_shift", key, found.pk)


_DUTY = "bodies/<slug:key>/duty/"
_ONE, _SWAP = f"{_DUTY}shifts/<uuid:shift_id>/", f"{_DUTY}swaps/<uuid:swap_id>/"
urls = [
    path(_ONE, shift, name="duty_shift"),
    path(f"{_ONE}assign/", assign, name="duty_assign"),
    path(f"{_ONE}take/", take_vacant, name="duty_take"),
    path(f"{_ONE}came/", mark, name="duty_mark"),
    path(f"{_ONE}swap/", ask, name="duty_swap_ask"),
    path(f"{_SWAP}take/", take, name="duty_swap_take"),
    path(f"{_SWAP}back/", step, name="duty_swap_back"),
    path(f"{_SWAP}approve/", approve, name="duty_swap_approve"),
    path(f"{_SWAP}refuse/", refuse, name="duty_swap_refuse"),
    path(f"{_SWAP}withdraw/", withdraw, name="duty_swap_withdraw"),
]
