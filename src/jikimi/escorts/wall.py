"""Row policies of escorts: a walk is nobody's to see until something is wrong.

The person's phone reaches its own journey through guard functions by a secret; the public login has
no grant on any table here.  A control room reads what is told to it, and writes nothing but steps
of its alarms.
"""

from __future__ import annotations

from typing import Any

from jikimi.access.policy import RowPolicy

ROOM = "room_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])"
AUDITOR = "room_id * 8 + 5 = ANY ((SELECT access_principals())::bigint[])"


class ToldRoomPolicy(RowPolicy):
    """Rows of a journey: for the people of its control room once it was told, for no one before."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, select=f"is_told AND {ROOM}")

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        return (f"{type(self).__module__}.{type(self).__name__}", (), {"name": self.name})


class RoomPolicy(RowPolicy):
    """Alarms and their steps: for the people of the control room they were raised to."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, select=ROOM, insert=ROOM, update=ROOM)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        return (f"{type(self).__module__}.{type(self).__name__}", (), {"name": self.name})


class ScoutsPolicy(RowPolicy):
    """Pairs, their evenings and meetings: for the control room, and for the two it concerns."""

    def __init__(self, *, name: str) -> None:
        two = "scouts OPERATOR(pg_catalog.&&) (SELECT access_principals())::bigint[]"
        both = f"{ROOM} OR {two}"
        super().__init__(name=name, select=both, insert=ROOM, update=both)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        return (f"{type(self).__module__}.{type(self).__name__}", (), {"name": self.name})


class LogPolicy(RowPolicy):
    """The log the law asks for: the control room and its auditor read it; guards write it."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, select=f"{ROOM} OR {AUDITOR}")

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        return (f"{type(self).__module__}.{type(self).__name__}", (), {"name": self.name})


class SecretPolicy(RowPolicy):
    """What a phone keeps with us between journeys: guard functions alone, no member at all."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, select="false")

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        return (f"{type(self).__module__}.{type(self).__name__}", (), {"name": self.name})
