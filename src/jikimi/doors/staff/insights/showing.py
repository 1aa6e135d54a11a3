"""Figures as words: values with their intervals, times, and the sentences under a chart."""

from __future__ import annotations

from datetime import date, timedelta
from math import isfinite, nan

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.codes import today
from jikimi.insights.figures import NOTHING, Figure, Figures
from jikimi.insights.figures_asked import figure_words
from jikimi.insights.indicators import SHARE, Indicator
from jikimi.insights.verdicts import Language, Verdict, sentences


def told(*verdicts: Verdict) -> list[str]:
    """What may be said, in the reader's language; no sentence twice."""
    found = [line for verdict in verdicts for line in sentences(verdict, language(), on=today())]
    return list(dict.fromkeys(found))


def language() -> Language:
    """ko or en, as the reader set it."""
    return "en" if (get_language() or "ko").startswith("en") else "ko"


def number(value: float | None) -> str:
    """A value as printed, three digits and more; a dash for none."""
    if value is None or not isfinite(value):
        return "–"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}" if value else "0"


def chosen(found: Figures) -> Figure:
    """The one area asked about, or the region."""
    if not found.wish.areas:
        return found.total
    wish = found.wish
    none = Figure(wish.areas[0], "", wish.since, wish.until, why=found.total.why or NOTHING)
    return found.rows[0] if found.rows else none


def value_of(figure: Figure) -> str:
    """The value, or why there is none."""
    return figure_words(figure.why) if figure.value is None else number(figure.value)


def interval_of(figure: Figure) -> str:
    """The interval as printed; empty where there is none."""
    return "" if figure.low is None else f"{number(figure.low)}–{number(figure.high)}"


def ranks_of(figure: Figure) -> str:
    """The rank with those it may as well be."""
    if figure.rank is None:
        return "–"
    if figure.rank_low == figure.rank_high:
        return str(figure.rank)
    return f"{figure.rank} ({figure.rank_low}–{figure.rank_high})"


def count_of(value: float | None) -> str:
    """A count as printed; a dash where it is not shown."""
    return "–" if value is None else f"{value:,.0f}"


def unit_of(indicator: Indicator) -> str:
    """The unit as it stands behind a value."""
    return "%" if indicator.form == SHARE else indicator.unit


def months_words(since: date, until: date) -> str:
    """From which month to which, both counted."""
    last = until - timedelta(days=1)
    if (since.year, since.month) == (last.year, last.month):
        return month_words(since)
    return _("%(first)s to %(last)s") % {"first": month_words(since), "last": month_words(last)}


def month_words(day: date) -> str:
    """`2026. 11.` in Korean, `Nov 2026` in English."""
    return f"{day:%b %Y}" if language() == "en" else f"{day.year}. {day.month}."


def known(value: float | None) -> float:
    """A number to draw: NaN for none."""
    return nan if value is None or not isfinite(value) else float(value)
