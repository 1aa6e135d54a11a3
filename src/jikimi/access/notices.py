"""Notices: the outbox. A notice says that something waits, never what is in it (SR-67)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.policy import RowPolicy
from jikimi.access.principals import Principal


class Notice(models.Model):
    """One thing to tell one member. kind is a code whose words stand in the locale files."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member_id", "kind", "subject_id", "day"], name="access_notice_once_a_day"
            ),
            RowPolicy(
                name="access_notice_rows",
                select="member_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[])"
                " OR (SELECT access_is(22))",
                update="member_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[])"
                " OR (SELECT access_is(22))",
            ),
        ]
        indexes = [models.Index(fields=["member_id", "-created_at"], name="access_notice_member")]

    def __str__(self) -> str:
        return self.kind


def tell(member_ids: Iterable[int], kind: str, *, subject_id: UUID | None, link: str = "") -> None:
    """Put a notice into the outbox of each member; sent after commit by the clock door."""
    numbers = sorted(set(member_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access_tell(%s::bigint[], %s, %s, %s)",
            [numbers, kind, subject_id, link],
        )


def tell_principals(
    principals: Iterable[int], kind: str, *, subject_id: UUID | None, link: str = ""
) -> None:
    """Tell everyone who works under these principals (agency, body, auditor …)."""
    numbers = sorted(set(principals))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access_tell_principals(%s::bigint[], %s, %s, %s)",
            [numbers, kind, subject_id, link],
        )


def tell_principals_once(
    principals: Iterable[int], kind: str, *, subject_id: UUID | None, link: str, day: date
) -> None:
    """As tell_principals, but a member who was told this on that day is not told again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access_tell_principals_once(%s::bigint[], %s, %s, %s, %s)",
            [sorted(set(principals)), kind, subject_id, link, day],
        )


def notices_unseen(actor: Actor) -> models.QuerySet[Notice]:
    """What the actor was told and has not looked at, newest first."""
    return Notice.objects.filter(member_id=actor.member_id, seen_at__isnull=True)


def mark_seen(actor: Actor) -> int:
    """Mark all of the actor's notices as looked at; how many there were."""
    return notices_unseen(actor).update(seen_at=timezone.now())


def agency_principal(agency_id: int) -> int:
    """The principal of those who work on the cases of this agency."""
    return Principal.AGENCY.of(agency_id)
