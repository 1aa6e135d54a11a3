"""A control room, a phone and its secrets, for tests of walking home."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR
from jikimi.escorts import journeys
from jikimi.escorts.journeys import FixDraft, JourneyDraft
from jikimi.escorts.models import ControlRoom
from jikimi.escorts.phones import choose_codes, consent
from jikimi.escorts.rooms import keep_room
from tests.cast import Cast

# A street in Gwanak: east along it, a hundred metres are 0.00113 degrees.
HOME = (126.9300, 37.4800)
START = (126.9200, 37.4800)


@dataclass
class Pocket:
    """What one phone knows."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    journey_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    journey_id: UUID = field(default_factory=uuid4)
    seq: int = -1

    def consent(self) -> None:
        """Agree to all purposes for a month."""
        assert consent(self.key, purposes=["sos", "walk", "watch"], days=30)
        assert choose_codes(self.key, cancel="2580", duress="1470")

    def cancel(self, code: str) -> str:
        """Type a code."""
        return journeys.cancel(self.key, self.journey_key, code=code)

    def begin(self, kind: str = "walk", **more: Any) -> str:
        """Begin a journey at the start of the street."""
        draft = JourneyDraft(self.journey_id, kind, here=START, **more)
        return journeys.begin(self.key, self.journey_key, draft)

    def walk(self, **more: Any) -> str:
        """Set out for home along the street."""
        expected = timezone.now() + timedelta(minutes=20)
        return self.begin(route=[START, HOME], expected_at=expected, **more)

    def at(self, longitude: float, latitude: float = 37.48, *, ago_s: float = 0) -> Any:
        """Say where it is, as the next fix."""
        self.seq += 1
        sent = timezone.now() - timedelta(seconds=ago_s)
        return journeys.send(
            self.journey_key, [FixDraft(self.seq, sent, longitude, latitude, {"accuracy_m": 5})]
        )


def control_room(cast: Cast) -> ControlRoom:
    """The centre is the control room everywhere; the police station answers 112."""
    return keep_room(
        actor=THE_OPERATOR, agency=cast.agencies["centre"], police=cast.agencies["police"], areas=[]
    )
