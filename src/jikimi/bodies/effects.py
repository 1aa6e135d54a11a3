"""Effects: in the half-year after a policy was carried out, somebody looks whether it helped."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version, may
from jikimi.access.actor import Actor
from jikimi.access.codes import codes, label
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.masking import mask
from jikimi.bodies.halves import Half, half_of
from jikimi.bodies.models import Body, Undertaking

ACT = "bodies.undertakings.effect"
MOST = 200


@dataclass(frozen=True, slots=True)
class _Stood:
    """An undertaking with the actor's standings, so that a list asks once how it stands."""

    known: frozenset[str]
    body_id: int
    stage: str

    def standings(self, actor: Actor) -> frozenset[str]:
        return self.known


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """What an agency does because a council decided it. waits_for: '', doing or effect.

    stage_words, effect_words: in the reader's language, empty where there is none.
    """

    undertaking: Undertaking
    waits_for: str
    is_overdue: bool
    stage_words: str
    effect_words: str
    may_look: bool


def record_effect(
    *, actor: Actor, undertaking: Undertaking, effect: str, text: str, version: int | None
) -> Undertaking:
    """Say whether what was carried out helped, and what shows it. effect: a code of effects.csv.

    Raises NotYet until it is done, NotValid naming the field, Changed when somebody else said it
    meanwhile.  Records bodies.undertakings.effect.  Source: SR-54.
    """
    _check(effect, text)
    mine: dict[str, object] = {"effect": effect, "effect_text": mask(text)[0].strip()}
    with acting(actor, ACT, undertaking) as doing:
        expect_version(undertaking, version, mine)
        for field, value in mine.items():
            setattr(undertaking, field, value)
        undertaking.effect_at = timezone.now()
        undertaking.save(update_fields=[*mine, "effect_at", "version"])
        doing.details["effect"] = effect
    return undertaking


def policy_follow_up(actor: Actor, council: Body, half: Half) -> list[PolicyLine]:
    """What follows from the decisions of a council: what waits, and what happened in a half-year.

    Overdue ones first, then what is to be done, effects to be looked at, and the rest.
    Three queries.
    """
    rows = Undertaking.objects.filter(body=council).select_related("agency", "matter")
    as_to_body = council.standings(actor)
    lines = [_line(actor, row, as_to_body) for row in rows.order_by("due_on", "pk")[:MOST]]
    shown = [line for line in lines if line.waits_for or _is_of(line.undertaking, half)]
    order = {"doing": 0, "effect": 1, "": 2}
    return sorted(shown, key=lambda line: (not line.is_overdue, order[line.waits_for]))


def effects_due(actor: Actor, *, most: int) -> list[Undertaking]:
    """What was carried out for the bodies the actor coordinates and is to be looked at now."""
    rows = Undertaking.objects.filter(body_id__in=actor.bodies_coordinated(), stage="done")
    rows = rows.filter(effect="", effect_due_on__isnull=False).select_related("agency")
    return [row for row in rows.order_by("effect_due_on", "pk")[:MOST] if is_effect_due(row)][:most]


def undertaking_looked_at(actor: Actor, undertaking_id: UUID) -> Undertaking:
    """One undertaking. Raises NotAllowed when there is none for the actor."""
    rows = Undertaking.objects.filter(pk=undertaking_id)
    found = rows.select_related("agency", "body", "matter").first()
    if found is None:
        raise NotAllowed
    return found


def effect_choices() -> list[tuple[str, str]]:
    """Ways in which something carried out may have worked, in the reader's language."""
    return [(row.code, row.label) for row in codes("bodies", "effects").values()]


def is_effect_due(undertaking: Undertaking) -> bool:
    """Whether the half-year has begun in which the effect is to be looked at."""
    if undertaking.stage != "done" or undertaking.effect or undertaking.ended_at is None:
        return False
    ended = half_of(timezone.localdate(undertaking.ended_at))
    looked = half_of(undertaking.effect_due_on) if undertaking.effect_due_on else ended.after
    return half_of() >= min(looked, ended.after)


def _line(actor: Actor, row: Undertaking, as_to_body: set[str]) -> PolicyLine:
    waits = "doing" if row.ended_at is None else "effect" if is_effect_due(row) else ""
    ended = timezone.localdate(row.ended_at) if row.ended_at else None
    stood = _Stood(frozenset(row.own_standings(actor) | as_to_body), row.body_id, row.stage)
    return PolicyLine(
        undertaking=row,
        waits_for=waits,
        is_overdue=row.ended_at is None and row.due_on < timezone.localdate(),
        stage_words=label("bodies", "undertaking_outcomes", row.stage, on=ended) if ended else "",
        effect_words=label("bodies", "effects", row.effect) if row.effect else "",
        may_look=may(actor, ACT, stood),
    )


def _is_of(row: Undertaking, half: Half) -> bool:
    days = (row.ended_at, row.effect_at)
    return any(half.has(timezone.localdate(day)) for day in days if day)


def _check(effect: str, text: str) -> None:
    wrong: dict[str, str] = {}
    if effect not in codes("bodies", "effects"):
        wrong["effect"] = _("Choose one from the list.")
    if not text.strip():
        wrong["text"] = _("Say what shows it.")
    if wrong:
        raise NotValid("bodies.undertakings.effect", wrong)
