"""Entries that look alike: proposed side by side, kept, told apart or merged by a person.

    keep both      one agency with two entries on purpose
    not the same   two agencies
    merge          what hangs on one moves to the other; taken back as any batch

What was said is remembered, so that nobody is asked twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, check
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.directory.alike import Entry, Proposal, look_alikes
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.exchange.reading import Package
from jikimi.directory.importing_plan import Plan
from jikimi.directory.models import Batch, Location, Organization, Phone, Verdict
from jikimi.directory.models.bringing import BOTH, MERGED, NOT_SAME
from jikimi.directory.rows import table_called, tables

ACT = "directory.duplicate.decide"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries side by side, and why they look alike."""

    one: Entry
    other: Entry
    why: tuple[str, ...]


def proposed_pairs(actor: Actor) -> list[Pair]:
    """Entries of the directory that look alike and of which nobody has said anything yet."""
    check(actor, act_called(ACT))
    entries = {entry.id: entry for entry in entries_held()}
    found = _unsaid(look_alikes(entries.values()))
    return [Pair(entries[one.one], entries[one.other], one.why) for one in found]


def proposals_of(plan: Plan) -> list[Pair]:
    """Entries an import would add that look like others of the file or of the directory."""
    new = {row.id for row in plan.new if row.table == "organization"}
    if not new:
        return []
    entries = {entry.id: entry for entry in (*entries_held(), *entries_in(plan.package))}
    found = _unsaid(look_alikes(entries.values(), of=new))
    return [Pair(entries[one.one], entries[one.other], one.why) for one in found]


def say(*, actor: Actor, one: UUID, other: UUID, said: str) -> Verdict:
    """Say that two entries stay two: `both` or `not_same`. Records directory.duplicate.decide."""
    if said not in (BOTH, NOT_SAME):
        raise NotValid("directory.verdict", {"said": _("Choose what to do.")})
    with acting(actor, ACT) as doing:
        _need(one, other)
        verdict = _remember(actor, one, other, said)
        doing.details["said"] = said
        doing.about(verdict)
    return verdict


def merge_entries(*, actor: Actor, kept: UUID, gone: UUID) -> Batch:
    """Move what hangs on one entry to the other and fill what the other leaves open.

    One batch, taken back as a whole.  Raises NotAllowed when one is not there, NotYet when
    something hangs on it that the actor may not move.  Records directory.duplicate.decide.
    """
    with acting(actor, ACT) as doing, _moving_all():
        _need(kept, gone)
        edits = [*_filled(kept, gone), *_moved(kept, gone), Edit("organization", gone, "remove")]
        batch = apply_edits(actor=actor, edits=edits, kind="merge", note=str(gone))
        verdict = _remember(actor, kept, gone, MERGED, batch=batch.pk)
        doing.details["said"] = MERGED
        doing.about(verdict)
    return batch


@contextmanager
def _moving_all() -> Iterator[None]:
    """Refuse a merge that would leave rows behind which the actor may not know."""
    yield
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError:
        says = _("This entry cannot be merged here.")
        raise NotYet("directory.merge.not_all", says) from None


def entries_held() -> list[Entry]:
    """The organisations of the directory that may be known, as they are compared."""
    phones: defaultdict[UUID | None, set[str]] = defaultdict(set)
    ways = ("organization_id", "service__organization_id", "location__organization_id")
    for number, *owners in Phone.objects.exclude(number="").values_list("number", *ways):
        for owner in filter(None, owners):
            phones[owner].add(number)
    places: dict[UUID | None, tuple[str, str]] = {}
    told = ("organization_id", "district", "addresses__state_province")
    for owner, district, region in Location.objects.order_by("-position").values_list(*told):
        places[owner] = (region or "", district)
    return [
        Entry(str(key), name, frozenset(phones[key]), *places.get(key, ("", "")))
        for key, name in Organization.objects.values_list("pk", "name")
    ]


def entries_in(package: Package) -> list[Entry]:
    """The organisations of a package, as they are compared."""
    owners = _owners(package, "service")
    phones: defaultdict[str, set[str]] = defaultdict(set)
    for row in package.rows["phone"].values():
        own = row.values.get("organization_id") or owners.get(str(row.values.get("service_id")))
        if own:
            phones[own].add(str(row.values.get("number", "")))
    places: dict[str, tuple[str, str]] = {}
    homes = _owners(package, "location")
    for row in package.rows["address"].values():
        own = homes.get(str(row.values.get("location_id")))
        region, city = row.values.get("state_province"), row.values.get("city")
        if own and own not in places:
            places[own] = (str(region or ""), str(city or ""))
    return [
        Entry(key, str(row.values["name"]), frozenset(phones[key]), *places.get(key, ("", "")))
        for key, row in package.rows["organization"].items()
    ]


def _owners(package: Package, table: str) -> dict[str, Any]:
    return {key: row.values.get("organization_id") for key, row in package.rows[table].items()}


def _unsaid(found: Iterable[Proposal]) -> list[Proposal]:
    said = {(str(v.one_id), str(v.other_id)) for v in Verdict.objects.exclude(said=MERGED)}
    return [one for one in found if (one.one, one.other) not in said]


def _need(one: UUID, other: UUID) -> None:
    wanted = {one, other}
    if len(wanted) < 2 or Organization.objects.filter(pk__in=wanted).count() < 2:
        raise NotAllowed


def _remember(
    actor: Actor, one: UUID, other: UUID, said: str, *, batch: UUID | None = None
) -> Verdict:
    low, high = sorted((one, other))
    told: dict[str, Any] = {"said": said, "batch_id": batch}
    told |= {"member_id": actor.member_id, "agency_id": actor.agency_id}
    verdict, _is_new = Verdict.objects.update_or_create(one_id=low, other_id=high, defaults=told)
    return verdict


def _filled(kept: UUID, gone: UUID) -> Iterable[Edit]:
    table = table_called("organization")
    rows = Organization.objects.in_bulk([kept, gone])
    mine, theirs = table.values(rows[kept]), table.values(rows[gone])
    for name, value in theirs.items():
        if name not in mine and name not in ("id", "keeper_id"):
            yield Edit("organization", kept, "set", name, value)


def _moved(kept: UUID, gone: UUID) -> Iterable[Edit]:
    for name, table in tables().items():
        ways = [way for way, to in table.links.items() if to == "organization"]
        ways += {"attribute": ["link_id"], "metadata": ["resource_id"]}.get(name, [])
        for way in ways:
            rows = table.model._default_manager.filter(**{way: gone}).values_list("pk", flat=True)
            yield from (Edit(name, key, "set", way, kept) for key in rows)
