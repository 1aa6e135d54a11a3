"""The agency's own answer to "is this still right?", given by one tap, without signing in.

At the public door nothing but the public entry is shown and one answer is left; the clock takes it
up.  Wrong, used and old links are all alike, and looking changes nothing (mail programs look too).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connections
from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.notices import agency_principal, tell_principals
from jikimi.directory.asked import Block, blocks_of
from jikimi.directory.facts import Fact, facts_of
from jikimi.directory.links import number_in
from jikimi.directory.models import Confirmation, Organization
from jikimi.directory.models.confirmation import ANSWERS, RIGHT
from jikimi.directory.routing import door_alias, public_door
from jikimi.directory.verifying import mark_entry_checked

BATCH = 200


@dataclass(frozen=True, slots=True)
class Question:
    """What a link asks about. shown: digest of the facts, given back with the answer."""

    entry_id: UUID
    shown: str
    blocks: tuple[Block, ...]


def question_behind(token: str) -> Question | None:
    """The question a link leads to, as long as it waits; None for every other link."""
    number = number_in(token)
    if number is None:
        return None
    with public_door(), connections[door_alias()].cursor() as cursor:
        cursor.execute("SELECT entry FROM directory_question(%s)", [number])
        found = cursor.fetchone()
        facts = facts_of([found[0]])[1] if found else []
        if not facts:
            return None
        return Question(found[0], digest(facts), tuple(blocks_of(found[0], facts)))


def answer_question(token: str, *, answer: str, words: str = "", shown: str = "") -> bool:
    """Leave the agency's answer: right, changed or ended. False when the link waits no more."""
    number = number_in(token)
    if number is None or answer not in ANSWERS:
        return False
    with public_door(), connections[door_alias()].cursor() as cursor:
        cursor.execute(
            "SELECT directory_answer(%s, %s, %s, %s)", [number, answer, shown, words.strip()]
        )
        return bool(cursor.fetchone()[0])


def digest(facts: Iterable[Fact]) -> str:
    """One word for what was shown, so that an answer is used only for what it was about."""
    told = sorted([f.table, str(f.row_id), f.field, f.value] for f in facts)
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def take_up_answers(*, actor: Actor) -> int:
    """Use the answers that came in: what is right is marked as checked, the rest waits for people.

    An answer about facts that changed meanwhile waits too.  Safe to repeat.  How many came in.
    Records directory.confirmation.take_up for each.
    """
    came = list(Confirmation.objects.filter(answered_at__isnull=False, taken_up_at=None)[:BATCH])
    for asked in came:
        _take_up(actor, asked)
    return len(came)


def _take_up(actor: Actor, asked: Confirmation) -> None:
    with acting(actor, "directory.confirmation.take_up", asked) as doing:
        if asked.taken_up_at is not None:
            return
        asked.taken_up_at = timezone.now()
        if asked.answer == RIGHT and digest(facts_of([asked.entry_id])[1]) == asked.shown:
            doing.details["facts"] = _confirmed(asked)
            asked.done_at = asked.taken_up_at
        elif asked.agency_id:
            _tell(asked)
        asked.save(update_fields=["taken_up_at", "done_at"])


def _confirmed(asked: Confirmation) -> int:
    name = Organization.objects.values_list("name", flat=True).get(pk=asked.entry_id)
    day = timezone.localdate(asked.answered_at)
    return mark_entry_checked(asked.entry_id, by=name, how="link", on=day)


def answers_waiting(actor: Actor) -> list[Confirmation]:
    """Answers a person must look at: to the coordinator all, to an agency its own. Oldest first."""
    waiting = Confirmation.objects.filter(taken_up_at__isnull=False, done_at=None)
    if not actor.holds_anywhere("coordinator"):
        waiting = waiting.filter(agency_id=actor.agency_id)
    return list(waiting.order_by("answered_at")[:BATCH])


def answer_called(actor: Actor, number: UUID) -> Confirmation:
    """One answer that waits. Raises NotAllowed when it is absent or not the actor's."""
    found = next((asked for asked in answers_waiting(actor) if asked.pk == number), None)
    if found is None:
        raise NotAllowed
    return found


def finish_answer(*, actor: Actor, asked: Confirmation, why: str = "") -> None:
    """Say that what an agency wrote has been dealt with.

    Records directory.confirmation.finish.
    """
    with acting(actor, "directory.confirmation.finish", asked, why=why):
        asked.done_at, asked.done_by_id = timezone.now(), actor.member_id
        asked.save(update_fields=["done_at", "done_by_id"])


def _tell(asked: Confirmation) -> None:
    link = f"/staff/directory/{asked.entry_id}/"
    tell_principals(
        [agency_principal(asked.agency_id)], "directory.answer", subject_id=asked.pk, link=link
    )
