"""How things stand, in a minute: the key figures beside the time before, and what may be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.doors.staff.insights.asked import Asked, asked_of, counted_from, filters
from jikimi.doors.staff.insights.frame import framed
from jikimi.doors.staff.insights.pictures import Picture, picture
from jikimi.doors.staff.insights.showing import (
    chosen,
    interval_of,
    known,
    months_words,
    told,
    unit_of,
    value_of,
)
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.insights import charts
from jikimi.insights.figures import REGION, Figure, Headline
from jikimi.insights.figures_asked import figures, overview, read_figures
from jikimi.insights.figures_working import compared
from jikimi.insights.indicators import Indicator, indicator_called
from jikimi.insights.rates import Ratio
from jikimi.insights.verdicts import Verdict, verdict_of_ratio

# What a head of agency reads first; the others follow in a table.
KEY = (
    "report_rate",
    "repeat_pair_365",
    "provisional_measure_rate",
    "non_police_nominations",
    "time_to_first_support",
    "supports_per_case",
    "action_completion",
    "unmet_needs",
)
REPORTS = "reports"
_TONES = {("fell", "lower"): "success", ("rose", "higher"): "success"}
_TONES |= {("rose", "lower"): "warn", ("fell", "higher"): "warn"}
_MARKS = {"rose": "up", "rose_from_none": "up", "fell": "down"}


@dataclass(frozen=True, slots=True)
class Card:
    """One figure on the overview, ready to be read. tone: what the change means, where it does."""

    indicator: Indicator
    value: str
    unit: str
    interval: str
    before: str
    change: str
    change_interval: str
    code: str
    tone: str
    mark: str
    said: list[str]


@staff_page("insights.figures.read")
def insights(request: HttpRequest) -> HttpResponse:
    """All indicators at a glance."""
    actor = actor_of(request)
    may_see_small = read_figures(actor)
    asked = asked_of(request.GET)
    is_part = bool(asked.kind or asked.area)
    found = (
        part_of(actor, asked, may_see_small=may_see_small)
        if is_part
        else overview(actor, until=asked.until)
    )
    found = _comparable(actor, found)
    cards = {one.indicator.code: card(one) for one in found}
    context: dict[str, Any] = {
        "cards": sorted(
            (cards[code] for code in KEY if code in cards), key=lambda one: not one.unit
        ),
        "others": [one for code, one in cards.items() if code not in KEY],
        "changes": changes(found),
        "filters": filters(actor, asked, shown=("period", "kind", "area")),
        "time": _time(found, 0),
        "time_before": _time(found, 1),
        "may_see_small": may_see_small,
    }
    return show(request, "insights/overview.html", framed(actor, asked, "overview", **context))


def part_of(actor: Actor, asked: Asked, *, may_see_small: bool) -> list[Headline]:
    """The key figures of one kind of report or one area, where they are counted by it."""
    found = []
    for code in KEY:
        indicator = indicator_called(code)
        wish = asked.wish(indicator, may_see_small=may_see_small)
        if (asked.kind and not indicator.is_by_report_kind) or wish.level not in (
            REGION,
            *indicator.levels,
        ):
            continue
        now, before = (figures(actor, one) for one in (wish, asked.before(wish)))
        line = Headline(indicator, chosen(now), chosen(before), [], indicator.breaks)
        found.append(compared(line))
    return found


def _comparable(actor: Actor, found: Sequence[Headline]) -> list[Headline]:
    """Without the change of a rate where not all reports of the time before are here."""
    rates = [one for one in found if one.indicator.numerator == REPORTS and one.ratio is not None]
    if not rates:
        return list(found)
    before = rates[0].before
    if counted_from(actor, before.since, before.until) == before.since:
        return list(found)
    return [
        replace(one, ratio=None, ratio_low=None, ratio_high=None) if one in rates else one
        for one in found
    ]


def card(one: Headline) -> Card:
    """A headline as it is read."""
    verdict = verdict_of(one)
    code = verdict.code
    return Card(
        indicator=one.indicator,
        value=value_of(one.now),
        unit=unit_of(one.indicator) if one.now.value is not None else "",
        interval=interval_of(one.now),
        before=value_of(one.before),
        change=_percent(one.ratio),
        change_interval=f"{_percent(one.ratio_low)} – {_percent(one.ratio_high)}"
        if one.ratio_low is not None
        else "",
        code=code,
        tone=_TONES.get((code, one.indicator.direction), "neutral"),
        mark=_MARKS.get(code, "dot"),
        said=told(verdict),
    )


def verdict_of(one: Headline) -> Verdict:
    """What the change allows to be said; where the counting changed in between, nothing."""
    if one.ratio is None or one.ratio_low is None or one.ratio_high is None:
        broken = any(one.before.since < change.on < one.now.until for change in one.breaks)
        if broken:
            return Verdict("code_break", {})
        is_rate = one.indicator.numerator == REPORTS and one.before.numerator
        return Verdict("not_counted_before" if is_rate else "too_few", {})
    ratio = Ratio(one.ratio, one.ratio_low, one.ratio_high, one.p or 0.0)
    found = verdict_of_ratio(ratio)
    if one.indicator.group == "reports" and found.code == "rose":
        return found.also("reports_rise")
    return found


def changes(found: Sequence[Headline]) -> Picture | None:
    """Now over before, all on one scale; None where nothing can be compared."""
    rows = [
        charts.Row(
            one.indicator.name,
            known(one.ratio),
            known(one.ratio_low),
            known(one.ratio_high),
            note=_percent(one.ratio),
        )
        for one in found
        if one.indicator.code in KEY and one.ratio is not None
    ]
    if not rows:
        return None
    sure = sum(verdict_of(one).code in _MARKS for one in found if one.indicator.code in KEY)
    code = "changes" if sure else "cannot_tell_changes"
    verdict = Verdict(code, {"compared": len(rows), "sure": sure})
    return picture(
        "changes",
        _("Change beside the time before"),
        told(verdict),
        lambda words, size: charts.interval_chart(
            rows,
            words=words,
            size=size,
            axis=_("Now over before (1: as before)"),
            is_ratio=True,
            reference=1.0,
            reference_words=_("As before"),
        ),
    )


def _time(found: Sequence[Headline], place: int) -> str:
    figures: list[Figure] = [(one.now, one.before)[place] for one in found[:1]]
    return months_words(figures[0].since, figures[0].until) if figures else ""


def _percent(ratio: float | None) -> str:
    if ratio is None:
        return ""
    text = f"{(ratio - 1) * 100:+.1f} %".replace("-", "−")
    return "0.0 %" if text in {"+0.0 %", "−0.0 %"} else text


urls = [path("insights/", insights, name="insights")]
