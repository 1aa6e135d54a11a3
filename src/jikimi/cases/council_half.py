"""What a council of heads may know of a half-year: numbers, never a case (SR-24, SR-45).

No number behind which 1 to 4 cases stand, nor one from which such a number could be worked out;
both are held by the database (sql/council_half.sql).  Method: docs/methods/council-figures.md
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.bodies.halves import Half
from jikimi.bodies.models import Body
from jikimi.cases.guards import rows_of

Number = int | float | str | None
NOTHING = "-"  # there is nothing to be counted, which is not the same as hidden (None)


@dataclass(frozen=True, slots=True)
class HalfCounted:
    """One half-year as counted. numbers: dimension → code → how many, None where it is hidden.

    behind: the same for how many cases stand behind it.  days: code → median days, None where
    hidden; absent where no case got so far.
    """

    numbers: dict[str, dict[str, int | None]] = field(default_factory=dict)
    behind: dict[str, dict[str, int | None]] = field(default_factory=dict)
    days: dict[str, float | None] = field(default_factory=dict)
    meetings: int = 0
    hearings: int | None = 0

    def number(self, dimension: str, code: str) -> int | None:
        """How many; 0 where nothing was counted, None where it is hidden."""
        return self.numbers.get(dimension, {}).get(code, 0)

    def share(self, dimension: str, code: str, other: str) -> Number:
        """How many in a hundred of these two are the first; None where either is hidden."""
        mine, others = self.number(dimension, code), self.number(dimension, other)
        if mine is None or others is None:
            return None
        return round(100 * mine / (mine + others)) if mine + others else NOTHING

    @property
    def supports_per_case(self) -> Number:
        """Supports given for each case that got one, to one decimal."""
        given, cases = self.number("supports", "done"), self.behind.get("supports", {})
        helped = cases.get("done", 0)
        if given is None or helped is None:
            return None
        return round(given / helped, 1) if helped else NOTHING

    def days_to(self, code: str) -> Number:
        """Median days from nomination to the first hearing or support."""
        return self.days.get(code, NOTHING)


def read_council(actor: Actor, council: Body) -> None:
    """Check and record that the actor reads how things stand for a council.

    Raises NotAllowed unless the actor is a member or coordinator of it.
    Records cases.council.figures.
    """
    reading(actor, "cases.council.figures", council)


def half_counted(actor: Actor, council: Body, half: Half) -> HalfCounted:
    """The cases of the councils below a council in one half-year. Three queries."""
    period = (council.pk, half.since, half.until)
    numbers: dict[str, dict[str, int | None]] = {}
    behind: dict[str, dict[str, int | None]] = {}
    for dimension, code, number, cases in rows_of("cases_council_half", *period):
        numbers.setdefault(dimension, {})[code] = number
        behind.setdefault(dimension, {})[code] = cases
    days = {code: _float(value) for code, value, _n in rows_of("cases_council_days", *period)}
    meetings, hearings = next(iter(rows_of("cases_council_meetings", *period)), (0, 0))
    return HalfCounted(numbers, behind, days, meetings, hearings)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
