"""The call round: one list for all, one person at a time for each agency, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import Doing, acting
from jikimi.access.actor import Actor
from jikimi.access.codes import today
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.models import Agency
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.facts import ENDED, PUBLIC
from jikimi.directory.models import Call, EntryAge, EntryUse, Organization, Service
from jikimi.directory.models.call import (
    CHANGED,
    CLOSED,
    CONFIRMED,
    GIVEN_BACK,
    NO_ANSWER,
    OUTCOMES,
)
from jikimi.directory.verifying import mark_entry_checked

HOLD = timedelta(minutes=30)
AHEAD = timedelta(days=7)
USED_WITHIN = timedelta(days=90)
NEVER_COUNTS_AS = 365
_WAITS_DAYS = (1, 2, 4, 7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry to be called about. days_over: days overdue, 365 for what was never checked.

    uses: how often staff opened it in 90 days.  tries: calls without an answer since the check.
    """

    entry_id: UUID
    agency_id: int
    checked_on: date | None
    days_over: int
    uses: int
    tries: int
    is_taken: bool


_QUEUE = """
SELECT a.entry_id, a.agency_id, a.checked_on, least(%(day)s - a.due_on, %(never)s) AS days_over,
       coalesce(u.times, 0)::int, coalesce(t.tries, 0)::int, c.id IS NOT NULL
  FROM directory_entryage a
  LEFT JOIN (SELECT entry_id, sum(times) AS times FROM directory_entryuse
              WHERE day > %(since)s GROUP BY entry_id) u ON u.entry_id = a.entry_id
  LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE p.outcome = 'no_answer') AS tries,
                            max(p.next_on) AS next_on
                       FROM directory_call p
                      WHERE p.entry_id = a.entry_id
                        AND p.ended_at::date >= coalesce(a.checked_on, '1900-01-01')) t ON true
  LEFT JOIN directory_call c
    ON c.entry_id = a.entry_id AND c.outcome = '' AND c.until > now() AND c.member_id <> %(me)s
 WHERE a.due_on < %(until)s AND (t.next_on IS NULL OR t.next_on <= %(day)s)
 ORDER BY least(%(day)s - a.due_on, %(never)s) + coalesce(u.times, 0) DESC, a.entry_id
 LIMIT %(most)s
"""


def call_queue(actor: Actor, *, on: date | None = None, most: int = 50) -> list[Waiting]:
    """Whom to call next: overdue or due within a week, the oldest and most used first.

    A day overdue and an opening by staff in the last 90 days weigh the same (docs/methods).
    """
    day = on or today()
    given: dict[str, date | int] = {
        "day": day, "until": day + AHEAD, "since": day - USED_WITHIN, "never": NEVER_COUNTS_AS,
        "me": actor.member_id, "most": most,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, given)
        return [Waiting(*row) for row in cursor.fetchall()]


def open_call(actor: Actor) -> Call | None:
    """The call the actor has taken and not finished."""
    mine = Call.objects.filter(member_id=actor.member_id, outcome="", until__gt=timezone.now())
    return mine.first()


def call_taken(actor: Actor, number: UUID) -> Call:
    """A call the actor has taken and not finished. Raises NotAllowed for every other."""
    call = Call.objects.filter(pk=number, member_id=actor.member_id, outcome="").first()
    if call is None:
        raise NotAllowed
    return call


def take_call(*, actor: Actor, entry_id: UUID | None = None) -> Call:
    """Take the next agency to call, or this one, for half an hour; nobody else is offered it.

    Whoever has one open gets that one again.  Raises NotYet when the list is empty or somebody else
    is calling that agency.  Records directory.call.take.
    """
    if (mine := open_call(actor)) is not None:
        return mine
    with acting(actor, "directory.call.take") as doing:
        free = [entry_id] if entry_id else [w.entry_id for w in call_queue(actor) if not w.is_taken]
        call = next((made for entry in free if (made := _taken(actor, entry))), None)
        if call is None:
            raise NotYet("directory.call.none", _("Nobody is left to be called just now."))
        doing.about(call)
    return call


def _taken(actor: Actor, entry_id: UUID) -> Call | None:
    """The call, unless somebody else holds the entry or is taking it at this moment."""
    age = EntryAge.objects.select_for_update(skip_locked=True).filter(pk=entry_id).first()
    now = timezone.now()
    if age is None or Call.objects.filter(entry_id=entry_id, outcome="", until__gt=now).exists():
        return None
    Call.objects.filter(entry_id=entry_id, outcome="").update(outcome=GIVEN_BACK, ended_at=now)
    return Call.objects.create(
        entry_id=entry_id, member_id=actor.member_id, agency_id=actor.agency_id, until=now + HOLD
    )


def finish_call(
    *, actor: Actor, call: Call, outcome: str, note: str = "", next_on: date | None = None
) -> None:
    """Write down what came of a call.

    confirmed marks every public fact as checked today; closed ends the services of the entry;
    no_answer and changed bring it back, after a day, then later each time, or on next_on.
    Raises NotValid on another outcome or a changed without a note.  Records directory.call.finish.
    """
    if outcome not in OUTCOMES:
        raise NotValid("directory.call", {"outcome": _("Choose what came of the call.")})
    if outcome == CHANGED and not note.strip():
        raise NotValid("directory.call", {"note": _("Write down what has changed.")})
    with _finishing(actor, call, why=note) as doing:
        call.outcome, call.note, call.ended_at = outcome, note.strip()[:400], timezone.now()
        call.next_on = next_on if outcome in (NO_ANSWER, CHANGED) else None
        if outcome in (NO_ANSWER, CHANGED) and next_on is None:
            call.next_on = today() + timedelta(days=_wait_days(call))
        call.save()
        if outcome == CONFIRMED:
            doing.details["facts"] = _mark(actor, call)
        if outcome == CLOSED:
            _end_services(actor, call)
        doing.details["outcome"] = outcome


def give_back(*, actor: Actor, call: Call) -> None:
    """Leave the agency to somebody else. Records directory.call.finish."""
    with _finishing(actor, call) as doing:
        call.outcome, call.ended_at = GIVEN_BACK, timezone.now()
        call.save()
        doing.details["outcome"] = GIVEN_BACK


@contextmanager
def _finishing(actor: Actor, call: Call, why: str = "") -> Iterator[Doing]:
    """Only who took a call finishes it, and once."""
    with acting(actor, "directory.call.finish", call, why=why) as doing:
        if call.member_id != actor.member_id or call.outcome:
            raise NotAllowed
        yield doing


def calls_about(entry_id: UUID) -> list[Call]:
    """Calls about an entry that came to an end, newest first."""
    return list(Call.objects.filter(entry_id=entry_id, outcome__in=OUTCOMES)[:20])


def count_use(*, entry_id: UUID, on: date | None = None) -> None:
    """Count that staff opened an entry or put it into a plan; no name is kept."""
    day = on or today()
    EntryUse.objects.bulk_create([EntryUse(entry_id=entry_id, day=day)], ignore_conflicts=True)
    EntryUse.objects.filter(entry_id=entry_id, day=day).update(times=F("times") + 1)


def tries_of(entry_id: UUID) -> int:
    """Calls without an answer since the entry was last checked."""
    checked = EntryAge.objects.filter(pk=entry_id).values_list("checked_on", flat=True).first()
    calls = Call.objects.filter(entry_id=entry_id, outcome=NO_ANSWER)
    return (calls.filter(ended_at__date__gte=checked) if checked else calls).count()


def _wait_days(call: Call) -> int:
    return _WAITS_DAYS[min(tries_of(call.entry_id), len(_WAITS_DAYS) - 1)]


def _mark(actor: Actor, call: Call) -> int:
    by: Mapping[int, Agency] = Agency.objects.in_bulk([actor.agency_id])
    return mark_entry_checked(call.entry_id, by=by[actor.agency_id].name_ko, how="phone")


def _end_services(actor: Actor, call: Call) -> None:
    entry = Organization.objects.filter(pk=call.entry_id).first()
    services = Service.objects.filter(organization_id=call.entry_id, **PUBLIC)
    edits = [
        Edit("service", pk, "set", "status", "defunct")
        for pk in services.exclude(status__in=ENDED).values_list("pk", flat=True)
    ]
    if entry is not None and edits:
        apply_edits(actor=actor, edits=edits, kind="call", note=call.note[:200], entry=entry)
        EntryAge.objects.filter(pk=entry.pk).delete()
