"""Duty: posts that must be manned, who is in for them, shifts, swaps, hand-over notes."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.access.policy import RowPolicy
from jikimi.bodies.models.body import Body
from jikimi.bodies.wall import BodyPolicy, CirclePolicy

_SELF = "member_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[])"
ROTA_STAGES = ("draft", "published", "replaced")
SWAP_STAGES = ("asked", "agreed", "approved", "refused", "withdrawn")


class Post(models.Model):
    """What must be manned: on which days of the week, from when to when, by whom.

    weekdays: 0 is Monday.  needs: kind of agency → how many people (JSON); "any" for any kind.
    ends before begins: the shift goes on past midnight.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")
    name_ko = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=200, blank=True)
    weekdays = ArrayField(models.IntegerField())
    begins = models.TimeField()
    ends = models.TimeField()
    needs = models.JSONField(default=dict)
    on_holidays = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["name_ko", "id"]
        constraints = [BodyPolicy(name="bodies_post_rows")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        """The post's name in the reader's language."""
        is_english = (get_language() or "ko").startswith("en")
        return self.name_en if is_english and self.name_en else self.name_ko


class DutyMember(models.Model):
    """A person who takes shifts at a post, from a day until a day."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="people")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    most_per_week = models.IntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "member"],
                condition=models.Q(until__isnull=True),
                name="bodies_dutymember_once",
            ),
            CirclePolicy(name="bodies_dutymember_rows", own_member=True),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}/{self.member_id}"


class Absence(models.Model):
    """Days on which a person takes no shift. Why is nobody's business and not asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begins_on = models.DateField()
    ends_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["begins_on"]
        constraints = [
            models.CheckConstraint(
                name="bodies_absence_days",
                condition=models.Q(ends_on__gte=models.F("begins_on")),
            ),
            CirclePolicy(name="bodies_absence_rows", steering=True, own_member=True),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "absence"

    def standings(self, actor: Actor) -> set[str]:
        """own: it is about the actor; and as the actor stands to the body."""
        own = {"own"} if self.member_id == actor.member_id else set()
        return own | self.body.standings(actor)


class Rota(models.Model):
    """Who stands at a post from a day to a day. rules: what was asked of the plan (JSON).

    told: what came of it: vacancies, shifts of each person (JSON).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="rotas")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="rotas")
    begins_on = models.DateField()
    ends_on = models.DateField()
    stage = models.CharField(max_length=20, default="draft")
    stage_since = models.DateTimeField(default=timezone.now)
    rules = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-begins_on"]
        constraints = [
            models.CheckConstraint(
                name="bodies_rota_stage", condition=models.Q(stage__in=ROTA_STAGES)
            ),
            CirclePolicy(name="bodies_rota_rows"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "rota"

    def standings(self, actor: Actor) -> set[str]:
        """As the actor stands to the body."""
        return self.body.standings(actor)


class Shift(models.Model):
    """One person's place at a post at one time. member: None while it is vacant.

    kind: the kind of agency the person must come from; "any" for any.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    rota = models.ForeignKey(Rota, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    came = models.BooleanField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "kind", "id"]
        constraints = [CirclePolicy(name="bodies_shift_rows", own_member=True, delete=True)]
        indexes = [
            models.Index(fields=["body", "starts_at"], name="bodies_shift_time"),
            models.Index(fields=["member", "starts_at"], name="bodies_shift_member"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "shift"

    def standings(self, actor: Actor) -> set[str]:
        """own: it is the actor's shift; and as the actor stands to the body."""
        own = {"own"} if self.member_id and self.member_id == actor.member_id else set()
        return own | self.body.standings(actor)


class Swap(models.Model):
    """A person asks others to take a shift, or to change it for one of theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="swaps")
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    in_return = models.ForeignKey(
        Shift, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stage = models.CharField(max_length=20, default="asked")
    stage_since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="bodies_swap_stage", condition=models.Q(stage__in=SWAP_STAGES)
            ),
            models.UniqueConstraint(
                fields=["shift"],
                condition=models.Q(stage__in=("asked", "agreed")),
                name="bodies_swap_once",
            ),
            CirclePolicy(name="bodies_swap_rows"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "swap"

    def standings(self, actor: Actor) -> set[str]:
        """own: the actor asked; taker: the actor would take it; and as it stands to the body."""
        own = {"own"} if self.asked_by_id == actor.member_id else set()
        own |= {"taker"} if self.taken_by_id == actor.member_id else set()
        return own | self.body.standings(actor)


class HandOver(models.Model):
    """What those on duty leave for the next, and who took it. Holds no name of a person helped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="hand_overs")
    text = models.TextField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at"]
        constraints = [CirclePolicy(name="bodies_handover_rows")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "hand_over"

    def standings(self, actor: Actor) -> set[str]:
        """own: the actor wrote it; and as the actor stands to the body."""
        own = {"own"} if self.written_by_id == actor.member_id else set()
        return own | self.body.standings(actor)


class Feed(models.Model):
    """A person's calendar behind a secret link. digest: SHA-256 of the secret, hexadecimal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(ended_at__isnull=True),
                name="bodies_feed_once",
            ),
            RowPolicy(name="bodies_feed_rows", select=_SELF, insert=_SELF, update=_SELF),
        ]

    def __str__(self) -> str:
        return str(self.pk)
