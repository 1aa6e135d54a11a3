"""Denominators that others publish: residents by area and year, and context figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum

from jikimi.access.models import Agency
from jikimi.insights.figures import REGION, STATION
from jikimi.insights.models import ContextFigure, Tally, Told

RESIDENTS = "residents"


@dataclass(slots=True)
class Brought:
    """Figures of some measures as brought: by measure, level, area and year."""

    values: dict[tuple[str, str, str], dict[int, float]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def areas(self, measure: str, level: str) -> list[str]:
        """Areas of a level with a figure of this measure."""
        return sorted(a for m, lev, a in self.values if (m, lev) == (measure, level))

    def value(self, measure: str, level: str, area: str, year: int) -> tuple[float, int] | None:
        """The figure of that year or of the nearest one before, else after; and of which year."""
        by_year = self.values.get((measure, level, area), {})
        before = [y for y in by_year if y <= year]
        chosen = max(before) if before else min(by_year, default=None)
        return None if chosen is None else (by_year[chosen], chosen)


def brought(measures: Iterable[str]) -> Brought:
    """Everything that was brought of these measures and holds. One query."""
    found = Brought()
    rows = ContextFigure.objects.filter(measure__in=list(measures), replaced_at=None)
    for measure, level, area, name, year, value in rows.values_list(
        "measure", "level", "area", "name", "year", "value"
    ):
        found.values.setdefault((measure, level, area), {})[year] = value
        found.names[area] = name
    return found


def person_years(
    known: Brought, level: str, area: str, since: date, until: date, *, measure: str = RESIDENTS
) -> tuple[float, int] | None:
    """People times years of a time, and the year whose population was used last."""
    total, used = 0.0, 0
    for year in range(since.year, until.year + 1):
        first, last = max(since, date(year, 1, 1)), min(until, date(year + 1, 1, 1))
        if first >= last:
            continue
        found = known.value(measure, level, area, year)
        if found is None:
            return None
        months = (last.year - first.year) * 12 + last.month - first.month
        total += found[0] * months / 12
        used = found[1]
    return (total, used) if total else None


def station_keys() -> dict[str, str]:
    """Place key of a station ('s12') → the key under which its population was brought."""
    rows = Agency.objects.filter(kind="police").values_list("pk", "key")
    return {f"s{number}": key for number, key in rows}


def station_names() -> dict[str, str]:
    """Place key of a station → its name in the reader's language."""
    return {f"s{agency.pk}": agency.name for agency in Agency.objects.filter(kind="police")}


def own_region(known: Brought, *, may_see_small: bool) -> tuple[str, list[str]]:
    """The two digits of the region that is counted, and the districts of it that are counted."""
    if may_see_small:
        rows = Tally.objects.filter(part="reports").exclude(area="").order_by()
        counts = dict(rows.values_list("area").annotate(n=Sum("count")))
    else:
        told = Told.objects.filter(level="year", part="reports", kind="").order_by()
        named = told.exclude(place="").exclude(place__startswith="s")
        counts = dict(named.values_list("place").annotate(n=Sum("count")))
    by_region: Counter[str] = Counter()
    for area, n in counts.items():
        by_region[area[:2]] += n or 0
    if not by_region:
        return "", []
    code = by_region.most_common(1)[0][0]
    return code, sorted(area for area in counts if area.startswith(code))


def region_people(
    known: Brought, region: tuple[str, list[str]], since: date, until: date
) -> tuple[float, int] | None:
    """Person-years of the whole region: as brought for it, else the sum of its districts."""
    code, districts = region
    whole = person_years(known, REGION, code, since, until)
    if whole or not districts:
        return whole
    parts = [person_years(known, "district", area, since, until) for area in districts]
    if any(part is None for part in parts):
        return None
    some = [part for part in parts if part]
    return sum(people for people, _year in some), min(year for _people, year in some)


def level_people(
    known: Brought, level: str, place: str, keys: dict[str, str], since: date, until: date
) -> tuple[float, int] | None:
    """Person-years of one place of a level."""
    area = keys.get(place, "") if level == STATION else place
    return person_years(known, level, area, since, until)
