"""Figures as a reader sees them on a page, as a table to be taken out: areas and months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from importlib.metadata import version

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import codes, label, today
from jikimi.access.errors import NotAllowed
from jikimi.access.locking import TakenFile
from jikimi.insights.exports import (
    FORMATS,
    Axis,
    FigureTable,
    Line,
    Metric,
    Words,
    exported,
)
from jikimi.insights.figures import HIDDEN, Figure, Figures
from jikimi.insights.indicators import RATE, Indicator
from jikimi.insights.publishing_words import source_words

_WHOLE = "all"


def figures_file(actor: Actor, areas: Figures, months: Sequence[Figure], *, form: str) -> TakenFile:
    """The figures of a page as a file: every area in the time asked for, one area month by month.

    form: one of exports.FORMATS.  What is hidden from the reader is hidden in the file.
    Raises NotAllowed for another form.  Records insights.figures.export.
    """
    if form not in FORMATS:
        raise NotAllowed
    reading(actor, "insights.figures.export", details={"form": form})
    table = _table(areas, months)
    return TakenFile(f"{areas.indicator.code}.{form}", exported(table, form))


def _table(areas: Figures, months: Sequence[Figure]) -> FigureTable:
    indicator = areas.indicator
    rows = list(_once([areas.total, *areas.rows, *months]))
    names = {figure.area: figure.name for figure in rows if figure.name}
    names[""] = label("insights", "publication_words", "all.area")
    places = _codes((one.area or _WHOLE, names.get(one.area, one.area)) for one in rows)
    return FigureTable(
        title=indicator.name,
        axes=(
            Axis("area", _("Area"), places),
            Axis("period", _("Period"), _codes((_period(f), _period(f)) for f in rows)),
        ),
        metrics=_metrics(indicator),
        lines=tuple(_line(figure) for figure in rows),
        about=tuple(_about(areas)),
        source=_source(indicator),
        on=today(),
        language="en" if (get_language() or "ko").startswith("en") else "ko",
        words=Words(
            _("Figures"), _("About this table"), _("Status"), _("hidden"), _("Kind of number")
        ),
    )


def _once(figures: Iterable[Figure]) -> Iterable[Figure]:
    """Each area and time once: a single month may be asked for as a whole as well."""
    return {(figure.area, _period(figure)): figure for figure in figures}.values()


def _line(figure: Figure) -> Line:
    numbers = (figure.numerator, figure.denominator, figure.value, figure.low, figure.high)
    ranks = (figure.rank, figure.rank_low, figure.rank_high)
    at = (figure.area or _WHOLE, _period(figure))
    return Line(at, (*numbers, *ranks), is_hidden=figure.why == HIDDEN)


def _metrics(indicator: Indicator) -> tuple[Metric, ...]:
    words = {row.code: row.label for row in codes("insights", "publication_words").values()}
    of = words["metric.residents" if indicator.form == RATE else "metric.of"]
    return (
        Metric("number", words["metric.number"]),
        Metric("of", of),
        Metric("value", indicator.name, indicator.unit, 2),
        Metric("low", words["metric.low"], indicator.unit, 2),
        Metric("high", words["metric.high"], indicator.unit, 2),
        Metric("rank", _("Rank")),
        Metric("rank_low", _("Rank at best")),
        Metric("rank_high", _("Rank at worst")),
    )


def _about(areas: Figures) -> Iterable[tuple[str, str]]:
    indicator = areas.indicator
    kind = areas.wish.kind
    yield _("What it counts"), indicator.counted
    yield _("Of what"), indicator.of_what
    yield _("When it counts"), indicator.period
    yield _("What it does not tell"), indicator.limits
    for one in indicator.breaks:
        yield _("Change of counting"), one.label
    yield _("Kind of report"), label("cases", "kinds", kind) if kind else _("All kinds")
    yield _("Where it comes from"), _source(indicator)
    yield _("Method"), label("insights", "publication_words", f"method.{indicator.form}")
    if areas.as_of:
        yield _("Counted up to"), areas.as_of.isoformat()
    yield _("Version of the program"), version("jikimi")
    if areas.may_see_small:
        yield (
            _("For work inside only"),
            _("This file holds numbers under 5. Publish figures over their own page only."),
        )


def _source(indicator: Indicator) -> str:
    """Whose records were counted; figures of other offices name theirs."""
    return indicator.source if indicator.is_context else _said(source_words(indicator))


def _said(words: dict[str, str]) -> str:
    return words["en" if (get_language() or "ko").startswith("en") else "ko"]


def _period(figure: Figure) -> str:
    """2026-01, or 2026-01/2026-12."""
    last: date = figure.until - timedelta(days=1)
    first = f"{figure.since:%Y-%m}"
    return first if f"{last:%Y-%m}" == first else f"{first}/{last:%Y-%m}"


def _codes(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(dict(pairs).items())
