"""Assessment: a risk form as somebody filled it in. It informs a person and decides nothing."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.cases.models.case import Case, OfCase
from jikimi.cases.models.party import Party
from jikimi.cases.wall import CaseWall


class Assessment(OfCase, models.Model):
    """One form about one party, kept as it was filled in with what it said then (SR-42).

    party: who is in danger; where both hurt each other there is one form for each.
    answers: item → yes, no, unknown or not_asked.  acts: what the named person decided, None where
    the form asks for no decision; reason: why, required against the form in the directions it names
    (SR-43); decided_by: that person.  calls: within twelve months, None when not known.
    further_danger: what the form does not ask.  replaces: the form it corrects.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True)
    instrument = models.CharField(max_length=40)
    form_version = models.CharField(max_length=20)
    assessed_at = models.DateTimeField()
    intake_route = models.CharField(max_length=20, blank=True)
    is_mutual = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    calls = models.IntegerField(null=True, blank=True)
    is_judged_high = models.BooleanField(default=False)
    is_repeat = models.BooleanField(default=False)
    is_refused = models.BooleanField(default=False)
    points = models.IntegerField()
    highest = models.IntegerField()
    band = models.CharField(max_length=20, blank=True)
    highest_band = models.CharField(max_length=20, blank=True)
    met_by = ArrayField(models.CharField(max_length=60), default=list)
    could_be_met_by = ArrayField(models.CharField(max_length=60), default=list)
    acts = models.BooleanField(null=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    further_danger = models.TextField(blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    filled_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    filled_at = models.DateTimeField(default=timezone.now)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta:
        ordering = ["-assessed_at"]
        constraints = [CaseWall(name="cases_assessment_rows", group="risk", own_agency=True)]

    def __str__(self) -> str:
        return str(self.pk)
