"""Signal: a worry told with the least data; Milestone: a step that a pathway has taken."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import RowPolicy
from jikimi.bodies.models import Body
from jikimi.cases.models.case import Case, OfCase
from jikimi.cases.wall import CaseWall

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

_OWN = "agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])"
_TEAM = "body_id * 8 + 3 = ANY ((SELECT access_principals())::bigint[])"


class Signal(models.Model):
    """What somebody noticed and passes to a team before there is a case.

    pathway: a code of pathways.csv.  signs: codes of worry_signs.csv.  words: what was noticed,
    identity numbers covered; who: whom it is about, as little as it takes to find them.
    answer: a code of signal_answers.csv; case_id: the case it became.  noticed_at: clocks of the
    pathway run from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    pathway = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=40, blank=True)
    signs = ArrayField(models.CharField(max_length=40), default=list)
    words = models.TextField(blank=True)
    who = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    noticed_at = models.DateTimeField()
    sent_at = models.DateTimeField(default=timezone.now)
    answer_due_at = models.DateTimeField()
    answer = models.CharField(max_length=30, blank=True)
    answer_note = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    case_id = models.UUIDField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            RowPolicy(
                name="cases_signal_rows",
                select=f"{_OWN} OR {_TEAM}",
                insert=_OWN,
                update=f"{_OWN} OR {_TEAM}",
            )
        ]
        indexes = [
            models.Index(
                fields=["body", "answer_due_at"],
                name="cases_signal_waiting",
                condition=models.Q(answered_at__isnull=True),
            ),
            models.Index(fields=["agency", "-sent_at"], name="cases_signal_own"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "signal"

    @property
    def stage(self) -> str:
        """waiting, answered or withdrawn: what may be done to it."""
        if self.answered_at is None:
            return "waiting"
        return "withdrawn" if self.answer == "withdrawn" else "answered"

    def standings(self, actor: Actor) -> set[str]:
        """body: the team it went to; owner: the agency that sent it."""
        return {"body"} | ({"owner"} if self.agency_id == actor.agency_id else set())


class Milestone(OfCase, models.Model):
    """A step of the case's pathway, taken: handed over, first phone call, joint visit …

    code: of pathway_steps.csv; outcome: of its own list there.  Holds no words, so that whoever
    works on the case may see how far it is.  withdrawn_at: noted by mistake.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="milestones")
    code = models.CharField(max_length=40)
    outcome = models.CharField(max_length=30, blank=True)
    happened_at = models.DateTimeField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["happened_at"]
        constraints = [CaseWall(name="cases_milestone_rows", group="")]

    def __str__(self) -> str:
        return str(self.pk)
