"""Charts of an effect report: the series with and without the effect, and other ways of asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jikimi.access.codes import codes
from jikimi.doors.staff.insights.pictures import Picture, picture
from jikimi.doors.staff.insights.showing import known, language
from jikimi.insights import charts
from jikimi.insights.effect_words import ratio_text, verdict_sentences

_MOST_ROWS = 40
_SAYS_WHAT = frozenset({"without_area", "shorter_before", "shorter_after", "placebo"})


def course_picture(result: Mapping[str, Any], outcome: str) -> Picture | None:
    """What was counted, what the model fits and what it expects without; None without a course."""
    curve = result["curve"]
    if not curve:
        return None
    start = int(curve["starts_at"])
    unchanged = [known(one) for one in curve.get("unchanged", [])]
    expected = [float("nan")] * start + unchanged[start:] if unchanged else []
    series = charts.Series(
        labels=curve["periods"],
        values=[known(one) for one in curve["observed"]],
        fitted=[known(one) for one in curve.get("fitted", [])],
        expected=expected,
        marks=[charts.Mark(start, _("Start"), is_break=False)],
    )
    said = charts.SeriesWords(
        up=_("Counted"),
        values=_("One period"),
        fitted=_("Trend, season and effect"),
        expected=_("Expected without the programme"),
    )
    return picture(
        "course",
        _("%(outcome)s where it began") % {"outcome": outcome},
        _said(result)[:1],
        lambda words, size: charts.trend_chart(series, said=said, words=words, size=size),
    )


def tried_picture(
    result: Mapping[str, Any], tried: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> Picture | None:
    """The answer and all other ways of asking beside each other; None where there is one alone."""
    rows = [_row(_("This report"), result["ratio"], is_marked=True)]
    for one in tried[:_MOST_ROWS]:
        rows.append(_row(_short(one, names), one["ratio"]))
    if result["ratio"] is None or len(rows) < 2:
        return None
    return picture(
        "tried",
        _("Asked in other ways"),
        _said(result)[-2:],
        lambda words, size: charts.interval_chart(
            rows,
            words=words,
            size=size,
            axis=_("Ratio (1: no change)"),
            is_ratio=True,
            reference=1.0,
            reference_words=_("No effect"),
        ),
    )


def _short(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A way of asking in as few words as a chart has room for; the table says all."""
    words = codes("insights", "effect_sensitivities")[one["code"]].more[f"short_{language()}"]
    return f"{words} {names.get(one['of'], one['of'])}" if one["code"] in _SAYS_WHAT else words


def _row(label: str, ratio: Mapping[str, Any] | None, *, is_marked: bool = False) -> charts.Row:
    if ratio is None or ratio["value"] is None:
        return charts.Row(label, absent=_("Could not be done"), is_marked=is_marked)
    return charts.Row(
        label,
        known(ratio["value"]),
        known(ratio["low"]),
        known(ratio["high"]),
        note=ratio_text(ratio),
        is_marked=is_marked,
    )


def _said(result: Mapping[str, Any]) -> list[str]:
    return verdict_sentences(result, language(), on=date.fromisoformat(result["on"]))
