"""Grades: how often police came, booked or acted at once, and which grade a dated rule suggests.

Source: grading_rules.csv, booking_results.csv; docs/methods/watching.md.
Checked: tests/numbers/test_grading.py
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from psycopg.types.json import Jsonb

from jikimi.access.actor import Actor
from jikimi.access.codes import Code
from jikimi.cases.clocks.periods import Period
from jikimi.cases.guards import called
from jikimi.cases.models import Case, CaseReport, Measure
from jikimi.cases.repeat_rules import repeat_until
from jikimi.cases.words import words

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Happening:
    """A report or an urgent measure, as far as a grade asks: its day, its kind, whether booked."""

    day: date
    kind: str
    is_booked: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted for one rule on a day."""

    dispatches: int
    bookings: int
    urgent_measures: int


def is_booked(result: str, actions_taken: str, *, on: date | None = None) -> bool:
    """Whether the words of a report's result, or of what police did, say that somebody was booked.

    Words that only sound like it (booking_results.csv, is_booking no) are taken out first.
    """
    told = f"{result} {actions_taken}".replace(" ", "")
    sounds_like, means = _said(on)
    for phrase in sounds_like:
        told = told.replace(phrase, "")
    return any(phrase in told for phrase in means)


def counted(rule: Code, happenings: Iterable[Happening], *, on: date) -> Counts:
    """Count for one rule what lies within its periods on a day, the day itself included."""
    past = [one for one in happenings if one.day <= on]
    reports = [one for one in past if one.kind in rule.more["report_kinds"].split()]
    urgent = [one for one in past if one.kind in rule.more["urgent_codes"].split()]
    booked = [one for one in reports if one.is_booked]
    return Counts(
        dispatches=_within(reports, rule.more["dispatches_within"], on),
        bookings=_within(booked, rule.more["bookings_within"], on),
        urgent_measures=_within(urgent, rule.more["urgent_within"], on),
    )


def is_reached(rule: Code, counts: Counts) -> bool:
    """Whether the counts reach what the rule asks for: any one of its numbers is enough."""
    return any(
        asked and getattr(counts, name) >= int(asked)
        for name, asked in (
            (name, rule.more[name]) for name in ("dispatches", "bookings", "urgent_measures")
        )
    )


def rules_for(case_kind: str, *, on: date) -> list[Code]:
    """Rules of grades for a kind of case as they stand on a day, the highest grade first."""
    rows = words("grading_rules", on=on).values()
    fitting = [row for row in rows if case_kind in row.more["case_kinds"].split()]
    return sorted(fitting, key=lambda row: -int(row.more["rank"]))


def rule_named(scheme: str, grade: str, *, on: date) -> Code:
    """The rule of a grade as it stood on a day. KeyError when there was none."""
    for row in words("grading_rules", on=on).values():
        if (row.more["scheme"], row.more["grade"]) == (scheme, grade):
            return row
    raise KeyError(scheme, grade)


def happenings_of(actor: Actor, case: Case) -> list[Happening]:
    """Reports and measures of a case that the actor may read, as grades count them. Two queries."""
    reports = CaseReport.objects.filter(case=case)
    measures = Measure.objects.filter(case=case)
    return [
        Happening(
            timezone.localdate(row.received_at), row.kind, is_booked(row.result, row.actions_taken)
        )
        for row in reports
    ] + [Happening(timezone.localdate(row.started_at), row.code) for row in measures]


def grades_suggested(actor: Actor, case: Case, *, on: date) -> list[tuple[Code, Counts, bool]]:
    """Every grade for this kind of case: what the actor may see counted, and whether it is met."""
    known = happenings_of(actor, case)
    rows = [(rule, counted(rule, known, on=on)) for rule in rules_for(case.kind, on=on)]
    return [(rule, counts, is_reached(rule, counts)) for rule, counts in rows]


def propose_grades(*, today: date | None = None, case: Case | None = None) -> int:
    """Put grades that the facts reach before the people who decide, once for each new fact.

    case: only this one, after something was added to it; all of them for the clock, at most
    AT_ONCE a call.  Counts what the database holds, also what the actor may not read, and tells
    how many it suggested to the clock alone: 0 to everybody else.
    """
    day = today or timezone.localdate()
    rules = [_as_data(row, day) for row in words("grading_rules", on=day).values()]
    only = case.pk if case else None
    return int(called("cases_propose_grades", Jsonb(rules), day, only, AT_ONCE))


def rule_version(row: Code) -> str:
    """The name of a version of a rule, kept with what was suggested or decided by it."""
    return f"{row.code}@{row.valid_from:%Y-%m-%d}"


def booking_patterns(on: date | None = None) -> dict[str, str]:
    """Words for a booking as the database looks for them: what sounds like it, what means it."""
    sounds_like, means = _said(on)
    return {"sounds_like": "|".join(sounds_like), "means": "|".join(means)}


def months(period: str) -> int | None:
    """The months of a period such as P1Y; None for an empty one."""
    return Period.of(period).months if period else None


def _within(happenings: list[Happening], period: str, on: date) -> int:
    length = months(period)
    if length is None:
        return 0
    return sum(repeat_until(one.day, months=length) >= on for one in happenings)


def _said(on: date | None) -> tuple[list[str], list[str]]:
    rows = words("booking_results", on=on).values()
    return (
        [said for row in rows if row.more["is_booking"] == "no" for said in _phrases(row)],
        [said for row in rows if row.more["is_booking"] == "yes" for said in _phrases(row)],
    )


def _phrases(row: Code) -> list[str]:
    return row.more["said_as"].split("|")


def _as_data(row: Code, on: date) -> dict[str, Any]:
    more = row.more
    numbers = {name: int(more[name] or 0) for name in ("dispatches", "bookings", "rank")}
    return {
        **numbers,
        **booking_patterns(on),
        "scheme": more["scheme"],
        "grade": more["grade"],
        "rule": rule_version(row),
        "case_kinds": more["case_kinds"].split(),
        "report_kinds": more["report_kinds"].split(),
        "dispatch_months": months(more["dispatches_within"]),
        "booking_months": months(more["bookings_within"]),
        "urgent_measures": int(more["urgent_measures"] or 0),
        "urgent_codes": more["urgent_codes"].split(),
        "urgent_months": months(more["urgent_within"]),
    }
