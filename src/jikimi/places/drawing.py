"""Unannounced inspections, drawn: first the seed is committed, then it is known what takes part.

A coordinator opens a draw: a secret is made, its SHA-256 goes into the record, which cannot be
changed.  Drawing then fixes what takes part, on that minute, and mixes in words that somebody else
says, so that neither house nor coordinator decides alone.  After the end everybody sees the secret
and can draw again (docs/methods/inspections.md).
"""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import covered
from jikimi.access.notices import tell_principals
from jikimi.bodies.reads import agencies_seated, bodies_of_kind
from jikimi.places import lots
from jikimi.places.hazards import SAFETY
from jikimi.places.inspecting import InspectionDraft, plan_inspection, told_of
from jikimi.places.inspection_forms import form_of_kind
from jikimi.places.models import Draw, Inspection, Site

STRATA = ("district", "dong", "none")
MOST_DRAWN = 50
_SEED_BYTES = 32
_DISTRICT = 5  # digits of an area's code that name the district


@dataclass(frozen=True, slots=True)
class DrawRule:
    """What can be drawn and how. kind: of site_kinds.csv; area: a district or dong by its code.

    not_since_days: only sites not inspected for so long, 0 for all.  by: one of STRATA.
    red_weight: how many tickets a site has whose last inspection was red; others have one.
    """

    kind: str
    how_many: int
    team: Sequence[int]
    area: str = ""
    not_since_days: int = 180
    by: str = "district"
    red_weight: int = 3


def open_draw(*, actor: Actor, body_id: int, rule: DrawRule) -> Draw:
    """Commit to a secret and a rule, before it is known what takes part.

    Known to the team and the coordinators alone.  Raises NotValid naming the field.
    Records places.draws.open with the secret's SHA-256.
    """
    _check(body_id, rule)
    secret = secrets.token_hex(_SEED_BYTES)
    draw = Draw(
        body_id=body_id,
        rule={**asdict(rule), "team": sorted(set(rule.team))},
        seed=secret,
        seed_digest=lots.seed_digest(secret),
        drawn_by_id=actor.member_id,
        told=told_of(body_id, rule.team),
    )
    with acting(actor, "places.draws.open", draw) as doing:
        draw.save(force_insert=True)
        doing.details["seed"] = draw.seed_digest
    return draw


def draw_sites(
    *,
    actor: Actor,
    draw: Draw,
    days: tuple[date, date],
    words: str = "",
    is_night: bool = False,
) -> list[Inspection]:
    """Fix what takes part, draw, and plan an unannounced inspection of each site drawn.

    words: said by another agency on the spot, such as what a die showed.  days: the first and the
    last day; visits are spread over them in the order drawn.  Raises NotYet when fewer sites fit
    than are wanted.  Records places.draws.draw with the digest of the lots.
    """
    _check_days(days)
    rule = rule_of(draw)
    with acting(actor, "places.draws.draw", draw) as doing:
        taking_part = _lots(rule)
        if len(taking_part) < rule.how_many:
            says = _("Only %(found)s sites fit. Call this draw off and draw fewer.")
            raise NotYet("places.not_yet.too_few", says % {"found": len(taking_part)})
        draw.words = covered(words)[:120]
        seed = lots.seed_of(draw.seed, draw.words)
        draw.picked = [UUID(one) for one in lots.draw(taking_part, rule.how_many, seed=seed)]
        draw.population, draw.drawn_from = lots.population_digest(taking_part), len(taking_part)
        draw.lots, draw.drawn_at = _packed(taking_part), timezone.now()
        draw.save()
        doing.details.update(population=draw.population, drawn_from=draw.drawn_from)
        return _planned(actor, draw, rule, days, is_night=is_night)


def call_off_draw(*, actor: Actor, draw: Draw, why: str) -> Draw:
    """Call off a draw that was opened by mistake, before it is drawn; that it was opened stays.

    Records places.draws.call_off.
    """
    if not why.strip():
        raise NotValid("places.draws.why", {"why": _("Give the reason.")})
    with acting(actor, "places.draws.call_off", draw, why=covered(why)):
        draw.ended_at = timezone.now()
        draw.save()
    return draw


def draws(actor: Actor) -> list[Draw]:
    """Draws the actor may know of, newest first. Records places.draws.read."""
    reading(actor, "places.draws.read")
    return list(Draw.objects.select_related("body", "drawn_by__agency").defer("lots")[:200])


def draw_called(actor: Actor, draw_id: UUID) -> Draw:
    """One draw. Raises NotAllowed when there is none for the actor. Records places.draws.read."""
    row = Draw.objects.select_related("body", "drawn_by__agency").filter(pk=draw_id).first()
    if row is None:
        raise NotAllowed
    reading(actor, "places.draws.read", row)
    return row


def inspections_of(draw: Draw) -> list[Inspection]:
    """The inspections of a draw that the reader may know of, in the order of their days."""
    rows = Inspection.objects.filter(draw=draw).select_related("site")
    return list(rows.order_by("planned_on", "pk"))


def drawn_again(draw: Draw) -> lots.Redrawn:
    """Draw once more from what was kept. Raises NotYet before the draw is over.

    Until then the secret is shown to nobody, the team neither.
    """
    if draw.stage != "ended" or draw.drawn_at is None:
        says = _("This draw is not over. It can be drawn again once all its inspections are.")
        raise NotYet("places.not_yet.draw_not_over", says)
    return lots.redrawn(as_told(draw))


def as_told(draw: Draw) -> dict[str, Any]:
    """All that is needed to draw again, without this house: seed, lots, what was drawn."""
    return {
        "seed": draw.seed,
        "seed_digest": draw.seed_digest,
        "words": draw.words,
        "how_many": int(draw.rule.get("how_many", 0)),
        "population": draw.population,
        "lots": _unpacked(draw),
        "picked": [str(one) for one in draw.picked],
    }


def fitting(rule: DrawRule) -> int:
    """How many sites a rule would let take part now."""
    return _fitting(rule).count()


def _fitting(rule: DrawRule) -> QuerySet[Site]:
    rows = Site.objects.filter(kind=rule.kind, removed_on=None)
    if rule.area:
        rows = rows.filter(area_code__startswith=rule.area)
    if rule.not_since_days:
        since = timezone.now() - timedelta(days=rule.not_since_days)
        rows = rows.alias(last=Max("inspections__ended_at", filter=_MADE))
        rows = rows.filter(Q(last=None) | Q(last__lt=since))
    return rows


_MADE = Q(inspections__stage="made")


def _lots(rule: DrawRule) -> list[lots.Lot]:
    """What takes part, by id. Red: the last inspection of the site was."""
    latest = Inspection.objects.filter(stage="made", site__kind=rule.kind)
    newest = latest.order_by("site_id", "-ended_at").distinct("site_id")
    red = {site for site, grade in newest.values_list("site_id", "grade") if grade == "red"}
    digits = {"district": _DISTRICT, "dong": 10, "none": 0}[rule.by]
    found = _fitting(rule).order_by("pk").values_list("pk", "area_code")
    return [
        lots.Lot(str(pk), area[:digits], rule.red_weight if pk in red else 1) for pk, area in found
    ]


def _planned(
    actor: Actor, draw: Draw, rule: DrawRule, days: tuple[date, date], *, is_night: bool
) -> list[Inspection]:
    first, last = days
    span = (last - first).days + 1
    made = []
    for n, site_id in enumerate(draw.picked):
        draft = InspectionDraft(
            form=form_of_kind(rule.kind),
            body_id=draw.body_id,
            team=rule.team,
            planned_on=first + timedelta(days=n * span // len(draw.picked)),
            site_id=site_id,
            is_night=is_night,
            is_unannounced=True,
        )
        made.append(plan_inspection(actor=actor, draft=draft, draw=draw, is_told=False))
    tell_principals(
        draw.told,
        "places.draws.draw",
        subject_id=draw.pk,
        link=f"/staff/inspections/draws/{draw.pk}/",
    )
    return made


def team_names(draw: Draw) -> list[str]:
    """The agencies that inspect what is drawn."""
    rows = Agency.objects.filter(pk__in=draw.rule.get("team", []))
    return [agency.name for agency in rows]


def rule_of(draw: Draw) -> DrawRule:
    """The rule a draw was opened with."""
    return DrawRule(**draw.rule)


def _packed(taking_part: Sequence[lots.Lot]) -> bytes:
    rows = [[lot.id, lot.stratum, lot.weight] for lot in taking_part]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 9)


def _unpacked(draw: Draw) -> list[list[Any]]:
    packed = bytes(draw.lots)
    return list(json.loads(zlib.decompress(packed))) if packed else []


def _check(body_id: int, rule: DrawRule) -> None:
    wrong: dict[str, str] = {}
    body = next((one for one in bodies_of_kind(SAFETY) if one.pk == body_id), None)
    seated = {agency.pk for agency in agencies_seated(body)} if body else set()
    choose = _("Choose one from the list.")
    if body is None:
        wrong["body_id"] = choose
    if not form_of_kind(rule.kind):
        wrong["kind"] = choose
    if rule.by not in STRATA:
        wrong["by"] = choose
    if not rule.team or not set(rule.team) <= seated:
        wrong["team"] = _("Choose agencies that sit in this group.")
    if wrong := {**wrong, **_out_of_bounds(rule)}:
        raise NotValid("places.draws.incomplete", wrong)


def _out_of_bounds(rule: DrawRule) -> dict[str, str]:
    says = _("Give a number between %(least)s and %(most)s.")
    bounds = {"how_many": (1, MOST_DRAWN), "red_weight": (1, 10), "not_since_days": (0, 3650)}
    return {
        name: says % {"least": least, "most": most}
        for name, (least, most) in bounds.items()
        if not least <= getattr(rule, name) <= most
    }


def _check_days(days: tuple[date, date]) -> None:
    first, last = days
    wrong: dict[str, str] = {}
    if first < timezone.localdate():
        wrong["first"] = _("This day is past. Choose today or a day to come.")
    if last < first:
        wrong["last"] = _("The last day must not come before the first.")
    if wrong:
        raise NotValid("places.draws.days", wrong)
