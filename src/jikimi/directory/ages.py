"""How old services and entries are: for the booklet, the public page, the queue and the figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.directory.facts import PUBLIC, Fact, Links, by_service, checked_on, facts_of
from jikimi.directory.freshness import STANDARD, Freshness, age_class_of, freshness, oldest
from jikimi.directory.models import EntryAge, Organization, Service

_AT_ONCE = 500


def freshness_of_services(
    service_ids: Collection[UUID], *, on: date | None = None
) -> dict[UUID, Freshness]:
    """How fresh each of these public services is; the oldest of its facts that matter counts.

    A service that is not public or has ended is left out.  A handful of statements for 500 entries.
    """
    rows = Service.objects.filter(pk__in=list(service_ids), **PUBLIC)
    entries = sorted(set(rows.values_list("organization_id", flat=True)), key=str)
    wanted = set(service_ids)
    found: dict[UUID, Freshness] = {}
    for part in _parts([entry for entry in entries if entry]):
        links, facts = facts_of(part)
        found |= {s: f for s, f in _of_services(links, facts, on).items() if s in wanted}
    return found


def freshness_of_entries(
    entry_ids: Collection[UUID], *, on: date | None = None
) -> dict[UUID, Freshness]:
    """How fresh each of these public entries is: as its service that is due first.

    An entry without a service is as old as its own facts; one whose services ended is left out.
    """
    found: dict[UUID, Freshness] = {}
    for part in _parts(list(entry_ids)):
        links, facts = facts_of(part)
        found |= _of_entries(links, facts, on)
    return found


def count_ages(*, actor: Actor, on: date | None = None) -> int:
    """Write down how old every public entry is, each night, for the queue and the figures.

    Records directory.freshness.count.
    """
    entries = list(Organization.objects.filter(**PUBLIC).values_list("pk", flat=True))
    with acting(actor, "directory.freshness.count") as doing:
        for part in _parts(entries):
            note_ages(part, on=on)
        EntryAge.objects.exclude(pk__in=entries).delete()
        doing.details["entries"] = len(entries)
    return len(entries)


def note_ages(entry_ids: Collection[UUID], *, on: date | None = None) -> None:
    """Write down how old these entries are now; after a check, so that the queue knows of it."""
    keepers = dict(Organization.objects.filter(pk__in=entry_ids).values_list("pk", "keeper_id"))
    found = freshness_of_entries(entry_ids, on=on)
    rows = [_age(entry, fresh, keepers.get(entry) or 0) for entry, fresh in found.items()]
    EntryAge.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["entry_id"],
        update_fields=["agency_id", "age_class", "checked_on", "due_on", "counted_at"],
    )
    EntryAge.objects.filter(pk__in=set(entry_ids) - found.keys()).delete()


def _age(entry: UUID, fresh: Freshness, keeper: int) -> EntryAge:
    return EntryAge(
        entry_id=entry,
        agency_id=keeper,
        age_class=fresh.age_class,
        checked_on=fresh.checked_on,
        due_on=fresh.due_on or EntryAge.NEVER,
        counted_at=timezone.now(),
    )


def _of_services(links: Links, facts: Iterable[Fact], on: date | None) -> dict[UUID, Freshness]:
    return {
        service: freshness(
            oldest(checked_on(fact, links, service) for fact in own),
            age_class=age_class_of(is_crisis=links.is_crisis[service]),
            on=on,
        )
        for service, own in by_service(facts).items()
    }


def _of_entries(links: Links, facts: list[Fact], on: date | None) -> dict[UUID, Freshness]:
    services = _of_services(links, facts, on)
    found: dict[UUID, Freshness] = {}
    for service, fresh in services.items():
        entry = links.services[service]
        found[entry] = min(found.get(entry, fresh), fresh, key=_due)
    ended = _entries_that_ended(links)
    for entry in links.entries - found.keys() - ended:
        own = [fact.checked_on for fact in facts if entry in fact.entry_ids]
        if own:
            found[entry] = freshness(oldest(own), age_class=STANDARD, on=on)
    return found


def _due(fresh: Freshness) -> date:
    return fresh.due_on or date.min


def _entries_that_ended(links: Links) -> set[UUID]:
    """Entries that have services, none of which runs any more."""
    rows = Service.objects.filter(organization_id__in=links.entries, **PUBLIC)
    having = set(rows.values_list("organization_id", flat=True))
    return {entry for entry in having if entry} - set(links.services.values())


def _parts(ids: list[UUID]) -> Iterable[list[UUID]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
