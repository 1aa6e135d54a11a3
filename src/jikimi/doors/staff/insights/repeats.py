"""How soon harm is reported again: curves by kind, of pairs or of addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.codes import labels
from jikimi.access.errors import NotAllowed
from jikimi.doors.staff.insights.asked import Asked, asked_of, filters, followed, in_one_year
from jikimi.doors.staff.insights.frame import framed
from jikimi.doors.staff.insights.pictures import Picture, picture
from jikimi.doors.staff.insights.showing import count_of, months_words, number, told
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.insights import charts
from jikimi.insights.figures import Curve
from jikimi.insights.figures_asked import figure_words, read_figures, repeated
from jikimi.insights.indicators import indicator_called
from jikimi.insights.repeats import WITHIN, RepeatCurve, curves_apart
from jikimi.insights.sentences import groups_told, repeats_told
from jikimi.insights.verdicts import Verdict

# Kinds beside each other where none is asked for: those that name a pair.
KINDS = ("domestic_violence", "stalking", "dating_violence", "child_abuse", "elder_abuse")
_DAYS = (0, *WITHIN)


@staff_page("insights.figures.read")
def repeats(request: HttpRequest) -> HttpResponse:
    """Reported again within 30, 90, 180 and 365 days, with who is still watched."""
    actor = actor_of(request)
    may_see_small = read_figures(actor)
    asked = asked_of(request.GET)
    by = request.GET.get("by") or "pair"
    if by not in ("pair", "address"):
        raise NotAllowed
    whole, *kinds = _curves(actor, asked, by, may_see_small=may_see_small)
    context: dict[str, Any] = {
        "filters": filters(actor, asked, shown=("period", "kind", "area")),
        "by": by,
        "ways": [("pair", _("Same victim and perpetrator")), ("address", _("Same address"))],
        "whole": whole[1],
        "whole_rows": _rows([whole]),
        "whole_picture": _picture("whole", _("Harm reported again"), [whole]),
        "kinds_rows": _rows(kinds),
        "kinds_picture": _picture("kinds", _("Reported again, by kind"), kinds),
        "time": months_words(whole[1].wish.since, whole[1].wish.until),
        "may_see_small": may_see_small,
        "why": figure_words(whole[1].why) if whole[1].why else "",
        "unknown": None if whole[1].unknown is None else number(whole[1].unknown * 100),
    }
    return show(request, "insights/repeats.html", framed(actor, asked, "repeats", **context))


def _curves(actor: Actor, asked: Asked, by: str, *, may_see_small: bool) -> list[tuple[str, Curve]]:
    """All kinds together, or the one asked for; then each kind, where none is asked for."""
    indicator = indicator_called(f"repeat_{by}_365")
    wish = followed(asked.wish(indicator, may_see_small=True), indicator.follow_days)
    wish = wish if may_see_small else in_one_year(wish)
    names = labels("cases", "kinds")
    first = (names.get(asked.kind) or _("All kinds"), repeated(actor, wish))
    if asked.kind:
        return [first]
    return [first, *((names[kind], repeated(actor, replace(wish, kind=kind))) for kind in KINDS)]


def _picture(key: str, title: str, found: Sequence[tuple[str, Curve]]) -> Picture | None:
    drawn = [(name, one.curve) for name, one in found if one.curve is not None]
    if not drawn:
        return None
    curves = [_curve(name, curve) for name, curve in drawn]
    said = told(repeats_told(drawn[0][1]) if len(drawn) == 1 else _groups_told(drawn))
    return picture(
        key,
        title,
        said,
        lambda words, size: charts.curve_chart(
            curves,
            words=words,
            size=size,
            across=_("Days since the first report"),
            up=_("Reported again, %"),
            watched=_("Still watched"),
        ),
    )


def _groups_told(drawn: Sequence[tuple[str, RepeatCurve]]) -> Verdict:
    """Whether kinds differ in pace; nothing where their curves do not tell."""
    _statistic, p = curves_apart([curve for _name, curve in drawn])
    return groups_told(p).also("watched_more")


def _curve(name: str, curve: RepeatCurve) -> charts.Curve:
    """As it is drawn, up to the last day under the chart."""
    share = curve.share
    return charts.Curve(
        name,
        curve.days.tolist(),
        share.value.tolist(),
        share.low.tolist(),
        share.high.tolist(),
        [_watched(curve, day) for day in _DAYS],
    )


def _watched(curve: RepeatCurve, day: int) -> int | None:
    """How many could still be reported again on that day; nobody after the last."""
    place = int(np.searchsorted(curve.days, day, side="left"))
    return int(curve.watched[place]) if place < curve.days.size else 0


def _rows(found: Sequence[tuple[str, Curve]]) -> list[dict[str, Any]]:
    """The table beside the chart: a row for each group and each span of days."""
    rows = []
    for name, one in found:
        if one.curve is None:
            rows.append({"name": name, "cells": [(figure_words(one.why), "")] * len(WITHIN)})
            continue
        share = one.curve.within()
        cells = [
            _cell(value, low, high)
            for value, low, high in zip(share.value, share.low, share.high, strict=True)
        ]
        rows.append({"name": name, "cells": cells, "watched": count_of(one.curve.watched[0])})
    return rows


def _cell(value: float, low: float, high: float) -> tuple[str, str]:
    """The share and its interval, in per cent."""
    if np.isnan(value):
        return "–", ""
    return f"{number(value * 100)} %", f"{number(low * 100)}–{number(high * 100)}"


urls = [path("insights/repeats/", repeats, name="insights_repeats")]
