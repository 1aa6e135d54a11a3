"""Sites listed twice: found by place, number and address, merged field by field, or told apart.

What was said is remembered, so that nobody is asked twice; either can be taken back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from scipy.spatial import cKDTree

from jikimi.access.acting import acting, check
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.places.models import Site, SiteEvent, SiteVerdict
from jikimi.places.models.bringing import MERGED, NOT_SAME

ACT = "places.duplicates.decide"
WHYS = ("place", "number", "address")
_SAME_PLACE_M, _SAME_NUMBER_M, _SAME_ADDRESS_M = 3.0, 300.0, 100.0
_FEWEST_SIGNS, _MOST_ALIKE = 3, 30  # a number such as "7" says nothing; nor one that many have
# What people choose between; a day stands here as in the table.
FIELDS = (
    "number", "name", "keeper_name", "keeper_phone", "road_address", "lot_address", "longitude",
    "latitude", "how_many", "installed_on", "tested_on", "test_result",
)  # fmt: skip
_DAYS = ("installed_on", "tested_on")
_PLACED = ("x", "y", "area_code")


@dataclass(frozen=True, slots=True)
class Alike:
    """Two sites that may be one. why: words of WHYS; metres: between them, None without places."""

    one: UUID
    other: UUID
    why: tuple[str, ...]
    metres: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sites side by side."""

    one: Site
    other: Site
    why: tuple[str, ...]
    metres: float | None


@dataclass(frozen=True, slots=True)
class Alikes:
    """Pairs nobody has decided on. counts: by kind of site; pairs: the likeliest first."""

    total: int
    counts: Mapping[str, int]
    pairs: list[Pair]


@dataclass(frozen=True, slots=True)
class _Known:
    pk: UUID
    kind: str
    number: str
    place: str
    x: float | None
    y: float | None


def alike_sites(actor: Actor, *, kind: str = "", most: int = 25) -> Alikes:
    """Sites that look like one and of which nobody has said anything. Four queries."""
    check(actor, act_called(ACT))
    known = _known(kind)
    said = set(SiteVerdict.objects.filter(undone_at=None).values_list("one_id", "other_id"))
    found = [one for one in _found(known) if (one.one, one.other) not in said]
    kinds = {one.pk: one.kind for one in known}
    shown = found[:most]
    sites = Site.objects.in_bulk({pk for one in shown for pk in (one.one, one.other)})
    pairs = [Pair(sites[one.one], sites[one.other], one.why, one.metres) for one in shown]
    return Alikes(len(found), Counter(kinds[one.one] for one in found), pairs)


def pair_called(actor: Actor, one: UUID, other: UUID) -> Pair:
    """Two standing sites of one kind side by side. Raises NotAllowed when one is not there."""
    check(actor, act_called(ACT))
    sites = Site.objects.filter(removed_on=None).in_bulk([one, other])
    if len(sites) < 2 or len({site.kind for site in sites.values()}) > 1:
        raise NotAllowed
    why = next((a for a in _found(_pair_known(sites.values()))), None)
    return Pair(sites[one], sites[other], why.why if why else (), why.metres if why else None)


def differing(pair: Pair) -> list[tuple[str, Any, Any]]:
    """Fields in which two sites differ: its word, what the one says, what the other says."""
    return [
        (name, getattr(pair.one, name), getattr(pair.other, name))
        for name in FIELDS
        if getattr(pair.one, name) != getattr(pair.other, name)
    ]


def tell_apart(*, actor: Actor, one: UUID, other: UUID) -> SiteVerdict:
    """Say that two sites are two; nobody is asked again. Records places.duplicates.decide."""
    with acting(actor, ACT) as doing:
        pair_called(actor, one, other)
        verdict = _remember(actor, one, other, NOT_SAME)
        for site in Site.objects.filter(pk__in=[one, other], doubt="same_place"):
            _clear_doubt(site)
        doing.details["said"] = NOT_SAME
        doing.about(verdict)
    return verdict


def merge_sites(*, actor: Actor, kept: UUID, gone: UUID, taken: Iterable[str] = ()) -> SiteVerdict:
    """Make one site of two. taken: fields of FIELDS that are said as the one that goes said them.

    What the kept one leaves open is filled.  The other is removed and its history shown with the
    kept one's.  Raises NotValid for a field nobody knows.  Records places.duplicates.decide.
    """
    chosen = set(taken)
    if not chosen <= set(FIELDS):
        raise NotValid(
            "places.duplicates.field", {"taken": _("Choose for each field which one says it.")}
        )
    with acting(actor, ACT) as doing:
        pair_called(actor, kept, gone)
        rows = Site.objects.select_for_update().order_by("pk").in_bulk([kept, gone])
        stays, goes = rows[kept], rows[gone]
        before = _taken_over(stays, goes, chosen)
        before["gone"] = {"state": goes.state, "published_at": _said(goes.published_at)}
        goes.state, goes.removed_on, goes.published_at = "removed", timezone.localdate(), None
        for site in (stays, goes):
            site.version += 1
            site.doubt = "" if site.doubt in ("same_place", "same_number") else site.doubt
            site.save()
            _event(actor, site, "merged")
        verdict = _remember(actor, kept, gone, MERGED, kept=kept, before=before)
        doing.details["said"] = MERGED
        doing.about(verdict)
    return verdict


def undo_verdict(*, actor: Actor, verdict: SiteVerdict) -> SiteVerdict:
    """Take back what was said of two sites; both stand again as they were.

    A field that somebody amended since stays as it is.  Raises NotYet when it was taken back
    already.  Records places.duplicates.decide.
    """
    with acting(actor, ACT, verdict) as doing:
        if verdict.undone_at is not None:
            raise NotYet("places.not_yet.undone", _("This was taken back already."))
        verdict.undone_at = timezone.now()
        verdict.save(update_fields=["undone_at"])
        if verdict.said == MERGED:
            _part(actor, verdict)
        doing.details["said"] = "undone"
    return verdict


def verdicts_lately(actor: Actor, most: int = 20) -> list[tuple[SiteVerdict, Site, Site]]:
    """What was said of which sites lately, newest first. Two queries."""
    check(actor, act_called(ACT))
    rows = list(SiteVerdict.objects.all()[:most])
    sites = Site.objects.in_bulk({pk for row in rows for pk in (row.one_id, row.other_id)})
    return [(row, sites[row.one_id], sites[row.other_id]) for row in rows]


def verdict_called(actor: Actor, number: UUID) -> SiteVerdict:
    """One verdict; NotAllowed when there is none."""
    check(actor, act_called(ACT))
    row = SiteVerdict.objects.filter(pk=number).first()
    if row is None:
        raise NotAllowed
    return row


def _known(kind: str) -> list[_Known]:
    rows = Site.objects.filter(removed_on=None)
    if kind:
        rows = rows.filter(kind=kind)
    fields = ("pk", "kind", "number", "road_address", "name", "x", "y")
    return [
        _Known(pk, k, number, _plain(road, name), x, y)
        for pk, k, number, road, name, x, y in rows.order_by("pk").values_list(*fields)
    ]


def _pair_known(sites: Iterable[Site]) -> list[_Known]:
    return [_Known(s.pk, s.kind, s.number, _plain(s.road_address, s.name), s.x, s.y) for s in sites]


def _plain(road: str, name: str) -> str:
    """Address and name without spaces; empty when one is missing, for then it names no place."""
    return f"{road}|{name}".replace(" ", "") if road and name else ""


def _found(known: list[_Known]) -> list[Alike]:
    """Pairs with their reasons: most reasons first, then the nearest."""
    whys: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    shares = {
        code for code, row in codes("places", "site_kinds").items()
        if row.more["shares_place"] == "yes"
    }  # fmt: skip
    for kind in {one.kind for one in known} - shares:
        for pair in _near([n for n, one in enumerate(known) if one.kind == kind], known):
            whys[pair].append("place")
    for why, within in (("number", _SAME_NUMBER_M), ("address", _SAME_ADDRESS_M)):
        for pair in _same(why, within, known, shares):
            whys[pair].append(why)
    pairs = [_alike(known[a], known[b], tuple(why)) for (a, b), why in whys.items()]
    return sorted(pairs, key=lambda p: (-len(p.why), p.metres or 0.0, p.one, p.other))


def _near(which: list[int], known: list[_Known]) -> set[tuple[int, int]]:
    placed = [n for n in which if known[n].x is not None]
    if len(placed) < 2:
        return set()
    tree = cKDTree(np.array([(known[n].x, known[n].y) for n in placed]))
    pairs = tree.query_pairs(_SAME_PLACE_M)
    return {(placed[min(pair)], placed[max(pair)]) for pair in pairs}


def _same(
    why: str, within: float, known: list[_Known], shares: set[str]
) -> Iterable[tuple[int, int]]:
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for n, one in enumerate(known):
        said = one.number if why == "number" else one.place
        if len(said) >= _FEWEST_SIGNS and (why == "number" or one.kind not in shares):
            groups[one.kind, said].append(n)
    for group in groups.values():
        if len(group) <= _MOST_ALIKE:
            for a, b in combinations(group, 2):
                metres = _metres(known[a], known[b])
                if metres is None or metres <= within:
                    yield a, b


def _metres(one: _Known, other: _Known) -> float | None:
    if one.x is None or one.y is None or other.x is None or other.y is None:
        return None
    return float(np.hypot(one.x - other.x, one.y - other.y))


def _alike(one: _Known, other: _Known, why: tuple[str, ...]) -> Alike:
    first, second = sorted((one, other), key=lambda k: k.pk)
    return Alike(first.pk, second.pk, why, _metres(one, other))


def _taken_over(stays: Site, goes: Site, chosen: set[str]) -> dict[str, Any]:
    """Let the kept site say what was chosen; what it and the merge say of each field."""
    if chosen & {"longitude", "latitude"}:
        chosen |= {"longitude", "latitude"}
    before: dict[str, Any] = {"was": {}, "became": {}}
    for name in FIELDS:
        mine, theirs = getattr(stays, name), getattr(goes, name)
        if theirs != mine and (name in chosen or mine in ("", None)) and theirs not in ("", None):
            before["was"][name], before["became"][name] = _said(mine), _said(theirs)
            setattr(stays, name, theirs)
    if "longitude" in before["was"]:
        for name in _PLACED:
            before["was"][name] = getattr(stays, name)
            before["became"][name] = getattr(goes, name)
            setattr(stays, name, getattr(goes, name))
    return before


def _part(actor: Actor, verdict: SiteVerdict) -> None:
    rows = Site.objects.select_for_update().in_bulk([verdict.one_id, verdict.other_id])
    stays = rows.pop(verdict.kept_id or verdict.one_id)
    goes = next(iter(rows.values()))
    for name, was in verdict.before["was"].items():
        if _said(getattr(stays, name)) == verdict.before["became"][name]:
            setattr(stays, name, _unsaid(name, was))
    gone = verdict.before["gone"]
    goes.state, goes.removed_on = gone["state"], None
    goes.published_at = gone["published_at"]
    for site in (stays, goes):
        site.version += 1
        site.save()
        _event(actor, site, "parted")


def _said(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _unsaid(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS and value else value


def _clear_doubt(site: Site) -> None:
    if not _others_beside(site):
        site.doubt = ""
        site.version += 1
        site.save(update_fields=["doubt", "version"])


def _others_beside(site: Site) -> bool:
    """Whether another stands within the same few metres of which nobody said that it is another."""
    said = SiteVerdict.objects.filter(undone_at=None, said=NOT_SAME).filter(
        Q(one_id=site.pk) | Q(other_id=site.pk)
    )
    told = {pk for row in said for pk in (row.one_id, row.other_id)} | {site.pk}
    if site.x is None or site.y is None:
        return False
    near = Q(x__range=(site.x - _SAME_PLACE_M, site.x + _SAME_PLACE_M))
    near &= Q(y__range=(site.y - _SAME_PLACE_M, site.y + _SAME_PLACE_M))
    rows = Site.objects.filter(near, kind=site.kind, removed_on=None)
    return rows.exclude(pk__in=told).exists()


def _event(actor: Actor, site: Site, kind: str) -> None:
    SiteEvent.objects.create(
        site=site, kind=kind, agency_id=actor.agency_id or None, member_id=actor.member_id or None
    )


def _remember(
    actor: Actor,
    one: UUID,
    other: UUID,
    said: str,
    *,
    kept: UUID | None = None,
    before: Mapping[str, Any] | None = None,
) -> SiteVerdict:
    first, second = sorted((one, other))
    if SiteVerdict.objects.filter(one_id=first, other_id=second, undone_at=None).exists():
        raise NotYet("places.not_yet.decided", _("Somebody decided this already."))
    return SiteVerdict.objects.create(
        one_id=first,
        other_id=second,
        said=said,
        kept_id=kept,
        before=dict(before or {}),
        member_id=actor.member_id,
        agency_id=actor.agency_id,
    )
