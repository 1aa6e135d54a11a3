"""Meeting, who attended, what was on the agenda, what was decided."""

from __future__ import annotations

import uuid

from django.db import models

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import AclPolicy
from jikimi.bodies.models.body import Body
from jikimi.bodies.models.matter import Matter
from jikimi.bodies.wall import ACCEPTED

STAGES = ("called", "open", "closed", "cancelled")
KINDS = ("regular", "ad_hoc")
ANSWERS = ("invited", "coming", "apologies", "reading")
METHODS = ("", "consent", "vote")


class Meeting(models.Model):
    """One meeting of a body, regular or ad hoc. Holds no case content.

    minutes_planned: how long it shall last; 0 when nobody said. chair, clerk: who leads it and who
    keeps its minutes that day. minutes_due_on: by when the minutes are to be approved (SR-59).
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
    video_link = models.URLField(max_length=300, blank=True)
    minutes_planned = models.IntegerField(default=0)
    chair = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    clerk = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    minutes_due_on = models.DateField(null=True, blank=True)
    minutes_approved_at = models.DateTimeField(null=True, blank=True)
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
        indexes = [
            models.Index(fields=["body", "-starts_at"], name="bodies_meeting_body"),
            models.Index(
                fields=["minutes_due_on"],
                name="bodies_meeting_minutes",
                condition=models.Q(minutes_approved_at=None, minutes_due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "meeting"

    def standings(self, actor: Actor) -> set[str]:
        """invited: in the attendance list; chair, clerk: of this meeting; and as to the body."""
        known = self.body.standings(actor)
        if self.attendances.filter(member_id=actor.member_id).exists():
            known.add("invited")
        if self.chair_id and self.chair_id == actor.member_id:
            known.add("chair")
        if self.clerk_id and self.clerk_id == actor.member_id:
            known.add("clerk")
        return known


class Attendance(models.Model):
    """One person's place at one meeting, with the confidentiality acceptance (SR-56).

    answer: invited, coming, apologies, or reading for a colleague who reads the minutes later.
    why: what the person said with the answer, never a word about a case.
    stands_in_for: the row of the colleague in whose place this person comes.
    accepted_at is written by the person alone; the database refuses anybody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=20, default="invited")
    answered_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    stands_in_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="deputies"
    )
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
    """One item of an agenda; kind: a code of item_kinds. The words of a case item carry no content.

    matter: what a policy item, a site proposal or a report is about.
    subject_id: what it is about, kept by the room above. Its acl is the meeting's, or for a case
    the case's own, so that the agenda shows to each reader only what that reader may know.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.IntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
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
    method: by consent or by vote, with the votes; present: how many could vote.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    subject_id = models.UUIDField(null=True, blank=True)
    text = models.TextField()
    method = models.CharField(max_length=20, blank=True)
    votes_for = models.IntegerField(null=True, blank=True)
    votes_against = models.IntegerField(null=True, blank=True)
    votes_abstained = models.IntegerField(null=True, blank=True)
    present = models.IntegerField(null=True, blank=True)
    is_carried = models.BooleanField(default=True)
    decided_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            models.CheckConstraint(
                name="bodies_decision_method", condition=models.Q(method__in=METHODS)
            ),
            AclPolicy(
                name="bodies_decision_rows",
                keeper="bodies_keep_item_acl('discussion')",
                only=ACCEPTED,
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
