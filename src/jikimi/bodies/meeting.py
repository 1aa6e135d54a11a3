"""Meeting, who attended, what was on the agenda, what was decided."""

from __future__ import annotations

import uuid

from django.db import models

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import AclPolicy
from jikimi.bodies.body import Body

STAGES = ("called", "open", "closed", "cancelled")
KINDS = ("regular", "ad_hoc")
ANSWERS = ("invited", "coming", "apologies", "reading")
# Minutes open to a person only after that person accepted confidentiality for that meeting.
ACCEPTED = "meeting_id = ANY ((SELECT bodies_meetings_accepted())::uuid[])"


class Meeting(models.Model):
    """One meeting of a body, regular or ad hoc. Holds no case content.

    current_item: the agenda item being dealt with; plain, since not everybody may see that item.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=20, default="regular")
    stage = models.CharField(max_length=20, default="called")
    stage_since = models.DateTimeField(auto_now_add=True)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    called_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    is_urgent = models.BooleanField(default=False)
    current_item = models.UUIDField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            AclPolicy(name="bodies_meeting_rows", keeper="bodies_keep_meeting_acl()"),
            models.CheckConstraint(
                name="bodies_meeting_stage", condition=models.Q(stage__in=STAGES)
            ),
            models.CheckConstraint(name="bodies_meeting_kind", condition=models.Q(kind__in=KINDS)),
        ]
        indexes = [models.Index(fields=["body", "-starts_at"], name="bodies_meeting_body")]

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
    """One person's place at one meeting, with the confidentiality acceptance (SR-56).

    answer: invited, coming, apologies, or reading for a colleague who reads the minutes later.
    accepted_at is written by the person alone; the database refuses anybody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=20, default="invited")
    has_sent_information = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    attended = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="bodies_attendance_once"),
            models.CheckConstraint(
                name="bodies_attendance_answer", condition=models.Q(answer__in=ANSWERS)
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
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "subject_id"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="bodies_item_once",
            ),
            AclPolicy(name="bodies_agendaitem_rows", keeper="bodies_keep_item_acl('')"),
        ]
        indexes = [models.Index(fields=["subject_id"], name="bodies_item_subject")]

    def __str__(self) -> str:
        return str(self.pk)


class Decision(models.Model):
    """What a meeting decided on an item. Decisions on cases become actions in the cases room.

    meeting stands here again, so that the wall of confidentiality needs no join.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    subject_id = models.UUIDField(null=True, blank=True)
    text = models.TextField()
    decided_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            AclPolicy(
                name="bodies_decision_rows",
                keeper="bodies_keep_item_acl('discussion')",
                only=ACCEPTED,
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
