"""Booking: a person asks to be met by a pair of escorts; what it holds goes when it ends."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.principals import Principal
from jikimi.escorts.models.scouts import ScoutPair
from jikimi.escorts.wall import ScoutsPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

BOOKING_STAGES = ("booked", "assigned", "on_the_way", "here", "met", "ended")
OPEN = ~models.Q(stage="ended")


class Booking(models.Model):
    """A pair of escorts is to meet somebody at a time and place and walk with her.

    phone_id: the phone it was asked for on, None when it was taken by telephone; token: SHA-256 of
    its secret.  scouts: principals of the members of its pair, who alone see it besides the room.
    meet_at, destination, notes, name, number: as the person wrote them; longitude, latitude: where
    to be met, if she let the phone say it.  word, digits: both sides are shown them, so that each
    knows the other.  minutes: how long the pair is taken.
    late_at, late_why: something did not go as promised and the room was told (booking_delays.csv).
    When it ends, how (booking_endings.csv), when and in which dong is all that stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    phone_id = models.UUIDField(null=True, blank=True)
    token = models.BinaryField(null=True, unique=True)
    stage = models.CharField(max_length=20, default="booked")
    stage_since = models.DateTimeField(default=timezone.now)
    pair = models.ForeignKey(
        ScoutPair, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scouts = ArrayField(models.BigIntegerField(), default=list)
    language = models.CharField(max_length=5, blank=True)
    name = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=20, blank=True)
    people = models.SmallIntegerField(default=0)
    meet_at = models.CharField(max_length=120, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    destination = models.CharField(max_length=120, blank=True)
    notes = models.CharField(max_length=200, blank=True)
    word = models.CharField(max_length=20, blank=True)
    digits = models.CharField(max_length=4, blank=True)
    area_code = models.CharField(max_length=10, blank=True)
    starts_at = models.DateTimeField()
    minutes = models.SmallIntegerField()
    booked_at = models.DateTimeField(default=timezone.now)
    here_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=30, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)
    late_why = models.CharField(max_length=20, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "booked_at"]
        constraints = [
            models.CheckConstraint(
                name="escorts_booking_stage", condition=models.Q(stage__in=BOOKING_STAGES)
            ),
            ScoutsPolicy(name="escorts_booking_rows"),
        ]
        indexes = [
            models.Index(fields=["room", "starts_at"], name="escorts_booking_evening"),
            models.Index(fields=["starts_at"], condition=OPEN, name="escorts_booking_open"),
            models.Index(fields=["phone_id"], condition=OPEN, name="escorts_booking_phone"),
            models.Index(
                fields=["ended_at"],
                condition=models.Q(token__isnull=False),
                name="escorts_booking_shell",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "booking"

    def standings(self, actor: Actor) -> set[str]:
        """room: who works in the control room; pair: a member of the pair it was given to."""
        room = {"room"} if actor.agency_id == self.room_id else set()
        is_pair = Principal.MEMBER.of(actor.member_id) in self.scouts
        return room | ({"pair"} if is_pair and actor.member_id else set())
