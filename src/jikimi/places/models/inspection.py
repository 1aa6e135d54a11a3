"""Inspection: agencies look at a place together; what they found; what is done about it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import OpenPolicy
from jikimi.places.models.site import Programme, Site
from jikimi.places.wall import ToldPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

INSPECTION_STAGES = ("planned", "made", "called_off")
REPAIR_STAGES = ("open", "accepted", "done", "not_possible", "checked", "withdrawn")
_OVER = "ended_at IS NOT NULL"
# A photo of an inspection that nobody may know of yet is as unknown as the inspection itself.
_SEEN = (
    "NOT has_faces AND (inspection_id IS NULL OR EXISTS"
    " (SELECT 1 FROM places_inspection i WHERE i.id = inspection_id))"
)


class Draw(models.Model):
    """Which sites are inspected without notice, drawn so that anybody can draw them again.

    seed: made and kept, its SHA-256 recorded, before it is known what can be drawn.  words: said by
    somebody else at the draw, so that nobody alone decides.  population: SHA-256 of the lots, with
    drawn_from of them; lots: id, stratum and weight of each, as JSON packed by zlib; picked: the
    ids drawn.  told: principals that may know before the inspections are made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    rule = models.JSONField(default=dict)
    seed = models.CharField(max_length=64)
    seed_digest = models.CharField(max_length=64, blank=True)
    words = models.CharField(max_length=120, blank=True)
    population = models.CharField(max_length=64, blank=True)
    drawn_from = models.IntegerField(default=0)
    lots = models.BinaryField(default=bytes)
    picked = ArrayField(models.UUIDField(), default=list)
    drawn_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(default=timezone.now)
    drawn_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    told = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        ordering = ["-committed_at"]
        constraints = [ToldPolicy(name="places_draw_rows", open_when=_OVER)]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "draw"

    @property
    def stage(self) -> str:
        """committed, drawn or ended."""
        if self.ended_at is not None:
            return "ended"
        return "drawn" if self.drawn_at else "committed"

    def standings(self, actor: Actor) -> set[str]:
        """body: who coordinates the body."""
        return {"body"}


class Inspection(models.Model):
    """A visit of a joint team to a site or a place.

    form: a code of inspection_forms.csv.  site: None for a place without one, such as a park path.
    answers: item → {answer, note, at, by, …}, as access/merging.py puts them together; grade: the
    worst of them, red, yellow or green; unsettled: how many items two phones answer otherwise.
    again_of: the inspection whose findings are looked at again.  An unannounced one is known to
    `told` alone until it is made or called off.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="inspections"
    )
    draw = models.ForeignKey(
        Draw, on_delete=models.PROTECT, null=True, blank=True, related_name="inspections"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="inspections"
    )
    place = models.CharField(max_length=200, blank=True)
    form = models.CharField(max_length=40)
    planned_on = models.DateField()
    is_night = models.BooleanField(default=False)
    is_unannounced = models.BooleanField(default=False)
    team = ArrayField(models.BigIntegerField(), default=list)
    told = ArrayField(models.BigIntegerField(), default=list)
    again_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="again"
    )
    stage = models.CharField(max_length=20, default="planned")
    answers = models.JSONField(default=dict)
    grade = models.CharField(max_length=10, blank=True)
    unsettled = models.IntegerField(default=0)
    summary = models.CharField(max_length=600, blank=True)
    made_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-planned_on"]
        constraints = [
            models.CheckConstraint(
                name="places_inspection_stage", condition=models.Q(stage__in=INSPECTION_STAGES)
            ),
            ToldPolicy(name="places_inspection_rows", open_when=f"(NOT is_unannounced OR {_OVER})"),
        ]
        indexes = [
            models.Index(fields=["body", "-planned_on"], name="places_inspection_of_body"),
            models.Index(fields=["site", "-planned_on"], name="places_inspection_of_site"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "inspection"

    def standings(self, actor: Actor) -> set[str]:
        """body: who coordinates the body; team: whose agency inspects."""
        return {"body"} | ({"team"} if actor.agency_id in self.team else set())


class InspectionSheet(models.Model):
    """What one phone sent from an inspection, kept as it came; id chosen by the phone."""

    id = models.UUIDField(primary_key=True)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="sheets")
    told = ArrayField(models.BigIntegerField(), default=list)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    based_on = models.IntegerField()
    answers = models.JSONField(default=dict)
    conflicts = ArrayField(models.CharField(max_length=40), default=list)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at"]
        constraints = [ToldPolicy(name="places_inspectionsheet_rows")]

    def __str__(self) -> str:
        return str(self.pk)


class PlacePhoto(models.Model):
    """A photo of an inspection, repair or hazard; where it was taken stands apart, if told at all.

    inspection, repair_id, hazard_id: what it belongs to.  longitude, latitude: as the taker chose
    to give them; the file itself says neither where nor with what it was taken.
    has_faces: the taker said people can be told on it; then it is for `told` alone.
    """

    id = models.UUIDField(primary_key=True)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="photos"
    )
    repair_id = models.UUIDField(null=True, blank=True)
    hazard_id = models.UUIDField(null=True, blank=True)
    item = models.CharField(max_length=40, blank=True)
    caption = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    has_faces = models.BooleanField(default=False)
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    told = ArrayField(models.BigIntegerField(), default=list)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at"]
        constraints = [ToldPolicy(name="places_placephoto_rows", open_when=_SEEN)]
        indexes = [models.Index(fields=["hazard_id"], name="places_placephoto_hazard")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "place_photo"

    def standings(self, actor: Actor) -> set[str]:
        """owner: whose agency took it."""
        return {"owner"} if self.member.agency_id == actor.agency_id else set()


class Repair(models.Model):
    """What is done about a finding: by which agency, until when; checked by looking again.

    kind: a code of inspection_followups.csv, empty when written freely.  stage: open until the
    agency accepts; done or not_possible as it says; checked once somebody looked again; withdrawn
    when it was asked for by mistake.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="repairs"
    )
    hazard_id = models.UUIDField(null=True, blank=True)
    item = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="repairs"
    )
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    stage = models.CharField(max_length=20, default="open")
    stage_since = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(
                name="places_repair_stage", condition=models.Q(stage__in=REPAIR_STAGES)
            ),
            OpenPolicy(name="places_repair_rows"),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_on"],
                name="places_repair_waiting",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(fields=["hazard_id"], name="places_repair_hazard"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "repair"

    @property
    def is_late(self) -> bool:
        """Whether its day is past and it is neither done nor said to be impossible."""
        return self.stage in ("open", "accepted") and self.due_on < timezone.localdate()

    def standings(self, actor: Actor) -> set[str]:
        """body: who coordinates the body; owner: who is to do it; team: who inspected."""
        standings = {"body"} | ({"owner"} if self.agency_id == actor.agency_id else set())
        is_team = self.inspection is not None and actor.agency_id in self.inspection.team
        return standings | ({"team"} if is_team else set())
