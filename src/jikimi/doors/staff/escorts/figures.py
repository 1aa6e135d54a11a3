"""Figures of the control room: how soon, how often in vain, when and where; to take out."""

from __future__ import annotations

from datetime import date, timedelta
from math import isfinite

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_safe

from jikimi.access.codes import today
from jikimi.access.errors import NotAllowed
from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.pages import actor_of, show, staff_page, status_of
from jikimi.insights.alarm_figures import AlarmFigures, Share, Step, alarm_figures
from jikimi.insights.alarm_tables import FORMS, TABLES, alarm_file, step_words
from jikimi.insights.quantiles import Quantile

READ = "escorts.figures.read"
_DAYS, _MOST_DAYS = 90, 3 * 366


class PeriodForm(forms.Form):
    """From which day to which."""

    since = forms.DateField(label=words("From"))
    last = forms.DateField(label=words("Until and with"))

    def clean(self) -> dict[str, date]:
        """The later day last, and not more than three years."""
        found: dict[str, date] = super().clean() or {}
        since, last = found.get("since"), found.get("last")
        if since and last and not timedelta(0) <= last - since <= timedelta(days=_MOST_DAYS):
            self.add_error("last", _("Choose a later day, within three years."))
        return found

    def period(self) -> tuple[date, date]:
        """The first day and the day after the last; the usual ones where none can be read."""
        if not self.is_valid():
            return today() - timedelta(days=_DAYS - 1), today() + timedelta(days=1)
        return self.cleaned_data["since"], self.cleaned_data["last"] + timedelta(days=1)


@staff_page(READ)
@require_safe
def room_figures(request: HttpRequest) -> HttpResponse:
    """What the control room did in a time."""
    form = _form(request)
    since, until = form.period()
    found = alarm_figures(actor_of(request), since=since, until=until)
    context = {
        "found": found,
        "last": until - timedelta(days=1),
        "form": form,
        "query": f"?since={since.isoformat()}&last={(until - timedelta(days=1)).isoformat()}",
        "steps": _steps(found),
        "kinds": [_share(one) for one in found.kinds],
        "endings": [_share(one) for one in found.endings],
        "false_share": _share(found.false_share),
        "minute": _share(found.minute_share),
        **_grid(found),
        "files": [(table, form_) for table in TABLES for form_ in FORMS],
        "tables": {"steps": _("How soon"), "hours": _("Neighbourhoods and hours")},
    }
    return show(request, "escorts/figures.html", context, status=status_of(form))


@staff_page("escorts.figures.take_out")
@require_safe
def room_figures_file(request: HttpRequest, table: str, ending: str) -> HttpResponse:
    """One of its tables as a file."""
    if table not in TABLES or ending not in FORMS:
        raise NotAllowed
    actor = actor_of(request)
    since, until = _form(request).period()
    found = alarm_figures(actor, since=since, until=until)
    return download(alarm_file(actor, found, table=table, form=ending))


def _form(request: HttpRequest) -> PeriodForm:
    given = request.GET if {"since", "last"} <= set(request.GET) else None
    since, until = today() - timedelta(days=_DAYS - 1), today()
    return PeriodForm(given or {"since": since, "last": until})


def _steps(found: AlarmFigures) -> list[dict[str, str]]:
    names = step_words()
    pairs = zip(found.steps, found.drill_steps, strict=True)
    return [_step(names[real.code], real, drill) for real, drill in pairs]


def _step(name: str, real: Step, drill: Step) -> dict[str, str]:
    return {
        "name": name,
        "n": str(real.median.n),
        "median": _seconds(real.median.value),
        "median_interval": _interval(real.median),
        "ninety": _seconds(real.ninety.value),
        "ninety_interval": _interval(real.ninety),
        "drills": str(drill.median.n),
        "drill_median": _seconds(drill.median.value),
    }


def _seconds(value: float) -> str:
    """Seconds as they are said; a dash where there is no honest number."""
    if not isfinite(value):
        return "–"
    whole = round(value)
    if whole < 60:
        return _("%(seconds)d s") % {"seconds": whole}
    if whole < 3600:
        return _("%(minutes)d min %(seconds)d s") % {
            "minutes": whole // 60,
            "seconds": whole % 60,
        }
    return _("%(hours)d h %(minutes)d min") % {
        "hours": whole // 3600,
        "minutes": whole % 3600 // 60,
    }


def _interval(found: Quantile) -> str:
    if not isfinite(found.value):
        return _("too few")
    low = _seconds(found.low) if isfinite(found.low) else _("no bound")
    high = _seconds(found.high) if isfinite(found.high) else _("no bound")
    return f"{low} – {high}"


def _grid(found: AlarmFigures) -> dict[str, object]:
    """The table by neighbourhood and time of day; None where a number is hidden."""
    grid = found.grid
    names = [*(name for _code, name in grid.bands), _("All")]
    areas = [name or _("Other neighbourhoods") for _code, name in grid.areas]
    rows = [*zip(areas, grid.rows, strict=True), (_("All neighbourhoods"), grid.totals)]
    columns = [{"label": name, "numeric": True} for name in names]
    return {
        "grid_columns": [{"label": _("Neighbourhood")}, *columns],
        "grid_rows": [
            (name, list(zip(names, numbers, strict=False))) for name, numbers in rows if numbers
        ],
    }


def _share(one: Share) -> dict[str, str]:
    value = interval = "–"
    if one.value is not None and one.low is not None and one.high is not None:
        value, interval = f"{one.value:.0f} %", f"{one.low:.0f} – {one.high:.0f} %"
    return {
        "name": one.name,
        "number": str(one.number),
        "of": str(one.of),
        "value": value,
        "interval": interval,
    }


urls = [
    path("control-room/figures/", room_figures, name="room_figures"),
    path(
        "control-room/figures/<str:table>.<str:ending>", room_figures_file, name="room_figures_file"
    ),
]
