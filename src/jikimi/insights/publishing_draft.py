"""A table for publication, made from figures: its lines, its counts, its words in two languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.codes import today
from jikimi.access.errors import NotValid
from jikimi.insights.figures import NOTHING, Figure, Figures, Wish
from jikimi.insights.figures_asked import figures
from jikimi.insights.indicators import MEDIAN, RATE, SHARE, Indicator, indicator_called, indicators
from jikimi.insights.publishing_cells import ALL, KIND, Counts, Printed
from jikimi.insights.publishing_words import (
    MONTH,
    QUARTER,
    WHOLE,
    YEAR,
    axes,
    axis_of,
    both,
    kinds_known,
    metrics,
    source_words,
)

Table = dict[str, Any]
Cell = tuple[str, str, str, Figure]  # area, kind, period
STEPS = (YEAR, QUARTER, MONTH, WHOLE)
MOST_SPANS = 36
_MONTHS = {YEAR: 12, QUARTER: 3, MONTH: 1}
# Parts of a count that no indicator tells of: cases taken on are cases that were named, and the
# first report of a pair or an address is a report.
_KNOWN_PARTS = {"cases_taken": "cases", "pair_index": "reports", "address_index": "reports"}
_KNOWN_PARTS |= {"alarms_police": "alarms", "alarms_way": "alarms"}
# The same counts under two names, for they are split in two ways.
_SAME_PARTS = {"alarms_hour": "alarms"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be published: one indicator over whole months, by area, by kind, by period.

    level: region, station, district or dong.  step: into which periods the time is cut.
    """

    indicator: str
    since: date
    until: date
    level: str = "region"
    step: str = YEAR
    is_by_kind: bool = False


def spans(plan: Plan) -> list[tuple[str, date, date]]:
    """Code, first day and day after the last of each period. Raises NotValid."""
    if not plan.since < plan.until or plan.since.day != 1 or plan.until.day != 1:
        raise NotValid("insights.period", {"until": _("Choose whole months, the later one last.")})
    found: list[tuple[str, date, date]] = []
    day = plan.since
    while day < plan.until and len(found) <= MOST_SPANS:
        after = plan.until if plan.step == WHOLE else _moved(day, _MONTHS[plan.step])
        found.append((_code(plan.step, day, after), day, after))
        day = after
    _need_fitting(plan, found)
    return found


def drafted(actor: Actor, plan: Plan) -> tuple[Table, Printed]:
    """The table with nothing hidden yet, and its counts. One read of figures a kind and period."""
    indicator = _allowed(plan)
    periods = spans(plan)
    kinds = [ALL, *kinds_known(indicator)] if plan.is_by_kind else [ALL]
    found = list(_cells(actor, plan, periods, kinds))
    kinds = [kind for kind in kinds if kind == ALL or _is_some(found, kind)]
    areas = list(dict.fromkeys(area for area, _kind, _period, _figure in found))
    cells = _with_noughts(found, indicator, areas, kinds, periods)
    table: Table = {
        "scheme": _scheme(plan, indicator),
        "spans": {code: [first.isoformat(), until.isoformat()] for code, first, until in periods},
        "axes": axes(actor, indicator, plan.step, areas, kinds, periods),
        "metrics": metrics(plan.indicator),
        "lines": [_line(*cell) for cell in cells],
        "method": both(f"method.{indicator.form}"),
        "source": source_words(indicator),
    }
    return table, _printed(plan, indicator, cells, periods)


def within() -> dict[str, str]:
    """Which count is part of which: the upper part of every share lies in its lower part."""
    shares = {one.numerator: one.denominator for one in indicators() if one.form == SHARE}
    return {**_KNOWN_PARTS, **shares}


def printed_of(table: Table, withheld: Mapping[int, tuple[float | None, float | None]]) -> Printed:
    """The counts of a table that was stored, with those that stand behind what it hides."""
    scheme = table["scheme"]
    lines = []
    for place, line in enumerate(table["lines"]):
        area, kind, period = line["at"]
        first, until = (date.fromisoformat(day) for day in table["spans"][period])
        number, of = line["numbers"][:2]
        kept = withheld.get(place, (None, None))
        lines.append(
            Counts(
                area,
                kind,
                first,
                until,
                kept[0] if number is None else number,
                kept[1] if of is None else of,
                number is not None,
                of is not None,
            )
        )
    counts = (scheme["part"], scheme["of_part"], scheme["level"], scheme["span"])
    return Printed(*counts, tuple(lines), scheme.get("split", KIND))


def hide(table: Table, hidden: Iterable[tuple[bool, bool]]) -> list[list[Any]]:
    """Take what is hidden out of the table; what is taken, by line.

    A value and its interval would give the count back, for how many people live there is known.
    """
    taken = []
    for place, (line, (number, of)) in enumerate(zip(table["lines"], hidden, strict=True)):
        if not (number or of):
            continue
        told = line["numbers"]
        taken.append([place, told[0] if number else None, told[1] if of else None])
        shown = [None if number else told[0], None if of else told[1]]
        line["numbers"] = [*shown, None, None, None]
        line["hidden"] = True
    return taken


def _allowed(plan: Plan) -> Indicator:
    indicator = indicator_called(plan.indicator)
    if plan.level not in indicator.levels:
        raise NotValid("insights.level", {"level": _("There are no such figures by this area.")})
    if plan.is_by_kind and not indicator.is_by_kind:
        raise NotValid("insights.kind", {"is_by_kind": _("There are no such figures by kind.")})
    if indicator.is_context:
        says = _("These figures were published by the office they come from.")
        raise NotValid("insights.context", {"indicator": says})
    return indicator


def _need_fitting(plan: Plan, found: list[tuple[str, date, date]]) -> None:
    if len(found) > MOST_SPANS:
        says = _("At most %(n)d periods go into one table.") % {"n": MOST_SPANS}
        raise NotValid("insights.periods", {"step": says})
    if plan.level == "dong" and any(day.month != 1 for _c, *days in found for day in days):
        says = _("By neighbourhood there are figures of whole calendar years alone.")
        raise NotValid("insights.periods", {"step": says})
    if found[-1][2] != plan.until or (plan.since.month - 1) % _MONTHS.get(plan.step, 1):
        says = _("The time does not consist of whole periods of this kind.")
        raise NotValid("insights.periods", {"step": says})


def _cells(
    actor: Actor, plan: Plan, periods: list[tuple[str, date, date]], kinds: list[str]
) -> Iterator[Cell]:
    for period, since, until in periods:
        for kind in kinds:
            asked = "" if kind == ALL else kind
            found = figures(actor, Wish(plan.indicator, since, until, asked, plan.level))
            _need_truth(found, until)
            yield ALL, kind, period, found.total
            if plan.level != "region":
                for row in sorted(found.rows, key=lambda row: row.area):
                    yield row.area, kind, period, row


def _need_truth(found: Figures, until: date) -> None:
    """What is hidden is worked out from all counts; from hidden ones nothing can be."""
    if not found.may_see_small:
        raise NotValid("insights.small", says=_("Only analysts prepare a publication."))
    if found.total.until != until or until > today().replace(day=1):
        says = _(
            "This time is not over, or what may follow is not known yet. Choose an earlier one."
        )
        raise NotValid("insights.not_over", {"until": says})


def _is_some(found: list[Cell], kind: str) -> bool:
    """Whether anything of this kind was counted at all; if not, the table is better without it."""
    return any(figure.numerator for _area, at, _period, figure in found if at == kind)


def _with_noughts(
    found: list[Cell],
    indicator: Indicator,
    areas: list[str],
    kinds: list[str],
    periods: list[tuple[str, date, date]],
) -> list[Cell]:
    """Every area, kind and period; where nothing was counted it is nought, and readers know it."""
    by_place = {cell[:3]: cell for cell in found}
    of = None if indicator.form == RATE else 0
    top = None if indicator.form == MEDIAN else 0
    return [
        by_place.get(
            (area, kind, period),
            (area, kind, period, Figure(area, "", since, until, top, of, why=NOTHING)),
        )
        for period, since, until in periods
        for kind in kinds
        for area in areas
    ]


def _printed(
    plan: Plan,
    indicator: Indicator,
    cells: list[Cell],
    periods: list[tuple[str, date, date]],
) -> Printed:
    days = {code: (first, until) for code, first, until in periods}
    lines = [
        Counts(area, kind, *days[period], figure.numerator, figure.denominator)
        for area, kind, period, figure in cells
    ]
    scheme = _scheme(plan, indicator)
    counts = (scheme["part"], scheme["of_part"], scheme["level"], scheme["span"])
    return Printed(*counts, tuple(lines), scheme["split"])


def _scheme(plan: Plan, indicator: Indicator) -> dict[str, Any]:
    """Residents are no count of persons to be hidden; everybody knows how many there are."""
    of_part = "" if indicator.form == RATE else indicator.denominator
    part = of_part if indicator.form == MEDIAN else indicator.numerator
    return {
        "indicator": plan.indicator,
        "form": indicator.form,
        "part": _SAME_PARTS.get(part, part),
        "of_part": of_part,
        "level": plan.level,
        "span": indicator.follow_days,
        "split": axis_of(indicator),
    }


def _line(area: str, kind: str, period: str, figure: Figure) -> dict[str, Any]:
    numbers = (figure.numerator, figure.denominator, figure.value, figure.low, figure.high)
    told = {"at": [area, kind, period], "numbers": [_tidy(number) for number in numbers]}
    return {**told, "why": figure.why} if figure.why else told


def _tidy(number: float | None) -> float | int | None:
    """Whole counts as whole numbers; others to six places, so that the digest is the same again."""
    if number is None:
        return None
    return int(number) if float(number).is_integer() else round(float(number), 6)


def _code(step: str, day: date, after: date) -> str:
    if step == WHOLE:
        return f"{day:%Y-%m}/{_moved(after, -1):%Y-%m}"
    if step == YEAR:
        return f"{day:%Y}"
    return f"{day:%Y}-Q{(day.month - 1) // 3 + 1}" if step == QUARTER else f"{day:%Y-%m}"


def _moved(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)
