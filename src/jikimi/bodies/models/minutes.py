"""Minutes: what a meeting left behind, in versions, line by line behind the wall of each line."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import AclPolicy
from jikimi.bodies.models.meeting import AgendaItem, Meeting
from jikimi.bodies.wall import ACCEPTED, CirclePolicy

STAGES = ("draft", "approved", "replaced")
LINE_KINDS = ("heading", "discussion", "decision", "action")
# An agency reads what it is itself asked to do without accepting anything: its letter says it too.
_ITS_OWN_WORK = (
    "kind = 'action' AND agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])"
)


class Minutes(models.Model):
    """One version of the minutes of a meeting (SR-59). Holds who came; what was said is in lines.

    facts: attendance, chair, times and quorum as of the day they were written (JSON).
    why: what made this version necessary; empty for the first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.IntegerField(default=1)
    stage = models.CharField(max_length=20, default="draft")
    stage_since = models.DateTimeField(default=timezone.now)
    facts = models.JSONField(default=dict)
    why = models.TextField(blank=True)
    prepared_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="bodies_minutes_once"),
            models.CheckConstraint(
                name="bodies_minutes_stage", condition=models.Q(stage__in=STAGES)
            ),
            models.CheckConstraint(
                name="bodies_minutes_approved",
                condition=models.Q(stage="draft", approved_at__isnull=True)
                | ~models.Q(stage="draft"),
            ),
            CirclePolicy(name="bodies_minutes_rows", only=ACCEPTED),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "minutes"

    @property
    def recorded_under(self) -> Meeting:
        """The record of minutes is part of the meeting's."""
        return self.meeting

    @property
    def body_id(self) -> int:
        """The body whose coordinators prepare them."""
        return self.meeting.body_id

    def standings(self, actor: Actor) -> set[str]:
        """As the actor stands to the meeting; unchaired: a coordinator stands for the chair."""
        known = self.meeting.standings(actor)
        is_chaired = self.meeting.chair_id or self.meeting.body.chairs.filter(until=None).exists()
        if not is_chaired and actor.holds("coordinator", body_id=self.body_id):
            known.add("unchaired")
        return known


class MinutesLine(models.Model):
    """One line of minutes. field_group: what of a case one must be allowed to know to read it.

    kind: heading, discussion, decision or action.  For an action agency and due_on say whose.
    For a line about no case subject_id is empty and field_group without meaning.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="lines")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField(null=True, blank=True)
    field_group = models.CharField(max_length=20, blank=True)
    position = models.IntegerField()
    kind = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="bodies_minutesline_kind", condition=models.Q(kind__in=LINE_KINDS)
            ),
            AclPolicy(
                name="bodies_minutesline_rows",
                keeper="bodies_keep_item_acl('*', 'agency_id')",
                only=f"({ACCEPTED} OR {_ITS_OWN_WORK})",
                delete=True,
            ),
        ]
        indexes = [models.Index(fields=["subject_id"], name="bodies_minutesline_subject")]

    def __str__(self) -> str:
        return str(self.pk)


class Letter(models.Model):
    """The letter that tells one agency what it is to do after a meeting, and that it was opened.

    number: of the letter among those of its body, with the year. held_on: the day of the meeting,
    which an agency without a seat cannot look up. What it says are the agency's own lines of the
    minutes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=40, blank=True)
    held_on = models.DateField(null=True, blank=True)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="letters")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "agency"], name="bodies_letter_once"),
            CirclePolicy(name="bodies_letter_rows", steering=True, own_agency=True),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "letter"

    def standings(self, actor: Actor) -> set[str]:
        """owner: it is addressed to the actor's agency; answers: the actor sits there for it.

        And as the actor stands to the body.
        """
        is_own = self.agency_id == actor.agency_id
        sits = is_own and actor.holds("council_member", body_id=self.body_id)
        own = ({"owner"} if is_own else set()) | ({"answers"} if sits else set())
        return own | self.body.standings(actor)
