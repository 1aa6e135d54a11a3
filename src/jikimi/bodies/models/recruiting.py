"""How an agency comes to the table: found, visited, agreed, signed, seated, left."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.bodies.models.body import Body, Seat
from jikimi.bodies.wall import BodyPolicy, CirclePolicy

STAGES = ("found", "visited", "agreed", "signed", "seated", "declined", "left")
OUTCOMES = ("", "agreed", "thinking", "declined")


class Candidate(models.Model):
    """An agency on its way to a seat. agency: set once it is registered here; seat: once it sits.

    kind: a code of agency_kinds; district: a code of data/districts.csv.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="candidates")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    district = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    stage = models.CharField(max_length=20, default="found")
    stage_since = models.DateTimeField(default=timezone.now)
    found_on = models.DateField()
    found_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="candidates"
    )
    why_ended = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="bodies_candidate_stage", condition=models.Q(stage__in=STAGES)
            ),
            CirclePolicy(name="bodies_candidate_rows", steering=True),
        ]
        indexes = [models.Index(fields=["body", "stage"], name="bodies_candidate_stage")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shown_name(self) -> str:
        """The registered agency's name in the reader's language; else as it was found."""
        return self.agency.name if self.agency else self.name

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "candidate"

    def standings(self, actor: Actor) -> set[str]:
        """As the actor stands to the body."""
        return self.body.standings(actor)


class Visit(models.Model):
    """A visit to an agency that might join: planned, made, what was explained, what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="visits")
    planned_on = models.DateField()
    visited_on = models.DateField(null=True, blank=True)
    visitor = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    met = models.CharField(max_length=120, blank=True)
    explained = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["planned_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="bodies_visit_outcome", condition=models.Q(outcome__in=OUTCOMES)
            ),
            CirclePolicy(name="bodies_visit_rows", steering=True),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Signing(models.Model):
    """The agreement an agency signed: when, for how long, and the document itself.

    digest: SHA-256 of the document, hexadecimal; empty without one. withdrawn_at: when it was taken
    back as recorded by mistake.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="signings")
    signed_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    signed_by = models.CharField(max_length=120, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    document = models.BinaryField(blank=True, default=bytes)
    digest = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-signed_on", "-recorded_at"]
        constraints = [CirclePolicy(name="bodies_signing_rows", steering=True)]

    def __str__(self) -> str:
        return str(self.pk)


class Representative(models.Model):
    """Who sits on a seat for the agency, or in that person's place, from a day until a day."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="representatives")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    is_deputy = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["is_deputy", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "member"],
                condition=models.Q(until__isnull=True),
                name="bodies_representative_once",
            ),
            BodyPolicy(name="bodies_representative_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}/{self.member_id}"


class Chair(models.Model):
    """Who chairs a body, from a day until a day. is_civilian: the co-chair from outside office."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="chairs")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    is_civilian = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["is_civilian", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "member"],
                condition=models.Q(until__isnull=True),
                name="bodies_chair_once",
            ),
            BodyPolicy(name="bodies_chair_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}/{self.member_id}"


class Limb(models.Model):
    """One thing the parties of an agreement promised to do together. lead: who sees to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="limbs")
    position = models.IntegerField()
    title_ko = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    lead = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        constraints = [BodyPolicy(name="bodies_limb_rows")]

    def __str__(self) -> str:
        return str(self.pk)
