"""The reports of a police station, newest first, narrowed and in pages; no person is shown."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.cases.models import Report
from jikimi.cases.reports import linked_cases

PAGE = 50


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """How the list is narrowed. since, until: days in Korea, both included; code: 0 to 4 or ''."""

    kind: str = ""
    code: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in the list. road: without house number; cases: numbers of those it is in."""

    report: Report
    road: str
    cases: Sequence[str]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page. newer and older: marks of the neighbouring pages, empty at the ends."""

    lines: Sequence[ReportLine]
    newer: str = ""
    older: str = ""


def reports_of(
    actor: Actor, narrowed: ReportFilter | None = None, *, after: str = "", before: str = ""
) -> ReportPage:
    """Reports of the actor's own station, a page of them.

    after, before: marks handed out with a page; one that was not is ignored.  The cost does not
    grow with the number of reports.  Records cases.reports.list.
    """
    reading(actor, "cases.reports.list")
    rows = _narrowed(Report.objects.filter(station_id=actor.agency_id), narrowed or ReportFilter())
    place = _mark_read(before or after)
    is_backwards = bool(before and place)
    found = list(_ordered(rows, place, is_backwards)[: PAGE + 1])
    has_more, found = len(found) > PAGE, found[:PAGE]
    if is_backwards:
        found.reverse()
    has_newer, has_older = (has_more, True) if is_backwards else (bool(place), has_more)
    newer = _mark(found[0]) if found and has_newer else ""
    return ReportPage(_lines(found), newer, _mark(found[-1]) if found and has_older else "")


def _narrowed(rows: QuerySet[Report], narrowed: ReportFilter) -> QuerySet[Report]:
    if narrowed.kind:
        rows = rows.filter(kind=narrowed.kind)
    if narrowed.code:
        rows = rows.filter(response_code=int(narrowed.code))
    if narrowed.since:
        rows = rows.filter(received_at__gte=_midnight(narrowed.since))
    if narrowed.until:
        rows = rows.filter(received_at__lt=_midnight(narrowed.until + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _ordered(
    rows: QuerySet[Report], place: tuple[datetime, UUID] | None, is_backwards: bool
) -> QuerySet[Report]:
    sign, beyond = ("", "gt") if is_backwards else ("-", "lt")
    if place is not None:
        instant, last = place
        past = Q(**{f"received_at__{beyond}": instant})
        same = Q(**{"received_at": instant, f"id__{beyond}": last})
        # The bound on the instant alone is what the index can use.
        rows = rows.filter(past | same, **{f"received_at__{beyond}e": instant})
    return rows.order_by(f"{sign}received_at", f"{sign}id").defer("narrative")


def _lines(found: Sequence[Report]) -> list[ReportLine]:
    cases = linked_cases([report.pk for report in found])
    return [ReportLine(report, road_of(report), cases.get(report.pk, [])) for report in found]


def road_of(report: Report) -> str:
    """The road a report came from, without the house number; empty where it had no address."""
    return " ".join(filter(None, (report.city, report.town, report.road))) if report.road else ""


def _mark(report: Report) -> str:
    text = f"{report.received_at.isoformat()}|{report.pk}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _mark_read(mark: str) -> tuple[datetime, UUID] | None:
    try:
        text = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode()
        instant, _, last = text.partition("|")
        found = datetime.fromisoformat(instant), UUID(last)
    except (ValueError, binascii.Error):
        return None
    return found if found[0].tzinfo else None
