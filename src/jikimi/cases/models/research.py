"""Research: what an agency is asked to tell about a case before a meeting; and its answer."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.bodies.models import Meeting
from jikimi.cases.models.case import Case
from jikimi.cases.wall import CaseWall, ResearchWall


class Research(models.Model):
    """A question to one agency that takes part: what do you know? Proportionate, with its basis.

    asks: codes of research_topics, all about one field_group; why: what it is needed for; basis: a
    code of the bases; basis_note: the article or reference it asks for.  knows_nothing: the agency
    looked and has nothing.  declined_why: why it does not answer.  answered_at: also when it
    declined.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="research")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    field_group = models.CharField(max_length=20)
    asks = ArrayField(models.CharField(max_length=40))
    why = models.TextField()
    basis = models.CharField(max_length=40)
    basis_note = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    knows_nothing = models.BooleanField(default=False)
    declined_why = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["due_on", "asked_at"]
        constraints = [ResearchWall(name="cases_research_rows")]
        indexes = [
            models.Index(
                fields=["agency", "due_on"],
                name="cases_research_waiting",
                condition=models.Q(answered_at__isnull=True, withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "research"

    @property
    def recorded_under(self) -> Case:
        """The record of it is part of the case's history."""
        return self.case

    @property
    def stage(self) -> str:
        """waiting, answered (also when nothing is known), declined or withdrawn."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.declined_why:
            return "declined"
        return "answered" if self.answered_at is not None else "waiting"

    @property
    def body_id(self) -> int:
        """The body whose coordinators look after the case."""
        return self.case.body_id

    def standings(self, actor: Actor) -> set[str]:
        """owner: the actor's agency was asked; and whatever holds for the case."""
        own = {"owner"} if self.agency_id == actor.agency_id else set()
        return own | self.case.standings(actor)


class ActionEvidence(models.Model):
    """What shows that an action was done: words or a document, behind the wall of its action.

    digest: SHA-256 of the document, hexadecimal; empty without one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey("cases.Action", on_delete=models.PROTECT, related_name="evidence")
    field_group = models.CharField(max_length=20)
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
        constraints = [CaseWall(name="cases_actionevidence_rows", group="*", own_agency=True)]

    def __str__(self) -> str:
        return str(self.pk)


class ReviewedCase(models.Model):
    """Which case a de-identified review was written from; for those who steer the case alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    review_id = models.UUIDField(unique=True)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [CaseWall(name="cases_reviewedcase_rows", group="steering")]

    def __str__(self) -> str:
        return str(self.pk)
