"""ContextFigure: people and circumstances of an area in a year; FigureImport: how they came in."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.insights.wall import AnalystPolicy

LEVELS = ("region", "district", "dong", "station")


class FigureImport(models.Model):
    """One list of figures brought in, so that it can be taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    measure = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    as_of = models.DateField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    counts = models.JSONField(default=dict)
    brought_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-brought_at"]
        constraints = [AnalystPolicy(name="insights_figureimport_rows")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "figure_import"


class ContextFigure(models.Model):
    """One figure of one area and year, as an office published it. It holds nobody.

    measure: a code of measures.csv, such as residents.  area: legal-dong code of two, five or ten
    digits, the key of a police station, or, where no code is known, the name as it was written.
    replaced_at: a later list says another figure, or the list was taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    measure = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=[(level, level) for level in LEVELS])
    area = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    year = models.SmallIntegerField()
    value = models.FloatField()
    brought_by = models.ForeignKey(FigureImport, on_delete=models.PROTECT, related_name="figures")
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["measure", "year", "area"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year", "area"],
                condition=models.Q(replaced_at__isnull=True),
                name="insights_contextfigure_once",
            ),
            AnalystPolicy(name="insights_contextfigure_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.area} {self.year}"
