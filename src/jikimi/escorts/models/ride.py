"""Ride: the taxi somebody is in, kept with the walk and gone with it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.escorts.models.journey import Journey
from jikimi.escorts.wall import ToldRoomPolicy


class Ride(models.Model):
    """What the person typed of a taxi: its plate, its company, where and when she got in.

    Seen by whom she lets look on, and by the control room only once the walk is told.
    A trigger on the journey keeps is_told and deletes the row (sql/rides.sql).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    journey = models.OneToOneField(Journey, on_delete=models.CASCADE, related_name="ride")
    room = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    is_told = models.BooleanField(default=False)
    plate = models.CharField(max_length=20)
    company = models.CharField(max_length=60, blank=True)
    boarded_at = models.DateTimeField(default=timezone.now)
    boarded_where = models.CharField(max_length=120, blank=True)
    destination = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [ToldRoomPolicy(name="escorts_ride_rows")]

    def __str__(self) -> str:
        return str(self.pk)
