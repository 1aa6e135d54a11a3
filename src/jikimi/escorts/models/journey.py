"""Journey: one call for help or one walk, kept while it lasts; Fix: where; Watcher: who looks."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.escorts.models.phone import Phone
from jikimi.escorts.wall import ToldRoomPolicy

JOURNEY_KINDS = ("sos", "walk")
JOURNEY_STAGES = ("under_way", "asked", "alarmed", "shadowed")


class Journey(models.Model):
    """A call for help or a walk.  The row goes when it ends; nothing is kept of it.

    token: SHA-256 of its secret.  is_told: the control room may look, since an alarm was raised.
    name, number, looks: as the person wished to give them.  cancel_code, duress_code: as they
    stood on the phone when it began.  seems_over: the duress code was used; the phone is answered
    as if it were over, since seemed_over_at.  wish_asked_at: somebody called for this person, who
    is asked first.
    route: metres in EPSG:5179, x0 y0 x1 y1 …; rule: the numbers it is watched by (walk_rules.csv),
    as they were at its start.  seen_at, last_seq: of the newest fix; anchor_x, anchor_y, moved_at:
    where and when it last moved on; off_since: away from the route.
    evidence_until: the person asked to keep it, for herself alone.
    stage: under_way; asked (are you well?); alarmed; shadowed (cancelled or ended: for a while the
    phone goes on asking, so that nobody who holds it can tell which).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    phone = models.ForeignKey(Phone, on_delete=models.CASCADE, related_name="journeys")
    kind = models.CharField(max_length=10)
    stage = models.CharField(max_length=20, default="under_way")
    token = models.BinaryField(unique=True)
    is_told = models.BooleanField(default=False)
    is_silent = models.BooleanField(default=False)
    is_drill = models.BooleanField(default=False)
    evidence_until = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=5, default="ko")
    name = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=20, blank=True)
    looks = models.CharField(max_length=200, blank=True)
    destination = models.CharField(max_length=120, blank=True)
    cancel_code = models.BinaryField(default=bytes)
    duress_code = models.BinaryField(default=bytes)
    seems_over = models.BooleanField(default=False)
    seemed_over_at = models.DateTimeField(null=True, blank=True)
    wish_asked_at = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.SmallIntegerField(default=0)
    route = ArrayField(models.FloatField(), default=list)
    rule = models.JSONField(default=dict)
    begun_at = models.DateTimeField(default=timezone.now)
    expected_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    last_seq = models.IntegerField(default=-1)
    anchor_x = models.FloatField(null=True, blank=True)
    anchor_y = models.FloatField(null=True, blank=True)
    off_since = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_why = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="escorts_journey_kind", condition=models.Q(kind__in=JOURNEY_KINDS)
            ),
            models.CheckConstraint(
                name="escorts_journey_stage", condition=models.Q(stage__in=JOURNEY_STAGES)
            ),
            ToldRoomPolicy(name="escorts_journey_rows"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Fix(models.Model):
    """Where a phone was: number in its journey, when it says so, when we had it.

    sent_at: by the phone; is_late: it came more than late_seconds after.  accuracy_m, speed_m_s,
    heading (degrees), battery (per cent) as far as the phone knows them.  is_doubtful: nobody moves
    that fast.
    """

    id = models.BigAutoField(primary_key=True)
    journey = models.ForeignKey(
        Journey, on_delete=models.CASCADE, related_name="fixes", db_index=False
    )
    room = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    is_told = models.BooleanField(default=False)
    seq = models.IntegerField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    longitude = models.FloatField()
    latitude = models.FloatField()
    x = models.FloatField()
    y = models.FloatField()
    accuracy_m = models.FloatField(null=True, blank=True)
    speed_m_s = models.FloatField(null=True, blank=True)
    heading = models.FloatField(null=True, blank=True)
    battery = models.SmallIntegerField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    is_doubtful = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journey", "seq"], name="escorts_fix_once"),
            ToldRoomPolicy(name="escorts_fix_rows"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Watcher(models.Model):
    """Somebody the person lets watch a walk: by a link that lives as long as the walk.

    name: as the person calls them; token: SHA-256 of the link's secret.  The person sees when they
    looked, and ends it without their being told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="watchers")
    room = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    is_told = models.BooleanField(default=False)
    name = models.CharField(max_length=60, blank=True)
    token = models.BinaryField(unique=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    looks = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [ToldRoomPolicy(name="escorts_watcher_rows")]

    def __str__(self) -> str:
        return str(self.pk)
