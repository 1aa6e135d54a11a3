"""Report: what came in over 112. Party rows hold who was in it; Reporter never leaves police."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Reverse

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.policy import RowPolicy
from jikimi.cases.models.case import Case
from jikimi.cases.wall import CaseWall

# A report belongs to one police station; no trigger is needed, so that a million go in quickly.
# Reports and the rows below them have no foreign keys to the station and to the report: only
# cases_merge_staged() makes them, after asking whether the station is one, and nobody deletes one;
# five key checks a report would cost more than the report itself.
_STATION = "station_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])"
_POLICE = "station_id * 8 + 4 = ANY ((SELECT access_principals())::bigint[])"


class Report(models.Model):
    """One 112 report, for the case workers of the police station it belongs to.

    place_as_written: as the call came in; the road address parts where it has them, town being
    읍·면·행정구; the ten-digit legal-dong code. narrative: identity numbers masked.
    digest tells whether a row of a later file says the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=40, db_collation="C")
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    response_code = models.SmallIntegerField(null=True, blank=True)
    station = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    police_box = models.CharField(max_length=60, blank=True)
    province = models.CharField(max_length=30, blank=True)
    city = models.CharField(max_length=30, blank=True)
    town = models.CharField(max_length=30, blank=True)
    road = models.CharField(max_length=60, blank=True)
    building = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=80, blank=True)
    place_as_written = models.CharField(max_length=200, blank=True)
    legal_dong_code = models.CharField(max_length=10, blank=True)
    relation = models.CharField(max_length=30, blank=True)
    actions_taken = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=100, blank=True)
    narrative = models.TextField(blank=True)
    digest = models.BinaryField()
    batch_id = models.UUIDField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="cases_report_number"),
            RowPolicy(
                name="cases_report_rows",
                select=_STATION,
                insert=_STATION,
                update=_STATION,
            ),
        ]
        indexes = [models.Index(fields=["station", "-received_at"], name="cases_report_station")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "report"

    def standings(self, actor: Actor) -> set[str]:
        """Whoever works at the police station it belongs to."""
        return {"station"} if actor.agency_id == self.station_id else set()


class ReportParty(models.Model):
    """Who was in a report: victim, perpetrator … as typed, cleaned."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="parties", db_constraint=False
    )
    station = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    role = models.CharField(max_length=20)
    name = models.CharField(max_length=80, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    born_on = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="cases_reportparty_rows",
                select=_STATION,
                insert=_STATION,
                update=_STATION,
            )
        ]
        indexes = [
            models.Index(
                fields=["station", "name"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
                name="cases_reportparty_name",
            ),
            models.Index(
                "station",
                OpClass(Reverse("phone"), name="text_pattern_ops"),
                name="cases_reportparty_phone",
                condition=~models.Q(phone=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Reporter(models.Model):
    """Who reported. Police roles of the stations concerned only, in no list of others (SR-06)."""

    report = models.OneToOneField(
        Report,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="reporter",
        db_constraint=False,
    )
    station = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="cases_reporter_rows",
                select=_POLICE,
                insert=_POLICE,
                update=_POLICE,
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CaseReport(models.Model):
    """A report as the agencies of a case see it: when, what kind, what police did; no reporter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_reports")
    report_id = models.UUIDField()
    number = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    response_code = models.SmallIntegerField(null=True, blank=True)
    actions_taken = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=100, blank=True)
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "report_id"], name="cases_casereport_once"),
            CaseWall(name="cases_casereport_rows", group="reports"),
        ]
        indexes = [models.Index(fields=["report_id"], name="cases_casereport_report")]

    def __str__(self) -> str:
        return str(self.pk)
