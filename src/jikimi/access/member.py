"""Member: one person with one account at one agency; Role: what that person may do, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.policy import ANY_ACTOR, RowPolicy

ROLE_KINDS = (
    "practitioner",
    "coordinator",
    "council_member",
    "analyst",
    "auditor",
    "administrator",
    "scout",
)
_SELF = "id * 8 + 2 = ANY ((SELECT access_principals())::bigint[])"
_ADMINISTERS = "agency_id * 8 + 7 = ANY ((SELECT access_principals())::bigint[])"
_DOOR = "(SELECT access_is(14))"
_OPERATOR = "(SELECT access_is(30))"


@dataclass(frozen=True, slots=True)
class Entered:
    """What was read together with a session's member. roles: kind, agency number, body number."""

    roles: tuple[tuple[str, ...], ...]
    has_factor: bool


class Member(AbstractBaseUser):
    """One person, one account, one agency (SR-18). Leaving ends access in the same transaction."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="members")
    roster_id = models.CharField(max_length=40, unique=True)
    job = models.CharField(max_length=60, blank=True)
    born_on = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    pledged_on = models.DateField(null=True, blank=True)
    trained_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    left_on = models.DateField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "roster_id"]
    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()
    is_guarded = True  # its row may be updated by few; acts on it lock nothing
    entered: Entered | None = None

    class Meta:
        constraints = [
            RowPolicy(
                name="access_member_rows",
                select=ANY_ACTOR,
                insert=f"{_ADMINISTERS} OR {_OPERATOR}",
                update=f"{_SELF} OR {_ADMINISTERS} OR {_DOOR} OR {_OPERATOR}",
            )
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "member"

    def standings(self, actor: Actor) -> set[str]:
        """own: the actor's agency keeps this member; self: it is the actor."""
        own = {"own"} if self.agency_id == actor.agency_id else set()
        return own | ({"self"} if self.pk == actor.member_id else set())


class Role(models.Model):
    """A role held at an agency or in a body (a row of the bodies room), from a day until a day."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=20, choices=[(k, k) for k in ROLE_KINDS])
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True)
    body_id = models.BigIntegerField(null=True, blank=True)
    granted_at = models.DateTimeField()
    granted_by_id = models.BigIntegerField()
    why = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_role_at_agency_or_in_body",
                condition=Q(agency__isnull=False, body_id__isnull=True)
                | Q(agency__isnull=True, body_id__isnull=False),
            ),
            models.UniqueConstraint(
                name="access_role_once",
                fields=["member", "kind", "agency", "body_id"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
            ),
            RowPolicy(
                name="access_role_rows",
                select=ANY_ACTOR,
                insert=f"access_may_grant(member_id, body_id) OR {_OPERATOR}",
                update=f"access_may_grant(member_id, body_id) OR {_OPERATOR}",
            ),
        ]
        indexes = [models.Index(fields=["body_id"], name="access_role_body")]

    def __str__(self) -> str:
        return self.kind
