"""Alerts as people see them: what was told to me, my agency or my body, and the answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.models import Agency
from jikimi.cases.alert_lists import WHOSE, AlertFilter, alert_rows, counted_alerts
from jikimi.cases.clock_words import clock_words
from jikimi.cases.follow_up import persons_of
from jikimi.cases.models import Alert, Case, RunningClock
from jikimi.cases.texts import covered

__all__ = [
    "WHOSE",
    "AlertFilter",
    "AlertLine",
    "Alerts",
    "acknowledge_alert",
    "alert_called",
    "alerts",
    "alerts_on",
    "alerts_waiting",
    "take_back_acknowledgement",
]
PAGE = 50


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert in a list. case and clock are empty for who only answers for the agency.

    is_told: it was told or carried to the reader; is_mine: the reader has acknowledged it.
    """

    alert: Alert
    case: Case | None
    clock: RunningClock | None
    agency: str
    is_told: bool
    is_mine: bool

    @property
    def point(self) -> str:
        """Which point of its run the clock came to."""
        return label("cases", "alert_points", self.alert.point)

    @property
    def words(self) -> str:
        """What the clock is about."""
        if self.clock is None:
            return _("Known to those who work on it")
        return clock_words(self.clock)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has said that it was seen, and it still matters."""
        return self.alert.acknowledged_at is None and self.alert.moot_at is None

    @property
    def is_over(self) -> bool:
        """Whether the time of the clock is up."""
        return self.clock is not None and self.clock.due_at <= timezone.now()


@dataclass(frozen=True, slots=True)
class Alerts:
    """One page of alerts. counts: how many wait for each whose."""

    lines: list[AlertLine]
    counts: dict[str, int]
    has_later: bool


def alerts(actor: Actor, narrowed: AlertFilter) -> Alerts:
    """Alerts narrowed and in order, one page. Constant number of queries.

    Records cases.alerts.read with the persons of the cases shown.
    """
    start = (max(narrowed.page, 1) - 1) * PAGE
    rows = list(alert_rows(actor, narrowed)[start : start + PAGE + 1])
    lines = _lines(actor, rows[:PAGE])
    cases = {line.case.pk for line in lines if line.case}
    reading(actor, "cases.alerts.read", persons=persons_of(cases))
    return Alerts(lines, counted_alerts(actor), len(rows) > PAGE)


def alerts_waiting(actor: Actor, *, most: int) -> list[AlertLine]:
    """Alerts told or carried to the actor that nobody has seen, the soonest due first."""
    rows = alert_rows(actor, AlertFilter(whose="told"))[:most]
    return _lines(actor, rows)


def alerts_on(actor: Actor, case: Case, *, most: int = 20) -> list[AlertLine]:
    """Alerts of one case, those that wait and those answered, the newest first."""
    rows = Alert.objects.filter(Q(moot_at=None) | Q(acknowledged_at__isnull=False), case=case)
    return _lines(actor, rows.order_by("-reached_at")[:most])


def alert_called(actor: Actor, alert_id: UUID) -> Alert:
    """One alert the actor may know of. Raises NotAllowed when there is none."""
    row = Alert.objects.filter(pk=alert_id).first()
    if row is None:
        raise NotAllowed
    return row


def acknowledge_alert(*, actor: Actor, alert: Alert, answer: str) -> Alert:
    """Say that an alert was seen, and what is done about it; nobody else is called for it then.

    Only by those it was told or carried to.  Raises NotValid without a word on what is done, NotYet
    when somebody else has acknowledged it.  Records cases.alerts.acknowledge.
    """
    says = covered(answer).strip()
    if not says:
        raise NotValid("cases.alerts.answer", {"answer": _("Say what you do about it.")})
    with acting(actor, "cases.alerts.acknowledge", alert) as doing:
        if alert.acknowledged_at is not None:
            raise NotYet("cases.alerts.seen_already", _("Somebody has acknowledged it already."))
        doing.details["point"] = alert.point
        alert.acknowledged_at = timezone.now()
        alert.acknowledged_by_id = actor.member_id
        alert.answer = says[:300]
        alert.save(update_fields=["acknowledged_at", "acknowledged_by", "answer"])
    return alert


def take_back_acknowledgement(*, actor: Actor, alert: Alert) -> Alert:
    """Take one's own acknowledgement back, given by mistake; the alert waits again.

    Records cases.alerts.take_back.
    """
    with acting(actor, "cases.alerts.take_back", alert) as doing:
        doing.details["point"] = alert.point
        alert.acknowledged_at = alert.acknowledged_by = None
        alert.answer = ""
        alert.save(update_fields=["acknowledged_at", "acknowledged_by", "answer"])
    return alert


def _lines(actor: Actor, rows: QuerySet[Alert] | Sequence[Alert]) -> list[AlertLine]:
    found = list(rows)
    cases = Case.objects.in_bulk({row.case_id for row in found})
    clocks = RunningClock.objects.in_bulk({row.clock_id for row in found})
    agencies = Agency.objects.in_bulk({row.agency_id for row in found if row.agency_id})
    own = set(actor.principals)
    return [
        AlertLine(
            row,
            cases.get(row.case_id),
            clocks.get(row.clock_id),
            agencies[row.agency_id].name if row.agency_id in agencies else "",
            bool(own & {row.told, row.escalated_to}),
            row.acknowledged_by_id == actor.member_id,
        )
        for row in found
    ]
