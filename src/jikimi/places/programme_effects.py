"""Did a programme help: a rule fixed first, then one answer that stays, put before the group."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any
from uuid import uuid4

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, may
from jikimi.access.actor import Actor
from jikimi.access.codes import labels
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.bodies.matters import MatterDraft, propose_matter
from jikimi.bodies.models import Matter
from jikimi.places.coarsening import SIZES
from jikimi.places.crimes import crime_kinds
from jikimi.places.effect_counts import Counted, Window, count_changes
from jikimi.places.effects import PlaceEffect, place_effect
from jikimi.places.models import CrimeImport, Programme
from jikimi.places.programme_reads import sites_of

METHOD = "places.effects 2026-1"
WEEKS = (13, 26, 52, 104)
_YEAR_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a programme will be judged. kinds: codes of coarsening.csv.

    radius_m: what counts as the place; ring_m: how wide the ring around it is, where harm may move
    to.  begins_on: the first day anything changed; ready_on: the first day all of it worked, the
    same when empty.  weeks: how long before and after, alike.
    """

    kinds: tuple[str, ...]
    radius_m: int
    ring_m: int
    begins_on: date
    ready_on: date | None = None
    weeks: int = _YEAR_WEEKS


def fix_comparison(*, actor: Actor, programme: Programme, comparison: Comparison) -> Programme:
    """Fix how a programme will be judged, with its sites as they are now and a seed nobody chose.

    It can be fixed anew until something is measured; what was fixed before stays on record.
    Raises NotYet without sites or once measured, NotValid naming the field.
    Records places.programmes.compare with the digest of the rule.
    """
    _check(comparison)
    with acting(actor, "places.programmes.compare", programme) as doing:
        if programme.effects:
            says = _("Something was measured by this rule already; it stays as it is.")
            raise NotYet("places.not_yet.measured", says)
        rule = _rule(comparison, programme)
        earlier = [*programme.comparison_rule.get("earlier", [])]
        if programme.comparison_rule:
            kept = ("digest", "written_at")
            earlier.append({name: programme.comparison_rule[name] for name in kept})
        rule["digest"] = digest_of(rule)
        rule |= {"written_at": timezone.now().isoformat(), "agency": actor.agency_id}
        programme.comparison_rule = {**rule, "earlier": earlier}
        programme.version += 1
        programme.save()
        doing.details["rule"] = rule["digest"][:16]
    return programme


def measure_effect(*, actor: Actor, programme: Programme) -> dict[str, Any]:
    """Measure once the time after is over; the answer is kept and put before the group.

    Raises NotYet before a rule is fixed, before the time after is over, without incidents of all of
    the time, and where no place is left to compare with.  Records places.programmes.measure.
    """
    with transaction.atomic(), acting(actor, "places.programmes.measure", programme) as doing:
        rule = programme.comparison_rule
        if not rule or rule["digest"] != digest_of(rule):
            says = _("First fix what it is compared with.")
            raise NotYet("places.not_yet.no_rule", says)
        before, after = windows(rule)
        _need_time(rule, before, after)
        counted = count_changes(rule, before, after)
        effect = place_effect(counted.counts, dispersion=counted.dispersion)
        entry = _entry(actor, programme, counted, effect)
        programme.effects = [*programme.effects, entry]
        programme.version += 1
        programme.save()
        doing.details.update(verdict=effect.verdict, moving=effect.moving)
        doing.details["data"] = counted.digest[:16]
        if may(actor, "places.programmes.tell", programme):
            _put_before(actor, programme, entry)
    return entry


def tell_effect(*, actor: Actor, programme: Programme) -> Matter:
    """Put the newest effect before the group, if it is not there yet.

    Raises NotYet before anything is measured.  Records places.programmes.tell.
    """
    with transaction.atomic(), acting(actor, "places.programmes.tell", programme):
        if not programme.effects or programme.effects[-1].get("matter"):
            says = _("There is no effect that the group has not got.")
            raise NotYet("places.not_yet.no_effect", says)
        return _put_before(actor, programme, programme.effects[-1])


def digest_of(rule: Mapping[str, Any]) -> str:
    """What a rule says, in short: two rules with the same digest are the same."""
    said = {k: v for k, v in rule.items() if k not in ("digest", "written_at", "agency", "earlier")}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def windows(rule: Mapping[str, Any]) -> tuple[Window, Window]:
    """The time before and after that a rule compares, whole weeks from Monday on."""
    weeks = timedelta(weeks=rule["weeks"])
    begins, ready = (date.fromisoformat(rule[name]) for name in ("begins_on", "ready_on"))
    first = begins - timedelta(days=begins.weekday())
    after = ready + timedelta(days=-ready.weekday() % 7)
    day = timedelta(days=1)
    return Window(first - weeks, first - day), Window(after, after + weeks - day)


def effect_sentences(entry: Mapping[str, Any]) -> list[str]:
    """An effect in words, for the reader's language: what was counted, what it says, its limits."""
    words = labels("places", "effect_verdicts")
    values = _values(entry)
    found = [words[code].format(**values) for code in ("counts", entry["verdict"])]
    if entry["verdict"] == "cannot_tell":
        code = "detectable" if entry["fall"] > 0 else "detectable_rise"
        found.append(words[code].format(**values))
    return [*found, *(words[code].format(**values) for code in (entry["moving"], *entry["limits"]))]


def _check(comparison: Comparison) -> None:
    kinds = crime_kinds()
    grain = max((int(kinds[k].more["grain_m"]) for k in comparison.kinds if k in kinds), default=0)
    fits = _("Places of these kinds are known to %(grain)d m only: choose at least as much.")
    ready = comparison.ready_on or comparison.begins_on
    rules = (
        ("kinds", grain and set(comparison.kinds) <= set(kinds), _("Choose one from the list.")),
        ("radius_m", grain <= comparison.radius_m <= SIZES[-1], fits % {"grain": grain}),
        ("ring_m", grain <= comparison.ring_m <= SIZES[-1], fits % {"grain": grain}),
        ("ready_on", ready >= comparison.begins_on, _("The last day lies before the first.")),
        ("weeks", comparison.weeks in WEEKS, _("Choose one from the list.")),
    )
    wrong = {name: says for name, is_right, says in rules if not is_right}
    if wrong:
        raise NotValid("places.programmes.comparison", wrong)


def _rule(comparison: Comparison, programme: Programme) -> dict[str, Any]:
    sites = [site for site in sites_of(programme) if site.x is not None and site.y is not None]
    if not sites:
        says = _("First say which sites belong to the programme; their places are compared.")
        raise NotYet("places.not_yet.no_sites", says)
    kinds = crime_kinds()
    return {
        "method": METHOD,
        "how": "nearest_before",
        "kinds": sorted(comparison.kinds),
        "grain_m": max(int(kinds[kind].more["grain_m"]) for kind in comparison.kinds),
        "radius_m": comparison.radius_m,
        "ring_m": comparison.ring_m,
        "begins_on": comparison.begins_on.isoformat(),
        "ready_on": (comparison.ready_on or comparison.begins_on).isoformat(),
        "weeks": comparison.weeks,
        "seed": secrets.randbelow(2**31),
        "sites": sorted([str(s.pk), round(s.x or 0), round(s.y or 0)] for s in sites),
    }


def _need_time(rule: Mapping[str, Any], before: Window, after: Window) -> None:
    if after.until >= timezone.localdate():
        says = _("The time after is over on %(day)s; until then nobody looks.")
        values = {"day": after.until.isoformat()}
        raise NotYet("places.not_yet.time_after", says % values)
    rows = CrimeImport.objects.filter(undone_at=None, counts__kinds__has_any_keys=rule["kinds"])
    known = [(row.first_on, row.last_on) for row in rows if row.first_on and row.last_on]
    covers = _gapless(known, before.since, after.until)
    if not covers:
        says = _("Incidents of these kinds have not been brought in for all of %(days)s.")
        values = {"days": f"{before.since.isoformat()} – {after.until.isoformat()}"}
        raise NotYet("places.not_yet.no_incidents", says % values)


def _gapless(spans: list[tuple[date, date]], since: date, until: date) -> bool:
    """Whether lists cover a time; a week without any incident between two is no gap."""
    reached = since
    for first, last in sorted(spans):
        if first > reached + timedelta(days=7):
            break
        reached = max(reached, last)
    return reached >= until - timedelta(days=7)


def _entry(
    actor: Actor, programme: Programme, counted: Counted, effect: PlaceEffect
) -> dict[str, Any]:
    rule = programme.comparison_rule
    told = _plain(asdict(effect))
    return {
        "id": str(uuid4()),
        "measured_at": timezone.now().isoformat(),
        "agency": actor.agency_id,
        "rule": rule["digest"],
        "method": METHOD,
        "code": version("jikimi"),
        "data": counted.digest,
        "before": counted.before.days,
        "after": counted.after.days,
        "grain_m": counted.grain_m,
        "cells": counted.cells,
        "controls": counted.controls,
        "left_out": counted.left_out,
        **told,
        "limits": _limits(programme, counted, effect),
    }


def _limits(programme: Programme, counted: Counted, effect: PlaceEffect) -> list[str]:
    rule = programme.comparison_rule
    sites = {str(site.pk) for site in sites_of(programme)}
    cells = counted.cells
    holds = {
        "one_place": len(rule["sites"]) == 1,
        "sites_changed": sites != {row[0] for row in rule["sites"]},
        "unequal": not 0.9 <= cells["treated"] / max(cells["control"], 1) <= 1.1,
        "overdispersed": effect.dispersion > 1.2,
        "season": rule["weeks"] % _YEAR_WEEKS != 0,
        "late_rule": rule["written_at"][:10] > counted.after.until.isoformat(),
        "coarse": rule["radius_m"] < 4 * counted.grain_m,
        "left_out": counted.left_out > 0,
        "reports": True,
    }
    return [code for code, is_so in holds.items() if is_so]


def _put_before(actor: Actor, programme: Programme, entry: dict[str, Any]) -> Matter:
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Effect: %(name)s") % {"name": programme.name}
        text = "\n".join(effect_sentences(entry))
    draft = MatterDraft("programme_effect", title[:200], text)
    matter = propose_matter(actor=actor, body=programme.body, draft=draft, source_id=programme.pk)
    entry["matter"] = str(matter.pk)
    programme.save(update_fields=["effects"])
    return matter


def _values(entry: Mapping[str, Any]) -> dict[str, str]:
    counts, ratio = entry["counts"], entry["ratio"]
    changes = {
        "change": _signed(ratio["value"]),
        "low": _signed(ratio["low"]),
        "high": _signed(ratio["high"]),
    }
    whole = {
        "before": counts["treated"][0],
        "after": counts["treated"][1],
        "other_before": counts["control"][0],
        "other_after": counts["control"][1],
        "left_out": entry["left_out"],
        "grain": entry["grain_m"],
    }
    return {
        **changes,
        **{name: f"{value:,.0f}" for name, value in whole.items()},
        "fall": f"{100 * (1 - entry['fall']):.0f}",
        "rise": f"{100 * (entry['rise'] - 1):,.0f}" if entry["rise"] is not None else "∞",
        "dispersion": f"{entry['dispersion']:.1f}",
    }


def _signed(ratio: float | None) -> str:
    return "∞" if ratio is None else f"{100 * (ratio - 1):+.0f}".replace("-", "−")


def _plain(value: Any) -> Any:
    """As JSON can hold it: what is no number, or without end, is None."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    return value


def effect_called(programme: Programme, effect_id: str) -> dict[str, Any]:
    """One effect of a programme. Raises NotAllowed when there is none."""
    for entry in programme.effects:
        if entry["id"] == effect_id:
            return dict(entry)
    raise NotAllowed
