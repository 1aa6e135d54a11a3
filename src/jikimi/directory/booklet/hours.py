"""Hours of opening as one line for each pattern: 월–금 09:00–18:00, Mon–Fri 09:00–18:00."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from jikimi.directory.weekly import Span, Week, is_around_the_clock, week_of


def hours_in_words(schedules: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """What these schedules say, in the reader's language; what no week can say as it was given."""
    told = week_of(schedules)
    if is_around_the_clock(told.week):
        return (_("24 hours, every day"),)
    special = [_as_given(row) for row in told.others]
    return tuple(dict.fromkeys([*week_in_words(told.week), *filter(None, special)]))


def week_in_words(week: Week) -> list[str]:
    """Days with the same hours in one line, in the order of the week."""
    days: dict[tuple[Span, ...], list[int]] = {}
    for day, spans in enumerate(week):
        if spans:
            days.setdefault(spans, []).append(day)
    return [f"{_days(on)} {_spans(spans)}" for spans, on in days.items()]


def _spans(spans: Sequence[Span]) -> str:
    return ", ".join(f"{span.opens}–{span.closes}" for span in spans)


def _days(days: Sequence[int]) -> str:
    if len(days) == 7:
        return _("Every day")
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_run(run) for run in runs)


def _run(run: Sequence[int]) -> str:
    names = _names()
    if len(run) == 1:
        return names[run[0]]
    return (
        f"{names[run[0]]}–{names[run[-1]]}" if len(run) > 2 else f"{names[run[0]]}, {names[run[1]]}"
    )


def _names() -> tuple[str, ...]:
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def _as_given(row: Mapping[str, Any]) -> str:
    times = "–".join(filter(None, (str(row.get("opens_at", "")), str(row.get("closes_at", "")))))
    words = str(row.get("description", "") or row.get("notes", ""))
    return " ".join(filter(None, (words, times)))
