"""Reads for those who keep the house: members for administrators, the record for auditors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.acts import all_acts
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.locking import lock_noted
from jikimi.access.member import Member, Role
from jikimi.access.record import Record

PAGE = 50
LOOK_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What an auditor looks for. outcome: done, read, refused; person_id: a data subject."""

    member_id: int | None = None
    act: str = ""
    outcome: str = ""
    person_id: UUID | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line of the record as an auditor reads it. details: names of fields and codes, JSON."""

    at: datetime
    member: str
    act: str
    subject_kind: str
    subject_id: UUID | None
    person_ids: tuple[UUID, ...]
    why: str
    outcome: str
    place: str
    lane: int
    number: int
    details: str


def members_of(actor: Actor) -> QuerySet[Member]:
    """Members of the administrator's agency with the roles they hold now."""
    if not actor.holds("administrator"):
        raise NotAllowed
    held = Role.objects.filter(ended_at=None).order_by("kind")
    mine = Member.objects.filter(agency_id=actor.agency_id)
    return mine.prefetch_related(Prefetch("roles", held, to_attr="held")).order_by("name", "pk")


def member_called(actor: Actor, number: int) -> Member:
    """One member of the administrator's agency; NotAllowed when absent or of another agency."""
    found = members_of(actor).filter(pk=number).first()
    if found is None:
        raise NotAllowed
    return found


def record_lines(
    actor: Actor, wanted: RecordFilter, *, before: datetime | None = None
) -> list[RecordLine]:
    """The record of the staff of the auditor's agency, newest first, fifty at a time (SR-31)."""
    rows = _filtered(wanted).filter(at__lt=before or timezone.now()).order_by("-at")[:PAGE]
    return _lines(list(rows))


def record_export(
    actor: Actor, wanted: RecordFilter, *, why: str, password: str
) -> Iterator[RecordLine]:
    """Every line that fits, oldest first, for a file under a password (SR-17).

    The reason is recorded, and that the file is locked (SR-30).
    """
    if not why.strip():
        raise NotValid("access.record.why", {"why": _("Give the reason.")})
    reading(actor, "access.record.export", why=why, details=lock_noted(password))
    return iter(_lines(list(_filtered(wanted).order_by("at"))))


def _filtered(wanted: RecordFilter) -> QuerySet[Record]:
    rows = Record.objects.all()
    if wanted.person_id:
        rows = rows.filter(person_ids__contains=[wanted.person_id])
    simple = {
        "member_id": wanted.member_id,
        "act": wanted.act,
        "outcome": wanted.outcome,
        "at__date__gte": wanted.since,
        "at__date__lte": wanted.until,
    }
    return rows.filter(**{k: v for k, v in simple.items() if v})


def _lines(rows: list[Record]) -> list[RecordLine]:
    names = dict(
        Member.objects.filter(pk__in={r.member_id for r in rows}).values_list("pk", "name")
    )
    return [_line(row, names.get(row.member_id, "")) for row in rows]


def _line(row: Record, member: str) -> RecordLine:
    act = all_acts().get(row.act)
    return RecordLine(
        at=row.at,
        member=member,
        act=act.label if act else row.act,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        person_ids=tuple(row.person_ids),
        why=row.why,
        outcome=row.outcome,
        place=row.place,
        lane=row.lane,
        number=row.number,
        details=json.dumps(row.details, ensure_ascii=False) if row.details else "",
    )


def looked(actor: Actor) -> datetime | None:
    """When the member last looked at Today; this look counts from now on."""
    before = Member.objects.filter(pk=actor.member_id).values_list("seen_at", flat=True).first()
    now = timezone.now()
    if before is None or now - before > LOOK_AGAIN:
        Member.objects.filter(pk=actor.member_id).update(seen_at=now)
    return before


def notice_words(kind: str) -> str:
    """What a notice says: the words of its kind, else the word of the act that caused it."""
    kinds = codes("access", "notice_kinds")
    if kind in kinds:
        return kinds[kind].label
    act = all_acts().get(kind)
    return act.label if act else kind
