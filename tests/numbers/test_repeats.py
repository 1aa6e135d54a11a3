"""Repeats over time against published examples, then against what was built in."""

from __future__ import annotations

import numpy as np
import pytest
from lifelines.datasets import load_rossi
from statsmodels.duration.survfunc import CumIncidenceRight

from jikimi.insights.repeats import (
    curves_apart,
    curves_differ,
    hazard_ratios,
    mean_repeats,
    recurrent_hazards,
    repeat_curve,
    share_ratios,
)

# Freireich et al. 1963, Blood 21:699: weeks in remission, the treated and the others.
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
TREATED_END = [1] * 9 + [0] * 12
OTHERS = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
ROSSI = {
    "fin": (-0.3794, 0.0474),
    "age": (-0.0574, 0.0090),
    "race": (0.3139, 0.3081),
    "wexp": (-0.1498, 0.4803),
    "mar": (-0.4337, 0.2561),
    "paro": (-0.0849, 0.6646),
    "prio": (0.0915, 0.0014),
}


def test_the_published_curve_of_remissions() -> None:
    found = repeat_curve(TREATED, TREATED_END).within([6, 7, 10, 13, 16, 22, 23])
    published = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert 1 - found.value == pytest.approx(published, abs=5e-5)


def test_the_published_log_rank_test_and_hazard_of_remissions() -> None:
    days, ends = TREATED + OTHERS, TREATED_END + [1] * 21
    untreated = [0] * 21 + [1] * 21
    statistic, p = curves_differ(days, ends, untreated)
    assert statistic == pytest.approx(16.793, abs=5e-4)
    assert p == pytest.approx(4.17e-5, rel=0.01)
    found = hazard_ratios(days, ends, {"untreated": untreated})
    assert found.traits[0].coefficient == pytest.approx(1.572, abs=5e-4)


def test_the_published_model_of_arrests() -> None:
    rossi = load_rossi()
    found = hazard_ratios(rossi["week"], rossi["arrest"], {name: rossi[name] for name in ROSSI})
    assert found.log_likelihood == pytest.approx(-658.7477, abs=5e-5)
    assert (found.persons, found.repeats) == (432, 114)
    for trait in found.traits:
        coefficient, p = ROSSI[trait.trait]
        assert trait.coefficient == pytest.approx(coefficient, abs=5e-5)
        assert trait.p == pytest.approx(p, abs=5e-5)
        assert trait.low < trait.ratio < trait.high
    assert found.holds_p["age"] < 0.05 < found.holds_p["fin"]


def test_who_moved_away_is_not_still_at_risk() -> None:
    """By hand: 1/4 at 1; 3/4 free, 1 of 2 left at 3."""
    days, ends = [1, 2, 3, 4], [1, 2, 1, 0]
    found = repeat_curve(days, ends)
    assert found.share.value == pytest.approx([0, 0.25, 0.25, 0.5, 0.5])
    assert (found.repeats, found.others) == (2, 1)
    as_censored = repeat_curve(days, [1, 0, 1, 0])
    assert as_censored.share.value[-1] == pytest.approx(0.625)


def test_shares_with_competing_ends_agree_with_another_program() -> None:
    random = np.random.default_rng(2)
    days, ends = random.integers(1, 50, 300).astype(float), random.integers(0, 3, 300)
    found, oracle = repeat_curve(days, ends), CumIncidenceRight(days, ends)
    at = np.searchsorted(found.days, oracle.times)
    assert found.share.value[at] == pytest.approx(oracle.cinc[0], abs=1e-12)


def test_nothing_is_said_after_the_last_day_anybody_was_watched() -> None:
    found = repeat_curve([10, 20, 40], [1, 0, 0]).within([30, 90])
    assert found.value[0] == pytest.approx(1 / 3)
    assert np.isnan([found.value[1], found.low[1], found.high[1]]).all()


def test_the_mean_number_of_repeats_by_hand() -> None:
    assert mean_repeats([100, 50, 200], [20, 80, 150], at=[30, 90, 200]) == pytest.approx(
        [1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 1]
    )


def test_all_repeats_show_an_effect_built_in() -> None:
    spans = _recurrent(ratio=0.6)
    for order in (None, spans["order"]):
        found = recurrent_hazards(
            spans["person"],
            spans["start"],
            spans["stop"],
            spans["repeated"],
            {"supported": spans["supported"]},
            order=order,
        )
        assert found.persons == 300
        assert found.traits[0].high < 1
        # With a baseline for each repeat, those who suffer most weigh less: nearer to 1.
        assert order is not None or found.traits[0].low < 0.6 < found.traits[0].high


def test_time_needed_to_be_selected_is_not_credited_to_the_selection() -> None:
    """Nobody is helped; who is selected was free of repeats until then."""
    random = np.random.default_rng(10)
    repeat, selected_on = random.exponential(200, 1_000), random.uniform(1, 200, 1_000)
    chosen = repeat > selected_on
    days = np.minimum(repeat, 365) + 0.01
    ends = (repeat < 365).astype(int)
    naive = hazard_ratios(days, ends, {"selected": chosen})
    assert naive.traits[0].high < 0.7
    before = np.column_stack([np.zeros(1_000), np.minimum(selected_on, days)])
    after = np.column_stack([selected_on, days])[chosen]
    spans = np.vstack([before, after])
    fair = recurrent_hazards(
        np.r_[np.arange(1_000), np.flatnonzero(chosen)],
        spans[:, 0],
        spans[:, 1],
        np.r_[ends * ~chosen, ends[chosen]],
        {"selected": np.r_[np.zeros(1_000), np.ones(int(chosen.sum()))]},
    )
    assert fair.traits[0].low < 1 < fair.traits[0].high


def test_a_share_that_grows_by_a_trait_is_told_from_a_pace() -> None:
    """Without other ends it is Cox's model; without censoring Cox's with them at the end."""
    random = np.random.default_rng(14)
    trait = random.integers(0, 2, 90)
    days = np.ceil(random.exponential(200 / (1 + trait)))
    ends = random.choice([1, 2], 90)
    whole = share_ratios(days, ends, {"trait": trait}).traits[0]
    at_the_end = np.where(ends == 2, days.max() + 1, days)
    oracle = hazard_ratios(at_the_end, np.where(ends == 2, 0, ends), {"trait": trait}).traits[0]
    assert whole.coefficient == pytest.approx(oracle.coefficient, abs=1e-6)
    assert whole.high / whole.low == pytest.approx(oracle.high / oracle.low, rel=0.15)
    some = random.choice([0, 1], 90)
    plain = hazard_ratios(days, some, {"trait": trait}).traits[0]
    found = share_ratios(days, some, {"trait": trait}).traits[0]
    assert found.coefficient == pytest.approx(plain.coefficient, abs=1e-6)


def test_late_entry_is_heeded() -> None:
    random = np.random.default_rng(9)
    trait, entered = random.integers(0, 2, 400), random.uniform(0, 100, 400)
    days = entered + random.exponential(np.where(trait, 60, 120)) + 0.1
    found = hazard_ratios(days, np.ones(400, int), {"trait": trait}, entered=entered)
    assert found.traits[0].low < 2 < found.traits[0].high
    assert found.holds_p == {}


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="same length"):
        repeat_curve([1, 2], [1])
    with pytest.raises(ValueError, match="more than 0"):
        repeat_curve([0, 2], [1, 0])
    with pytest.raises(ValueError, match="says nothing"):
        hazard_ratios([1, 2], [1, 0], {"same": [1, 1]})
    with pytest.raises(ValueError, match="before it stops"):
        recurrent_hazards([1], [5], [5], [True], {"trait": [1]})
    with pytest.raises(ValueError, match="watched"):
        mean_repeats([10], [11])


def test_95_per_cent_intervals_of_shares_cover_as_often_as_they_say() -> None:
    """80 pairs, a third reported again within 180 days, some moved away, some still watched."""
    random = np.random.default_rng(31)
    covered, draws = 0, 2_000
    hazard, leaving = 0.0025, 0.0008
    both = hazard + leaving
    truth = hazard / both * (1 - np.exp(-both * 180))
    for _ in range(draws):
        end, until = random.exponential(1 / both, 80), random.uniform(90, 400, 80)
        ends = np.where(end > until, 0, np.where(random.random(80) < hazard / both, 1, 2))
        found = repeat_curve(np.ceil(np.minimum(end, until) * 1e6) / 1e6, ends).within([180])
        covered += found.low[0] <= truth <= found.high[0]
    assert 0.94 <= covered / draws <= 0.965, covered / draws


def _recurrent(*, ratio: float) -> dict[str, list[float]]:
    """Spans of 300 persons who suffer unequally; every other one is supported."""
    random = np.random.default_rng(6)
    names = ("person", "start", "stop", "repeated", "supported", "order")
    spans: dict[str, list[float]] = {name: [] for name in names}
    for person in range(300):
        supported = person % 2
        pace = random.gamma(8, 1 / 8) * (ratio if supported else 1.0) / 150
        at, before = 0.0, 0
        while at < 365:
            until = at + random.exponential(1 / pace) + 0.01
            row = (person, at, min(until, 365.0), until < 365, supported, min(before, 3))
            for name, value in zip(names, row, strict=True):
                spans[name].append(value)
            at, before = until, before + 1
    return spans


def test_curves_alone_tell_the_same_log_rank_as_the_pairs_behind_them() -> None:
    random = np.random.default_rng(31)
    groups = np.repeat([0, 1, 2], 150)
    days = np.ceil(random.exponential(np.array([200, 300, 420])[groups]))
    ends = (random.random(450) < 0.7).astype(int)
    curves = [repeat_curve(days[groups == one], ends[groups == one]) for one in range(3)]
    assert curves_apart(curves) == pytest.approx(curves_differ(days, ends, groups), rel=1e-6)
    ends[0] = 2
    with pytest.raises(ValueError, match="other ends"):
        curves_apart([repeat_curve(days, ends), *curves])
