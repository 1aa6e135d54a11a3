"""Finding places that are a problem: where alarms, faults and marks come together. No person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jikimi.access.codes import codes, today
from jikimi.escorts.models import ControlRoom
from jikimi.escorts.past import PastAlarm, past, raised_between
from jikimi.places.models import Site

MARKS, HOURS, BELL_ALARMS, BELL_FAULTS = "marks", "hours", "bell_alarms", "bell_faults"
FAULT = "bell_fault"
Answered = Mapping[tuple[str, str], datetime]
MARK_DAYS = 180  # as in sql/unsafe_told.sql


@dataclass(frozen=True, slots=True)
class Found:
    """One place that is a problem. kind: of problem_kinds.csv; key: which one of its kind.

    count: alarms, faults or days with marks, within days; x, y in EPSG:5179 where it is one place;
    hours: of hour_bands.csv; reasons: of unsafe_reasons.csv; last_on: the newest day, where known.
    """

    kind: str
    key: str
    count: int
    days: int
    area_code: str = ""
    hours: str = ""
    site: Site | None = None
    x: float | None = None
    y: float | None = None
    reasons: tuple[str, ...] = ()
    last_on: date | None = None

    @property
    def name(self) -> str:
        """One word for all of it, such as a form sends back."""
        return f"{self.kind}:{self.key}"


def rule(code: str) -> int:
    """A number of problem_rules.csv."""
    return int(codes("escorts", "problem_rules")[code].more["value"])


def problems_found(room: ControlRoom, answered: Answered) -> list[Found]:
    """Every place of a control room that is a problem now, the most frequent of each kind first.

    answered: when a group answered for a place; what happened until then no longer counts.
    Counts under five alarms are left out, drills are not counted, and marks are told by the
    database alone.
    """
    days = rule("look_back_days")
    rows = raised_between(room.pk, today() - timedelta(days=days), today() + timedelta(days=1))
    alarms = [one for one in map(past, rows.filter(is_drill=False)) if one.ending != "withdrawn"]
    found = [*_marked(room), *_hours(alarms, days, answered), *_bells(alarms, days, answered)]
    order = list(codes("escorts", "problem_kinds"))
    still = [one for one in found if _is_news(one, answered)]
    return sorted(still, key=lambda one: (order.index(one.kind), -one.count, one.key))


def _is_news(one: Found, answered: Answered) -> bool:
    at = answered.get((one.kind, one.key))
    return at is None or one.last_on is None or one.last_on > timezone.localdate(at)


def _marked(room: ControlRoom) -> Iterator[Found]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT x, y, area, days, reasons, last_on FROM escorts_unsafe_squares(%s)", [room.pk]
        )
        rows = cursor.fetchall()
    for x, y, area, days, reasons, last_on in rows:
        yield Found(
            MARKS,
            f"{x},{y}",
            days,
            MARK_DAYS,
            area_code=area,
            x=float(x),
            y=float(y),
            reasons=tuple(sorted(reasons)),
            last_on=last_on,
        )


def _hours(alarms: Sequence[PastAlarm], days: int, answered: Answered) -> Iterator[Found]:
    """Neighbourhoods and parts of the day; bells that were faulty do not count as alarms."""
    real = [one for one in alarms if one.area_code and one.ending != FAULT]
    counts = _counted(HOURS, real, lambda one: f"{one.area_code},{one.band}", answered)
    for key, count in counts.items():
        area, _comma, band = key.partition(",")
        if count >= rule("alarms_least"):
            yield Found(HOURS, key, count, days, area_code=area, hours=band)


def _bells(alarms: Sequence[PastAlarm], days: int, answered: Answered) -> Iterator[Found]:
    rung = [one for one in alarms if one.site_id and one.ending != FAULT]
    faulty = [one for one in alarms if one.site_id and one.ending == FAULT]
    sites = Site.objects.in_bulk({one.site_id for one in (*rung, *faulty) if one.site_id})
    for kind, some, least in (
        (BELL_ALARMS, rung, rule("alarms_least")),
        (BELL_FAULTS, faulty, rule("faults_least")),
    ):
        counts = _counted(kind, some, lambda one: str(one.site_id), answered)
        for key, count in counts.items():
            site = sites.get(UUID(key))
            if site is not None and count >= least:
                yield _of_bell(kind, site, count, days)


def _counted(
    kind: str, alarms: Sequence[PastAlarm], key_of: Callable[[PastAlarm], str], answered: Answered
) -> Counter[str]:
    """How many of each place since its last answer."""
    never = datetime.min.replace(tzinfo=UTC)
    keys = ((key_of(one), one.raised_at) for one in alarms)
    return Counter(key for key, at in keys if at > answered.get((kind, key), never))


def _of_bell(kind: str, site: Site, count: int, days: int) -> Found:
    return Found(
        kind,
        str(site.pk),
        count,
        days,
        area_code=site.area_code,
        site=site,
        x=site.x,
        y=site.y,
    )
