"""The list of an agency's or a body's cases, one page at a time.

One statement in plain SQL, for this is the page people look at most: by models it would be four
statements and three times the cost (docs/methods/benchmarks.md). The row policies hold it as any.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.agency import name_in_words
from jikimi.cases.risk import level_reached

PAGE = 50
# An agency's list is driven by the index on its shares, so other agencies' cases cost it nothing.
_SHARES = (
    "cases_participation s JOIN cases_case c ON c.id = s.case_id",
    "s.last_event_at",
    "s.case_id",
)
_ONE = "(VALUES (0)) w(id)"
_CASES = ("cases_case c", "c.last_event_at", "c.id")
Condition = tuple[str, list[Any]]
_SQL = """
    SELECT {case}, a.{name}, v.person_id, v.name, r.levels, r.lowered
      FROM (SELECT c.* FROM {whose} CROSS JOIN LATERAL (
                SELECT {case}, {at} AS at FROM {source} WHERE {conditions}
                 ORDER BY {at} {way}, {id} {way} LIMIT {most}) c
             ORDER BY c.at {way}, c.id {way} LIMIT {most}) c
      JOIN access_agency a ON a.id = c.lead_agency_id
      LEFT JOIN LATERAL (SELECT y.person_id, p.name FROM cases_party y
                           JOIN cases_person p ON p.id = y.person_id
                          WHERE y.case_id = c.id AND y.role = 'victim' LIMIT 1) v ON true
      LEFT JOIN LATERAL (SELECT array_agg(k.level ORDER BY k.judged_at) AS levels,
                                array_agg(k.lowers ORDER BY k.judged_at) AS lowered
                           FROM cases_risk k WHERE k.case_id = c.id) r ON true
     ORDER BY c.at {way}, c.id {way}
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """How a list is narrowed. of: agency or body; order: recent, or quiet (longest untouched)."""

    of: str = "agency"
    stage: str = ""
    kind: str = ""
    is_mine: bool = False
    is_nominated_by_us: bool = False
    is_repeat: bool = False
    order: str = "recent"


class ListedCase(NamedTuple):
    """What a list tells of a case itself; a whole Case for each line would cost as much again."""

    id: UUID
    number: str
    kind: str
    stage: str
    last_event_at: datetime
    lead_agency_id: int
    lead_member_id: int | None
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list. victim and risk are empty for those who may not know them.

    lead: the name of the lead agency.
    """

    case: ListedCase
    is_mine: bool
    victim: str
    risk: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class CaseList:
    """One page of a list. earlier and later: marks of the neighbouring pages, empty at the ends."""

    lines: Sequence[CaseLine]
    earlier: str = ""
    later: str = ""


class _Judged(NamedTuple):
    level: str
    lowers: bool


def worklist(
    actor: Actor, narrowed: Filter | None = None, *, after: str = "", before: str = ""
) -> CaseList:
    """The cases an agency works on, or a body's for its coordinator, one page of them.

    after, before: marks handed out with a page.  A mark that was not is ignored.
    Records cases.worklist.read with the persons shown.  Cost does not grow with other agencies'
    cases: the list is driven by an index on participation, or on the body.
    """
    narrowed = narrowed or Filter()
    at = _mark_read(before or after)
    is_backwards = bool(before and at)
    is_newest_first = (narrowed.order != "quiet") != is_backwards
    rows = _rows(actor, narrowed, at, is_newest_first=is_newest_first)
    has_more = len(rows) > PAGE
    shown = rows[:PAGE][::-1] if is_backwards else rows[:PAGE]
    reading(actor, "cases.worklist.read", persons=[row[-4] for row in shown if row[-4]])
    lines = [_line(actor, row) for row in shown]
    has_earlier = has_more if is_backwards else bool(at)
    has_later = True if is_backwards else has_more
    earlier = _mark(lines[0].case) if lines and has_earlier else ""
    return CaseList(lines, earlier, _mark(lines[-1].case) if lines and has_later else "")


def _rows(
    actor: Actor, narrowed: Filter, at: tuple[datetime, UUID] | None, *, is_newest_first: bool
) -> list[tuple[Any, ...]]:
    """One row more than a page, past a mark, by their last event."""
    whose, own, source, last, case_id = _whose(actor, narrowed)
    wanted = [*own, *_narrowed(actor, narrowed)]
    if at is not None:
        # The bound on the instant alone is what the index can use.
        beyond = "<" if is_newest_first else ">"
        wanted.append((f"{last} {beyond}= %s", [at[0]]))
        wanted.append((f"({last}, {case_id}) {beyond} (%s, %s)", list(at)))
    text = _SQL.format(
        case=", ".join(f"c.{name}" for name in ListedCase._fields),
        name=name_in_words("name_ko", "name_en"),
        whose=whose,
        at=last,
        id=case_id,
        source=source,
        conditions=" AND ".join(condition for condition, _ in wanted),
        way="DESC" if is_newest_first else "ASC",
        most=PAGE + 1,
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [value for _, values in wanted for value in values])
        return list(cursor.fetchall())


def _whose(actor: Actor, narrowed: Filter) -> tuple[str, list[Condition], str, str, str]:
    """One by one of whom, whose cases, from which tables, ordered by which instant and key."""
    if narrowed.of == "body" and actor.bodies_coordinated():
        # Body by body, so that the index gives each one's newest: of any of several it cannot.
        return _each_of(actor.bodies_coordinated()), [("c.body_id = w.id", [])], *_CASES
    if narrowed.is_mine:
        return _ONE, [("c.lead_member_id = %s", [actor.member_id])], *_CASES
    takes_part = "s.agency_id = %s AND s.ended_at IS NULL AND s.accepted_at IS NOT NULL"
    return _ONE, [(takes_part, [actor.agency_id])], *_SHARES


def _each_of(bodies: Sequence[int]) -> str:
    return f"(VALUES {', '.join(f'({number:d})' for number in bodies)}) w(id)"


def _narrowed(actor: Actor, narrowed: Filter) -> list[Condition]:
    asked = (
        ("c.stage = %s", narrowed.stage),
        ("c.kind = %s", narrowed.kind),
        ("c.lead_member_id = %s", actor.member_id if narrowed.is_mine else None),
        ("c.nominated_by_id = %s", actor.agency_id if narrowed.is_nominated_by_us else None),
        ("c.is_repeat = %s", narrowed.is_repeat),
    )
    return [(condition, [value]) for condition, value in asked if value]


def _line(actor: Actor, row: tuple[Any, ...]) -> CaseLine:
    case = ListedCase._make(row[:-5])
    lead, _, victim, levels, lowered = row[-5:]
    return CaseLine(
        case,
        is_mine=case.lead_member_id == actor.member_id,
        victim=victim or "",
        risk=level_reached(map(_Judged, levels, lowered)) if levels else "",
        lead=lead,
    )


def _mark(case: ListedCase) -> str:
    text = f"{case.last_event_at.isoformat()}|{case.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _mark_read(mark: str) -> tuple[datetime, UUID] | None:
    try:
        text = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode()
        instant, _, last = text.partition("|")
        found = datetime.fromisoformat(instant), UUID(last)
    except (ValueError, binascii.Error):
        return None
    return found if found[0].tzinfo else None
