"""Where figures of an effect report come from: what is counted here, or a file that is not kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.insights.effect_tables import NoFigures, counts_of_file, persons_of_file
from jikimi.insights.effects.figures import Counts, Figures
from jikimi.insights.effects.periods import days_of, period_of
from jikimi.insights.figures import Figure, Wish
from jikimi.insights.figures_asked import places, read_figures, series
from jikimi.insights.models import EffectProtocol
from jikimi.insights.protocols import plan_of_protocol

_SAFE = frozenset({".csv", ".xlsx", ".xls", ".txt"})


def figures_of_upload(sent: Any, *, method: str) -> Figures:
    """Counts, or persons counted by kind, of a file somebody sent; the file itself is not kept.

    Raises NoFigures saying what is wrong.
    """
    ending = PurePath(sent.name).suffix.lower()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"figures{ending if ending in _SAFE else '.csv'}"
        with path.open("wb") as file:
            file.writelines(sent.chunks())
        return persons_of_file(path) if method == "persons" else counts_of_file(path)


def figures_of_rooms(actor: Actor, protocol: EffectProtocol) -> Counts:
    """What is counted here for a protocol, by area and period.

    Raises NoFigures where an area has no count for a month.  Records insights.figures.read.
    """
    plan = plan_of_protocol(protocol)
    read_figures(actor)
    since = days_of(plan.periods[0])[0]
    until = days_of(plan.periods[-1])[1] + timedelta(days=1)
    levels = {one.code: one.level for one in places(actor)}
    areas = (*plan.treated, *plan.comparison)
    counts, people = [], []
    for area in areas:
        wish = Wish(protocol.outcome, since, until, protocol.kind, levels.get(area, ""), (area,))
        by_period = _by_period(series(actor, wish), plan.unit)
        gone = [one for one in plan.periods if one not in by_period]
        if gone:
            says = _("%(area)s has no number for %(period)s.")
            raise NoFigures(says % {"area": area, "period": gone[0]})
        counts.append([by_period[one][0] for one in plan.periods])
        people.append([by_period[one][1] for one in plan.periods])
    among = np.array(people, np.float64)
    known = among if np.all(among > 0) else None
    return Counts(areas, tuple(plan.periods), np.array(counts), known)


def _by_period(months: list[Figure], unit: Any) -> dict[str, tuple[float, float]]:
    """Count and people by period; a month without a count leaves its period out."""
    found: dict[str, tuple[float, float]] = {}
    gone = {period_of(one.since, unit) for one in months if one.numerator is None}
    for one in months:
        period = period_of(one.since, unit)
        if period not in gone:
            count, people = found.get(period, (0.0, 0.0))
            more = (one.numerator or 0.0, one.denominator or 0.0)
            found[period] = (count + more[0], people + more[1])
    return found
