"""Swaps: one asks, another takes the shift, perhaps for one of theirs, a coordinator approves."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import tell, tell_principals
from jikimi.access.principals import Principal
from jikimi.bodies.duty.fitting import need_fit
from jikimi.bodies.duty.people import on_list
from jikimi.bodies.duty.planning.words import ANY
from jikimi.bodies.duty.shifts import link_to, need_ahead, need_standing, put_on
from jikimi.bodies.models import Body, Shift, Swap

OPEN = ("asked", "agreed")


def ask_swap(*, actor: Actor, shift: Shift) -> Swap:
    """Ask the others of a post to take one's shift; they are told.

    Raises NotYet when it has begun, is not published, or was asked for already.
    Records bodies.swap.ask.
    """
    with acting(actor, "bodies.swap.ask", shift) as doing:
        need_standing(shift)
        need_ahead(shift)
        if shift.rota.stage != "published" or shift.swaps.filter(stage__in=OPEN).exists():
            says = _("A swap was asked for already, or the rota is not published.")
            raise NotYet("bodies.not_yet.swap", says)
        swap = Swap.objects.create(body=shift.body, shift=shift, asked_by_id=actor.member_id)
        doing.about(swap)
        _tell_others(actor, shift)
    return swap


def take_swap(*, actor: Actor, swap: Swap, in_return: Shift | None = None) -> Swap:
    """Agree to take a shift, if wished for one of one's own in return.

    Raises NotValid with the rule that keeps either from it.  Records bodies.swap.take.
    """
    with acting(actor, "bodies.swap.take", swap):
        _need_open(swap)
        if swap.asked_by_id == actor.member_id:
            raise NotAllowed
        if in_return is not None and in_return.member_id != actor.member_id:
            raise NotAllowed
        _need_fits(swap, actor.member_id, in_return)
        swap.taken_by_id, swap.in_return = actor.member_id, in_return
        swap.save(update_fields=["taken_by", "in_return"])
        coordinators = [Principal.BODY.of(swap.body_id)]
        link = link_to(swap.shift)
        tell_principals(coordinators, "bodies.swap.take", subject_id=swap.pk, link=link)
    return swap


def step_back(*, actor: Actor, swap: Swap) -> Swap:
    """Take back that one would take a shift; others may. Records bodies.swap.step_back."""
    with acting(actor, "bodies.swap.step_back", swap):
        swap.taken_by, swap.in_return = None, None
        swap.save(update_fields=["taken_by", "in_return"])
    return swap


def approve_swap(*, actor: Actor, swap: Swap) -> Swap:
    """Let the two change places, if the rules still allow it. Records bodies.swap.approve."""
    with acting(actor, "bodies.swap.approve", swap):
        _need_open(swap)
        if swap.taken_by_id is None:
            raise NotAllowed
        _need_fits(swap, swap.taken_by_id, swap.in_return)
        put_on(swap.shift, swap.taken_by_id)
        if swap.in_return is not None:
            put_on(swap.in_return, swap.asked_by_id)
        _tell_both(swap, "bodies.swap.approve")
    return swap


def refuse_swap(*, actor: Actor, swap: Swap, why: str) -> Swap:
    """Keep the shifts as they are, with the reason in the record. Records bodies.swap.refuse."""
    if not why.strip():
        raise NotValid("bodies.swap.why", {"why": _("Give the reason.")})
    with acting(actor, "bodies.swap.refuse", swap, why=why.strip()):
        _tell_both(swap, "bodies.swap.refuse")
    return swap


def withdraw_swap(*, actor: Actor, swap: Swap) -> Swap:
    """Keep one's shift after all. Records bodies.swap.withdraw."""
    with acting(actor, "bodies.swap.withdraw", swap):
        pass
    return swap


def swap_of(body: Body, swap_id: UUID) -> Swap:
    """A swap of this body; NotAllowed when there is none."""
    rows = Swap.objects.filter(body=body, pk=swap_id)
    found = rows.select_related("body", "shift__rota", "shift__post", "in_return__rota").first()
    if found is None:
        raise NotAllowed
    return found


def shifts_to_give(actor: Actor, swap: Swap) -> list[Shift]:
    """The actor's own shifts ahead at the same post, one of which may be given in return."""
    rows = Shift.objects.filter(
        post_id=swap.shift.post_id,
        rota__stage="published",
        member_id=actor.member_id,
        starts_at__gt=timezone.now(),
        kind__in=(swap.shift.kind, ANY),
    )
    return list(rows.order_by("starts_at"))


def _need_open(swap: Swap) -> None:
    shift = Shift.objects.select_related("rota", "body", "post").get(pk=swap.shift_id)
    need_standing(shift)
    need_ahead(shift)
    if shift.member_id != swap.asked_by_id:
        raise NotYet("bodies.not_yet.swap_over", _("This shift is somebody else's by now."))
    swap.shift = shift


def _need_fits(swap: Swap, taker: int, in_return: Shift | None) -> None:
    given = [in_return.pk] if in_return else []
    need_fit(swap.shift, taker, besides=given)
    if in_return is not None:
        shift = Shift.objects.select_related("rota", "body", "post").get(pk=in_return.pk)
        need_standing(shift)
        need_ahead(shift)
        if shift.member_id != taker:
            raise NotYet("bodies.not_yet.swap_over", _("This shift is somebody else's by now."))
        need_fit(shift, swap.asked_by_id, besides=[swap.shift.pk])


def _tell_others(actor: Actor, shift: Shift) -> None:
    day = timezone.localtime(shift.starts_at).date()
    members = [
        row.member_id
        for row in on_list(shift.post, begins_on=day, ends_on=day)
        if row.member_id != actor.member_id and shift.kind in (ANY, row.member.agency.kind)
    ]
    tell(members, "bodies.swap.ask", subject_id=shift.pk, link=link_to(shift))


def _tell_both(swap: Swap, kind: str) -> None:
    members = [number for number in (swap.asked_by_id, swap.taken_by_id) if number]
    tell(members, kind, subject_id=swap.pk, link=link_to(swap.shift))
