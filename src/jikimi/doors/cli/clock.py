"""`jikimi clock`: what the law lets run from a moment on, with rule and article."""

import sys
from datetime import datetime, timedelta
from typing import Any, NoReturn

import click

from jikimi.cases.clocks import Clock
from jikimi.cases.clocks.periods import KOREA
from jikimi.doors.cli.answers import as_json, tell_json, tell_table


@click.command("clock")
@click.argument("measure", required=False)
@click.option("--start", help="When the measure began, as 2026-11-19T22:30 (Korean time).")
@click.option(
    "--event",
    "events",
    multiple=True,
    metavar="NAME=INSTANT",
    help="When something else happened that a clock runs from; may be given several times.",
)
@click.option("--ends", help="The end the court wrote, as 2027-01-15; it overrides.")
@click.option("--born", help="When the child was born, as 2015-04-01, for orders until majority.")
@click.option("--list", "is_list", is_flag=True, help="List every measure and its rule.")
@as_json
def command(
    measure: str | None,
    start: str | None,
    events: tuple[str, ...],
    ends: str | None,
    born: str | None,
    is_list: bool,
    as_json: bool,
) -> None:
    """Say which statutory clocks run for MEASURE from its start, and when each is due.

    Exit code 0, 1 when the law knew no such measure on that day, 2 when the call was not
    understood.
    """
    if is_list:
        _tell_list(as_json)
        return
    if not measure or not start:
        _give_up("Name a measure and its --start; `jikimi clock --list` shows the measures.", 2)
    happened = {"measure": _instant("--start", start), **_events(events)}
    clocks = _clocks(measure, happened, ends=ends, born=born)
    if as_json:
        told = [told_clock(clock) for clock in clocks]
        tell_json({"measure": measure, "start": _iso(happened["measure"]), "clocks": told})
    else:
        _tell_clocks(clocks)


def told_clock(clock: Clock) -> dict[str, Any]:
    """A clock as JSON: instants in Korean time; an end is midnight after its last day."""
    return {
        "clock": clock.code,
        "rule": clock.rule,
        "article": clock.article,
        "kind": clock.kind,
        "event": clock.event,
        "who": clock.who,
        "forces": clock.forces,
        "start_rule": clock.start_rule,
        "holiday_rule": clock.holiday_rule,
        "start": _iso(clock.starts),
        "due": _iso(clock.due),
        "conservative_end": _iso(clock.conservative),
        "calendar_end": _iso(clock.calendar),
        "last_day": _last_day(clock, clock.due),
        "calendar_last_day": _last_day(clock, clock.calendar),
        "extendable_to": _iso(clock.extendable_to),
        "is_written_by_court": clock.is_written,
        "extensions": [
            {
                "number": reach.number,
                "conservative_end": _iso(reach.conservative),
                "calendar_end": _iso(reach.calendar),
            }
            for reach in clock.extensions
        ],
    }


def _clocks(
    measure: str, events: dict[str, datetime], *, ends: str | None, born: str | None
) -> list[Clock]:
    from jikimi.cases.statutes import clocks_from

    written = _instant("--ends", f"{ends}T24:00") if ends else None
    born_on = _instant("--born", f"{born}T00:00").date() if born else None
    try:
        return clocks_from(measure, events=events, written_end=written, born_on=born_on)
    except KeyError:
        _give_up(
            f"The law knew no measure {measure} on {events['measure']:%Y-%m-%d};"
            " `jikimi clock --list` shows the measures.",
            1,
        )


def _events(given: tuple[str, ...]) -> dict[str, datetime]:
    found = {}
    for text in given:
        name, equals, instant = text.partition("=")
        if not equals:
            _give_up(f"--event {text}: write it as NAME=INSTANT.", 2)
        found[name] = _instant(f"--event {name}", instant)
    return found


def _instant(option: str, text: str) -> datetime:
    """Read an instant; without a zone it is Korean time, and 24:00 is midnight after the day."""
    is_end_of_day = text.endswith("T24:00")
    try:
        at = datetime.fromisoformat(text.replace("T24:00", "T00:00"))
    except ValueError:
        _give_up(f"{option} {text}: not a moment. Write it as 2026-11-19T22:30.", 2)
    at = at if at.tzinfo else at.replace(tzinfo=KOREA)
    return at.astimezone(KOREA) + timedelta(days=is_end_of_day)


def _tell_clocks(clocks: list[Clock]) -> None:
    rows = [
        (
            clock.code,
            clock.kind,
            clock.rule,
            clock.article,
            _words(clock.due) or f"runs from {clock.event}",
            _words(clock.calendar) if clock.calendar != clock.due else "",
            _words(clock.extendable_to),
        )
        for clock in clocks
    ]
    heads = ("clock", "kind", "rule", "article", "due", "by the calendar", "with extensions")
    if rows:
        tell_table(heads, rows=rows)
    else:
        click.echo("No clock runs for this measure.")


def _tell_list(is_json: bool) -> None:
    from jikimi.access.codes import code_rows

    rows = code_rows("cases", "measures")
    if is_json:
        tell_json(
            [
                {
                    "code": row.code,
                    "ko": row.ko,
                    "en": row.en,
                    "valid_from": row.valid_from.isoformat(),
                    "valid_to": row.valid_to.isoformat() if row.valid_to else None,
                    "source": row.source,
                    **row.more,
                }
                for row in rows
            ]
        )
        return
    heads = ("measure", "longest", "extensions", "step", "in all", "counted", "what it is")
    columns = ("max_length", "extensions", "extension_step", "max_total", "start_rule")
    told = [(row.code, *(row.more[name] for name in columns), row.ko) for row in rows]
    tell_table(heads, rows=told)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _last_day(clock: Clock, at: datetime | None) -> str | None:
    """The day at whose end a clock of days or months is due; None for hours."""
    if at is None or clock.start_rule == "instant":
        return None
    return f"{at - timedelta(minutes=1):%Y-%m-%d}"


def _words(at: datetime | None) -> str:
    """An instant; midnight is told as the end of the day before, as laws do."""
    if at is None:
        return ""
    if (at.hour, at.minute) == (0, 0):
        return f"{at - timedelta(minutes=1):%Y-%m-%d} 24:00"
    return f"{at:%Y-%m-%d %H:%M}"


def _give_up(says: str, code: int) -> NoReturn:
    click.echo(says, err=True)
    sys.exit(code)
