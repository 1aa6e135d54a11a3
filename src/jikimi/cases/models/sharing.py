"""Participation: an agency's share in a case; Disclosure: the statutory ledger of shares;
Bar: who must not see a case; BrokenGlass: who opened one in an emergency."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.codes import label
from jikimi.access.member import Member
from jikimi.access.policy import AclPolicy
from jikimi.cases.models.case import Case
from jikimi.cases.wall import CaseWall

_OPENER_OR_AUDITOR = (
    "ARRAY[member_id * 8 + 2, agency_id * 8 + 5] OPERATOR(pg_catalog.&&)"
    " (SELECT access_principals())"
)


class Participation(models.Model):
    """What an agency may know of a case: basis, purpose, field groups, until when (SR-01).

    Written only by guard functions (cases/sql/sharing.sql). Until accepted_at is filled the agency
    sees this row and nothing else of the case (SR-04).
    field_group: who else may know that this agency takes part: those who hold the group, '' for
    all. That a shelter helps is a fact about the victim and stays away from the other side.
    review_due_at: an urgent share is looked at afterwards, until then (SR-03).
    purpose: in free words, or a code of share_words.csv when it is the usual one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="participations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20)
    basis = models.CharField(max_length=40)
    narrative = models.TextField(blank=True)
    purpose = models.CharField(max_length=300)
    fields = ArrayField(models.CharField(max_length=20))
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    invited_by_id = models.BigIntegerField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by_id = models.BigIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)
    last_event_at = models.DateTimeField()
    field_group = models.CharField(max_length=20, blank=True)
    consented_on = models.DateField(null=True, blank=True)
    review_due_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by_id = models.BigIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=20, blank=True)
    review_note = models.TextField(blank=True)

    is_guarded = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agency"],
                condition=models.Q(ended_at__isnull=True),
                name="cases_participation_once",
            ),
            AclPolicy(
                name="cases_participation_rows",
                keeper="cases_keep_participation_acl()",
                insert=False,
                update=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "-last_event_at"],
                include=["case"],
                condition=models.Q(ended_at__isnull=True),
                name="cases_participation_work",
            ),
            models.Index(
                fields=["agency", "since"],
                condition=models.Q(ended_at__isnull=True, accepted_at__isnull=True),
                name="cases_participation_asked",
            ),
            models.Index(
                fields=["review_due_at"],
                condition=models.Q(review_due_at__isnull=False, reviewed_at__isnull=True),
                name="cases_participation_urgent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "share"

    @property
    def purpose_in_words(self) -> str:
        """What it serves, in the reader's language where it is the usual purpose."""
        return label("cases", "share_words", self.purpose, on=self.since.date())

    @property
    def recorded_under(self) -> Case | Participation:
        """The case for those who see it; before acceptance the invitation itself."""
        return Case.objects.filter(pk=self.case_id).first() or self

    @property
    def body_id(self) -> int | None:
        """The body of the case, for those who see the case."""
        case = Case.objects.filter(pk=self.case_id).only("body_id").first()
        return case.body_id if case else None

    def standings(self, actor: Actor) -> set[str]:
        """invited: not accepted yet; own: the actor's agency; and whatever holds for the case."""
        case = Case.objects.filter(pk=self.case_id).first()
        standings = case.standings(actor) if case else set()
        if self.agency_id == actor.agency_id and self.ended_at is None:
            standings |= {"own"} if self.accepted_at else {"own", "invited"}
        return standings


class Disclosure(models.Model):
    """A row of the statutory ledger of provisions (PIPA decree §15), append-only (SR-02).

    The eight fields: name of the data provided, recipient, date, purpose, legal basis, items,
    period of use, and whether limits were set on the recipient.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures")
    data_name = models.CharField(max_length=120)
    recipient = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    provided_at = models.DateTimeField()
    purpose = models.CharField(max_length=300)
    basis = models.CharField(max_length=40)
    items = ArrayField(models.CharField(max_length=20))
    period_until = models.DateTimeField(null=True, blank=True)
    limits = models.TextField()
    provided_by_id = models.BigIntegerField()
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["provided_at"]
        constraints = [
            CaseWall(
                name="cases_disclosure_rows",
                group="steering",
                insert=False,
                update=False,
                also="provider_id * 8 + 5 = ANY ((SELECT access_principals())::bigint[])",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Bar(models.Model):
    """A member who must not see a case: related to a party, declared or matched (SR-07, SR-08)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bars")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    barred_at = models.DateTimeField()
    barred_by_id = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "member"],
                condition=models.Q(ended_at__isnull=True),
                name="cases_bar_once",
            ),
            CaseWall(name="cases_bar_rows", group="steering", insert=False, update=False),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class BrokenGlass(models.Model):
    """An emergency opening: reason, a few hours, reviewed by a named person (SR-25)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="broken_glass")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=20, blank=True)
    review_note = models.TextField(blank=True)

    is_guarded = True

    class Meta:
        constraints = [
            CaseWall(
                name="cases_brokenglass_rows",
                group="steering",
                insert=False,
                update=False,
                also=_OPENER_OR_AUDITOR,
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "emergency_opening"

    @property
    def recorded_under(self) -> Case | BrokenGlass:
        """The case for those who see it; for auditors the opening itself."""
        return Case.objects.filter(pk=self.case_id).first() or self

    @property
    def body_id(self) -> int | None:
        """The body of the case, for those who see the case."""
        case = Case.objects.filter(pk=self.case_id).only("body_id").first()
        return case.body_id if case else None

    def standings(self, actor: Actor) -> set[str]:
        """own: of the actor's agency, opened by somebody else; body: coordinates the case's body.

        Nobody reviews what he opened himself.
        """
        if self.member_id == actor.member_id:
            return set()
        return {"body"} | ({"own"} if self.agency_id == actor.agency_id else set())
