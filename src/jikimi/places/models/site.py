"""Site: one thing put in one place; Programme: why things are put there; how lists came in."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import OpenPolicy
from jikimi.places.wall import SitePolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

SITE_STATES = ("planned", "in_use", "out_of_order", "removed")
PROGRAMME_STAGES = ("proposed", "decided", "under_way", "done", "stopped")
AUDIENCES = ("public", "agencies")


class Programme(models.Model):
    """What a city and its police decided to do about places: bells, a CPTED project, a campaign.

    kind: a code of programme_kinds.csv.  matter_id: the proposal in the body's agenda.
    figures: what a campaign or an inspection reached, by day: {on, agency, by, note, code: number}
    with codes of programme_figures.csv.
    comparison_rule: how places to compare with are chosen, written before anything is measured.
    effects: what was found afterwards, newest last; each with its interval and verdict.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True)
    lead_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    matter_id = models.UUIDField(null=True, blank=True)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    budget_krw = models.BigIntegerField(null=True, blank=True)
    stage = models.CharField(max_length=20, default="proposed")
    stage_since = models.DateTimeField(default=timezone.now)
    figures = models.JSONField(default=list)
    comparison_rule = models.JSONField(default=dict)
    effects = models.JSONField(default=list)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-stage_since"]
        constraints = [
            models.CheckConstraint(
                name="places_programme_stage", condition=models.Q(stage__in=PROGRAMME_STAGES)
            ),
            OpenPolicy(name="places_programme_rows"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "programme"

    def standings(self, actor: Actor) -> set[str]:
        """body: who coordinates the body; owner: the agency that leads it."""
        return {"body"} | ({"owner"} if self.lead_agency_id == actor.agency_id else set())


class SiteImport(models.Model):
    """A list of sites that came in, and what it changed, so that it can be undone.

    agency: whose act it was, None for the operator.
    counts: new, changed, same, rejected, outside.  undone_at: everything it brought is gone again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=120)
    source = models.CharField(max_length=200, blank=True)
    as_of = models.DateField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    brought_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-brought_at"]
        constraints = [OpenPolicy(name="places_siteimport_rows")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "site_import"

    def standings(self, actor: Actor) -> set[str]:
        """owner: the agency that brought it."""
        return {"owner"} if self.agency_id == actor.agency_id else set()


class Site(models.Model):
    """One bell, safe house, camera, light … where it stands and whether it works.

    kind: a code of site_kinds.csv; facts: its own fields there (site_fields.csv).
    number: of the keeper's list, one within keeper and kind.  longitude, latitude: WGS 84; x, y:
    metres in EPSG:5179, None while the place is not known.  area_code: the dong it lies in.
    tested_on, test_result: of the last function test (works, fails, or empty).
    audience: public or agencies; published_at: since when the public map shows it.
    list_key: what names it in its keeper's list (SHA-256); digest: of what that list said.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=160, blank=True)
    keeper = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    keeper_name = models.CharField(max_length=120, blank=True)
    keeper_phone = models.CharField(max_length=40, blank=True)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="sites"
    )
    road_address = models.CharField(max_length=200, blank=True)
    lot_address = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    area_code = models.CharField(max_length=10, blank=True)
    doubt = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    how_many = models.IntegerField(default=1)
    state = models.CharField(max_length=20, default="in_use")
    installed_on = models.DateField(null=True, blank=True)
    removed_on = models.DateField(null=True, blank=True)
    tested_on = models.DateField(null=True, blank=True)
    test_result = models.CharField(max_length=20, blank=True)
    audience = models.CharField(max_length=10, default="agencies")
    published_at = models.DateTimeField(null=True, blank=True)
    brought_by = models.ForeignKey(
        SiteImport, on_delete=models.PROTECT, null=True, blank=True, related_name="sites"
    )
    list_key = models.CharField(max_length=64, blank=True)
    digest = models.BinaryField(default=bytes)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["kind", "area_code", "name"]
        constraints = [
            models.CheckConstraint(
                name="places_site_state", condition=models.Q(state__in=SITE_STATES)
            ),
            models.CheckConstraint(
                name="places_site_audience", condition=models.Q(audience__in=AUDIENCES)
            ),
            models.UniqueConstraint(
                fields=["kind", "list_key"],
                condition=~models.Q(list_key=""),
                name="places_site_once_in_a_list",
            ),
            SitePolicy(name="places_site_rows"),
        ]
        indexes = [
            models.Index(fields=["kind", "area_code"], name="places_site_area"),
            models.Index(fields=["x", "y"], name="places_site_near"),
            models.Index(fields=["kind", "tested_on"], name="places_site_tested"),
            models.Index(fields=["brought_by"], name="places_site_brought"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "site"

    def standings(self, actor: Actor) -> set[str]:
        """owner: the agency that keeps it."""
        return {"owner"} if self.keeper_id == actor.agency_id else set()


class SiteEvent(models.Model):
    """What happened to a site: brought, amended, tested, rung, out of order, repaired, removed.

    kind: a code of site_events.csv; before: the fields as they were, so that it can be undone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=30)
    happened_at = models.DateTimeField(default=timezone.now)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    brought_by = models.ForeignKey(
        SiteImport, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-happened_at"]
        constraints = [OpenPolicy(name="places_siteevent_rows")]
        indexes = [models.Index(fields=["site", "-happened_at"], name="places_siteevent_site")]

    def __str__(self) -> str:
        return str(self.pk)
