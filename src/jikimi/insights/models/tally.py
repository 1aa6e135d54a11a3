"""Tally: what was counted out of the rooms; Told: the same without small numbers; Counting."""

from __future__ import annotations

from django.db import models

from jikimi.insights.wall import TallyPolicy, ToldPolicy


class Tally(models.Model):
    """How many of one thing in one month and place; sums of rows are counts again.

    part: what is counted (docs/methods/indicators.md).  month: its first day; for counts by dong
    the first day of the year.  station_id: the police station, 0 where there is none.  area:
    legal-dong code, five digits for a district, ten for a dong, empty where it is not known.
    span: days within which something followed, 0 where nothing is timed.
    """

    id = models.BigAutoField(primary_key=True)
    part = models.CharField(max_length=30, db_collation="C")
    month = models.DateField()
    station_id = models.BigIntegerField(default=0)
    area = models.CharField(max_length=10, blank=True, db_collation="C")
    kind = models.CharField(max_length=40, blank=True, db_collation="C")
    span = models.SmallIntegerField(default=0)
    count = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part", "month", "station_id", "area", "kind", "span"],
                name="insights_tally_once",
            ),
            TallyPolicy(name="insights_tally_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.month}"


class Told(models.Model):
    """A figure with which nobody can be recognised, for whoever may not see small numbers.

    level: year (one area in one year) or month (the whole region in one month).  place: s and the
    number of a station, or a code of five digits; empty for the whole region.  kind: empty for all
    kinds.  count: None where it is hidden.
    """

    id = models.BigAutoField(primary_key=True)
    part = models.CharField(max_length=30, db_collation="C")
    level = models.CharField(max_length=5)
    month = models.DateField()
    place = models.CharField(max_length=21, blank=True, db_collation="C")
    kind = models.CharField(max_length=40, blank=True, db_collation="C")
    span = models.SmallIntegerField(default=0)
    count = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part", "level", "month", "place", "kind", "span"],
                name="insights_told_once",
            ),
            ToldPolicy(name="insights_told_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.month}"


class Counting(models.Model):
    """How far counting has come. source: reports, cases or told.

    as_of: the last day of which something is counted.  lists: a digest of the code lists counted
    by; when they change everything is counted again.
    """

    source = models.CharField(max_length=20, primary_key=True)
    began_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    as_of = models.DateField(null=True)
    rows = models.BigIntegerField(default=0)
    lists = models.CharField(max_length=64, blank=True)
    state = models.JSONField(default=dict)

    class Meta:
        constraints = [ToldPolicy(name="insights_counting_rows")]

    def __str__(self) -> str:
        return self.source
