"""Finding places that are a problem: where alarms, faults and marks come together. No person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from jikimi.access.codes import codes, today
from jikimi.escorts.models import ControlRoom
from jikimi.escorts.past import PastAlarm, past, raised_between
from jikimi.places.models import Site

MARKS, HOURS, BELL_ALARMS, BELL_FAULTS = "marks", "hours", "bell_alarms", "bell_faults"
FAULT = "bell_fault"
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


def problems_found(room: ControlRoom) -> list[Found]:
    """Every place of a control room that is a problem now, the most frequent of each kind first.

    Counts under five alarms are left out, drills are not counted, and marks are told by the
    database alone.
    """
    days = rule("look_back_days")
    rows = raised_between(room.pk, today() - timedelta(days=days), today() + timedelta(days=1))
    alarms = [one for one in map(past, rows.filter(is_drill=False)) if one.ending != "withdrawn"]
    found = [*_marked(room), *_hours(alarms, days), *_bells(alarms, days)]
    order = list(codes("escorts", "problem_kinds"))
    return sorted(found, key=lambda one: (order.index(one.kind), -one.count, one.key))


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


def _hours(alarms: Sequence[PastAlarm], days: int) -> Iterator[Found]:
    """Neighbourhoods and parts of the day; bells that were faulty do not count as alarms."""
    real = [one for one in alarms if one.area_code and one.ending != FAULT]
    counts = Counter((one.area_code, one.band) for one in real)
    for (area, band), count in counts.items():
        if count >= rule("alarms_least"):
            yield Found(HOURS, f"{area},{band}", count, days, area_code=area, hours=band)


def _bells(alarms: Sequence[PastAlarm], days: int) -> Iterator[Found]:
    rung = _by_site(alarms, lambda one: one.kind == "bell" and one.ending != FAULT)
    faulty = _by_site(alarms, lambda one: one.ending == FAULT)
    sites = Site.objects.in_bulk([*rung, *faulty])
    for kind, counts, least in (
        (BELL_ALARMS, rung, rule("alarms_least")),
        (BELL_FAULTS, faulty, rule("faults_least")),
    ):
        for site_id, count in counts.items():
            site = sites.get(site_id)
            if site is not None and count >= least:
                yield _of_bell(kind, site, count, days)


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


def _by_site(alarms: Sequence[PastAlarm], wanted: Callable[[PastAlarm], bool]) -> Counter[UUID]:
    return Counter(one.site_id for one in alarms if one.site_id and wanted(one))
