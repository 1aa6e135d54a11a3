"""Area: a boundary, so that a place can be said by name and a coordinate can be checked."""

from __future__ import annotations

from django.db import models

from jikimi.places.wall import AreaPolicy


class Area(models.Model):
    """A district or dong and its boundary.

    level: district or dong; parent_code: the district a dong lies in.  boundary: polygons as lists
    of rings of [longitude, latitude]; west … north: the box around them, in degrees.
    """

    code = models.CharField(max_length=10, primary_key=True)
    level = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    parent_code = models.CharField(max_length=10, blank=True)
    boundary = models.JSONField(default=list)
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    valid_from = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["code"]
        constraints = [AreaPolicy(name="places_area_rows")]

    def __str__(self) -> str:
        return self.code
