"""The tables of this room."""

from jikimi.bodies.body import Body, Seat
from jikimi.bodies.meeting import AgendaItem, Attendance, Decision, Meeting

__all__ = ["AgendaItem", "Attendance", "Body", "Decision", "Meeting", "Seat"]
