"""Shifts: named by hand, a vacant one taken, and afterwards who came."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import Changed, NotAllowed, NotYet
from jikimi.access.notices import tell
from jikimi.bodies.duty.fitting import need_fit
from jikimi.bodies.duty.people import on_list
from jikimi.bodies.duty.planning.words import ANY
from jikimi.bodies.models import Body, Shift


def assign_shift(
    *, actor: Actor, shift: Shift, member_id: int | None, version: int | None = None
) -> Shift:
    """Name who takes a shift, or leave it vacant; both people are told once it is published.

    Raises NotValid with the rule that keeps the person away, Changed on a newer version.
    Records bodies.shift.assign.
    """
    with acting(actor, "bodies.shift.assign", shift) as doing:
        need_standing(shift)
        before = shift.member_id
        if version is not None and version != shift.version and before != member_id:
            raise Changed(theirs={"member": before}, mine={"member": member_id})
        if member_id == before:
            return shift
        if member_id is not None:
            need_fit(shift, member_id)
            doing.details["member"] = member_id
        put_on(shift, member_id)
        _tell_of_change(actor, shift, before)
    return shift


def take_shift(*, actor: Actor, shift: Shift) -> Shift:
    """Take a vacant shift oneself. Records bodies.shift.take."""
    with acting(actor, "bodies.shift.take", shift):
        need_standing(shift)
        need_ahead(shift)
        if shift.rota.stage != "published" or shift.member_id is not None:
            raise NotYet("bodies.not_yet.not_vacant", _("This shift is not vacant any more."))
        need_fit(shift, actor.member_id)
        put_on(shift, actor.member_id)
    return shift


def mark_shift(*, actor: Actor, shift: Shift, came: bool | None) -> Shift:
    """Note whether somebody came to a shift that has begun. Records bodies.shift.mark."""
    with acting(actor, "bodies.shift.mark", shift):
        if shift.starts_at > timezone.now() or shift.member_id is None:
            raise NotYet("bodies.not_yet.not_begun", _("This shift has not begun."))
        shift.came = came
        shift.save(update_fields=["came"])
    return shift


def shift_of(body: Body, shift_id: UUID) -> Shift:
    """A shift of this body; NotAllowed when there is none."""
    rows = Shift.objects.select_related("body", "post", "rota", "member__agency")
    found = rows.filter(body=body, pk=shift_id).first()
    if found is None:
        raise NotAllowed
    return found


def tell_vacant(shift: Shift, *, besides: int) -> None:
    """Tell those on the list of the post who could stand there that a shift is vacant."""
    day = timezone.localtime(shift.starts_at).date()
    rows = on_list(shift.post, begins_on=day, ends_on=day)
    members = [
        row.member_id
        for row in rows
        if shift.kind in (ANY, row.member.agency.kind) and row.member_id != besides
    ]
    tell(members, "bodies.shift.vacant", subject_id=shift.pk, link=link_to(shift))


def link_to(shift: Shift) -> str:
    """The page of a shift."""
    return f"/staff/bodies/{shift.body.key}/duty/shifts/{shift.pk}/"


def _tell_of_change(actor: Actor, shift: Shift, before: int | None) -> None:
    if shift.rota.stage != "published":
        return
    concerned = {before, shift.member_id} - {None, actor.member_id}
    members = [number for number in concerned if number]
    tell(members, "bodies.shift.assign", subject_id=shift.pk, link=link_to(shift))
    if shift.member_id is None and shift.starts_at > timezone.now():
        tell_vacant(shift, besides=before or 0)


def put_on(shift: Shift, member_id: int | None) -> None:
    """The part of naming that swaps share: the place is given, the version raised."""
    shift.member_id = member_id
    shift.version += 1
    shift.save(update_fields=["member", "version"])


def need_standing(shift: Shift) -> None:
    """Raise NotYet when the rota of the shift was replaced."""
    if shift.rota.stage == "replaced":
        raise NotYet("bodies.not_yet.replaced", _("Another rota has taken the place of this one."))


def need_ahead(shift: Shift) -> None:
    """Raise NotYet when the shift has begun."""
    if shift.starts_at <= timezone.now():
        raise NotYet("bodies.not_yet.begun", _("This shift has begun already."))
