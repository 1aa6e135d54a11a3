"""What happens at a meeting beside the agenda: regular turns, recusals, an agency's own notes."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import AclPolicy
from jikimi.bodies.models.body import Body
from jikimi.bodies.models.meeting import AgendaItem, Meeting
from jikimi.bodies.wall import BodyPolicy


class Turn(models.Model):
    """One regular meeting that a body owes: the number of the year, due by a day (SR-54).

    meeting: the one that was called for it. waived_on: the coordinators let it go, with a reason.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="turns")
    year = models.IntegerField()
    number = models.IntegerField()
    begins_on = models.DateField()
    due_on = models.DateField()
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="turns"
    )
    waived_on = models.DateField(null=True, blank=True)
    why_waived = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "number"], name="bodies_turn_once"),
            BodyPolicy(name="bodies_turn_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}/{self.year}/{self.number}"


class Recusal(models.Model):
    """A person who stays out of one item, which then is not there for that person.

    why: a code of recusal_reasons. Seen by those who run the meeting and by the person alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="recusals")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=40)
    declared_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["declared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"],
                condition=models.Q(lifted_at__isnull=True),
                name="bodies_recusal_once",
            ),
            AclPolicy(name="bodies_recusal_rows", keeper="bodies_keep_recusal_acl()"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SpeakingNote(models.Model):
    """What an agency wants to say on an item; for its own people alone, also from the chair."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "agency"], name="bodies_note_once"),
            AclPolicy(name="bodies_note_rows", keeper="bodies_keep_note_acl()"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
