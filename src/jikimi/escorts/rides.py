"""The taxi somebody is in: seen by whom she lets look on, told to the room when help is called."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jikimi.access.codes import codes
from jikimi.access.errors import NotValid
from jikimi.escorts.journeys import walk_rule
from jikimi.escorts.models import Journey, Ride
from jikimi.escorts.phones import asked


@dataclass(frozen=True, slots=True)
class RideDraft:
    """What she typed. boarded_at: with a time zone; the plate alone must be there."""

    plate: str
    boarded_at: datetime
    company: str = ""
    boarded_where: str = ""
    destination: str = ""


def take_ride(journey_key: bytes, draft: RideDraft) -> bool:
    """She sits in a taxi: kept with her walk, which is watched as a ride from now on.

    Saying it again corrects it.  False when the walk is over.  Raises NotValid without a plate.
    """
    if not any(one.isdigit() for one in draft.plate):
        says = _("Type the number plate, at least its digits.")
        raise NotValid("escorts.rides.plate", {"plate": says})
    facts = {
        "plate": draft.plate.strip(),
        "company": draft.company.strip(),
        "boarded_at": draft.boarded_at.isoformat(),
        "boarded_where": draft.boarded_where.strip(),
        "destination": draft.destination.strip(),
    }
    return bool(asked("take_ride", journey_key, json.dumps(facts), json.dumps(ride_rule())))


def leave_ride(journey_key: bytes) -> bool:
    """She has got out: what she typed is deleted, and she is looked after as on foot."""
    return bool(asked("take_ride", journey_key, None, json.dumps(walk_rule())))


def ride_seen(watcher_key: bytes) -> dict[str, Any] | None:
    """The taxi, for somebody with a link who may look; None when there is none."""
    answer: dict[str, Any] | None = asked("ride_seen", watcher_key)
    return answer


def ride_kept(journey_key: bytes) -> dict[str, Any] | None:
    """The taxi, with what the person asked to be kept as evidence."""
    answer: dict[str, Any] | None = asked("ride_kept", journey_key)
    return answer


def ride_of(journey: Journey | None) -> Ride | None:
    """The taxi of a journey that was told to the control room."""
    return Ride.objects.filter(journey=journey).first() if journey else None


def ride_rule() -> dict[str, float]:
    """The numbers a ride is watched by (ride_rules.csv)."""
    return {code: float(row.more["value"]) for code, row in codes("escorts", "ride_rules").items()}
