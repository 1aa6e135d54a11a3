"""Extensions: a measure goes on as a measure of its own, as often as the law allows (SR-49)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid, NotYet
from jikimi.access.working_days import is_public_holiday
from jikimi.cases.clocks import MeasureRule, Reach, next_period
from jikimi.cases.clocks.periods import midnight_after
from jikimi.cases.lapsing import hand_on_tasks, keep_in_line
from jikimi.cases.measure_changes import changing, need_running
from jikimi.cases.models import Case, Measure, Party
from jikimi.cases.running import clocks_due, events_so_far, first_period, rule_of

TOO_MANY = "cases.not_yet.no_more_extensions"


@dataclass(frozen=True, slots=True)
class Further:
    """The next extension of a measure. starts_at: the end of the period before.

    number: 1 for the first.  born_on: of the child, None when nobody told or it does not matter.
    """

    starts_at: datetime
    number: int
    reach: Reach
    born_on: date | None = None


def extend_measure(
    *,
    actor: Actor,
    measure: Measure,
    ends_on: date | None = None,
    version: int | None = None,
) -> Measure:
    """Record that a measure goes on: a new one from the end of this one, with clocks of its own.

    ends_on: the end the court wrote, None when none is written.  The rule of the first period holds
    (SR-52).  Raises NotYet naming the article when the law allows no further extension, when the
    measure has ended or must be cancelled; NotValid for an end outside what the law allows.
    Records cases.measures.extend.
    """
    with changing(actor, "cases.measures.extend", measure) as row:
        need_running(row)
        _need_version(row, version)
        further = next_extension(actor, row)
        _check(row, further, ends_on)
        longer = Measure.objects.create(
            case=row.case,
            party=row.party,
            code=row.code,
            started_at=further.starts_at,
            ends_on=ends_on,
            rule=row.rule or rule_of(row).rule,
            extends=row,
            nth_extension=further.number,
            recorded_by_id=actor.member_id,
        )
        row.ended_at, row.ended_why = further.starts_at, _("Extended")
        hand_on_tasks(row, longer)
        keep_in_line(longer, actor=actor)
    return longer


def next_extension(actor: Actor, measure: Measure) -> Further:
    """What the next extension of a running measure would be.

    Raises NotYet naming the article when the law allows none, NotYet when it must be cancelled.
    """
    if measure.lapsed_at is not None:
        says = _("This measure no longer holds; record that it was cancelled.")
        raise NotYet("cases.not_yet.lapsed", says)
    rule, ends = rule_of(measure), end_of(measure)
    if ends is None or rule.step is None or rule.length is None:
        raise no_more(rule)
    born_on = born_of(measure.case) if rule.until_majority else None
    number = measure.nth_extension + 1
    reach = next_period(
        rule,
        first=first_period(measure).started_at,
        previous=ends,
        number=number,
        is_holiday=is_public_holiday,
        born_on=born_on,
    )
    if reach is None:
        raise no_more(rule)
    return Further(ends, number, reach, born_on)


def may_be_extended(actor: Actor, measure: Measure) -> bool:
    """Whether the law allows one more extension of a running measure."""
    try:
        next_extension(actor, measure)
    except NotYet:
        return False
    return True


def end_of(measure: Measure) -> datetime | None:
    """The instant at which a period is over: the court's own end, else the earliest by law."""
    clocks = clocks_due(measure, events_so_far(measure))
    return next((clock.due for clock in clocks if clock.kind == "end"), None)


def no_more(rule: MeasureRule) -> NotYet:
    """The refusal of one extension too many, with the article that forbids it."""
    says = _("%(article)s allows no further extension of this measure.")
    return NotYet(TOO_MANY, says % {"article": rule.article})


def born_of(case: Case) -> date | None:
    """The birthday that decides on majority: of the oldest child whom the reader may know."""
    children: Iterable[Party] = case.parties.filter(role="child").select_related("person")
    days = [child.person.born_on for child in children if child.person.born_on]
    return min(days, default=None)


def _check(measure: Measure, further: Further, ends_on: date | None) -> None:
    if ends_on is None:
        return
    says = ""
    if midnight_after(ends_on) <= further.starts_at:
        says = _("This lies before the end of the period before.")
    elif midnight_after(ends_on) > further.reach.calendar:
        says = _("%(article)s allows this extension until %(day)s at most.") % {
            "article": rule_of(measure).article,
            "day": timezone.localtime(further.reach.calendar).date(),
        }
    if says:
        raise NotValid("cases.measures.extend", {"ends_on": says})


def _need_version(measure: Measure, version: int | None) -> None:
    if version is not None and version != measure.version:
        says = _("Somebody else changed this measure meanwhile. Look at it again.")
        raise NotYet("cases.not_yet.changed_meanwhile", says)
