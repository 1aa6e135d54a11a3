"""Recruiting as the doors read it: the list, one agency, the figures of a period, the export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.bodies.districts import district_label
from jikimi.bodies.models import Body, Candidate, Signing, Visit
from jikimi.bodies.recruiting import need_reason
from jikimi.settings.jinja import day

LIST = "bodies.candidate.list"
ORDERS = ("name", "kind", "district", "stage", "visit", "until")
RUNS_OUT_DAYS = 60
PAGE = 50
_STAGE_ORDER = ("found", "visited", "agreed", "signed", "seated", "declined", "left")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed and ordered. order: a word of ORDERS, with - before it reversed."""

    words: str = ""
    stage: str = ""
    kind: str = ""
    district: str = ""
    order: str = "name"


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """An agency on its way, with what a list shows of its visits and its agreement."""

    candidate: Candidate
    planned_on: date | None
    visited_on: date | None
    valid_until: date | None
    is_running_out: bool

    @property
    def stage_label(self) -> str:
        """Where it stands, in the reader's language."""
        return label("bodies", "candidate_stages", self.candidate.stage)

    @property
    def kind_label(self) -> str:
        """What kind of agency it is, in the reader's language."""
        return label("access", "agency_kinds", self.candidate.kind)

    @property
    def district_label(self) -> str:
        """Where it works, in the reader's language."""
        return district_label(self.candidate.district)


@dataclass(frozen=True, slots=True)
class RecruitingFigures:
    """Agencies by what happened with them in a period; each counts once in each figure."""

    found: int
    planned: int
    visited: int
    agreed: int
    signed: int
    joined: int
    declined: int


def candidate_lines(actor: Actor, body: Body, wanted: Wanted | None = None) -> list[CandidateLine]:
    """Agencies on their way to a seat in this body, narrowed and ordered; three queries at most."""
    if not may(actor, LIST, body):
        raise NotAllowed
    narrowed = wanted or Wanted()
    rows = list(_narrowed(body, narrowed).select_related("seat", "agency"))
    visits, signings = _visits_of(rows), _signings_of(rows)
    lines = [_line(row, visits.get(row.pk, []), signings.get(row.pk)) for row in rows]
    return _ordered(lines, narrowed.order)


def candidate_called(actor: Actor, body: Body, candidate_id: UUID) -> Candidate:
    """One agency on its way to this body; NotAllowed when absent or not the actor's to know."""
    rows = Candidate.objects.select_related("body", "agency", "seat", "found_by__agency")
    found = rows.filter(pk=candidate_id, body=body).first()
    if found is None or not may(actor, LIST, body):
        raise NotAllowed
    return found


def visits_to(candidate: Candidate) -> list[Visit]:
    """Visits to an agency, the newest first."""
    rows = candidate.visits.select_related("visitor__agency")
    return sorted(rows, key=lambda row: (row.visited_on or row.planned_on, row.pk), reverse=True)


def signings_of(candidate: Candidate) -> list[Signing]:
    """Agreements of an agency, the newest first, those taken back too; without their documents."""
    return list(candidate.signings.defer("document").select_related("recorded_by"))


def agreements_running_out(lines: Iterable[CandidateLine]) -> list[CandidateLine]:
    """Seated agencies whose agreement ends within sixty days or has ended, the first first."""
    rows = [line for line in lines if line.is_running_out]
    return sorted(rows, key=lambda line: line.valid_until or date.max)


def recruiting_figures(
    actor: Actor, body: Body, *, since: date | None = None, until: date | None = None
) -> RecruitingFigures:
    """How many agencies were found, visited, agreed, signed and joined within a period."""
    if not may(actor, LIST, body):
        raise NotAllowed
    candidates = Candidate.objects.filter(body=body)
    visits = Visit.objects.filter(body=body, cancelled_at=None).values("candidate").distinct()
    signings = Signing.objects.filter(body=body, withdrawn_at=None).values("candidate").distinct()

    def within(field: str) -> Q:
        narrowed = Q(**{f"{field}__isnull": False})
        narrowed &= Q(**{f"{field}__gte": since}) if since else Q()
        return narrowed & (Q(**{f"{field}__lte": until}) if until else Q())

    return RecruitingFigures(
        found=candidates.filter(within("found_on")).count(),
        planned=visits.filter(within("planned_on")).count(),
        visited=visits.filter(within("visited_on")).count(),
        agreed=candidates.filter(within("agreed_on")).count(),
        signed=signings.filter(within("signed_on")).count(),
        joined=candidates.filter(within("seat__joined_on")).count(),
        declined=candidates.filter(within("stage_since__date"), stage="declined").count(),
    )


def recruiting_rows(
    actor: Actor, body: Body, wanted: Wanted, *, why: str
) -> tuple[list[str], list[list[str]]]:
    """The list as it leaves the house: headings, then a row for each agency, for a reason (SR-30).

    Records bodies.candidate.export.
    """
    reason = need_reason(why)
    lines = candidate_lines(actor, body, wanted)
    reading(actor, "bodies.candidate.export", body, why=reason)
    heads = [
        _("Agency"), _("Kind of agency"), _("District"), _("Phone"), _("Where it stands"),
        _("Found on"), _("Visit planned"), _("Visited on"), _("Agreed on"), _("Agreement until"),
        _("Joined on"), _("Note"),
    ]  # fmt: skip
    return heads, [_row(line) for line in lines]


def _row(line: CandidateLine) -> list[str]:
    row = line.candidate
    joined_on = row.seat.joined_on if row.seat else None
    return [
        row.shown_name, line.kind_label, line.district_label, row.phone, line.stage_label,
        day(row.found_on), day(line.planned_on), day(line.visited_on), day(row.agreed_on),
        day(line.valid_until), day(joined_on), row.why_ended or row.note,
    ]  # fmt: skip


def _narrowed(body: Body, wanted: Wanted) -> QuerySet[Candidate]:
    rows = Candidate.objects.filter(body=body)
    if wanted.stage == "on_the_way":
        rows = rows.filter(stage__in=("found", "visited", "agreed", "signed"))
    elif wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    for word in wanted.words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(note__icontains=word))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    return rows.filter(district=wanted.district) if wanted.district else rows


def _visits_of(rows: list[Candidate]) -> dict[UUID, list[Visit]]:
    found: dict[UUID, list[Visit]] = {}
    for visit in Visit.objects.filter(candidate__in=rows, cancelled_at=None):
        found.setdefault(visit.candidate_id, []).append(visit)
    return found


def _signings_of(rows: list[Candidate]) -> dict[UUID, Signing]:
    """The newest agreement that stands, of each."""
    standing = Signing.objects.filter(candidate__in=rows, withdrawn_at=None).defer("document")
    return {row.candidate_id: row for row in standing.order_by("signed_on", "recorded_at")}


def _line(row: Candidate, visits: list[Visit], signing: Signing | None) -> CandidateLine:
    planned = [visit.planned_on for visit in visits if visit.visited_on is None]
    made = [visit.visited_on for visit in visits if visit.visited_on]
    until = signing.valid_until if signing else None
    days_left = (until - timezone.localdate()).days if until else RUNS_OUT_DAYS + 1
    return CandidateLine(
        candidate=row,
        planned_on=min(planned, default=None),
        visited_on=max(made, default=None),
        valid_until=until,
        is_running_out=row.stage == "seated" and days_left <= RUNS_OUT_DAYS,
    )


def _ordered(lines: list[CandidateLine], order: str) -> list[CandidateLine]:
    word = order.removeprefix("-")
    keys = {
        "kind": lambda line: line.kind_label,
        "district": lambda line: line.district_label,
        "stage": lambda line: _STAGE_ORDER.index(line.candidate.stage),
        "visit": lambda line: line.planned_on or line.visited_on or date.max,
        "until": lambda line: line.valid_until or date.max,
    }
    by_name = sorted(lines, key=lambda line: line.candidate.name)
    if word not in keys:
        return by_name[::-1] if order == "-name" else by_name
    return sorted(by_name, key=keys[word], reverse=order.startswith("-"))
