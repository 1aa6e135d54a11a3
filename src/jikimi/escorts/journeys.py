"""Journeys: a call for help or a walk, from the phone's side. What is acknowledged is committed."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.codes import codes
from jikimi.access.errors import NotValid
from jikimi.escorts.phones import asked
from jikimi.escorts.rights import must_agree_anew
from jikimi.escorts.rooms import answering
from jikimi.places.ground import metres

MOST_FIXES = 240
# Two days and more at a position every two seconds: whoever sends more fills our tables.
MOST_SEQ = 100_000
_MOST_CORNERS = 200
_LONGEST_WALK = _OLDEST_FIX = timedelta(days=1)
# What a phone can mean; anything else is left out, the position stays.
_FACTS_WITHIN = {
    "accuracy_m": (0, 100_000),
    "speed_m_s": (0, 1_000),
    "heading": (0, 360),
    "battery": (0, 100),
}

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class JourneyDraft:
    """What a phone says at first. kind: sos or walk; here: longitude and latitude, if known.

    route: the way home as places, the last the destination; without it nothing is off the route.
    is_crowded: many call from its address just now, which the control room is told.
    """

    journey_id: UUID
    kind: str
    here: Place | None = None
    is_silent: bool = False
    is_drill: bool = False
    language: str = "ko"
    name: str = ""
    number: str = ""
    looks: str = ""
    destination: str = ""
    route: Sequence[Place] = ()
    expected_at: datetime | None = None
    is_crowded: bool = False


@dataclass(frozen=True, slots=True)
class FixDraft:
    """Where a phone says it was. seq: counts up within a journey; sent_at: with a time zone."""

    seq: int
    sent_at: datetime
    longitude: float
    latitude: float
    facts: dict[str, float | None] = field(default_factory=dict)


def begin(phone_key: bytes, journey_key: bytes, draft: JourneyDraft) -> str:
    """Begin it: begun, or why not: no_consent, new_terms, no_code, paused, too_many, no_room.

    A call is never refused.  Saying the same twice begins it once.
    Raises NotValid naming the field.
    """
    draft = _as_call(draft) if draft.kind == "sos" else draft
    _check(draft)
    if draft.kind == "walk" and must_agree_anew(phone_key):
        return "new_terms"
    room, area_code = answering(draft.here)
    if room is None:
        return "no_room"
    facts = json.dumps(_facts(draft, area_code))
    try:
        said = str(asked("begin", phone_key, journey_key, draft.journey_id, room, facts))
    except IntegrityError:
        raise NotValid("escorts.journeys.number", {"journey": _("Choose another id.")}) from None
    if draft.is_crowded and said == "begun" and draft.kind == "sos":
        asked("crowded", journey_key)
    return said


def send(journey_key: bytes, fixes: Sequence[FixDraft]) -> dict[str, Any] | None:
    """Take fixes in, in any order, each once; what the screen may say, or None for a wrong key.

    Raises NotValid for a place that is none.
    """
    rows = _rows(fixes[:MOST_FIXES])
    answer: dict[str, Any] | None = asked("send", journey_key, json.dumps(rows))
    return answer


def call(journey_key: bytes, *, silent: bool = False) -> dict[str, Any] | None:
    """Call for help on a walk that runs."""
    answer: dict[str, Any] | None = asked("call", journey_key, silent)
    return answer


def well(journey_key: bytes, *, later_minutes: int = 0) -> dict[str, Any] | None:
    """Answer that all is well; the arrival may be put off by minutes, at most 240."""
    answer: dict[str, Any] | None = asked("well", journey_key, later_minutes)
    return answer


def cancel(phone_key: bytes, journey_key: bytes, *, code: str) -> str:
    """Take a call back: over or wrong. The duress code is answered over, and is an alarm."""
    return str(asked("cancel", phone_key, journey_key, code))


def end(journey_key: bytes) -> str:
    """Arrived: over; or code, since a call for help is taken back by a code alone."""
    return str(asked("end", journey_key, 0))


def keep(journey_key: bytes, *, days: int) -> bool:
    """Have it kept after its end, for the person alone, as evidence: days, at most 365; 0: not.

    False when it is over already.
    """
    return bool(asked("keep", journey_key, days))


def kept_recordings(journey_key: bytes) -> dict[str, dict[str, str]]:
    """Photo and sound of what was kept, by kind: {sent_at, content in base64}."""
    return dict(asked("kept_recordings", journey_key))


def evidence(journey_key: bytes, *, delete: bool = False) -> dict[str, Any] | None:
    """What was kept as evidence, for whoever holds its key; None when nothing was."""
    answer: dict[str, Any] | None = asked("evidence", journey_key, delete)
    return answer


def answer_wish(journey_key: bytes, *, yes: bool) -> dict[str, Any] | None:
    """Somebody called and asked after the person: may the control room look?"""
    answer: dict[str, Any] | None = asked("answer_wish", journey_key, yes)
    return answer


def walk_rule() -> dict[str, float]:
    """The numbers a walk that begins now is watched by (walk_rules.csv)."""
    return {code: float(row.more["value"]) for code, row in codes("escorts", "walk_rules").items()}


def _facts(draft: JourneyDraft, area_code: str) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "is_silent": draft.is_silent,
        "is_drill": draft.is_drill,
        "language": draft.language,
        "name": draft.name.strip(),
        "number": draft.number.strip(),
        "looks": draft.looks.strip(),
        "destination": draft.destination.strip(),
        "route": _route(draft.route),
        "expected_at": _within_a_day(draft.expected_at),
        "rule": {**walk_rule(), "area_code": area_code},
    }


def _as_call(draft: JourneyDraft) -> JourneyDraft:
    """A call for help without what only a walk has, and without a place that is none."""
    here = draft.here if draft.here and _is_place(draft.here) else None
    return replace(draft, here=here, route=(), expected_at=None)


def _within_a_day(expected: datetime | None) -> str | None:
    if expected is None:
        return None
    now = timezone.now()
    return min(max(expected, now), now + _LONGEST_WALK).isoformat()


def _route(places: Sequence[Place]) -> list[float]:
    if not places:
        return []
    east, north = metres([lon for lon, _lat in places], [lat for _lon, lat in places])
    return [round(float(one), 1) for pair in zip(east, north, strict=True) for one in pair]


def _rows(fixes: Sequence[FixDraft]) -> list[dict[str, Any]]:
    if not all(
        _is_place((fix.longitude, fix.latitude)) and 0 <= fix.seq < MOST_SEQ for fix in fixes
    ):
        raise NotValid(
            "escorts.journeys.place", {"fixes": _("A position is not a place on earth.")}
        )
    if not fixes:
        return []
    east, north = metres([f.longitude for f in fixes], [f.latitude for f in fixes])
    oldest = timezone.now() - _OLDEST_FIX
    return [
        {
            "seq": fix.seq,
            "sent_at": max(fix.sent_at, oldest).isoformat(),
            "longitude": fix.longitude,
            "latitude": fix.latitude,
            "x": float(x),
            "y": float(y),
            **{word: value for word, value in fix.facts.items() if _is_fact(word, value)},
        }
        for fix, x, y in zip(fixes, east, north, strict=True)
    ]


def _is_fact(word: str, value: float | None) -> bool:
    low, high = _FACTS_WITHIN[word]
    return value is not None and low <= value <= high


def _check(draft: JourneyDraft) -> None:
    if draft.kind not in ("sos", "walk"):
        raise NotValid("escorts.journeys.kind", {"kind": _("Choose a call for help or a walk.")})
    places = [*draft.route, *([draft.here] if draft.here else [])]
    if len(draft.route) > _MOST_CORNERS or not all(_is_place(one) for one in places):
        raise NotValid(
            "escorts.journeys.place", {"route": _("A position is not a place on earth.")}
        )


def _is_place(place: Place) -> bool:
    lon, lat = place
    return math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 85
