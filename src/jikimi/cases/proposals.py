"""Proposals: what a dated rule suggests for a case; a person accepts or declines, with a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from jikimi.access.acting import expect_version
from jikimi.access.actor import Actor
from jikimi.access.codes import Code, code_rows, label
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.cases.guards import called, need_reason
from jikimi.cases.models import Case, Proposal
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within
from jikimi.cases.texts import covered
from jikimi.cases.words import words

Facts = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One proposal in a list. kind: its row of proposal_kinds.csv; facts: label and value."""

    proposal: Proposal
    kind: Code
    facts: list[tuple[str, str | date]]

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered it."""
        return self.proposal.answered_at is None

    @property
    def leads_to(self) -> str:
        """The page of the case on which what is suggested can be decided."""
        return self.kind.more["leads_to"]


def propose(
    *, case: Case, kind: str, rule: str, about: str = "", facts: Facts | None = None
) -> None:
    """Put what a rule suggests before the people who decide; the same fact proposes only once.

    Called by rules inside the act that gave the reason, by whoever may see the case, also who may
    not read proposals.  kind: a code of proposal_kinds.csv; about: what makes it one of its kind
    (a grade, a day); rule: the version of the rule; facts: codes of proposal_facts.csv with codes
    and numbers, never words.  Tells the lead agency and the coordinators.  Raises KeyError for a
    kind or a fact that is on no list; NotAllowed when the case is not the actor's to see.
    """
    given = dict(facts or {})
    if kind not in words("proposal_kinds") or not set(given) <= set(words("proposal_facts")):
        raise KeyError(kind, *given)
    called("cases_propose", case.pk, kind, about, rule, Jsonb(given))


def accept_proposal(
    *, actor: Actor, proposal: Proposal, why: str, version: int | None = None
) -> Proposal:
    """Agree with what a rule suggested, with the reason; what follows is decided and done apart.

    Raises NotYet when it is answered already.  Records cases.proposals.accept.
    """
    return _answer(actor, proposal, "accept", why, version)


def decline_proposal(
    *, actor: Actor, proposal: Proposal, why: str, version: int | None = None
) -> Proposal:
    """Decide against what a rule suggested, with the reason; it stays in the history.

    Raises NotYet when it is answered already.  Records cases.proposals.decline.
    """
    return _answer(actor, proposal, "decline", why, version)


def ask_again(*, actor: Actor, proposal: Proposal, why: str) -> Proposal:
    """Take an answer back, so that the proposal waits once more. Records cases.proposals.reopen.

    The answer taken back stays in the record with its reason.
    """
    need_reason(why)
    with acting_within(actor, "cases.proposals.reopen", proposal, why=covered(why)) as doing:
        if proposal.answered_at is None:
            raise NotYet("cases.not_yet.waiting_still", _("This proposal waits for an answer."))
        _set_answer(proposal, None, None, "")
        proposal.version += 1
        proposal.save()
        doing.details.update(proposal=str(proposal.pk), kind=proposal.kind)
        happened(proposal.case)
    return proposal


def proposals_of(actor: Actor, case: Case) -> list[ProposalLine]:
    """Proposals for a case that the actor may read: those that wait first, then the newest."""
    rows = Proposal.objects.filter(case=case).select_related("answered_by")
    lines = [proposal_line(row) for row in rows]
    return sorted(lines, key=lambda line: not line.is_waiting)


def proposals_waiting(actor: Actor, *, bodies: Collection[int] | None = None) -> QuerySet[Proposal]:
    """Unanswered proposals of every case whose risk the actor may read, the oldest first.

    bodies: only of cases of these bodies.
    """
    rows = Proposal.objects.filter(answered_at=None).select_related("case", "case__body")
    if bodies is not None:
        rows = rows.filter(case__body_id__in=bodies)
    return rows.order_by("proposed_at")


def proposal_called(actor: Actor, case: Case, proposal_id: UUID) -> Proposal:
    """One proposal for this case. Raises NotAllowed when there is none for the actor."""
    row = Proposal.objects.filter(case=case, pk=proposal_id).first()
    if row is None:
        raise NotAllowed
    return row


def answered_by_deed(
    actor: Actor, case: Case, kinds: tuple[str, ...], *, accepts: Mapping[str, bool], why: str
) -> None:
    """Answer waiting proposals by the decision that was just taken, inside its act.

    accepts: by the part of `about` before the colon, whether the decision follows it; what is not
    named there was decided against.
    """
    rows = Proposal.objects.select_for_update().filter(case=case, kind__in=kinds, answered_at=None)
    for row in rows:
        _set_answer(row, actor, accepts.get(row.about.partition(":")[0], False), why)
        row.version += 1
        row.save()


def proposal_line(row: Proposal) -> ProposalLine:
    """A proposal in the words of its day."""
    kinds = [kind for kind in code_rows("cases", "proposal_kinds") if kind.code == row.kind]
    in_order = sorted(row.facts, key=list(words("proposal_facts")).index)
    return ProposalLine(row, kinds[-1], [_fact(code, row.facts[code]) for code in in_order])


def _answer(
    actor: Actor, proposal: Proposal, answer: str, why: str, version: int | None
) -> Proposal:
    need_reason(why)
    said, accepts = covered(why), answer == "accept"
    code = f"cases.proposals.{answer}"
    with acting_within(actor, code, proposal, why=said) as doing:
        if proposal.answered_at is not None:
            raise NotYet("cases.not_yet.answered_already", _("This is answered already."))
        expect_version(proposal, version, {"is_accepted": accepts, "answer": said})
        _set_answer(proposal, actor, accepts, said)
        proposal.save()
        doing.details.update(proposal=str(proposal.pk), kind=proposal.kind)
        happened(proposal.case)
    return proposal


def _set_answer(row: Proposal, actor: Actor | None, accepts: bool | None, why: str) -> None:
    row.answered_at = timezone.now() if actor else None
    row.answered_by_id = actor.member_id if actor else None
    row.is_accepted, row.answer = accepts, why


def _fact(code: str, value: str | int) -> tuple[str, str | date]:
    row, said = words("proposal_facts")[code], str(value)
    if row.more["unit"] == "day":
        return row.label, date.fromisoformat(said)
    return row.label, label("cases", "risk_levels", said) if row.more["unit"] == "level" else said
