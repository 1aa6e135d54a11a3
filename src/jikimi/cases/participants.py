"""Participants: who works on a case, what each may know of it, and how they are told of a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jikimi.access.acting import Doing, acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.models import Agency
from jikimi.access.principals import Principal
from jikimi.access.ticket import named
from jikimi.cases.models import Case, Participation
from jikimi.cases.wall import GROUPS


class OfCase(Protocol):
    """A row that hangs on a case."""

    case_id: UUID


@contextmanager
def acting_within(actor: Actor, code: str, row: OfCase, *, why: str = "") -> Iterator[Doing]:
    """As acting() on a row of a case, with the case locked first.

    Every change of a case takes its locks in this order, so that two never wait for each other.
    """
    with transaction.atomic(), named(actor):
        cases = Case.objects.select_for_update().filter(pk=row.case_id)
        if not cases.values_list("pk").first():
            raise NotAllowed
        with acting(actor, code, row, why=why) as doing:
            yield doing


def groups_seen(actor: Actor, case: Case) -> frozenset[str]:
    """The field groups of the case that the actor may read: a code each of field_groups.csv."""
    if actor.holds("coordinator", body_id=case.body_id):
        return frozenset(GROUPS)
    share = _shares(case).filter(agency_id=actor.agency_id).values_list("fields", flat=True).first()
    if share is None and "broken_glass" in case.standings(actor):
        return frozenset(GROUPS)
    return frozenset(share or ())


def need_group(actor: Actor, case: Case, group: str) -> None:
    """Raise NotAllowed unless the actor may read this field group, and so may write in it."""
    if group not in groups_seen(actor, case):
        raise NotAllowed


def agencies_taking_part(case: Case) -> list[Agency]:
    """Agencies that accepted to take part and whose share is not over."""
    taking_part = _shares(case).values("agency_id")
    return list(Agency.objects.filter(pk__in=taking_part, left_on=None).order_by("name_ko"))


def is_taking_part(case: Case, agency_id: int) -> bool:
    """Whether this agency accepted to take part and its share is not over."""
    return _shares(case).filter(agency_id=agency_id, agency__left_on=None).exists()


def tell_participants(case: Case, code: str, *, part: str = "") -> None:
    """Tell everyone who works on the case of a step; the notice holds no content.

    part: the page of the case to be opened (`plan/`).
    """
    _tell(case, [], code, case.pk, part)


def tell_agency(case: Case, agency_id: int, code: str, *, about: UUID, part: str) -> None:
    """Tell those who work on the case at one agency."""
    _tell(case, [Principal.AGENCY.of(agency_id)], code, about, part)


def tell_leaders(case: Case, code: str, *, about: UUID, part: str) -> None:
    """Tell the lead agency and the coordinators of the body."""
    leaders = [Principal.AGENCY.of(case.lead_agency_id), Principal.BODY.of(case.body_id)]
    _tell(case, leaders, code, about, part)


def _tell(case: Case, chosen: Iterable[int], code: str, about: UUID, part: str) -> None:
    link = f"/staff/cases/{case.number}/{part}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_tell(%s, %s::bigint[], %s, %s, %s)",
            [case.pk, list(chosen), code, about, link],
        )


def _shares(case: Case) -> QuerySet[Participation]:
    running = Q(until=None) | Q(until__gt=timezone.now())
    return case.participations.filter(running, accepted_at__isnull=False, ended_at=None)
