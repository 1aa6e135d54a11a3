"""Measure: a statutory protective measure in force on a person of a case; what became of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.member import Member
from jikimi.cases.models.case import Case, OfCase, of_body
from jikimi.cases.models.party import Party
from jikimi.cases.wall import CaseWall


class Measure(models.Model):
    """A measure of cases/data/measures.csv. The court's written end date is ends_on.

    rule: the version of the row that held on its first day, such as st_interim_2@2024-01-12; later
    amendments do not touch it (SR-52).  extends: the measure it goes on from; nth_extension: 0 for
    the first period.  lapsed_at: no decision came in time; it no longer holds and asks to be
    cancelled (SR-50).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="measures")
    body = of_body()
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True)
    code = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)
    rule = models.CharField(max_length=80, blank=True)
    extends = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="extended_by"
    )
    nth_extension = models.SmallIntegerField(default=0)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["started_at"]
        constraints = [CaseWall(name="cases_measure_rows", group="risk")]
        indexes = [
            models.Index(
                fields=["body", "ends_on"],
                name="cases_measure_steered",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["started_at"],
                name="cases_measure_unruled",
                condition=models.Q(rule="", ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MeasureEvent(OfCase, models.Model):
    """What happened to a measure: filed, decided, brought before the court … (clock_events.csv).

    An event starts clocks and stops others.  withdrawn_at: noted by mistake; it stays in the
    history.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="events")
    code = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["happened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "code"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="cases_measureevent_once",
            ),
            CaseWall(name="cases_measureevent_rows", group="risk"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
