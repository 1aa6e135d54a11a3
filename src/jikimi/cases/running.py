"""Running clocks: what the law lets run for a measure, kept in line with what happened to it.

The clocks follow from the measure, its rule and its events alone: told again, they come out the
same.  So an event noted by mistake is withdrawn and everything it did is undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from jikimi.access.codes import Code
from jikimi.access.models import Agency
from jikimi.access.working_days import is_public_holiday
from jikimi.cases.clocks import Clock, MeasureRule, running, running_extended
from jikimi.cases.clocks.periods import KOREA, midnight_after
from jikimi.cases.clocks.rules import MEASURE
from jikimi.cases.models import Case, Measure, MeasureEvent, RunningClock
from jikimi.cases.statutes import clock_rules, events_of, row_kept, rule_kept

Events = Mapping[str, datetime]


def start_clocks(measure: Measure) -> list[RunningClock]:
    """Start what the law lets run from a measure: its end, and what must be done by when (SR-47).

    Returns the clocks that run, the next due first.  Called inside the act that records it.
    """
    return refresh_clocks(measure)


def refresh_clocks(measure: Measure) -> list[RunningClock]:
    """Bring the clocks of a measure in line with its events, its end and its extension.

    A clock whose due instant changes is voided and starts anew, so that its alerts do too.  What
    was missed stays missed until an event says that it was met in time.
    """
    events = events_so_far(measure)
    found = {_key(clock): clock for clock in clocks_due(measure, events) if clock.due}
    kept = {_key(row): row for row in _rows(measure)}
    for key, row in kept.items():
        if key not in found and row.outcome in ("", "missed"):
            _end(row, measure.ended_at or timezone.now(), "void")
    rows = [kept.get(key) or _new(measure, clock) for key, clock in found.items()]
    for row, clock in zip(rows, found.values(), strict=True):
        _settle(row, clock, measure, events)
    return sorted((row for row in rows if row.ended_at is None), key=lambda row: row.due_at)


def events_so_far(measure: Measure) -> dict[str, datetime]:
    """What happened to a measure so far, its start among it; without what was withdrawn."""
    rows = MeasureEvent.objects.filter(measure=measure, withdrawn_at=None)
    return {MEASURE: measure.started_at, **dict(rows.values_list("code", "happened_at"))}


def clocks_due(measure: Measure, events: Events) -> list[Clock]:
    """The clocks of a measure by the rule it was recorded under (SR-52).

    How far an order until majority reaches is left open: it would tell a child's age to those who
    know of the measure alone.
    """
    first = first_period(measure)
    rule, duties = rule_of(measure), clock_rules(on=began_on(first))
    written = midnight_after(measure.ends_on) if measure.ends_on else None
    if measure.nth_extension:
        found = running_extended(
            rule,
            duties,
            first=first.started_at,
            number=measure.nth_extension,
            events=events,
            is_holiday=is_public_holiday,
            written_end=written,
        )
    else:
        found = running(
            rule, duties, events=events, is_holiday=is_public_holiday, written_end=written
        )
    return [replace(clock, extendable_to=None) for clock in found] if rule.until_majority else found


def rule_of(measure: Measure) -> MeasureRule:
    """The rule a measure was recorded under, which holds for its extensions too (SR-52)."""
    first = first_period(measure)
    return rule_kept(first.code, first.rule, on=began_on(first))


def first_period(measure: Measure) -> Measure:
    """The measure as it was first ordered, before any extension."""
    while measure.extends is not None:
        measure = measure.extends
    return measure


def began_on(measure: Measure) -> date:
    """The first day of a measure in Korea: the day whose law holds for it."""
    return measure.started_at.astimezone(KOREA).date()


def lapsed_since(measure: Measure, events: Events) -> datetime | None:
    """Since when a measure no longer holds because no decision came in time; None while it does.

    Either somebody recorded so, or what forces its cancelling was done late or not at all (SR-50).
    """
    effects = events_of(measure.code, on=began_on(measure))
    told = [at for code, at in events.items() if _effect(effects, code) == "lapses"]
    overdue = _rows(measure).filter(forces="cancel", outcome__in=("late", "missed"))
    return min([*told, *(row.calendar_at for row in overdue)], default=None)


def agency_of_kind(case: Case, kind: str, *, group: str = "") -> Agency | None:
    """The agency of this kind that takes part, as far as whoever asks may know; the lead first.

    An agency whose taking part is known to some only is left out, for a clock is read by more.
    group: a field group that its share must include.
    """
    known = case.participations.filter(
        agency__kind=kind,
        agency__left_on=None,
        accepted_at__isnull=False,
        ended_at=None,
        field_group__in=("", "risk"),
        **({"fields__contains": [group]} if group else {}),
    )
    found = [share.agency for share in known.select_related("agency").order_by("accepted_at")]
    return min(found, key=lambda agency: agency.pk != case.lead_agency_id, default=None)


def _settle(row: RunningClock, clock: Clock, measure: Measure, events: Events) -> None:
    ended_at, outcome = _ending(row, clock, measure, events)
    if (row.ended_at, row.outcome) != (ended_at, outcome) or row._state.adding:
        row.ended_at, row.outcome = ended_at, outcome
        row.version += not row._state.adding
        row.save()


def _ending(
    row: RunningClock, clock: Clock, measure: Measure, events: Events
) -> tuple[datetime | None, str]:
    """When and how a clock ended; (None, "") while it runs."""
    done = [events[code] for code in clock.met_by if code in events]
    if done:
        return min(done), "met" if min(done) <= _latest(row) else "late"
    if clock.kind == "end" and measure.ended_at is not None:
        return measure.ended_at, "met" if measure.ended_at >= row.due_at else "void"
    if row.outcome == "missed":
        return row.ended_at, "missed"
    over = measure.ended_at if not _goes_on(measure, clock) else None
    over = over or measure.lapsed_at
    return (over, "void") if over else (None, "")


def _goes_on(measure: Measure, clock: Clock) -> bool:
    """Whether a duty outlives this period: the measure was extended, and the duty not with it."""
    return clock.event != MEASURE and hasattr(measure, "extended_by")


def _latest(row: RunningClock) -> datetime:
    return row.due_at if row.is_written else max(row.due_at, row.calendar_at)


def _new(measure: Measure, clock: Clock) -> RunningClock:
    assert clock.starts is not None  # noqa: S101 - asked for clocks with a due instant alone
    assert clock.due is not None  # noqa: S101
    return RunningClock(
        case=measure.case,
        measure=measure,
        code=clock.code,
        rule=clock.rule,
        article=clock.article,
        kind=clock.kind,
        event=clock.event,
        who=clock.who,
        forces=clock.forces,
        start_rule=clock.start_rule,
        holiday_rule=clock.holiday_rule,
        starts_at=clock.starts,
        due_at=clock.due,
        calendar_at=clock.calendar or clock.due,
        extendable_to=clock.extendable_to,
        is_written=clock.is_written,
        agency=_agency_of(measure, clock),
    )


def _agency_of(measure: Measure, clock: Clock) -> Agency | None:
    """Who must act, where it is one of ours; for an end, who may apply for the extension."""
    if clock.kind != "end":
        return agency_of_kind(measure.case, clock.who)
    first = first_period(measure)
    appliers = row_kept(first.code, first.rule, on=began_on(first)).more["who_applies"].split()
    found = (agency_of_kind(measure.case, kind, group="risk") for kind in appliers)
    return next(filter(None, found), None)


def _end(row: RunningClock, at: datetime, outcome: str) -> None:
    row.ended_at, row.outcome = at, outcome
    row.version += 1
    row.save()


def _rows(measure: Measure) -> QuerySet[RunningClock]:
    return RunningClock.objects.filter(measure=measure).select_for_update().order_by("starts_at")


def _key(clock: Clock | RunningClock) -> tuple[object, ...]:
    """What makes two clocks the same: what is to be done, from when, until when."""
    if isinstance(clock, Clock):
        return clock.code, clock.starts, clock.due, clock.calendar or clock.due
    return clock.code, clock.starts_at, clock.due_at, clock.calendar_at


def _effect(effects: Mapping[str, Code], code: str) -> str:
    return effects[code].more["effect"] if code in effects else ""
