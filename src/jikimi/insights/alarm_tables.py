"""The figures of a control room as tables that leave the house."""

from __future__ import annotations

from math import isfinite

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import today
from jikimi.access.locking import TakenFile
from jikimi.escorts.rooms import room_of
from jikimi.insights.alarm_figures import AlarmFigures, Step
from jikimi.insights.exports import Axis, FigureTable, Line, Metric, Number, Words, exported
from jikimi.insights.published import hiding_words

TABLES = ("steps", "hours")
FORMS = ("xlsx", "csv")
_ALL = "all"


def alarm_file(actor: Actor, found: AlarmFigures, *, table: str, form: str) -> TakenFile:
    """One of TABLES as one of FORMS. Records escorts.figures.take_out."""
    reading(actor, "escorts.figures.take_out", room_of(actor))
    made = steps_table(actor, found) if table == "steps" else hours_table(actor, found)
    return TakenFile(f"{table}.{form}", exported(made, form))


def step_words() -> dict[str, str]:
    """What each step is counted from and to."""
    return {
        "shown": _("Alarm to board"),
        "taken": _("Board to taken over"),
        "answered": _("Alarm to taken over"),
        "police": _("Taken over to 112"),
        "way": _("112 to on the way"),
        "ended": _("Alarm to end"),
    }


def steps_table(actor: Actor, found: AlarmFigures) -> FigureTable:
    """How long each step took, real alarms and drills apart."""
    words = step_words()
    kinds = (("real", _("Real alarms")), ("drill", _("Drills")))
    lines = [
        Line((kind, step.code), _numbers(step))
        for kind, steps in (("real", found.steps), ("drill", found.drill_steps))
        for step in steps
    ]
    axes = (Axis("kind", _("Real or drill"), kinds), Axis("step", _("Step"), tuple(words.items())))
    metrics = [Metric("n", _("Number of alarms"))]
    for code, name in (("median", _("Median")), ("ninety", _("Nine in ten by"))):
        metrics += [
            Metric(code, name, _("seconds")),
            Metric(f"{code}_low", f"{name}: {_('interval from')}", _("seconds")),
            Metric(f"{code}_high", f"{name}: {_('interval to')}", _("seconds")),
        ]
    return _table(actor, found, _("How soon the control room answered"), axes, metrics, lines)


def hours_table(actor: Actor, found: AlarmFigures) -> FigureTable:
    """Real alarms by neighbourhood and time of day, small numbers hidden."""
    grid = found.grid
    areas = [(code or "other", name or _("Other neighbourhoods")) for code, name in grid.areas]
    areas.append((_ALL, _("All neighbourhoods")))
    bands = [*grid.bands, (_ALL, _("The whole day"))]
    lines = [
        Line((area, band), (number,), number is None)
        for (area, _name), row in zip(areas, [*grid.rows, grid.totals], strict=True)
        for (band, _words), number in zip(bands, row, strict=False)
    ]
    axes = (
        Axis("area", _("Neighbourhood"), tuple(areas)),
        Axis("hours", _("Time of day"), tuple(bands)),
    )
    title = _("Alarms by neighbourhood and time of day")
    return _table(actor, found, title, axes, [Metric("n", _("Number of alarms"))], lines)


def _numbers(step: Step) -> tuple[Number, ...]:
    told = [step.median.n]
    ends = [end for q in (step.median, step.ninety) for end in (q.value, q.low, q.high)]
    return (*told, *(round(end, 1) if isfinite(end) else None for end in ends))


def _table(
    actor: Actor,
    found: AlarmFigures,
    title: str,
    axes: tuple[Axis, ...],
    metrics: list[Metric],
    lines: list[Line],
) -> FigureTable:
    room = room_of(actor)
    last = found.until.fromordinal(found.until.toordinal() - 1)
    return FigureTable(
        title=title,
        axes=axes,
        metrics=tuple(metrics),
        lines=tuple(lines),
        about=(
            (_("Period"), f"{found.since.isoformat()} – {last.isoformat()}"),
            (_("Hidden numbers"), hiding_words()),
            (_("Method"), "docs/methods/walking-home-figures.md"),
        ),
        source=room.agency.name,
        on=today(),
        language="en" if (get_language() or "ko").startswith("en") else "ko",
        words=Words(
            _("Figures"), _("About this table"), _("Status"), _("hidden"), _("Kind of number")
        ),
    )
