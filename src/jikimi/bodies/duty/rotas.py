"""Rotas: planned as a draft, looked at, published to everybody concerned, replaced by the next."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import tell
from jikimi.bodies.duty.fitting import misfits
from jikimi.bodies.duty.people import people_for
from jikimi.bodies.duty.planning import Blocked, Load, Plan, Rules, Slot, Vacancy, plan_duty
from jikimi.bodies.duty.times import slots_of
from jikimi.bodies.evidence import download_reason
from jikimi.bodies.models import Body, Post, Rota, Shift, Swap

LONGEST = timedelta(days=371)
_MOST_REST_HOURS = 96


@dataclass(frozen=True, slots=True)
class RotaDraft:
    """What is asked of a rota: from when to when, and the rules it keeps."""

    begins_on: date
    ends_on: date
    rest_hours: int = 11
    most_per_week: int = 2


def plan_rota(*, actor: Actor, post: Post, draft: RotaDraft) -> Rota:
    """Plan who stands at a post; a draft until published, in place of the draft before it.

    Vacancies that no plan could fill are shown with the rule that is in the way, never hidden.
    Raises NotValid when nobody is needed in these days.  Records bodies.rota.plan.
    """
    _check(draft)
    slots = slots_of(post, draft.begins_on, draft.ends_on)
    if not slots:
        says = _("The post is not manned on any of these days.")
        raise NotValid("bodies.rota.days", {"begins_on": says})
    rules = Rules(draft.rest_hours, draft.most_per_week)
    with acting(actor, "bodies.rota.plan", post.body) as doing:
        people = people_for(post, begins_on=draft.begins_on, ends_on=draft.ends_on)
        plan = plan_duty(slots, people, rules)
        _drop_drafts(post)
        rota = Rota.objects.create(
            body_id=post.body_id,
            post=post,
            begins_on=draft.begins_on,
            ends_on=draft.ends_on,
            rules={"rest_hours": draft.rest_hours, "most_per_week": draft.most_per_week},
            told=_told(plan),
            made_by_id=actor.member_id,
        )
        Shift.objects.bulk_create(_shifts(rota, slots, plan))
        doing.about(rota)
    return rota


def publish_rota(*, actor: Actor, rota: Rota) -> Rota:
    """Make a draft the rota that holds; everybody on it is told.

    Of a published rota that reaches into its days the part before them stays.  Raises NotYet when
    a shift no longer keeps the rules, or when an older rota goes on longer than this one.
    Records bodies.rota.publish.
    """
    with acting(actor, "bodies.rota.publish", rota):
        if misfits(rota):
            says = _("Some shifts no longer keep the rules. Plan again, or change them by hand.")
            raise NotYet("bodies.not_yet.misfits", says)
        for older in _overlapping(rota):
            _replace(older, rota)
        members = rota.shifts.exclude(member=None).values_list("member_id", flat=True)
        link = f"/staff/bodies/{rota.body.key}/duty/"
        tell(members, "bodies.rota.publish", subject_id=rota.pk, link=link)
    return rota


def discard_rota(*, actor: Actor, rota: Rota) -> None:
    """Throw a draft away. Records bodies.rota.discard."""
    with acting(actor, "bodies.rota.discard", rota):
        rota.shifts.all().delete()


def print_rota(*, actor: Actor, rota: Rota, reason: str, why: str = "") -> Rota:
    """A rota to be printed, with the reason for it (SR-30). Records bodies.duty.print."""
    reading(actor, "bodies.duty.print", rota, why=download_reason(reason, why))
    return rota


def rota_of(body: Body, rota_id: UUID) -> Rota:
    """A rota of this body; NotAllowed when there is none."""
    found = Rota.objects.select_related("body", "post").filter(body=body, pk=rota_id).first()
    if found is None:
        raise NotAllowed
    return found


def _drop_drafts(post: Post) -> None:
    for older in post.rotas.filter(stage="draft"):
        older.shifts.all().delete()
        _end(older)


def _overlapping(rota: Rota) -> list[Rota]:
    rows = Rota.objects.filter(
        post=rota.post,
        stage="published",
        begins_on__lte=rota.ends_on,
        ends_on__gte=rota.begins_on,
    )
    return list(rows.exclude(pk=rota.pk).select_for_update())


def _replace(older: Rota, newer: Rota) -> None:
    """What of the older rota lies in the days of the newer goes; its own earlier days stay."""
    if older.ends_on > newer.ends_on:
        says = _("A published rota goes on until %(day)s. Plan at least until then.")
        raise NotYet("bodies.not_yet.rota", says % {"day": older.ends_on.isoformat()})
    inside = older.shifts.filter(starts_at__date__gte=newer.begins_on)
    open_swaps = Swap.objects.filter(shift__in=inside, stage__in=("asked", "agreed"))
    open_swaps.update(stage="refused", stage_since=timezone.now())
    if older.begins_on >= newer.begins_on:
        _end(older)
        return
    kept_aside = Rota.objects.create(
        body_id=older.body_id,
        post_id=older.post_id,
        begins_on=newer.begins_on,
        ends_on=older.ends_on,
        stage="replaced",
        rules=older.rules,
        made_by_id=older.made_by_id,
    )
    inside.update(rota=kept_aside)
    older.ends_on = newer.begins_on - timedelta(1)
    older.save(update_fields=["ends_on"])


def _end(rota: Rota) -> None:
    rota.stage, rota.stage_since = "replaced", timezone.now()
    rota.save(update_fields=["stage", "stage_since"])


def _shifts(rota: Rota, slots: list[Slot], plan: Plan) -> list[Shift]:
    return [
        Shift(
            body_id=rota.body_id,
            post_id=rota.post_id,
            rota=rota,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            kind=slot.kind,
            member_id=member,
        )
        for slot in slots
        for member in _seats(slot, plan)
    ]


def _seats(slot: Slot, plan: Plan) -> list[int | None]:
    there: list[int | None] = list(plan.assigned[slot.key])
    return there + [None] * (slot.seats - len(there))


def _told(plan: Plan) -> dict[str, Any]:
    return {
        "vacancies": [_vacancy(vacancy) for vacancy in plan.vacancies],
        "blocked": [_blocked(blocked) for blocked in plan.blocked],
        "loads": [_load(load) for load in plan.loads],
        "is_proved": plan.is_proved,
        "seconds": round(plan.seconds, 2),
    }


def _vacancy(vacancy: Vacancy) -> dict[str, Any]:
    slot = vacancy.slot
    named = {"day": slot.day.isoformat(), "kind": slot.kind}
    return {**named, "seats": vacancy.seats, "why": vacancy.why}


def _blocked(blocked: Blocked) -> dict[str, Any]:
    return {**asdict(blocked), "days": [day.isoformat() for day in blocked.days]}


def _load(load: Load) -> dict[str, Any]:
    return {"member": load.person, "shifts": load.shifts, "off_days": load.off_days} | {
        "share": load.share
    }


def _check(draft: RotaDraft) -> None:
    wrong: dict[str, str] = {}
    if draft.ends_on < draft.begins_on:
        wrong["ends_on"] = _("The last day cannot be before the first.")
    elif draft.ends_on - draft.begins_on > LONGEST:
        wrong["ends_on"] = _("Plan at most a year at once.")
    if draft.begins_on < timezone.localdate():
        wrong["begins_on"] = _("A rota begins today at the earliest.")
    if not 0 <= draft.rest_hours <= _MOST_REST_HOURS:
        wrong["rest_hours"] = _("Give between 0 and 96 hours.")
    if not 1 <= draft.most_per_week <= 7:
        wrong["most_per_week"] = _("Give a number from 1 to 7.")
    if wrong:
        raise NotValid("bodies.rota.draft", wrong)
