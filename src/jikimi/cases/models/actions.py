"""Action: what an agency does by when; MonitoringContact: when somebody looks again."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.bodies.models import Decision
from jikimi.cases.models.case import Case, OfCase, of_body
from jikimi.cases.models.plan import Cause, Plan
from jikimi.cases.models.registration import Registration
from jikimi.cases.wall import CaseWall

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

ENDINGS = ("done", "not_possible", "not_done")


class Action(models.Model):
    """Measurable work of one agency. stage: open, accepted, then done, not_possible or not_done.

    not_possible: circumstances changed; not_done: the agency did not do it. Never merged (SR-58).
    ended_by: the agency that reported the ending, which alone may take it back for a short time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="actions")
    body = of_body()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions")
    field_group = models.CharField(max_length=20)
    cause = models.ForeignKey(
        Cause, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    due_on = models.DateField()
    stage = models.CharField(max_length=20, default="open")
    stage_since = models.DateTimeField(auto_now_add=True)
    outcome = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(
                name="cases_action_stage",
                condition=models.Q(stage__in=("open", "accepted", *ENDINGS)),
            ),
            models.CheckConstraint(
                name="cases_action_outcome",
                condition=models.Q(stage__in=("open", "accepted", "done")) | ~models.Q(outcome=""),
            ),
            models.CheckConstraint(
                name="cases_action_ended",
                condition=models.Q(stage__in=("open", "accepted"), ended_at__isnull=True)
                | models.Q(stage__in=ENDINGS, ended_at__isnull=False),
            ),
            CaseWall(name="cases_action_rows", group="*", own_agency=True),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_on", "id"],
                name="cases_action_waiting",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["body", "due_on", "id"],
                name="cases_action_steered",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["agency"],
                name="cases_action_unowned",
                condition=models.Q(ended_at__isnull=True, owner__isnull=True),
            ),
            models.Index(
                fields=["agency", "stage", "due_on"],
                name="cases_action_reported",
                condition=models.Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "action"

    @property
    def recorded_under(self) -> Case:
        """The record of an action is part of the case's history."""
        return self.case

    def standings(self, actor: Actor) -> set[str]:
        """owner: its agency is to do it; ended_by: it reported the ending; and the case's."""
        return self.own_standings(actor) | self.case.standings(actor)

    def own_standings(self, actor: Actor) -> set[str]:
        """What holds without a look at the case, so that lists may ask it for every row."""
        own = {"owner"} if self.agency_id == actor.agency_id else set()
        return own | ({"ended_by"} if self.ended_by_id == actor.agency_id else set())


class MonitoringContact(models.Model):
    """A date on which an agency looks again. A missed one counts and is never rolled over.

    registration: the grade whose calendar asks for it, None when it was planned by hand.
    reason: why it must be face to face, a code of face_to_face_reasons.csv.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="monitoring_contacts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    face_to_face = models.BooleanField(default=False)
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    reason = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "due_on"], name="cases_monitoring_once_a_turn"
            ),
            CaseWall(name="cases_monitoring_rows", group="risk", own_agency=True),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_on"],
                name="cases_monitoring_waiting",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "monitoring"

    @property
    def recorded_under(self) -> Case:
        """The record of it is part of the case's history."""
        return self.case

    @property
    def body_id(self) -> int:
        """The body whose coordinators look after the case."""
        return self.case.body_id

    def standings(self, actor: Actor) -> set[str]:
        """owner: the actor's agency is to look; and whatever holds for the case."""
        own = {"owner"} if self.agency_id == actor.agency_id else set()
        return own | self.case.standings(actor)


class ContactAttempt(OfCase, models.Model):
    """One try to reach somebody for a monitoring contact. Each counts; none replaces the contact.

    outcome: a code of attempt_outcomes.csv; channel: of contact_channels.csv.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(
        MonitoringContact, on_delete=models.PROTECT, related_name="attempts"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    tried_at = models.DateTimeField()
    channel = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    tried_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["tried_at"]
        constraints = [CaseWall(name="cases_contactattempt_rows", group="risk", own_agency=True)]

    def __str__(self) -> str:
        return str(self.pk)
