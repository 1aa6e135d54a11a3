"""Figures of one control room: how soon it answered, what was no danger, when and where.

Drills stand apart.  Where few alarms stand behind a number of the table by hour and neighbourhood
it is hidden, and so is what would give it away.  Method: docs/methods/walking-home-figures.md
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from jikimi.access.actor import Actor
from jikimi.access.codes import codes, labels
from jikimi.escorts.past import STEPS, PastAlarm, past_alarms
from jikimi.insights.quantiles import Quantile, quantile
from jikimi.insights.rates import proportion
from jikimi.insights.suppression import UNDER, figures_of, hide_small
from jikimi.places.areas import area_names

_MOST_AREAS, _MOST_SMALL = 30, 36


@dataclass(frozen=True, slots=True)
class Step:
    """How long one step took, in seconds. code: of escorts.past.STEPS."""

    code: str
    median: Quantile
    ninety: Quantile


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, in a hundred with its interval; value None where there are none."""

    code: str
    name: str
    number: int
    of: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Alarms by neighbourhood and time of day. None: hidden.

    areas: code and name; bands: code and name; rows: for each area its bands and its total;
    totals: for each band and all.
    """

    areas: list[tuple[str, str]]
    bands: list[tuple[str, str]]
    rows: list[list[int | None]]
    totals: list[int | None]

    @property
    def is_hiding(self) -> bool:
        """Whether any number is hidden."""
        return any(None in row for row in [*self.rows, self.totals])


@dataclass(frozen=True, slots=True)
class AlarmFigures:
    """What a control room did from since up to before until.

    real, drills: how many; false_share, minute_share: of the real ones; kinds, endings: how many of
    each, and of the kinds how many were false; steps, drill_steps: how long.
    """

    since: date
    until: date
    real: int
    drills: int
    false_share: Share
    minute_share: Share
    kinds: list[Share]
    endings: list[Share]
    steps: list[Step]
    drill_steps: list[Step]
    grid: Grid


def alarm_figures(actor: Actor, *, since: date, until: date) -> AlarmFigures:
    """The figures of the actor's control room. Records escorts.figures.read."""
    alarms = past_alarms(actor, since=since, until=until)
    real = [one for one in alarms if not one.is_drill]
    drills = [one for one in alarms if one.is_drill]
    return AlarmFigures(
        since=since,
        until=until,
        real=len(real),
        drills=len(drills),
        false_share=_share("", "", real, lambda one: one.is_false),
        minute_share=_share("", "", real, lambda one: one.seconds.get("answered", 61) <= 60),
        kinds=_by_kind(real),
        endings=_by_ending(real),
        steps=_steps(real),
        drill_steps=_steps(drills),
        grid=_grid(real),
    )


def _by_kind(alarms: Sequence[PastAlarm]) -> list[Share]:
    """Of each kind how many were false; silent and forced calls stand with the others here."""
    words = labels("escorts", "alarm_kinds")
    there = Counter(one.kind for one in alarms)
    return [
        _share(kind, words.get(kind, kind), _of(alarms, kind), lambda one: one.is_false)
        for kind, _many in there.most_common()
    ]


def _by_ending(alarms: Sequence[PastAlarm]) -> list[Share]:
    words = labels("escorts", "alarm_endings")
    there = Counter(one.ending for one in alarms)
    return [
        _proportion(code, words.get(code, code), many, len(alarms))
        for code, many in there.most_common()
    ]


def _of(alarms: Sequence[PastAlarm], kind: str) -> list[PastAlarm]:
    return [one for one in alarms if one.kind == kind]


def _share(
    code: str, name: str, among: Sequence[PastAlarm], holds: Callable[[PastAlarm], bool]
) -> Share:
    return _proportion(code, name, sum(map(holds, among)), len(among))


def _proportion(code: str, name: str, number: int, of: int) -> Share:
    if not of:
        return Share(code, name, number, of)
    found = proportion([number], [of])
    value, low, high = (100 * float(part[0]) for part in (found.value, found.low, found.high))
    return Share(code, name, number, of, value, low, high)


def _steps(alarms: Sequence[PastAlarm]) -> list[Step]:
    found = []
    for code, _since, _until in STEPS:
        seconds = [one.seconds[code] for one in alarms if code in one.seconds]
        found.append(Step(code, quantile(seconds, 0.5), quantile(seconds, 0.9)))
    return found


def _grid(alarms: Sequence[PastAlarm]) -> Grid:
    """The table by neighbourhood and time of day, small numbers hidden with what gives them away.

    Neighbourhoods with few alarms are one line together, so that it is solved quickly.
    """
    bands = [(code, row.label) for code, row in codes("escorts", "hour_bands").items()]
    names = area_names()
    lines, cells = _folded(alarms, [code for code, _name in bands])
    if not lines:
        return Grid([], bands, [], [])
    shown = _shown(cells)
    return Grid([(code, names.get(code, code)) for code in lines], bands, shown[:-1], shown[-1])


def _folded(alarms: Sequence[PastAlarm], bands: list[str]) -> tuple[list[str], np.ndarray]:
    """Neighbourhoods, the last one '' for all others, and counts: (neighbourhoods, bands)."""
    counts = Counter(one.area_code for one in alarms)
    named = [code for code, _many in counts.most_common() if code][:_MOST_AREAS]
    while True:
        lines = [*named, *([""] if len(named) < len(counts) else [])]
        cells = np.zeros((len(lines), len(bands)))
        place = {code: n for n, code in enumerate(lines)}
        for one in alarms:
            cells[place.get(one.area_code, len(lines) - 1), bands.index(one.band)] += 1
        if not named or np.sum((cells > 0) & (cells < UNDER)) <= _MOST_SMALL:
            return lines, cells
        named.pop()


def _shown(cells: np.ndarray) -> list[list[int | None]]:
    """Cells with their totals at the end of each row, and a last row of totals."""
    found = figures_of(cells)
    published = hide_small(found).published
    rows, columns = cells.shape
    table: list[list[int | None]] = [[None] * (columns + 1) for _row in range(rows + 1)]
    for (row, column), value in zip(found.places, published, strict=True):
        at = rows if row is None else row
        table[at][columns if column is None else column] = None if np.isnan(value) else int(value)
    return table
