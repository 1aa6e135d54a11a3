"""What a reader of figures asked for: time, kind, area; the same on every page, in its address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.codes import labels, today
from jikimi.access.errors import NotAllowed
from jikimi.insights.figures import DISTRICT, REGION, STATION, Place, Wish
from jikimi.insights.figures_asked import places, series
from jikimi.insights.indicators import Indicator

_YEARS_OFFERED = 6
_TRAILING = {"12m": 1, "36m": 3, "60m": 5}
_SERIES_YEARS = 5
LEVELS = (DISTRICT, STATION)


@dataclass(frozen=True, slots=True)
class Asked:
    """A reader's filters. period: 12m, 36m, 60m or a year; area: level:code, empty for the region.

    level: what areas are put beside each other.  since, until: whole months, until not counted.
    """

    period: str
    kind: str
    level: str
    area: str
    since: date
    until: date

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the usual was asked for."""
        return bool(self.query)

    @property
    def query(self) -> str:
        """What links between pages carry, with its question mark; empty for the usual."""
        usual = {"period": "12m", "kind": "", "level": DISTRICT, "area": ""}
        kept = {name: getattr(self, name) for name in usual}
        changed = {name: value for name, value in kept.items() if value != usual[name]}
        return f"?{urlencode(changed)}" if changed else ""

    @property
    def areas(self) -> tuple[str, ...]:
        """The one area asked about, or none."""
        level, _colon, code = self.area.partition(":")
        if not code:
            return ()
        return (code.removeprefix("s"),) if level == STATION else (code,)

    @property
    def marked(self) -> str:
        """The area asked about as figures name it; empty for the region."""
        return self.area.partition(":")[2]

    def wish(self, indicator: Indicator, *, may_see_small: bool) -> Wish:
        """The indicator as asked for: of the region, or an area (for most by year)."""
        level = self.area.partition(":")[0] or REGION
        wish = self._wish(indicator, level, self.areas)
        return wish if may_see_small or not self.area else in_one_year(wish)

    def of_areas(self, indicator: Indicator, *, may_see_small: bool) -> Wish | None:
        """The indicator by area, by one calendar year for most; None if it has no areas."""
        level = self.level if self.level in indicator.levels else ""
        level = level or next((one for one in LEVELS if one in indicator.levels), "")
        if not level:
            return None
        wish = self._wish(indicator, level, ())
        return wish if may_see_small else in_one_year(wish)

    def of_series(self, indicator: Indicator) -> Wish:
        """The indicator month by month, over five years at least, up to the end asked for."""
        since = min(self.since, _years_before(self.until, _SERIES_YEARS))
        return replace(self.wish(indicator, may_see_small=True), since=since)

    def before(self, wish: Wish) -> Wish:
        """The same wish for the same time before."""
        months = _months(wish.since, wish.until)
        return replace(wish, since=_months_before(wish.since, months), until=wish.since)

    def _wish(self, indicator: Indicator, level: str, areas: tuple[str, ...]) -> Wish:
        kind = self.kind if indicator.is_by_report_kind else ""
        return Wish(indicator.code, self.since, self.until, kind, level, areas)


def asked_of(query: QueryDict) -> Asked:
    """Read the filters. Raises NotAllowed for what is not offered."""
    period, kind = query.get("period") or "12m", query.get("kind", "")
    level, area = query.get("level") or DISTRICT, query.get("area", "")
    offered = {code for code, _words in _periods()}
    known = {"", *labels("cases", "kinds")}
    if period not in offered or kind not in known or level not in LEVELS:
        raise NotAllowed
    if area and area.partition(":")[0] not in LEVELS:
        raise NotAllowed
    return Asked(period, kind, level, area, *_time(period))


def filters(actor: Actor, asked: Asked, *, shown: tuple[str, ...]) -> dict[str, Any]:
    """What the filter form offers. shown: the filters that mean something on this page.

    Those that do not are carried on unseen.  Raises NotAllowed for an area nobody counted.
    """
    found = places(actor) if asked.area or "area" in shown else []
    codes = {f"{place.level}:{place.code}": place.name for place in found}
    if asked.area and asked.area not in codes:
        raise NotAllowed
    return {
        "asked": asked,
        "periods": _periods(),
        "kinds": [("", _("All kinds")), *labels("cases", "kinds").items()],
        "levels": [(DISTRICT, _("Districts")), (STATION, _("Police stations"))],
        "areas": [("", _("The whole region")), *_grouped(found)],
        "area_name": codes.get(asked.area, ""),
        "kind_name": labels("cases", "kinds").get(asked.kind, ""),
        "period_name": dict(_periods())[asked.period],
        "shown": shown,
        "query": asked.query,
    }


def counted_from(actor: Actor, since: date, until: date) -> date | None:
    """The first month of a time of which any report is here; None without one."""
    months = series(actor, Wish("report_rate", since, until))
    return next((one.since for one in months if one.numerator != 0), None)


def in_one_year(wish: Wish) -> Wish:
    """The last calendar year that is over by the end asked for."""
    year = wish.until.year - 1
    return replace(wish, since=date(year, 1, 1), until=date(year + 1, 1, 1))


def followed(wish: Wish, days: int) -> Wish:
    """As long a time, moved back so far that each first report of it was followed so many days."""
    latest = (today() - timedelta(days=days)).replace(day=1)
    if wish.until <= latest:
        return wish
    months = _months(wish.since, wish.until)
    return replace(wish, since=_months_before(latest, months), until=latest)


def _periods() -> list[tuple[str, str]]:
    year = today().year
    trailing = [
        ("12m", _("Last 12 months")),
        ("36m", _("Last 3 years")),
        ("60m", _("Last 5 years")),
    ]
    years = [str(one) for one in range(year - 1, year - 1 - _YEARS_OFFERED, -1)]
    return trailing + [(one, _("Year %(year)s") % {"year": one}) for one in years]


def _time(period: str) -> tuple[date, date]:
    if period in _TRAILING:
        until = today().replace(day=1)
        return _years_before(until, _TRAILING[period]), until
    year = int(period)
    return date(year, 1, 1), date(year + 1, 1, 1)


def _grouped(found: list[Place]) -> list[tuple[str, str]]:
    return [(f"{place.level}:{place.code}", place.name) for place in found]


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years)


def _months(since: date, until: date) -> int:
    return (until.year - since.year) * 12 + until.month - since.month


def _months_before(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)
