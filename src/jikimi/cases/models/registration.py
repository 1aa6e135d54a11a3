"""Registration: a household watched by grade; Proposal: what a rule suggests, decided by nobody."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.member import Member
from jikimi.cases.models.case import Case, OfCase
from jikimi.cases.wall import CaseWall


class Registration(OfCase, models.Model):
    """A case on the monitoring list of a scheme (grading_rules.csv), by decision of a committee.

    scheme, grade, rule: which list, A or B, and the version of the rule that was met; None met when
    the committee judged higher.  dispatches, bookings: what was counted on that day.
    consented_by, consented_on: registration rests on consent.  decision_id: of the meeting, if it
    was taken there.  replaced_by: the grade that followed.  ended_how: of registration_endings.csv.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="registrations")
    scheme = models.CharField(max_length=30)
    grade = models.CharField(max_length=10)
    rule = models.CharField(max_length=80, blank=True)
    dispatches = models.IntegerField(default=0)
    bookings = models.IntegerField(default=0)
    consented_by = models.CharField(max_length=20, blank=True)
    consented_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    decided_why = models.TextField()
    decision_id = models.UUIDField(null=True, blank=True)
    registered_at = models.DateTimeField(default=timezone.now)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    ended_on = models.DateField(null=True, blank=True)
    ended_how = models.CharField(max_length=20, blank=True)
    ended_why = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-registered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "scheme"],
                condition=models.Q(ended_on__isnull=True),
                name="cases_registration_once",
            ),
            CaseWall(name="cases_registration_rows", group="risk"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Proposal(OfCase, models.Model):
    """What a dated rule suggests for a case: a grade, an escalation, an immediate separation.

    Never a decision: a named person accepts or declines it with a reason.  kind: a code of
    proposal_kinds.csv; about: what makes it one of its kind, such as a grade or a day, so that the
    same fact proposes once; facts: codes and numbers only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60, blank=True)
    rule = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    proposed_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_accepted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "about"], name="cases_proposal_once"),
            CaseWall(name="cases_proposal_rows", group="risk"),
        ]
        indexes = [
            models.Index(
                fields=["case"],
                name="cases_proposal_waiting",
                condition=models.Q(answered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
