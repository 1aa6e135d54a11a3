"""Reading counts for figures: tallies for analysts, told rows for everybody else.

Here a count is a number, or None where it is hidden; what nobody counted is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet, Sum

from jikimi.access.codes import today
from jikimi.insights.figures import DISTRICT, DONG, REGION, STATION, Wish
from jikimi.insights.indicators import Indicator
from jikimi.insights.models import Counting, Tally, Told
from jikimi.insights.telling import MONTH, TIMED, YEAR

Spans = dict[int, int | None]
_BY_KIND_ANYWHERE = {"reports"}
_BY_DONG = {"reports", "alarms"}
_LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Sight:
    """What the reader may read, and how far it reaches. as_of: the day of the last report."""

    is_whole: bool
    as_of: date
    counted_at: datetime | None = None

    @property
    def months_over(self) -> date:
        """The first day that no told row covers."""
        return today().replace(day=1)


@dataclass(slots=True)
class Counts:
    """Counts by place (or month) and part; spans are days until something followed."""

    found: dict[tuple[str, str], Spans] = field(default_factory=dict)

    def known(self) -> list[str]:
        """The places or months of which anything is known."""
        return sorted({key for key, _part in self.found})

    def number(self, key: str, part: str, *, within: int = 0) -> int | None:
        """How many; within so many days where it was timed. None when hidden."""
        spans = self.found.get((key, part), {})
        chosen = [n for span, n in spans.items() if not within or span <= within]
        known = [n for n in chosen if n is not None]
        return sum(known) if len(known) == len(chosen) else None

    def spans(self, key: str, part: str) -> Spans:
        """Day → how many."""
        return self.found.get((key, part), {})

    def put(self, key: str, part: str, span: int, count: int | None) -> None:
        """Add a count; what is hidden hides the sum."""
        spans = self.found.setdefault((key, part), {})
        before = spans.get(span, 0)
        spans[span] = None if count is None or before is None else before + int(count)


def sight_of(is_analyst: bool) -> Sight:
    """How far counting has come, for this reader."""
    kept = {row.source: row for row in Counting.objects.filter(source__in=("reports", "cases"))}
    at = [row.counted_at for row in kept.values() if row.counted_at]
    reports = kept.get("reports")
    last = min(reports.as_of, today()) if reports and reports.as_of else _LONG_AGO
    return Sight(is_analyst, last, min(at) if at else None)


def parts_of(indicator: Indicator) -> list[str]:
    """The parts an indicator is worked out from, with what could not be tied."""
    parts = [indicator.numerator, indicator.denominator]
    if indicator.group == "repeats":
        parts += [indicator.denominator.replace("index", "unknown"), "reports"]
    return [part for part in parts if part and part != "residents"]


def followed_until(indicator: Indicator, wish_until: date, sight: Sight) -> date:
    """The first day after the months that were followed long enough, at most the one asked for."""
    if indicator.group != "repeats":
        return wish_until
    last = sight.as_of - relativedelta(days=indicator.follow_days - 1)
    return min(wish_until, last.replace(day=1))


def by_place(sight: Sight, parts: Iterable[str], wish: Wish) -> Counts | None:
    """Counts by place of the wished level, and of the region as ''. None where nothing is told."""
    if sight.is_whole:
        return _tallied(wish, list(parts))
    if wish.level == REGION:
        return _told_region(sight, wish, list(parts))
    is_year = _is_whole_year(sight, wish)
    return _told_year(wish, list(parts)) if is_year and wish.level != DONG else None


def by_month(sight: Sight, parts: Iterable[str], wish: Wish) -> Counts | None:
    """Counts by month ('2026-10-01') of one place, or of the region."""
    if sight.is_whole:
        rows = _chosen(_of_kind(_months(Tally.objects.all(), wish), wish.kind), wish)
        rows = rows.filter(part__in=list(parts)).order_by()
        counts = Counts()
        for month, part, span, n in rows.values_list("month", "part", "span").annotate(
            n=Sum("count")
        ):
            counts.put(month.isoformat(), part, span, n)
        return counts
    if wish.level != REGION:
        return None
    counts = Counts()
    asked = list(parts)
    for row in _told(MONTH, asked, wish):
        counts.put(row.month.isoformat(), row.part, row.span, row.count)
    for month in counts.known():
        for part in set(asked) & set(TIMED):  # told by year alone
            counts.put(month, part, 0, None)
    return counts


def told_years(parts: Iterable[str], since: int) -> Counts:
    """What is told of the whole region by calendar year ('2025-01-01')."""
    counts = Counts()
    rows = Told.objects.filter(level=YEAR, part__in=list(parts), kind="", place="")
    for row in rows.filter(month__gte=date(since, 1, 1)):
        counts.put(row.month.isoformat(), row.part, row.span, row.count)
    return counts


def _tallied(wish: Wish, parts: list[str]) -> Counts:
    place = {STATION: "station_id", DISTRICT: "area", DONG: "area"}.get(wish.level)
    asked = [f"{p}_dong" if wish.level == DONG and p in _BY_DONG else p for p in parts]
    rows = _of_kind(_months(Tally.objects.filter(part__in=asked), wish), wish.kind).order_by()
    counts = Counts()
    for part, span, *where, n in rows.values_list(
        "part", "span", *([place] if place else [])
    ).annotate(n=Sum("count")):
        name = part.removesuffix("_dong")
        counts.put("", name, span, n)
        if where and where[0]:
            counts.put(_place_key(wish.level, where[0]), name, span, n)
    return counts


def _told_region(sight: Sight, wish: Wish, parts: list[str]) -> Counts:
    if _is_whole_year(sight, wish):
        return _told_year(wish, parts)
    counts = Counts()
    for part in parts:
        if wish.kind and part not in _BY_KIND_ANYWHERE:
            counts.put("", part, 0, None)
    for row in _told(MONTH, parts, wish):
        counts.put("", row.part, row.span, row.count)
    return counts


def _told_year(wish: Wish, parts: list[str]) -> Counts:
    counts = Counts()
    for row in _told(YEAR, parts, wish):
        if row.place == "" or _level_of(row.place) == wish.level:
            counts.put(row.place, row.part, row.span, row.count)
    if wish.kind:
        for key in counts.known():
            for part in set(parts) - _BY_KIND_ANYWHERE:
                if (key, part) not in counts.found:
                    counts.put(key, part, 0, None)
    return counts


def _told(level: str, parts: list[str], wish: Wish) -> QuerySet[Told]:
    until = wish.until if level == MONTH else date(wish.since.year + 1, 1, 1)
    return Told.objects.filter(
        level=level, part__in=parts, kind=wish.kind, month__gte=wish.since, month__lt=until
    )


def _is_whole_year(sight: Sight, wish: Wish) -> bool:
    """Whether the months asked for, as far as they are over, are those of one calendar year."""
    next_year = date(wish.since.year + 1, 1, 1)
    is_from_start = (wish.since.month, wish.since.day) == (1, 1)
    return is_from_start and min(sight.months_over, next_year) <= wish.until <= next_year


def _months(rows: QuerySet[Tally], wish: Wish) -> QuerySet[Tally]:
    if wish.level == DONG:
        return rows.filter(month__year__gte=wish.since.year, month__lt=wish.until)
    return rows.filter(month__gte=wish.since, month__lt=wish.until)


def _of_kind(rows: QuerySet[Tally], kind: str) -> QuerySet[Tally]:
    return rows.filter(kind=kind) if kind else rows


def _chosen(rows: QuerySet[Tally], wish: Wish) -> QuerySet[Tally]:
    if wish.level == STATION and wish.areas:
        return rows.filter(station_id__in=[int(a) for a in wish.areas if a.isdigit()])
    if wish.level == DISTRICT and wish.areas:
        return rows.filter(Q(area__in=wish.areas))
    return rows


def _place_key(level: str, place: int | str) -> str:
    return f"s{place}" if level == STATION else str(place)


def _level_of(place: str) -> str:
    return STATION if place.startswith("s") else DISTRICT
