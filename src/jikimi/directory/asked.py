"""What an agency is asked about: its public facts in words, in the order of the entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from jikimi.directory.booklet.hours import hours_in_words
from jikimi.directory.facts import Fact
from jikimi.directory.models import Organization, Schedule, Service
from jikimi.directory.rows import table_called
from jikimi.directory.words import field_word, table_word, value_words


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an entry: the organisation, or one service. lines: words and value."""

    title: str
    lines: tuple[tuple[str, str], ...]


def blocks_of(entry_id: UUID, facts: Sequence[Fact]) -> list[Block]:
    """Facts as people read them: what belongs to the whole entry first, then each service."""
    services = {service for fact in facts for service in fact.service_ids}
    names = dict(Service.objects.filter(pk__in=services).values_list("pk", "name"))
    common = [fact for fact in facts if _owner(fact) is None]
    title = Organization.objects.values_list("name", flat=True).filter(pk=entry_id).first()
    blocks = [Block(title or "", _lines(common))]
    for service in sorted(services, key=lambda pk: (names.get(pk, ""), str(pk))):
        own = [fact for fact in facts if _owner(fact) == service]
        if own:
            blocks.append(Block(names.get(service, ""), _lines(own)))
    return blocks


def _owner(fact: Fact) -> UUID | None:
    """The one service a fact belongs to; None for what several share."""
    if fact.table == "organization" or len(fact.service_ids) != 1:
        return None
    return next(iter(fact.service_ids))


def _lines(facts: Iterable[Fact]) -> tuple[tuple[str, str], ...]:
    told = list(facts)
    lines = [
        (field_word(fact.table, fact.field), value_words(fact.table, fact.field, fact.value))
        for fact in told
        if fact.table != "schedule"
    ]
    rows = Schedule.objects.filter(pk__in={f.row_id for f in told if f.table == "schedule"})
    known = table_called("schedule")
    hours = hours_in_words(dict.fromkeys(known.fields, "") | known.values(row) for row in rows)
    return (*lines, *((table_word("schedule"), words) for words in hours))
