"""How much harm, beside how many events: one murder is not one shove. Pure.

Weights are a decision of people, not of statistics: they are handed over with their source, and a
weighted sum is never shown without the count beside it. Checked: tests/numbers/test_comparisons.py
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jikimi.insights.rates import Ratio, byar_interval, not_negative, positive
from jikimi.places.effects.changes import ratio_of_log


@dataclass(frozen=True, slots=True)
class Severity:
    """Weighted harm with its interval, and the count it stands beside.

    per_event: mean weight; heaviest: share of the harm by the kind that adds most to it.
    """

    value: float
    low: float
    high: float
    count: int
    per_event: float
    heaviest: tuple[str, float]


def weighted_harm(
    counts: Mapping[str, float], weights: Mapping[str, float], *, confidence: float = 0.95
) -> Severity:
    """Sum events by how grave their kind is, with Dobson's interval.

    counts: kind → events.  weights: kind → weight (days of sentence, say), 0 or more.  Raises
    ValueError for a kind without a weight: what is not weighed would count as nothing.
    Source: Sherman, Neyroud & Neyroud 2016, Policing 10:171; interval Dobson et al. 1991.
    """
    kinds = sorted(counts)
    missing = [kind for kind in kinds if kind not in weights]
    if missing:
        raise ValueError(f"no weight for {', '.join(missing)}")
    observed = not_negative([counts[kind] for kind in kinds], "counts")
    weight = not_negative([weights[kind] for kind in kinds], "weights")
    harm, total = weight * observed, float(observed.sum())
    value = float(harm.sum())
    if not total or not value:
        return Severity(value, np.nan, np.nan, int(total), np.nan, ("", np.nan))
    limits = byar_interval([total], confidence=confidence)
    step = float(np.sqrt((weight * harm).sum() / total))
    top = int(np.argmax(harm))
    return Severity(
        value=value,
        low=max(0.0, value + step * (float(limits.low[0]) - total)),
        high=value + step * (float(limits.high[0]) - total),
        count=int(total),
        per_event=value / total,
        heaviest=(kinds[top], float(harm[top] / value)),
    )


def harm_ratio(
    counts: Mapping[str, float],
    other_counts: Mapping[str, float],
    weights: Mapping[str, float],
    *,
    growth: float = 1.0,
    confidence: float = 0.95,
) -> Ratio:
    """Weighted harm of one period over that of another; growth: people now over people then.

    Raises ValueError as weighted_harm, and where one of both holds no harm.
    """
    positive([growth], "growth")
    one, two = (weighted_harm(c, weights, confidence=confidence) for c in (counts, other_counts))
    if not one.value or not two.value:
        raise ValueError("no harm in one of the periods: no ratio exists")
    log = float(np.log(one.value / two.value / growth))
    parts = [
        sum(weights[kind] ** 2 * n for kind, n in c.items()) / sum_.value**2
        for c, sum_ in ((counts, one), (other_counts, two))
    ]
    return ratio_of_log(log, float(np.sqrt(sum(parts))), confidence=confidence)
