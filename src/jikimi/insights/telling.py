"""Telling: counts of months that are over, freed of small numbers, for whoever is no analyst.

Worked out again for years in which something was counted, never for a page.
Method: docs/methods/indicators.md, suppression.md
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from django.db.models import Sum

from jikimi.access.actor import Actor
from jikimi.insights.models import Counting, Tally, Told
from jikimi.insights.spans import SPANS, median_of_spans
from jikimi.insights.told_tables import Label, Settled

YEAR, MONTH = "year", "month"
_REPORTS = ("reports", "booked", "urgent")
_NESTED = (
    ("cases", "cases_other"),
    ("cases", "cases_taken"),
    ("cases_taken", "cases_provisional"),
    ("actions_due", "actions_done"),
    ("alarms", "alarms_false"),
    ("alarms", "alarms_minute"),
    ("alarms", "alarms_police"),
    ("alarms", "alarms_way"),
)
_ALONE = ("supports", "unmet", "pair_unknown", "address_unknown")
# How long something took, and of what; the median is told where enough stand behind it.
TIMED = {
    "support_days": "cases_taken",
    "alarms_shown_s": "alarms",
    "alarms_taken_s": "alarms",
    "alarms_police_s": "alarms_police",
    "alarms_way_s": "alarms_way",
    "alarms_ended_s": "alarms",
}
# The same counts under another name, for they are split in two ways.
_AGAIN = {"alarms": "alarms_hour"}
_LEAST = 5


def tell_again(actor: Actor, *, on: date, is_asked_only: bool = False) -> int:
    """Work out again what is told of years in which something was counted; how many years.

    is_asked_only: change nothing, say how many wait.
    """
    months_over = on.replace(day=1)
    kept, _new = Counting.objects.get_or_create(source="told")
    years = {int(year) for year in kept.state.get("years", [])}
    if kept.as_of != months_over:
        years |= {months_over.year, months_over.year - (months_over.month == 1)}
    if is_asked_only:
        return len(years)
    for year in sorted(years):
        _tell_year(year, months_over)
    kept.state, kept.as_of = {"years": []}, months_over
    kept.save(update_fields=["state", "as_of"])
    return len(years)


def _tell_year(year: int, months_over: date) -> None:
    since, until = date(year, 1, 1), min(date(year + 1, 1, 1), months_over)
    settled = Settled()
    _settle_reports(settled, since, until)
    for way in ("pair", "address"):
        _settle_repeats(settled, way, since, until)
    for whole, part in _NESTED:
        _settle_nested(settled, whole, part, since, until)
    for part in _ALONE:
        _settle_alone(settled, part, since, until)
    for name, count in list(settled.counts.items()):
        if name[0] in _AGAIN:
            settled.counts[(_AGAIN[str(name[0])], *name[1:])] = count
    medians = (one for part in TIMED for one in _medians(settled, part, since, until))
    rows = [*_rows(settled, since), *medians]
    Told.objects.filter(month__year=year).delete()
    Told.objects.bulk_create(rows, batch_size=2_000)


def _settle_reports(settled: Settled, since: date, until: date) -> None:
    by_place = _sums(_REPORTS, since, until, "station_id", "area", "kind")
    plain = {k[1:]: n for k, n in by_place.items() if k[0] == "reports"}
    settled.add(plain, lambda c: _of_places("reports", c[0], c[1], None))
    settled.add(plain, lambda c: _of_kind("reports", c[2]))
    settled.add(plain, lambda c: _of_places("reports", c[0], c[1], c[2]))
    settled.add(
        _outcomes(_folded(by_place, 3)),
        lambda c: (n for part in _parts(c[2]) for n in _of_places(part, c[0], c[1], None)),
    )
    by_month = _sums(_REPORTS, since, until, "month", "kind")
    settled.add(
        _outcomes(_regrouped(by_month, 2)),
        lambda c: (n for part in _parts(c[1]) for n in _of_kind(part, c[0])),
    )
    _settle_months(settled, "reports", _regrouped(by_month, 1))
    monthly = [(str(k[1]), k[2], n) for k, n in by_month.items() if k[0] == "reports"]
    kinds: dict[Label, dict[str, float]] = {}
    for month, kind, n in monthly:
        kinds.setdefault(("reports", "", "", kind, 0), {})[month] = n
    settled.add_series(kinds, ("reports", "", "", "", 0))
    for whole, part in (("reports", "booked"), ("booked", "urgent")):
        _settle_part(settled, whole, part, _regrouped(by_month, 1))


def _settle_months(settled: Settled, part: str, sums: dict[Label, float]) -> None:
    """What was counted in all, month by month."""
    cells: dict[Label, float] = {(k[1],): n for k, n in sums.items() if k[0] == part}
    settled.add(cells, lambda c: _axis_names(part, c[0], "month"))


def _settle_part(settled: Settled, whole: str, part: str, sums: dict[Label, float]) -> None:
    """A part of something that is settled month by month, and what is left of it."""
    wholes = {str(k[1]): n for k, n in sums.items() if k[0] == whole}
    inside = {month: 0.0 for month in wholes}
    inside |= {str(k[1]): n for k, n in sums.items() if k[0] == part}
    rest = {month: n - inside[month] for month, n in wholes.items()}
    names: tuple[Label, Label] = ((part, "", "", "", 0), (f"-{part}", "", "", "", 0))
    settled.add_series({names[0]: inside, names[1]: rest}, (whole, "", "", "", 0))


def _settle_repeats(settled: Settled, way: str, since: date, until: date) -> None:
    parts = (f"{way}_index", f"{way}_repeat")
    by_place = _sums(parts, since, until, "station_id", "area", "span")
    settled.add(
        _by_span(by_place, way), lambda c: _repeat_names(way, c, _places_of(c[0], c[1]), YEAR)
    )
    by_month = _sums(parts, since, until, "month", "span")
    _settle_months(settled, f"{way}_index", _regrouped(by_month, 1))
    spans: dict[Label, dict[str, float]] = {}
    for (month, span), n in _by_span(by_month, way).items():
        name = f"{way}_repeat" if span else f"-{way}"
        spans.setdefault((name, "", "", "", span), {})[str(month)] = n
    settled.add_series(spans, (f"{way}_index", "", "", "", 0))


def _settle_nested(settled: Settled, whole: str, part: str, since: date, until: date) -> None:
    sums = _sums((whole, part), since, until, "station_id")
    cells: dict[Label, float] = {}
    for name, n in sums.items():
        if name[0] == whole:
            inside = sums.get((part, name[1]), 0)
            cells |= {(name[1], part): inside, (name[1], f"-{part}"): n - inside}
    settled.add(cells, lambda c: _nested_names(whole, c))
    monthly = _sums((whole, part), since, until, "month")
    if not any((whole, str(k[1]), "", "", 0) in settled.counts for k in monthly):
        _settle_months(settled, whole, monthly)
    _settle_part(settled, whole, part, monthly)


def _settle_alone(settled: Settled, part: str, since: date, until: date) -> None:
    for axis in ("station_id", "month"):
        sums = _sums((part,), since, until, axis)
        cells: dict[Label, float] = {(k[1], part): n for k, n in sums.items()}
        settled.add(cells, partial(_names_on, part, axis))


def _names_on(part: str, axis: str, cell: Label) -> Iterator[Label]:
    return _axis_names(part, cell[0], axis)


def _sums(parts: Iterable[str], since: date, until: date, *by: str) -> dict[Label, float]:
    """(part, …by) → how many, for what is counted once a month."""
    rows = Tally.objects.filter(part__in=list(parts), month__gte=since, month__lt=until)
    found = rows.values_list("part", *by).annotate(n=Sum("count")).order_by("part", *by)
    return {tuple(row[:-1]): float(row[-1]) for row in found if row[-1]}


def _folded(sums: dict[Label, float], place: int) -> dict[Label, float]:
    """Summed over the label at a place."""
    return _gathered((k[:place] + k[place + 1 :], n) for k, n in sums.items())


def _regrouped(sums: dict[Label, float], keep: int) -> dict[Label, float]:
    """Summed over all labels but the part and the one at a place."""
    return _gathered(((k[0], k[keep]), n) for k, n in sums.items())


def _gathered(pairs: Iterable[tuple[Label, float]]) -> dict[Label, float]:
    found: dict[Label, float] = {}
    for key, n in pairs:
        found[key] = found.get(key, 0) + n
    return found


def _outcomes(sums: dict[Label, float]) -> dict[Label, float]:
    """Reports, booked, urgent as outcomes that exclude each other, at the end of the label."""
    cells: dict[Label, float] = {}
    for key in {k[1:] for k in sums}:
        reports, booked, urgent = (sums.get((part, *key), 0) for part in _REPORTS)
        cells[(*key, "urgent")] = urgent
        cells[(*key, "booked")] = booked - urgent
        cells[(*key, "plain")] = reports - booked
    return cells


def _parts(outcome: str | int) -> list[str]:
    inside = {"urgent": ["booked", "urgent"], "booked": ["booked", "-urgent"], "plain": ["-booked"]}
    return ["reports", *inside[str(outcome)]]


def _places_of(station: str | int, area: str | int) -> list[str]:
    return ["", *([f"s{station}"] if station else []), *([str(area)] if area else [])]


def _of_places(
    part: str, station: str | int, area: str | int, kind: str | int | None
) -> Iterator[Label]:
    for place in _places_of(station, area):
        yield (part, YEAR, place, "", 0)
        if kind is not None:
            yield (part, YEAR, place, kind, 0)


def _of_kind(part: str, kind: str | int) -> list[Label]:
    return [(part, YEAR, "", "", 0), (part, YEAR, "", kind, 0)]


def _by_span(sums: dict[Label, float], way: str) -> dict[Label, float]:
    """First reports by when the next came, within 30, 90, 180 or 365 days or (0) not at all."""
    cells: dict[Label, float] = {}
    for key, n in sums.items():
        rest = key[1:-1]
        if key[0] == f"{way}_index":
            cells[(*rest, 0)] = cells.get((*rest, 0), 0) + n
        else:
            span = next(s for s in SPANS if s >= int(key[-1]))
            cells[(*rest, span)] = cells.get((*rest, span), 0) + n
            cells[(*rest, 0)] = cells.get((*rest, 0), 0) - n
    return cells


def _repeat_names(way: str, cell: Label, places: Iterable[str], level: str) -> Iterator[Label]:
    for place in places:
        yield (f"{way}_index", level, place, "", 0)
        yield (f"{way}_repeat" if cell[-1] else f"-{way}", level, place, "", cell[-1])


def _nested_names(whole: str, cell: Label) -> list[Label]:
    names = [_axis_names(name, cell[0], "station_id") for name in (whole, str(cell[1]))]
    return [one for some in names for one in some]


def _axis_names(part: str, on_axis: str | int, axis: str) -> Iterator[Label]:
    yield (part, YEAR, "", "", 0)
    if axis == "month":
        yield (part, str(on_axis), "", "", 0)
    elif on_axis:
        yield (part, YEAR, f"s{on_axis}", "", 0)


def _rows(settled: Settled, since: date) -> Iterator[Told]:
    for (part, level, place, kind, span), count in settled.counts.items():
        if str(part).startswith("-"):
            continue
        month = since if level == YEAR else date.fromisoformat(str(level))
        yield Told(
            part=part, level=YEAR if level == YEAR else MONTH, month=month, place=place, kind=kind,
            span=span, count=count,
        )  # fmt: skip


def _medians(settled: Settled, part: str, since: date, until: date) -> Iterator[Told]:
    """How long it took until half were followed, where enough stand behind it."""
    days = _sums((part,), since, until, "station_id", "span")
    whole = _gathered(((0, k[2]), n) for k, n in days.items())
    stations = {int(k[1]): {int(j[2]): n for j, n in days.items() if j[1] == k[1]} for k in days}
    for station, spans in {**stations, 0: {int(k[1]): n for k, n in whole.items()}}.items():
        place = f"s{station}" if station else ""
        of = settled.counts.get((TIMED[part], YEAR, place, "", 0))
        median = median_of_spans(spans, of or 0)
        if median is not None and sum(spans.values()) >= _LEAST:
            yield Told(part=part, level=YEAR, month=since, place=place, count=median)
