"""Spans of watching: who stays at risk with which weight, what each person adds to a score. Pure.

Checked: tests/numbers/test_repeats.py
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jikimi.insights.rates import Floats

STILL_WATCHED, REPEATED = 0, 1


def kept_at_risk(
    time: Floats, end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
    """Spans of persons with weights: who ended otherwise goes on while others are still watched.

    The weight after another end is how likely nobody stopped watching between it and then.
    """
    steps = np.unique(time)
    at_risk = (time.size - np.searchsorted(np.sort(time), steps)).astype(np.float64)
    # Who ends on the day another stops being watched ends before: they are no longer watched for.
    at_risk -= per_step(time[end > STILL_WATCHED], steps)
    stopped = per_step(time[end == STILL_WATCHED], steps)
    watched = np.cumprod(1 - stopped / np.where(at_risk > 0, at_risk, 1.0))
    everybody = np.arange(time.size)
    parts = [(everybody, np.zeros(time.size), time, np.ones(time.size))]
    edges = steps[stopped > 0]
    for person in np.flatnonzero(end > REPEATED):
        later = edges[edges >= time[person]]
        starts, stops = np.r_[time[person], later], np.r_[later, steps[-1] + 1]
        kept = stops > starts
        place = np.searchsorted(steps, starts[kept], side="right") - 1
        was = watched[np.searchsorted(steps, time[person]) - 1] if time[person] > steps[0] else 1.0
        weights = watched[place] / was
        who = np.full(weights.size, person)
        parts.append((who, starts[kept], stops[kept], weights))
    whom, start, stop, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    kept = weight > 0
    return whom[kept].astype(np.int64), start[kept], stop[kept], weight[kept]


def scores_by_person(
    table: Any, names: list[str], params: Floats, strata: list[str] | None
) -> Floats:
    """What each person adds to the score: (persons, traits). Source: Lin & Wei 1989."""
    persons, who = np.unique(table["_person"].to_numpy(), return_inverse=True)
    found = np.zeros((len(persons), len(names)))
    layers = table[strata[0]].to_numpy() if strata else np.zeros(len(table))
    for layer in np.unique(layers):
        part = layers == layer
        np.add.at(found, who[part], _scores_of_spans(table[part], names, params))
    return found


def _scores_of_spans(table: Any, names: list[str], params: Floats) -> Floats:
    traits = np.asarray(table[names].to_numpy(np.float64))
    start, stop = table["_start"].to_numpy(np.float64), table["_stop"].to_numpy(np.float64)
    ended = table["_repeated"].to_numpy() == 1
    weight = table["_weight"].to_numpy() if "_weight" in table else np.ones(len(table))
    pull = weight * np.exp(traits @ params)
    found = np.zeros_like(traits)
    for moment in np.unique(stop[ended]):
        risk = (start < moment) & (stop >= moment)
        now = ended & (stop == moment)
        mean = pull[risk] @ traits[risk] / pull[risk].sum()
        step = weight[now].sum() / pull[risk].sum()
        found[risk] -= (pull[risk] * step)[:, np.newaxis] * (traits[risk] - mean)
        found[now] += weight[now][:, np.newaxis] * (traits[now] - mean)
    return found


def per_step(times: Floats, steps: Floats) -> Floats:
    """How many of the times fall on each step."""
    found = np.bincount(np.searchsorted(steps, times), minlength=steps.size)
    return np.asarray(found, np.float64)
