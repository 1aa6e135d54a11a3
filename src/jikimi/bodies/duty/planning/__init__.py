"""Planning duty: who stands where and when, by rules and fairly. Pure: no table, no web."""

from jikimi.bodies.duty.planning.plan import plan_duty
from jikimi.bodies.duty.planning.rest import reason_against
from jikimi.bodies.duty.planning.words import (
    Blocked,
    Load,
    Person,
    Plan,
    Rules,
    Slot,
    Vacancy,
)

__all__ = [
    "Blocked",
    "Load",
    "Person",
    "Plan",
    "Rules",
    "Slot",
    "Vacancy",
    "plan_duty",
    "reason_against",
]
