"""Case: one household's way from being named to being safe. Names stand in Party and Person."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.policy import AclPolicy
from jikimi.bodies.models import Body

STAGES = (
    "nominated",
    "selected",
    "declined",
    "heard",
    "analysed",
    "planned",
    "acting",
    "reviewed",
    "closed",
)


def of_body() -> Any:
    """The body of the case, kept by the database on what is listed by body (sql/steered.sql)."""
    return models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )


_DUE = Q(closed_at__isnull=True)
_UNLED = Q(lead_member_id__isnull=True) & ~Q(stage__in=("closed", "declined"))


class Case(models.Model):
    """A case and where it stands. Opened only by cases_open(); holds no name and no address.

    number is random (`2026-K7QF3M`), so that it tells nothing about how many cases there are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=12, unique=True)
    pathway = models.CharField(max_length=20, default="jss")
    kind = models.CharField(max_length=30)
    stage = models.CharField(max_length=20, choices=[(s, s) for s in STAGES])
    stage_since = models.DateTimeField(default=timezone.now)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    lead_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    lead_member_id = models.BigIntegerField(null=True, blank=True)
    nominated_by = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    last_event_at = models.DateTimeField(default=timezone.now)
    review_due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    repeat_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    repeat_until = models.DateField(null=True, blank=True)
    is_repeat = models.BooleanField(default=False)
    consent_withdrawn_on = models.DateField(null=True, blank=True)
    decline_reason = models.CharField(max_length=40, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-last_event_at"]
        constraints = [
            AclPolicy(name="cases_case_rows", keeper="cases_keep_case_acl()", insert=False),
            models.CheckConstraint(name="cases_case_stage", condition=models.Q(stage__in=STAGES)),
        ]
        indexes = [
            models.Index(fields=["body", "-last_event_at"], name="cases_case_of_body"),
            models.Index(fields=["review_due_on"], name="cases_case_review"),
            models.Index(
                fields=["lead_agency", "review_due_on", "id"], name="cases_case_due", condition=_DUE
            ),
            models.Index(
                fields=["body", "review_due_on", "id"],
                name="cases_case_due_in_body",
                condition=_DUE,
            ),
            models.Index(
                fields=["body", "stage", "stage_since"],
                name="cases_case_early",
                condition=Q(stage__in=("nominated", "selected")),
            ),
            models.Index(fields=["lead_agency"], name="cases_case_unled", condition=_UNLED),
            models.Index(fields=["body"], name="cases_case_unled_in_body", condition=_UNLED),
            models.Index(fields=["lead_member_id", "-last_event_at"], name="cases_case_of_member"),
            models.Index(fields=["lead_agency", "-last_event_at"], name="cases_case_of_lead"),
            models.Index(
                fields=["repeat_until"], name="cases_case_flag_ends", condition=Q(is_repeat=True)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "case"

    def standings(self, actor: Actor) -> set[str]:
        """body, lead, nominator, participant, broken_glass: what the act table may ask for.

        A share or an emergency opening whose time is over counts no more, even before the clock
        has ended it.
        """
        whose, known = self.__dict__.get("_remembered", (None, frozenset()))
        return set(known) if whose == actor.member_id else self._asked_standings(actor)

    def remember_standings(self, actor: Actor) -> None:
        """Ask once for a page that offers many acts. An act forgets it and asks anew."""
        self.__dict__["_remembered"] = (actor.member_id, frozenset(self._asked_standings(actor)))

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row anew and forget who stands how to it."""
        self.__dict__.pop("_remembered", None)
        super().refresh_from_db(*args, **kwargs)

    def _asked_standings(self, actor: Actor) -> set[str]:
        standings = {"body"}
        if self.lead_agency_id == actor.agency_id:
            standings.add("lead")
        if self.nominated_by_id == actor.agency_id:
            standings.add("nominator")
        if self._takes_part(actor):
            return standings | {"participant"}
        opened = self.broken_glass.filter(
            member_id=actor.member_id, closed_at=None, until__gt=timezone.now()
        )
        return standings | ({"broken_glass"} if opened.exists() else set())

    def _takes_part(self, actor: Actor) -> bool:
        shares = self.participations.filter(
            agency_id=actor.agency_id, accepted_at__isnull=False, ended_at=None
        )
        return shares.filter(Q(until=None) | Q(until__gt=timezone.now())).exists()


class OfCase:
    """What every row that hangs on a case answers when an act is done to it.

    case: the case; agency_id, where there is one: the agency whose own the row is.
    """

    case: Case

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return type(self).__name__.lower()

    @property
    def recorded_under(self) -> Case:
        """The record of it is part of the case's history."""
        return self.case

    @property
    def stage(self) -> str:
        """The stage of the case decides what may be done to it."""
        return self.case.stage

    @property
    def body_id(self) -> int:
        """The body whose coordinators look after the case."""
        return self.case.body_id

    def standings(self, actor: Actor) -> set[str]:
        """owner: it is the actor's agency's own; and whatever holds for the case."""
        own = getattr(self, "agency_id", None) == actor.agency_id
        return self.case.standings(actor) | ({"owner"} if own else set())
