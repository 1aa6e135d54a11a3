"""What a reader may take from each chart, and what not. Pure.

Verdicts of rates, ranks, areas, trends, repeats and flows; their words stand in data/verdicts.csv.

Method: docs/methods/charts.md.  Checked: tests/numbers/test_sentences.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from jikimi.insights.comparisons import MeanReversion
from jikimi.insights.funnels import WARNING, Funnel
from jikimi.insights.power import POWER
from jikimi.insights.ranks import Ranks
from jikimi.insights.rates import proportion, rate_ratio
from jikimi.insights.repeats import RepeatCurve
from jikimi.insights.trends import Trend
from jikimi.insights.verdicts import TOO_FEW, Verdict, verdict_of_ratio

CODE_BREAK = date(2025, 9, 1)
_PANDEMIC = (date(2020, 2, 1), date(2022, 4, 30))
_FEW_AREAS, _FEW_PAIRS, _SMALL_AREA, _LAG_DAYS = 3, 10, 20, 30


@dataclass(frozen=True, slots=True)
class Setting:
    """What pitfalls hang on: what is counted, from when to when, and beside what.

    first, last: days of all periods together, both counted.  today: the day it is read.
    is_same_season: the periods compared lie in the same part of the year.  breaks_at: the day from
    which another code list holds.
    """

    first: date
    last: date
    today: date
    is_reports: bool = True
    is_per_resident: bool = False
    has_small_areas: bool = False
    is_same_season: bool = True
    breaks_at: date | None = CODE_BREAK


def beside_region(
    count: int,
    people: float,
    region_count: int,
    region_people: float,
    *,
    confidence: float = 0.95,
) -> Verdict:
    """What may be said of an area beside the rest of its region.

    region_count, region_people: the region with the area in it.  Under ten events in either nothing
    can be told.
    """
    rest, others = region_count - count, region_people - people
    numbers: dict[str, float | str] = {"confidence": confidence * 100}
    if min(count, rest) < TOO_FEW or others <= 0:
        return Verdict("too_few_region", numbers)
    ratio = rate_ratio(count, people, rest, others, confidence=confidence)
    numbers |= {"ratio": ratio.value, "ratio_low": ratio.low, "ratio_high": ratio.high}
    if ratio.low > 1:
        return Verdict("region_above", numbers)
    return Verdict("region_below" if ratio.high < 1 else "cannot_tell_region", numbers)


def rank_of_area(rank: int, low: int, high: int, *, areas: int) -> Verdict:
    """What may be said of one rank: a span of more than half of all says nothing."""
    numbers = {"rank": rank, "rank_low": low, "rank_high": high, "areas": areas}
    if low == high:
        return Verdict("rank_sure", numbers)
    return Verdict("cannot_tell_rank" if 2 * (high - low + 1) > areas else "rank_about", numbers)


def ranks_of_areas(ranks: Ranks) -> Verdict:
    """What may be said of a whole table of ranks: how many areas can be given one."""
    sure = int((ranks.low == ranks.high).sum())
    numbers = {"areas": ranks.rank.size, "sure": sure}
    return Verdict("ranks_overlap" if sure else "cannot_tell_ranks", numbers)


def areas_in_funnel(names: Sequence[str], funnel: Funnel, *, events: int) -> Verdict:
    """What may be said of areas in a funnel: who lies outside, and how many would by chance.

    names: (areas,).  events: counted in all areas.
    """
    areas, far = len(names), np.abs(funnel.place) == 2
    if areas < _FEW_AREAS or events < TOO_FEW:
        return Verdict("too_few_funnel", {})
    near = int((np.abs(funnel.place) == 1).sum())
    numbers: dict[str, float | str] = {"areas": areas, "outside": int(far.sum()), "near": near}
    numbers |= {"names": ", ".join(name for name, is_far in zip(names, far, strict=True) if is_far)}
    numbers |= {"by_chance": max(1, round((1 - WARNING) * areas))}
    numbers |= {"stretch": float(np.sqrt(funnel.dispersion))}
    limits = {"funnel_near": near > 0, "funnel_widened": funnel.dispersion > 1}
    told = [code for code, holds in limits.items() if holds]
    return Verdict("funnel_outside" if far.any() else "cannot_tell_funnel", numbers).also(*told)


def area_in_funnel(place: int) -> Verdict:
    """What may be said of one area from its place in a funnel (-2 … 2)."""
    if abs(place) < 2:
        return Verdict("funnel_rather" if place else "cannot_tell_area", {})
    return Verdict("funnel_high" if place > 0 else "funnel_low", {})


def trend_told(trend: Trend | None, *, confidence: float = 0.95) -> Verdict:
    """What may be said of a series from year to year; None where no trend could be fitted.

    Where nothing can be concluded, the mildest change that could have been found is added.
    """
    if trend is None or trend.events < TOO_FEW:
        return Verdict("too_few_trend", {})
    found = verdict_of_ratio(trend.change, confidence=confidence)
    if found.code == "too_few":
        return Verdict("too_few_trend", {})
    codes = {"fell": "trend_fell", "rose": "trend_rose", "cannot_tell": "cannot_tell_trend"}
    limits = ("trend_short",) if trend.is_short else ()
    said = Verdict(codes[found.code], found.numbers, limits=limits)
    if said.is_sure:
        return said
    fall, rise = trend.detectable
    changes = {"fall": 100 - fall * 100, "rise": rise * 100 - 100, "power": POWER * 100}
    return said.also("detectable_trend", **changes)


def repeats_told(curve: RepeatCurve, *, within: int = 365, confidence: float = 0.95) -> Verdict:
    """What may be said of harm reported again within so many days."""
    share = curve.within([within])
    numbers: dict[str, float | str] = {"days": within, "confidence": confidence * 100}
    if not np.isfinite(share.value[0]) or curve.watched[0] < _FEW_PAIRS:
        return Verdict("too_few_repeat", numbers)
    parts = {"share": share.value, "share_low": share.low, "share_high": share.high}
    numbers |= {name: float(value[0]) * 100 for name, value in parts.items()}
    numbers |= {"persons": int(curve.watched[0]), "repeats": curve.repeats}
    found = Verdict("repeat_share", numbers, limits=("watched_more", "pair_not_address"))
    return found.also("repeat_left", others=curve.others) if curve.others else found


def groups_told(p: float) -> Verdict:
    """What may be said of curves beside each other, from the p of the log-rank test."""
    shown = "<0.001" if p < 0.001 else f"{p:.3f}"
    return Verdict("repeat_differs" if p < 0.05 else "cannot_tell_groups", {"p": shown})


def simulation_told(found: MeanReversion, *, confidence: float = 0.95) -> Verdict:
    """What selecting at a peak shows where no effect was built in."""
    compared = found.compared
    numbers: dict[str, float | str] = {"alone": found.alone, "confidence": confidence * 100}
    numbers |= {"ratio": compared.value, "ratio_low": compared.low, "ratio_high": compared.high}
    holds = compared.low <= 1 <= compared.high
    limits = ("simulated_beside", "peak") if holds else ("peak",)
    return Verdict("simulated", numbers, limits=limits)


def flow_told(
    labels: Sequence[str], came: Sequence[int | None], *, confidence: float = 0.95
) -> Verdict:
    """What may be said of how far cases came: the share at the last step, and where most stopped.

    came: how many reached each step, the first all who began; None where hidden.
    """
    known = [(label, n) for label, n in zip(labels, came, strict=True) if n is not None]
    if len(known) < 2 or known[0][1] < TOO_FEW:
        return Verdict("too_few_flow", {})
    began, last = known[0][1], known[-1][1]
    numbers: dict[str, float | str] = {"confidence": confidence * 100, "began": began, "came": last}
    facts: tuple[str, ...] = ()
    if came[-1] is not None and last <= began:
        share = proportion(last, began, confidence=confidence)
        parts = {"share": share.value, "share_low": share.low, "share_high": share.high}
        numbers |= {name: float(value) * 100 for name, value in parts.items()}
        facts = ("flow_came",)
    lost = [(before - n, label, before) for (_l, before), (label, n) in pairwise(known)]
    most, step, before = max(lost, key=lambda one: one[0])
    if most <= 0:
        return Verdict("flow_all", numbers, facts=facts, limits=("flow_open",))
    numbers |= {"lost": most, "step": step, "before": before, "part": most / before * 100}
    return Verdict("flow_lost", numbers, facts=facts, limits=("flow_open",))


def with_pitfalls(verdict: Verdict, setting: Setting) -> Verdict:
    """The verdict with the pitfalls that apply to what was counted (domain, 5.3)."""
    rises = verdict.code in {"rose", "trend_rose", "rose_from_none", "region_above", "funnel_high"}
    broken = setting.breaks_at
    told = {
        "code_break": broken is not None and setting.first < broken <= setting.last,
        "reports_rise": setting.is_reports and rises,
        "clustered": setting.is_reports and verdict.is_sure,
        "residents": setting.is_per_resident,
        "small_areas": setting.has_small_areas,
        "season": not setting.is_same_season,
        "closing_lag": setting.is_reports and (setting.today - setting.last).days < _LAG_DAYS,
        "pandemic": setting.first <= _PANDEMIC[1] and setting.last >= _PANDEMIC[0],
    }
    return verdict.also(*(code for code, holds in told.items() if holds))


def with_hidden(verdict: Verdict, hidden: int) -> Verdict:
    """The verdict with how many cells behind it are hidden."""
    return verdict.also("hidden_cells", hidden=hidden) if hidden else verdict


def has_small_areas(counts: Sequence[float]) -> bool:
    """Whether an area holds so few events that its rate swings from year to year."""
    return any(count < _SMALL_AREA for count in counts)
