"""Meeting, who attended, what was on the agenda, what was decided."""

from __future__ import annotations

import uuid

from django.db import models

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import AclPolicy
from jikimi.bodies.body import Body


class Meeting(models.Model):
    """One meeting of a body. stage: called, open, closed. Holds no case content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    stage = models.CharField(max_length=20, default="called")
    stage_since = models.DateTimeField(auto_now_add=True)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    called_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    is_urgent = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            AclPolicy(name="bodies_meeting_rows", keeper="bodies_keep_meeting_acl()")
        ]
        indexes = [
            models.Index(fields=["body", "-starts_at"], name="bodies_meeting_body")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "meeting"

    def standings(self, actor: Actor) -> set[str]:
        """body: coordinates the body; seat: sits in it; invited: in the attendance list."""
        invited = self.attendances.filter(member_id=actor.member_id).exists()
        return self.body.standings(actor) | ({"invited"} if invited else set())


class Attendance(models.Model):
    """One person's place at one meeting, with the confidentiality acceptance (SR-56)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="attendances"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=20, default="invited")
    has_sent_information = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    attended = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"], name="bodies_attendance_once"
            ),
            AclPolicy(
                name="bodies_attendance_rows",
                keeper="bodies_keep_acl_of_meeting()",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AgendaItem(models.Model):
    """One item of an agenda. kind: case, policy. The words of a case item carry no content.

    subject_id: what it is about, kept by the room above. Its acl is the meeting's, or for a case
    the case's own, so that the agenda shows to each reader only what that reader may know.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.IntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    minutes_planned = models.IntegerField(default=15)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            AclPolicy(
                name="bodies_agendaitem_rows",
                keeper="bodies_keep_item_acl('')",
                delete=True,
            )
        ]
        indexes = [models.Index(fields=["subject_id"], name="bodies_item_subject")]

    def __str__(self) -> str:
        return str(self.pk)


class Decision(models.Model):
    """What a meeting decided on an item. Decisions on cases become actions in the cases room."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, related_name="decisions"
    )
    subject_id = models.UUIDField(null=True, blank=True)
    text = models.TextField()
    decided_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            AclPolicy(
                name="bodies_decision_rows", keeper="bodies_keep_item_acl('discussion')"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
