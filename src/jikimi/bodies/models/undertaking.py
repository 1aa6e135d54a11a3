"""Undertaking: what an agency does because a body decided it; evidence that it was done."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.bodies.models.body import Body
from jikimi.bodies.models.matter import Matter
from jikimi.bodies.models.meeting import AgendaItem, Decision, Meeting
from jikimi.bodies.wall import CirclePolicy

ENDINGS = ("done", "not_possible", "not_done")
EFFECTS = ("", "helped", "no_change", "worse", "cannot_tell")


class Undertaking(models.Model):
    """Measurable work of one agency that no single case asks for (SR-58).

    stage: open, accepted, then done, not_possible (circumstances changed) or not_done (the agency
    did not do it); the last two are never merged.  effect: looked at in the half-year after it was
    done, by effect_due_on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="undertakings")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="undertakings"
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="undertakings"
    )
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="undertakings"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    due_on = models.DateField()
    stage = models.CharField(max_length=20, default="open")
    stage_since = models.DateTimeField(default=timezone.now)
    outcome = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    effect_due_on = models.DateField(null=True, blank=True)
    effect = models.CharField(max_length=20, blank=True)
    effect_text = models.TextField(blank=True)
    effect_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="bodies_undertaking_stage",
                condition=models.Q(stage__in=("open", "accepted", *ENDINGS)),
            ),
            models.CheckConstraint(
                name="bodies_undertaking_outcome",
                condition=models.Q(stage__in=("open", "accepted", "done")) | ~models.Q(outcome=""),
            ),
            models.CheckConstraint(
                name="bodies_undertaking_ended",
                condition=models.Q(stage__in=("open", "accepted"), ended_at__isnull=True)
                | models.Q(stage__in=ENDINGS, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bodies_undertaking_effect", condition=models.Q(effect__in=EFFECTS)
            ),
            CirclePolicy(name="bodies_undertaking_rows", own_agency=True),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_on"],
                name="bodies_undertaking_agency",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["body", "due_on"],
                name="bodies_undertaking_body",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "undertaking"

    def standings(self, actor: Actor) -> set[str]:
        """What own_standings says, and as the actor stands to the body."""
        return self.own_standings(actor) | self.body.standings(actor)

    def own_standings(self, actor: Actor) -> set[str]:
        """owner: the actor's agency is to do it; answers: the actor sits in the body for it.

        ended_by: the agency reported the ending.  Asked for every row of a list: no query.
        """
        if self.agency_id != actor.agency_id:
            return set()
        sits = actor.holds("council_member", body_id=self.body_id)
        ended = self.ended_by_id == actor.agency_id
        return {"owner"} | ({"answers"} if sits else set()) | ({"ended_by"} if ended else set())


class Evidence(models.Model):
    """What shows that an undertaking was done: words, a link or a document. Holds no case.

    digest: SHA-256 of the document, hexadecimal; empty without one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, related_name="evidence")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    document = models.BinaryField(blank=True, default=bytes)
    digest = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at"]
        constraints = [CirclePolicy(name="bodies_evidence_rows", own_agency=True)]

    def __str__(self) -> str:
        return str(self.pk)
