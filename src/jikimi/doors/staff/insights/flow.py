"""How far those who were named came: selected, supported, closed, and where they stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.codes import today
from jikimi.doors.staff.insights.asked import asked_of, filters
from jikimi.doors.staff.insights.frame import framed
from jikimi.doors.staff.insights.pictures import Picture, picture
from jikimi.doors.staff.insights.showing import count_of, months_words, number, told
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.insights import charts
from jikimi.insights.figures_asked import read_figures
from jikimi.insights.flows import STOPS, Flow, flow_of_cases, flow_time
from jikimi.insights.rates import proportion
from jikimi.insights.sentences import flow_told, with_hidden


@dataclass(frozen=True, slots=True)
class Line:
    """A step in the table beside the chart. stopped: (words, how many) before it."""

    label: str
    came: str
    share: str
    stopped: list[tuple[str, str]]


@staff_page("insights.figures.read")
def flow(request: HttpRequest) -> HttpResponse:
    """The flow of the cases named in a time, with what stopped them."""
    actor = actor_of(request)
    may_see_small = read_figures(actor)
    asked = asked_of(request.GET)
    time = (asked.since, _up_to_now(asked.until))
    since, until = time if may_see_small else flow_time(asked.until, today=today())
    found = flow_of_cases(since=since, until=until, kind=asked.kind if may_see_small else "")
    shown = ("period", "kind") if may_see_small else ("period",)
    context: dict[str, Any] = {
        "filters": filters(actor, asked, shown=shown),
        "lines": _lines(found),
        "shown": _shown(found) if found.came["named"] != 0 else None,
        "time": months_words(since, until),
        "may_see_small": may_see_small,
        "is_whole": found.is_whole,
    }
    return show(request, "insights/flow.html", framed(actor, asked, "flow", **context))


def _up_to_now(until: date) -> date:
    """A time that ends with this month holds those named since, too."""
    return today() + timedelta(days=1) if until == today().replace(day=1) else until


def _shown(found: Flow) -> Picture:
    steps = _steps()
    came = list(found.came.values())
    verdict = flow_told(list(steps.values()), came)
    hidden = sum(number is None for number in found.stands.values())
    rows = [
        charts.FlowStep(
            steps[line_code],
            found.came[line_code],
            _note(found, line_code),
            ", ".join(f"{words} {many}" for words, many in _stopped(found, line_code)),
        )
        for line_code in steps
    ]
    return picture(
        "flow",
        _("How far cases came"),
        told(with_hidden(verdict, hidden)),
        lambda words, size: charts.flow_chart(rows, words=words, size=size),
    )


def _lines(found: Flow) -> list[Line]:
    return [
        Line(label, count_of(found.came[code]), _share(found, code), _stopped(found, code))
        for code, label in _steps().items()
    ]


def _note(found: Flow, code: str) -> str:
    came = found.came[code]
    if came is None:
        return _("Not shown")
    share = _share(found, code)
    return f"{came:,} ({share})" if share and code != "named" else f"{came:,}"


def _share(found: Flow, code: str) -> str:
    """Of all who were named, with its interval."""
    came, whole = found.came[code], found.came["named"]
    if came is None or not whole or code == "named":
        return ""
    share = proportion(came, whole)
    low, high = (number(float(np.asarray(end)) * 100) for end in (share.low, share.high))
    return f"{number(float(share.value) * 100)} %, {low}–{high}"


def _stopped(found: Flow, code: str) -> list[tuple[str, str]]:
    words = _stops()
    return [
        (words[stop], count_of(found.stands[stop]))
        for stop in STOPS.get(code, ())
        if found.stands[stop] != 0
    ]


def _steps() -> dict[str, str]:
    return {
        "named": _("Nominated"),
        "selected": _("Selected"),
        "supported": _("Supported"),
        "closed": _("Supported and closed"),
    }


def _stops() -> dict[str, str]:
    return {
        "declined": _("not selected"),
        "waiting": _("waiting for selection"),
        "unhelped": _("closed without support"),
        "begun": _("under way, no support yet"),
        "helped": _("supported, still open"),
    }


urls = [path("insights/flow/", flow, name="insights_flow")]
