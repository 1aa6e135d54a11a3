"""What may be said of a number: the code, and that every code has its words in both languages."""

from __future__ import annotations

import csv
import re
import string
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jikimi.insights
from jikimi.insights.comparisons import matched_comparison
from jikimi.insights.rates import Ratio, rate_ratio
from jikimi.insights.series import compared_series, interrupted_series
from jikimi.insights.verdicts import (
    Verdict,
    sentences,
    verdict_of_counts,
    verdict_of_matched,
    verdict_of_ratio,
    verdict_of_series,
)

TODAY = date(2026, 11, 22)
LIST = Path(jikimi.insights.__file__).parent / "data" / "verdicts.csv"
ROWS = list(csv.DictReader(LIST.read_text(encoding="utf-8").splitlines()))
PARTICLES = r"\}(은|는|이|가|을|를|과|와|로|으로)(?=[ .,])"


def told(verdict: Verdict) -> tuple[str, str]:
    return (
        " ".join(sentences(verdict, "ko", on=TODAY)),
        " ".join(sentences(verdict, "en", on=TODAY)),
    )


def test_the_first_headline_of_the_programme_cannot_be_told_from_chance() -> None:
    found = verdict_of_counts(1_386, 1_325)
    assert found.code == "cannot_tell"
    assert not found.is_sure
    korean, english = told(found)
    assert "1,386건에서 뒤 기간 1,325건이 되어" in korean
    assert "늘었는지 줄었는지 알 수 없음" in korean
    assert "−11.4%~+3.2%" in korean
    assert "a change of −4.4 %" in english
    assert "Cannot tell whether it rose or fell" in english
    assert "hardly show a fall smaller than 10 %" in english


def test_the_rise_of_referrals_can_be_told_and_not_why() -> None:
    found = verdict_of_counts(323, 384)
    assert found.code == "rose"
    korean, english = told(found)
    assert "늘었다고 말할 수 있음(95% 신뢰구간 +2.3%~+38.3%)" in korean
    assert "사업 때문이라고 말할 수 없음" in korean
    assert "95 % interval +2.3 % to +38.3 %" in english
    assert "nothing here says that a programme caused a change" in english


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (3, 4, "too_few"),
        (0, 0, "too_few"),
        (100, 60, "fell"),
        (0, 12, "rose_from_none"),
        (12, 0, "fell"),
        (100, 104, "cannot_tell"),
    ],
)
def test_two_counts(before: int, after: int, code: str) -> None:
    found = verdict_of_counts(before, after)
    assert found.code == code
    assert all(told(found))


@pytest.mark.parametrize(
    ("ratio", "code"),
    [
        (Ratio(0.8, 0.7, 0.9, 0.001), "fell"),
        (Ratio(1.3, 1.1, 1.5, 0.001), "rose"),
        (Ratio(1.1, 0.9, 1.3, 0.3), "cannot_tell"),
        (Ratio(1.01, 0.98, 1.04, 0.5), "no_matter"),
        (Ratio(1.02, 1.01, 1.03, 0.001), "no_matter"),
        (Ratio(0.97, 0.94, 0.99, 0.01), "fell"),
        (Ratio(1.0, 1.0, 1.2, 0.05), "cannot_tell"),
        (Ratio(np.nan, 0, np.inf, 1), "too_few"),
        (Ratio(2, 0, np.inf, 1), "too_few"),
    ],
)
def test_an_interval_with_a_margin_of_five_per_cent(ratio: Ratio, code: str) -> None:
    assert verdict_of_ratio(ratio, margin=0.05).code == code


def test_a_series_says_what_was_to_be_expected_and_what_is_missing() -> None:
    counts = np.random.default_rng(1).poisson(np.r_[[100] * 36, [70] * 24])
    found = verdict_of_series(interrupted_series(counts, starts_at=36), is_compared=False)
    assert found.code == "fell"
    korean, english = told(found)
    assert "그 전의 추세와 계절로 보면" in korean
    assert "were to be expected from trend and season" in english
    assert "no_comparison" in found.limits


def test_a_compared_series_needs_no_word_of_a_missing_comparison() -> None:
    random = np.random.default_rng(2)
    effect = compared_series(random.poisson(90, 20), random.poisson(90, 20), starts_at=12)
    found = verdict_of_series(effect, is_compared=True)
    assert "no_comparison" not in found.limits
    assert "short_series" in found.limits
    assert "beyond that of the comparison" in told(found)[1]


def test_persons_beside_persons_like_them() -> None:
    random = np.random.default_rng(3)
    selected, before = random.random(400) < 0.4, random.poisson(4, 400)
    after = random.poisson(np.where(selected, 1.5, 3.5))
    found = verdict_of_matched(matched_comparison(selected, after, before))
    assert found.code == "fewer"
    assert "비슷한 사람들보다" in told(found)[0]
    none = verdict_of_matched(matched_comparison(selected, random.poisson(3, 400), before))
    assert none.code == "cannot_tell_more"
    assert not none.is_sure


def test_further_limits_are_added_once_and_with_their_numbers() -> None:
    found = verdict_of_counts(100, 160).also("reports_rise", "no_comparison", "code_break")
    found = found.also("many_compared", "peak", compared=12)
    assert found.limits.count("no_comparison") == 1
    korean, english = told(found)
    assert "믿고 신고하는 사람" in korean
    assert "12 comparisons were made" in english


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_both_languages_fill_the_same_numbers_and_no_particle_hangs_on_one(
    row: dict[str, str],
) -> None:
    names = [
        {name for _, name, _, _ in string.Formatter().parse(row[language]) if name}
        for language in ("ko", "en")
    ]
    assert names[0] == names[1]
    assert not re.search(PARTICLES, row["ko"])
    assert row["en"].endswith(".")
    assert row["ko"].endswith(".")


def test_words_are_those_of_the_day() -> None:
    with pytest.raises(LookupError, match="no words for fell"):
        sentences(Verdict("fell", {}), "ko", on=date(1999, 1, 1))


@settings(max_examples=60, deadline=None)
@given(before=st.integers(0, 400), after=st.integers(0, 400))
def test_what_is_said_agrees_with_the_exact_test(before: int, after: int) -> None:
    found = verdict_of_counts(before, after)
    differs = rate_ratio(after, 1, before, 1).p <= 0.05 and before + after >= 10
    assert found.is_sure == differs
    if differs:
        assert found.code.startswith("rose" if after > before else "fell")
    assert not any("{" in text or "nan" in text or "inf" in text for text in told(found))
