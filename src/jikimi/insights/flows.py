"""How far cases came that were named in a time: selected, supported, closed, and who stopped where.

Small numbers are hidden by the database (sql/flow.sql) from whoever is no analyst.
Method: docs/methods/charts.md.  Checked: tests/rules/test_flow.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from jikimi.cases.guards import rows_of

NAMED, SELECTED, HELPED, CLOSED = "named", "selected", "supported", "closed"
# Where a case stands: never selected (declined, waiting), selected and without support (closed so,
# or under way), supported and open, supported and closed.
PLACES = ("declined", "waiting", "unhelped", "begun", "helped", "closed")
_STEPS = {
    SELECTED: ("unhelped", "begun", "helped", "closed"),
    HELPED: ("helped", "closed"),
    CLOSED: ("closed",),
}
STOPS = {SELECTED: ("declined", "waiting"), HELPED: ("unhelped", "begun"), CLOSED: ("helped",)}


@dataclass(frozen=True, slots=True)
class Flow:
    """Cases named from a day up to before another. None where a number is hidden.

    came: how many reached each step, in order, those named first.  stands: where they stand.
    """

    since: date
    until: date
    came: dict[str, int | None]
    stands: dict[str, int | None]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden."""
        return None not in (*self.came.values(), *self.stands.values())


def flow_of_cases(*, since: date, until: date, kind: str = "") -> Flow:
    """Cases named in a time by how far they have come by today. One query.

    Who may not see small numbers asks for a half-year that is over, of all kinds (flow_time()).
    Raises NotAllowed otherwise.  Records nothing: the page has called read_figures().
    """
    with transaction.atomic():
        found = dict(rows_of("insights_flow", since, until, kind))
    stands = {code: found.get(code) for code in PLACES}
    came = {NAMED: found.get(NAMED)}
    came |= {step: _sum([stands[code] for code in codes]) for step, codes in _STEPS.items()}
    return Flow(since, until, came, stands)


def flow_time(until: date, *, today: date) -> tuple[date, date]:
    """The last half-year that is over before a day, for whoever may not see small numbers."""
    end = min(until, today.replace(day=1))
    end = date(end.year, 7 if end.month >= 7 else 1, 1)
    first = date(end.year, 1, 1) if end.month == 7 else date(end.year - 1, 7, 1)
    return first, end


def _sum(parts: list[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None
