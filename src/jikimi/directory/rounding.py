"""The call round and the answers as pages show them: names, numbers to dial and what to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.models import Agency
from jikimi.directory.asked import Block, blocks_of
from jikimi.directory.calling import Waiting, call_queue, calls_about, tries_of
from jikimi.directory.confirming import answers_waiting
from jikimi.directory.facts import Fact, facts_of
from jikimi.directory.models import Call, Confirmation, Organization


@dataclass(frozen=True, slots=True)
class InQueue:
    """One line of the queue, with the name of the entry and of who keeps it."""

    waiting: Waiting
    name: str
    keeper: str


@dataclass(frozen=True, slots=True)
class ToCall:
    """What the caller has before him. phones: numbers to dial.  blocks: what to ask."""

    call: Call
    name: str
    phones: tuple[str, ...]
    blocks: tuple[Block, ...]
    tries: int
    earlier: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that waits, with the name of its entry."""

    asked: Confirmation
    name: str


def queue_lines(actor: Actor) -> list[InQueue]:
    """Whom to call next, as far as the actor may know of the entries."""
    queue = call_queue(actor)
    names = _names([line.entry_id for line in queue])
    keepers = Agency.objects.in_bulk({line.agency_id for line in queue if line.agency_id})
    return [
        InQueue(line, names[line.entry_id], _keeper(keepers, line.agency_id))
        for line in queue
        if line.entry_id in names
    ]


def call_sheet(call: Call) -> ToCall:
    """What to dial and what to ask in this call. Raises NotAllowed when the entry is gone."""
    names = _names([call.entry_id])
    if call.entry_id not in names:
        raise NotAllowed
    _links, facts = facts_of([call.entry_id])
    return ToCall(
        call=call,
        name=names[call.entry_id],
        phones=_phones(facts),
        blocks=tuple(blocks_of(call.entry_id, facts)),
        tries=tries_of(call.entry_id),
        earlier=tuple(calls_about(call.entry_id)[:5]),
    )


def answer_lines(actor: Actor) -> list[Answered]:
    """Answers of agencies that wait for this reader."""
    waiting = answers_waiting(actor)
    names = _names([asked.entry_id for asked in waiting])
    return [Answered(asked, names.get(asked.entry_id, "")) for asked in waiting]


def _names(entries: Sequence[UUID]) -> dict[UUID, str]:
    return dict(Organization.objects.filter(pk__in=entries).values_list("pk", "name"))


def _keeper(keepers: dict[int, Agency], number: int) -> str:
    return keepers[number].name if number in keepers else ""


def _phones(facts: Sequence[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.value for fact in facts if fact.table == "phone"))
