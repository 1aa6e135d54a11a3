"""Conflict of interest: a member related to a party sees nothing of the case (SR-07, SR-08)."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, connections, transaction
from django.db.models import Q, QuerySet

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.member import Role
from jikimi.access.models import Member
from jikimi.access.record import Entry, append_refusal
from jikimi.access.ticket import ticket_for
from jikimi.cases.guards import called, need_reason
from jikimi.cases.models import Bar, Case
from jikimi.cases.nomination import happened
from jikimi.cases.words import known


def declare_conflict(*, actor: Actor, case: Case, reason: str) -> None:
    """Declare that one is related to a party; from here on one sees nothing of the case.

    What one had in hand on it waits for another owner.  Records cases.bar.declare.
    """
    known("bar_reasons", reason, field="reason")
    with acting(actor, "cases.bar.declare", case) as doing:
        doing.details["reason"] = reason
        happened(case)
        called("cases_bar_member", case.pk, actor.member_id, reason)


def bar_member(*, actor: Actor, case: Case, member: Member, reason: str) -> None:
    """Bar somebody else who is related to a party, for those who steer the case.

    Records cases.bar.put.
    """
    known("bar_reasons", reason, field="reason")
    with acting(actor, "cases.bar.put", case) as doing:
        doing.details.update(member=member.pk, reason=reason)
        called("cases_bar_member", case.pk, member.pk, reason)
        happened(case)


def lift_bar(*, actor: Actor, bar: Bar, why: str) -> None:
    """Let a member see the case again. Never one's own bar. Records cases.bar.lift."""
    need_reason(why)
    with acting(actor, "cases.bar.lift", bar.case, why=why) as doing:
        if bar.member_id == actor.member_id or bar.ended_at is not None:
            raise NotAllowed
        doing.details["member"] = bar.member_id
        called("cases_unbar_member", bar.case_id, bar.member_id)


def bars_of(actor: Actor, case: Case) -> QuerySet[Bar]:
    """Who is barred from the case, for those who steer it."""
    rows = Bar.objects.filter(case=case, ended_at=None).select_related("member__agency")
    return rows.order_by("barred_at")


def members_to_bar(actor: Actor, case: Case) -> list[Member]:
    """Who could be barred: case workers of agencies taking part or invited, and coordinators."""
    within = case.participations.filter(ended_at=None).values("agency_id")
    roles = Role.objects.filter(ended_at=None)
    workers = roles.filter(kind__in=("practitioner", "coordinator"), agency_id__in=within)
    steering = roles.filter(kind="coordinator", body_id=case.body_id)
    barred = bars_of(actor, case).values("member_id")
    found = Member.objects.filter(
        Q(pk__in=workers.values("member_id")) | Q(pk__in=steering.values("member_id")),
        is_active=True,
    )
    rows = found.exclude(pk__in=barred).exclude(pk=actor.member_id).select_related("agency")
    return list(rows.order_by("agency__name_ko", "name"))


def bar_called(actor: Actor, case: Case, bar_id: UUID) -> Bar:
    """One bar that holds. Raises NotAllowed when there is none for the actor."""
    row = bars_of(actor, case).filter(pk=bar_id).first()
    if row is None:
        raise NotAllowed
    row.case = case
    return row


def refuse(actor: Actor, number: str, act: str = "cases.case.read") -> None:
    """Record that a case was asked for in vain; a barred member's try is told to the coordinators.

    Written on a connection of its own, so that it stays when the request is rolled back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, coordinators FROM cases_attempted(%s)", [number])
        case_id, coordinators = cursor.fetchone() or (None, [])
    if case_id is not None:
        _tell_of_attempt(actor, case_id, coordinators, f"/staff/cases/{number}/bars/")
    append_refusal(Entry(act, "refused", "case" if case_id else "", case_id), actor=actor)


def _tell_of_attempt(actor: Actor, case_id: UUID, coordinators: list[int], link: str) -> None:
    with transaction.atomic(using="refusals"), connections["refusals"].cursor() as cursor:
        cursor.execute("SELECT set_config('jikimi.ticket', %s, true)", [ticket_for(actor)])
        cursor.execute(
            "SELECT access_tell(%s::bigint[], 'cases.bar.attempt', %s, %s)",
            [coordinators, case_id, link],
        )
