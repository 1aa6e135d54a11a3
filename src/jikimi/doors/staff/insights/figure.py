"""One indicator: how it stands, how it went, where it differs, and how sure any of that is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.doors.staff.insights.asked import Asked, asked_of, counted_from, filters
from jikimi.doors.staff.insights.frame import framed
from jikimi.doors.staff.insights.pictures import (
    areas_picture,
    funnel_picture,
    ranks_picture,
    series_picture,
)
from jikimi.doors.staff.insights.showing import (
    chosen,
    count_of,
    interval_of,
    month_words,
    months_words,
    ranks_of,
    told,
    unit_of,
    value_of,
)
from jikimi.doors.staff.pages import actor_of, may_enter, show, staff_page
from jikimi.insights.figures import HIDDEN, Figure, Figures
from jikimi.insights.figures_asked import figures, national, read_figures, series
from jikimi.insights.indicators import RATE, SHARE, Indicator, indicator_called
from jikimi.insights.verdicts import Verdict, verdict_of_counts


@staff_page("insights.figures.read")
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """An indicator with its definition, series, areas, funnel and ranks."""
    actor = actor_of(request)
    may_see_small = read_figures(actor)
    asked = asked_of(request.GET)
    indicator = indicator_called(code)
    split = ("kind",) if indicator.is_by_report_kind else ()
    shown = ("period", *split, "level", "area")
    context: dict[str, Any] = {
        "indicator": indicator,
        "unit": unit_of(indicator),
        "filters": filters(actor, asked, shown=shown),
        "may_see_small": may_see_small,
        "may_take_out": may_enter(actor, "insights.figures.export"),
        **_now(actor, asked, indicator, may_see_small=may_see_small),
        **_months(actor, asked, indicator),
        **_areas(actor, asked, indicator, may_see_small=may_see_small),
        "value_of": value_of,
        "interval_of": interval_of,
        "count_of": count_of,
        "ranks_of": ranks_of,
        "month_words": month_words,
        "months_words": months_words,
    }
    return show(request, "insights/figure.html", framed(actor, asked, "", **context))


def _now(
    actor: Actor, asked: Asked, indicator: Indicator, *, may_see_small: bool
) -> dict[str, Any]:
    """The value of the time asked for, beside the time before."""
    wish = asked.wish(indicator, may_see_small=may_see_small)
    now, before = (figures(actor, one) for one in (wish, asked.before(wish)))
    here, then = chosen(now), chosen(before)
    return {
        "now": here,
        "before": then,
        "figures": now,
        "said": told(_compared(actor, indicator, here, then)),
    }


def _compared(actor: Actor, indicator: Indicator, now: Figure, before: Figure) -> Verdict:
    """What two times of one place allow to be said, with what could have been found."""
    known = (now.numerator, now.denominator, before.numerator, before.denominator)
    if indicator.form not in (RATE, SHARE, "ratio") or not all(known):
        return Verdict("not_compared", {})
    if any(before.since < one.on < now.until for one in indicator.breaks):
        return Verdict("code_break", {})
    is_counted = indicator.numerator == "reports"
    if is_counted and counted_from(actor, before.since, before.until) != before.since:
        return Verdict("not_counted_before", {})
    found = verdict_of_counts(
        int(before.numerator or 0),
        int(now.numerator or 0),
        growth=(now.denominator or 1) / (before.denominator or 1),
    )
    is_more = indicator.group == "reports" and found.code == "rose"
    return found.also("reports_rise") if is_more else found


def _months(actor: Actor, asked: Asked, indicator: Indicator) -> dict[str, Any]:
    months = _counted_since(actor, asked, indicator, series(actor, asked.of_series(indicator)))
    some = any(one.numerator is not None or one.value is not None for one in months)
    return {
        "months": list(reversed(months)),
        "series": series_picture(indicator, months) if some else None,
    }


def _counted_since(
    actor: Actor, asked: Asked, indicator: Indicator, months: list[Figure]
) -> list[Figure]:
    """Without the months before anything was counted: they hold no reports, not none."""
    if indicator.numerator != "reports":
        some = next((n for n, one in enumerate(months) if one.denominator or one.why == HIDDEN), 0)
        return months[some:]
    wish = asked.of_series(indicator)
    first = counted_from(actor, wish.since, wish.until)
    return [one for one in months if first is not None and one.since >= first]


def _areas(
    actor: Actor, asked: Asked, indicator: Indicator, *, may_see_small: bool
) -> dict[str, Any]:
    """Areas beside each other; the national ranks where other regions' figures were brought."""
    wish = asked.of_areas(indicator, may_see_small=may_see_small)
    found = figures(actor, wish) if wish else None
    marked = asked.marked
    whole = asked.wish(indicator, may_see_small=may_see_small)
    abroad = [] if asked.area else [_named(one) for one in national(actor, whole)]
    return {
        "by_area": found,
        "marked": marked,
        "areas": _drawn(found, marked),
        "funnel": funnel_picture(found, marked=marked) if found else None,
        "ranks": ranks_picture(found.rows, "ranks", _ranks(indicator), marked=marked)
        if found
        else None,
        "abroad": abroad,
        "abroad_ranks": ranks_picture(
            abroad,
            "abroad",
            _("%(name)s: rank among regions") % {"name": indicator.name},
            marked="",
        ),
    }


def _named(one: Figure) -> Figure:
    return one if one.area else replace(one, name=_("Our region"))


def _drawn(found: Figures | None, marked: str) -> Any:
    some = found and any(one.value is not None for one in found.rows)
    return areas_picture(found, marked=marked) if found and some else None


def _ranks(indicator: Indicator) -> str:
    return _("%(name)s: ranks of areas") % {"name": indicator.name}


urls = [path("insights/figures/<str:code>/", figure, name="insights_figure")]
