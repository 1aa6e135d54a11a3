"""JointCheck: a visit of a response team; what was found there; its photos."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.cases.models.actions import Action
from jikimi.cases.models.case import Case, OfCase
from jikimi.cases.wall import CaseWall

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

CHECK_STAGES = ("planned", "done", "not_met", "called_off")


class JointCheck(OfCase, models.Model):
    """A visit that agencies make together, as planned and as it went.

    form: a code of check_forms.csv.  place: where to go, sealed with the key of the sealed fields,
    for those who take part in the check.  position: its place in the route of the day.  shift_id:
    of the duty rota, if it is done by the team on duty.  findings: item → answer, the sum of what
    was sent from phones and settled; unsettled: how many contradict each other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checks")
    form = models.CharField(max_length=40)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    with_agencies = ArrayField(models.BigIntegerField(), default=list)
    leader = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    shift_id = models.UUIDField(null=True, blank=True)
    planned_on = models.DateField()
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    position = models.IntegerField(default=0)
    place = models.BinaryField(blank=True, default=bytes)
    caution = models.CharField(max_length=300, blank=True)
    stage = models.CharField(max_length=20, default="planned")
    findings = models.JSONField(default=dict)
    unsettled = models.IntegerField(default=0)
    summary = models.TextField(blank=True)
    planned_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["planned_on", "position"]
        constraints = [
            models.CheckConstraint(
                name="cases_jointcheck_stage", condition=models.Q(stage__in=CHECK_STAGES)
            ),
            CaseWall(name="cases_jointcheck_rows", group="risk", own_agency=True),
        ]
        indexes = [
            models.Index(
                fields=["agency", "planned_on"],
                name="cases_jointcheck_waiting",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def standings(self, actor: Actor) -> set[str]:
        """team: the actor's agency makes the visit and still takes part; and the case's."""
        known = super().standings(actor)
        is_team = actor.agency_id in (self.agency_id, *self.with_agencies)
        return known | ({"team"} if is_team and "participant" in known else set())


class CheckSheet(OfCase, models.Model):
    """What one phone sent from a check, kept as it came: nothing sent is ever lost or doubled.

    id: chosen by the phone, so that sending twice keeps one.  answers: item → {answer, note, at}.
    based_on: the version of the check that the phone knew.  conflicts: items where two phones said
    otherwise, until somebody settled them.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    check_made = models.ForeignKey(JointCheck, on_delete=models.PROTECT, related_name="sheets")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    based_on = models.IntegerField()
    answers = models.JSONField(default=dict)
    conflicts = ArrayField(models.CharField(max_length=40), default=list)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at"]
        constraints = [CaseWall(name="cases_checksheet_rows", group="risk", own_agency=True)]

    def __str__(self) -> str:
        return str(self.pk)


class CheckPhoto(OfCase, models.Model):
    """A photo of a check, stripped of where and with what it was taken.

    id: chosen by the phone.  digest: SHA-256 of what is kept.  withdrawn_at: its content is gone.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    check_made = models.ForeignKey(JointCheck, on_delete=models.PROTECT, related_name="photos")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40, blank=True)
    caption = models.CharField(max_length=200, blank=True)
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    taken_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at"]
        constraints = [CaseWall(name="cases_checkphoto_rows", group="risk", own_agency=True)]

    def __str__(self) -> str:
        return str(self.pk)


class CheckAction(OfCase, models.Model):
    """That a finding of a check became an action."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    check_made = models.ForeignKey(JointCheck, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)
    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [CaseWall(name="cases_checkaction_rows", group="risk")]

    def __str__(self) -> str:
        return str(self.pk)
