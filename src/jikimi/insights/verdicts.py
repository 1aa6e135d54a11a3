"""What can and what cannot be said from an estimate: first as a code with numbers, then in words.

Words stand in data/verdicts.csv, so that people who answer for them can correct them. Pure.
Checked: tests/numbers/test_verdicts.py
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from jikimi.insights.comparisons import Matched
from jikimi.insights.power import POWER, smallest_detectable
from jikimi.insights.rates import Ratio, rate_ratio
from jikimi.insights.series import SeriesEffect

Language = Literal["ko", "en"]
TOO_FEW = 10
_MUCH_APART = 0.1
_AMONG_PERSONS = {"fell": "fewer", "rose": "more", "cannot_tell": "cannot_tell_more"}
_SIGNED = frozenset({"change", "low", "high"})
_WHOLE = frozenset(
    {"before", "after", "expected", "unmatched", "compared", "power", "fall", "rise"}
    | {"areas", "rank", "rank_low", "rank_high", "outside", "near", "by_chance", "days", "watched"}
    | {"repeats", "others", "began", "came", "lost", "hidden", "persons"}
)
_FINE = frozenset({"ratio", "ratio_low", "ratio_high", "alone"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A code of what can be said, the numbers behind it, and codes of what must be added.

    code: fell, rose, rose_from_none, no_matter, cannot_tell, too_few; beside persons like them
    fewer, more, cannot_tell_more.  facts: codes of sentences that go first.
    limits: codes of sentences that go last.  numbers: by the placeholder they fill, in per cent
    where a change; names of areas and steps are words.
    """

    code: str
    numbers: Mapping[str, float | str]
    facts: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether anything can be concluded at all."""
        return not self.code.startswith(("cannot_tell", "too_few"))

    def also(self, *limits: str, **numbers: float | str) -> Verdict:
        """The same with further limits, such as reports_rise, code_break, peak or many_compared."""
        added = tuple(limit for limit in limits if limit not in self.limits)
        return replace(self, limits=self.limits + added, numbers={**self.numbers, **numbers})


def verdict_of_ratio(
    ratio: Ratio, *, margin: float | None = None, confidence: float = 0.95
) -> Verdict:
    """What a ratio and its interval allow to be said.

    margin: change that would not matter, as a share (0.05); an interval wholly within it says that
    nothing changed that matters, even where it excludes 1.  No finite interval: too_few, unless
    there was nothing before and more than chance brings after.
    """
    numbers: dict[str, float | str] = {"confidence": confidence * 100}
    if np.isinf(ratio.value) and ratio.low > 1:
        return Verdict("rose_from_none", numbers)
    if not np.isfinite([ratio.value, ratio.low, ratio.high]).all():
        return Verdict("too_few", numbers)
    numbers |= {"change": _change(ratio.value), "low": _change(ratio.low)}
    numbers |= {"high": _change(ratio.high)}
    if margin is not None and 1 - margin < ratio.low and ratio.high < 1 + margin:
        return Verdict("no_matter", numbers | {"margin": margin * 100})
    if ratio.high < 1:
        return Verdict("fell", numbers)
    return Verdict("rose" if ratio.low > 1 else "cannot_tell", numbers)


def verdict_of_counts(
    before: int,
    after: int,
    *,
    growth: float = 1.0,
    margin: float | None = None,
    confidence: float = 0.95,
) -> Verdict:
    """What two counts of one place allow to be said.

    growth: people and time of the second over the first.  Fewer than ten events in all say nothing.
    Where nothing can be concluded, what could have been found is added (power 80 %).
    """
    if before + after < TOO_FEW:
        found = Verdict("too_few", {"confidence": confidence * 100})
    else:
        ratio = rate_ratio(after, growth, before, 1.0, confidence=confidence)
        found = verdict_of_ratio(ratio, margin=margin, confidence=confidence)
    has_change = "change" in found.numbers
    facts = ("counts",) if has_change else ()
    found = replace(found, facts=facts).also("no_comparison", before=before, after=after)
    return found if found.is_sure or not before else _with_power(found, before, growth, confidence)


def verdict_of_series(
    effect: SeriesEffect,
    *,
    is_compared: bool,
    margin: float | None = None,
    confidence: float = 0.95,
) -> Verdict:
    """What a series, alone or beside a comparison region, allows to be said."""
    found = verdict_of_ratio(effect.step, margin=margin, confidence=confidence)
    if effect.events_before + effect.events_after < TOO_FEW:
        found = Verdict("too_few", found.numbers)
    limits = {
        "no_comparison": not is_compared,
        "short_series": effect.is_short,
        "echo": effect.has_echo,
    }
    fact = () if found.code == "too_few" else ("compared" if is_compared else "series",)
    numbers = {"after": effect.events_after, "expected": effect.expected_after}
    told = [code for code, holds in limits.items() if holds]
    return replace(found, facts=fact).also(*told, **numbers)


def verdict_of_matched(
    matched: Matched, *, margin: float | None = None, confidence: float = 0.95
) -> Verdict:
    """What the selected beside persons like them allow to be said."""
    found = verdict_of_ratio(matched.effect, margin=margin, confidence=confidence)
    apart = bool((np.abs(matched.imbalance[:, 1]) > _MUCH_APART).any())
    limits = {"unmatched": matched.unmatched > 0, "imbalance": apart}
    told = [code for code, holds in limits.items() if holds]
    facts = () if found.code == "too_few" else ("matched",)
    code = _AMONG_PERSONS.get(found.code, found.code)
    return replace(found, code=code, facts=facts).also(*told, unmatched=matched.unmatched)


def sentences(verdict: Verdict, language: Language, *, on: date) -> list[str]:
    """A verdict in the words of that day: facts, what can be said, limits; one sentence each.

    Raises LookupError for a code without words on that day.
    """
    codes = (*verdict.facts, verdict.code, *verdict.limits)
    shown = {name: _shown(name, value) for name, value in verdict.numbers.items()}
    return [_words(code, language, on).format(**shown) for code in codes]


def _with_power(found: Verdict, before: int, growth: float, confidence: float) -> Verdict:
    fall, rise = smallest_detectable(before, exposure_ratio=growth, confidence=confidence)
    if not np.isfinite(rise):
        return found
    code = "detectable" if fall > 0 else "detectable_rise"
    return found.also(code, fall=100 - fall * 100, rise=_change(rise), power=POWER * 100)


def _change(ratio: float) -> float:
    return (ratio - 1) * 100


def _shown(name: str, value: float | str) -> str:
    """As printed: whole counts with commas, changes with their sign, no minus before a nought."""
    if isinstance(value, str):
        return value
    if name in _FINE:
        return f"{value:,.2f}"
    if name in _WHOLE:
        return f"{value:,.0f}"
    if name not in _SIGNED:
        return f"{value:,.1f}".removesuffix(".0")
    text = f"{value:+,.1f}"
    return "0.0" if text in {"+0.0", "-0.0"} else text.replace("-", "−")


def _words(code: str, language: Language, on: date) -> str:
    for row in _rows():
        last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
        if row["code"] == code and date.fromisoformat(row["valid_from"]) <= on <= last:
            return row[language]
    raise LookupError(f"no words for {code} on {on}")


@cache
def _rows() -> list[dict[str, str]]:
    path = files("jikimi.insights") / "data" / "verdicts.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
