"""RunningClock: what the law lets run; Alert: who was told of it when; Task: what must be done."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.cases.models.case import Case, OfCase, of_body
from jikimi.cases.models.measures import Measure
from jikimi.cases.wall import AlertWall, CaseWall

OUTCOMES = ("", "met", "late", "missed", "void")
TASK_ENDINGS = ("", "done", "not_needed")
_OPEN = Q(ended_at__isnull=True)
_UNSEEN = Q(acknowledged_at__isnull=True, moot_at__isnull=True)


class RunningClock(OfCase, models.Model):
    """One clock of a measure or of a pathway as it runs (SR-47).

    code, rule, article: the row of clocks.csv, measures.csv or pathway_clocks.csv, and its version.
    kind: end (the measure ends) or what must be done.  event: what it runs from; measure None for a
    pathway's clock.  due_at: the earliest end, or the court's own date (is_written); calendar_at:
    the end by art. 161 of the Civil Act.  agency: who must act, None for courts and prosecutors,
    for whom the coordinators of the body watch.  outcome: met in time, late, missed, or void when
    the ground of it fell away.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    body = of_body()
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="clocks"
    )
    code = models.CharField(max_length=60)
    rule = models.CharField(max_length=80)
    article = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    event = models.CharField(max_length=40)
    who = models.CharField(max_length=40, blank=True)
    forces = models.CharField(max_length=20, blank=True)
    start_rule = models.CharField(max_length=20)
    holiday_rule = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    calendar_at = models.DateTimeField()
    extendable_to = models.DateTimeField(null=True, blank=True)
    is_written = models.BooleanField(default=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True, choices=[(o, o) for o in OUTCOMES])
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.CheckConstraint(
                name="cases_runningclock_outcome",
                condition=Q(outcome="", ended_at__isnull=True)
                | (Q(outcome__in=OUTCOMES[1:]) & Q(ended_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["measure", "code", "starts_at"],
                condition=_OPEN,
                name="cases_runningclock_once",
            ),
            CaseWall(name="cases_runningclock_rows", group="risk", own_agency=True),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="cases_runningclock_due", condition=_OPEN),
            models.Index(
                fields=["body", "due_at"], name="cases_runningclock_steered", condition=_OPEN
            ),
            models.Index(
                fields=["agency", "due_at"], name="cases_runningclock_waiting", condition=_OPEN
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Alert(OfCase, models.Model):
    """That a clock came to a point of its run: 50 %, 80 %, due, overdue (alert_points.csv).

    Raised by the clock door alone, once for each clock and point, also for points that were passed
    while the server stood still.  reached_at: when the point was; raised_at: when it was told.
    told: the principal it was told to.  answer: what who saw it does about it.  moot_at: a later
    point overtook it, or its clock was met, fell away or has other days.  escalated_at: nobody
    acknowledged it in time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    body = of_body()
    clock = models.ForeignKey(RunningClock, on_delete=models.PROTECT, related_name="alerts")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    point = models.CharField(max_length=20)
    reached_at = models.DateTimeField()
    raised_at = models.DateTimeField(default=timezone.now)
    told = models.BigIntegerField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=300, blank=True)
    moot_at = models.DateTimeField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_to = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-reached_at"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "point"], name="cases_alert_once"),
            AlertWall(name="cases_alert_rows"),
        ]
        indexes = [
            models.Index(
                fields=["escalate_at"],
                name="cases_alert_waiting",
                condition=Q(acknowledged_at__isnull=True, escalated_at__isnull=True),
            ),
            models.Index(
                fields=["body", "-reached_at"], name="cases_alert_steered", condition=_UNSEEN
            ),
            models.Index(fields=["told", "-reached_at"], name="cases_alert_own", condition=_UNSEEN),
            models.Index(
                fields=["escalated_to"],
                name="cases_alert_carried",
                condition=Q(escalated_to__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def recorded_under(self) -> Any:
        """The case for those who see it; the alert itself for who only answers for the agency."""
        return Case.objects.filter(pk=self.case_id).first() or self

    @property
    def stage(self) -> str:
        """An alert is answered at any stage."""
        return ""

    def standings(self, actor: Actor) -> set[str]:
        """told: it was told or carried to the actor; seen: the actor acknowledged it."""
        own = {self.told, self.escalated_to} & set(actor.principals)
        seen = actor.member_id and self.acknowledged_by_id == actor.member_id
        return ({"told"} if own else set()) | ({"seen"} if seen else set())


class Task(OfCase, models.Model):
    """What the rules force somebody to do: cancel a lapsed measure, have one varied after a move.

    kind: a code of task_kinds.csv.  agency: who must do it, None for the coordinators of the body.
    outcome: done, or not_needed with a note that says why.  While one is open no case closes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    body = of_body()
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    clock = models.ForeignKey(
        RunningClock, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    kind = models.CharField(max_length=40)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=12, blank=True, choices=[(o, o) for o in TASK_ENDINGS])
    note = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "kind"], condition=_OPEN, name="cases_task_once"
            ),
            CaseWall(name="cases_task_rows", group="risk", own_agency=True),
        ]
        indexes = [
            models.Index(fields=["body", "due_at"], name="cases_task_steered", condition=_OPEN),
            models.Index(fields=["agency", "due_at"], name="cases_task_waiting", condition=_OPEN),
        ]

    def __str__(self) -> str:
        return str(self.pk)
