"""Shares of a case in plain words: who may see it, what, why, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import Code, label
from jikimi.access.errors import NotAllowed
from jikimi.access.models import Agency
from jikimi.cases.models import Case, Participation
from jikimi.cases.pathway_rules import groups_on_pathway
from jikimi.cases.sharing import is_basis_between
from jikimi.cases.words import groups_allowed, words


@dataclass(frozen=True, slots=True)
class Stood:
    """A subject with the actor's standings, asked once for a whole page of offers."""

    known: frozenset[str]
    body_id: int
    stage: str = ""
    subject_kind: str = "case"

    def standings(self, actor: Actor) -> frozenset[str]:
        """The standings that were asked before."""
        return self.known


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One agency's share. state: takes_part, invited or ended."""

    share: Participation
    state: str
    role: str
    basis: str
    fields: Sequence[str]
    may_end: bool
    may_review: bool

    @property
    def waits_for_review(self) -> bool:
        """Whether an urgent share was not looked at yet."""
        return self.share.review_due_at is not None and self.share.reviewed_at is None

    @property
    def is_review_overdue(self) -> bool:
        """Whether that review is late."""
        due = self.share.review_due_at
        return self.waits_for_review and due is not None and due < timezone.now()


_ORDER = ("takes_part", "invited", "ended")


def shares_of(actor: Actor, case: Case) -> list[ShareLine]:
    """Shares of a case the actor may know of: those that hold, invitations, those that ended."""
    standings = frozenset(case.standings(actor))
    rows = case.participations.select_related("agency").order_by("since")
    lines = [_line(actor, case, row, standings) for row in rows]
    return sorted(lines, key=lambda x: (_ORDER.index(x.state), x.share.role != "lead"))


def share_called(actor: Actor, case: Case, share_id: UUID) -> Participation:
    """One share of this case. Raises NotAllowed when there is none for the actor."""
    row = case.participations.select_related("agency").filter(pk=share_id).first()
    if row is None:
        raise NotAllowed
    return row


def agencies_to_invite(actor: Actor, case: Case) -> list[Agency]:
    """Agencies that neither take part nor are invited and may be given something of this case."""
    within = case.participations.filter(ended_at=None).values("agency_id")
    found = Agency.objects.filter(left_on=None).exclude(pk__in=within)
    return [agency for agency in found if groups_to_offer(case, agency)]


def groups_to_offer(case: Case, agency: Agency) -> list[Code]:
    """Field groups this kind of agency may be given at this stage."""
    names, here = words("field_groups"), groups_on_pathway(case.pathway)
    codes = groups_allowed(agency.kind, stage=case.stage, case_kind=case.kind)
    return [names[code] for code in codes if code in names and code in here]


def bases_to_offer(actor: Actor, case: Case, agency: Agency) -> list[Code]:
    """Legal bases that hold between who gives and this agency."""
    givers = {actor.agency_kind, case.lead_agency.kind}
    return [
        basis
        for basis in words("legal_bases").values()
        if any(is_basis_between(basis, giver, agency.kind) for giver in givers)
    ]


def _line(actor: Actor, case: Case, row: Participation, standings: frozenset[str]) -> ShareLine:
    is_own = row.agency_id == actor.agency_id and row.ended_at is None
    stood = Stood(standings | ({"own"} if is_own else frozenset()), case.body_id, case.stage)
    runs = row.ended_at is None and row.role != "lead"
    waits = row.review_due_at is not None and row.reviewed_at is None
    is_maker = row.invited_by_id == actor.member_id
    return ShareLine(
        share=row,
        state=_state(row),
        role=label("cases", "participation_roles", row.role),
        basis=label("cases", "legal_bases", row.basis, on=row.since.date()),
        fields=[label("cases", "field_groups", code) for code in row.fields],
        may_end=runs and may(actor, "cases.sharing.end", stood),
        may_review=waits and not is_maker and may(actor, "cases.sharing.review", stood),
    )


def _state(row: Participation) -> str:
    is_over = row.until is not None and row.until <= timezone.now()
    if row.ended_at is not None or is_over:
        return "ended"
    return "takes_part" if row.accepted_at else "invited"
