"""Measures in words: when a time is over, how it is counted, what the law says of the measure."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.codes import Code, label
from jikimi.cases.clocks.periods import midnight_after
from jikimi.cases.measure_reads import ClockLine, MeasureLine
from jikimi.cases.models import RunningClock
from jikimi.settings.jinja import day, instant

_LIST = {
    "who_applies": "duty_bearers",
    "who_grants": "duty_bearers",
    "ends_when": "clock_events",
}


def until(at: datetime | None) -> str:
    """An instant at which a time is over; midnight as the end of the day before, as laws say it."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    if (here.hour, here.minute) == (0, 0):
        return f"{day((here - timedelta(minutes=1)).date())} 24:00"
    return instant(at)


def counted(clock: RunningClock) -> str:
    """How a clock is counted: from the instant, or without or with its first day; and holidays."""
    starts = {
        "instant": _("Runs from the instant (Civil Act 156)"),
        "next_day": _("The first day does not count (Civil Act 157)"),
        "first_day_counts": _("The first day counts in full (Criminal Procedure Act 66)"),
    }
    holidays = {
        "none": _("no holiday moves it"),
        "both": _("a holiday moves the end by the calendar alone (Civil Act 161)"),
        "moves": _("a holiday moves it (Civil Act 161)"),
    }
    parts = (starts.get(clock.start_rule, ""), holidays.get(clock.holiday_rule, ""))
    return "; ".join(part for part in parts if part)


def about(line: MeasureLine) -> list[tuple[str, str]]:
    """What the law says of a measure: article, who, how long, what ends it, breach, duties."""
    row = line.row
    told = [
        (_("Law and article"), _article(row)),
        (_("Rule"), line.periods[0].rule),
        (_("Who applies"), _listed(row, "who_applies")),
        (_("Who grants"), _listed(row, "who_grants")),
        (_("What ends it"), _listed(row, "ends_when")),
        (_("Breach"), _in_language(row, "breach")),
        (_("Duties to tell"), _in_language(row, "notice")),
        (_("Note on the law"), _in_language(row, "note")),
        (_("Source"), f"{row.source} [{row.more['certainty']}]"),
    ]
    return [(term, words) for term, words in told if words]


def written_beyond(line: MeasureLine) -> bool:
    """Whether the written end lies beyond what the law allows, so that the paper is checked."""
    ends = [clock for clock in line.clocks if _is_newest_end(clock, line)]
    written = line.measure.ends_on
    if written is None or not ends:
        return False
    clock = ends[-1].clock
    return clock.is_written and midnight_after(written) > clock.calendar_at


def _is_newest_end(found: ClockLine, line: MeasureLine) -> bool:
    return found.clock.kind == "end" and found.clock.measure_id == line.measure.pk


def _article(row: Code) -> str:
    return f"{_in_language(row, 'law')} {row.more['article']}"


def _listed(row: Code, column: str) -> str:
    return ", ".join(label("cases", _LIST[column], code) for code in row.more[column].split())


def _in_language(row: Code, column: str) -> str:
    is_english = (get_language() or "ko").startswith("en")
    return row.more[f"{column}_{'en' if is_english else 'ko'}"]
