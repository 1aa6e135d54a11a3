"""Risk: what somebody judged, with the reason. By itself it only rises; lowering is an act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import today
from jikimi.access.errors import NotValid
from jikimi.cases.guards import need_reason
from jikimi.cases.intake.masking import mask
from jikimi.cases.models import Assessment, Case, Risk
from jikimi.cases.nomination import happened
from jikimi.cases.participants import groups_seen, tell_participants
from jikimi.cases.words import known, words

NOT_ASSESSED = "not_assessed"
REASON_TO_LOWER_AT_LEAST = 20
_ALARM_FROM = 3


@dataclass(frozen=True, slots=True)
class RiskDraft:
    """A judgement. level: a code of risk_levels.csv; lowers: meant to lower the level.

    assessment_id: the filled-in form that informed it, if there was one; none decides (SR-42).
    """

    level: str
    reason: str
    lowers: bool = False
    assessment_id: UUID | None = None


def judge_risk(*, actor: Actor, case: Case, draft: RiskDraft) -> Risk:
    """Judge how great the danger is, with the reason. Tells who works on the case when it is high.

    Raises NotValid when a lower level is not said to be meant, or lowers without a full reason; an
    agency that may not read the risk can only raise the alarm (SR-44).
    Records cases.risk.judge.
    """
    need_reason(draft.reason, field="reason")
    known("risk_levels", draft.level, field="level")
    with acting(actor, "cases.risk.judge", case) as doing:
        _check(actor, case, draft)
        form = _form(case, draft.assessment_id)
        row = Risk.objects.create(
            case=case,
            level=draft.level,
            assessment=form,
            instrument=form.instrument if form else "",
            score=form.points if form else None,
            reason=mask(draft.reason)[0].strip(),
            lowers=draft.lowers,
            agency_id=actor.agency_id,
            judged_by_id=actor.member_id,
        )
        doing.details.update(level=draft.level, lowers=int(draft.lowers))
        happened(case)
        if rank(draft.level) >= _ALARM_FROM:
            tell_participants(case, "cases.risk.judge")
    return row


def risks_of(actor: Actor, case: Case) -> list[Risk]:
    """Every judgement of risk, the newest first, for those who may know it."""
    rows = Risk.objects.filter(case=case).select_related("agency", "judged_by")
    return list(rows.order_by("-judged_at"))


class Judged(Protocol):
    """What counts of a judgement when the level is worked out."""

    @property
    def level(self) -> str:
        """A code of risk_levels.csv."""

    @property
    def lowers(self) -> bool:
        """Whether it was meant to lower the level."""


def level_reached(judged: Iterable[Judged]) -> str:
    """The level after these judgements, oldest first: the highest, unless one meant to lower it."""
    level, ranks = NOT_ASSESSED, _ranks()
    for row in judged:
        rises = ranks.get(row.level, 0) > ranks.get(level, 0)
        level = row.level if row.lowers or rises else level
    return level


def rank(level: str) -> int:
    """The place of a level in risk_levels.csv; 0 for not assessed or unknown."""
    return _ranks().get(level, 0)


def _ranks() -> dict[str, int]:
    return _ranks_on(today())


@lru_cache(maxsize=8)
def _ranks_on(day: date) -> dict[str, int]:
    levels = words("risk_levels", on=day)
    return {code: int(row.more["rank"]) for code, row in levels.items()}


def _form(case: Case, assessment_id: UUID | None) -> Assessment | None:
    """The form the judgement rests on: one of this case, and no corrected one."""
    if assessment_id is None:
        return None
    rows = Assessment.objects.filter(case=case, pk=assessment_id, replaced_by=None)
    if (found := rows.first()) is None:
        says = _("Choose a form of this case that is not corrected since.")
        raise NotValid("cases.risk.assessment", {"assessment_id": says})
    return found


def _check(actor: Actor, case: Case, draft: RiskDraft) -> None:
    if rank(draft.level) == 0:
        raise NotValid("cases.risk.level", {"level": _("Choose a level.")})
    if "risk" not in groups_seen(actor, case):
        if draft.lowers or rank(draft.level) < _ALARM_FROM:
            says = _("Your agency can raise the alarm here: high or imminent.")
            raise NotValid("cases.risk.alarm_only", {"level": says})
        return
    now = level_reached(reversed(risks_of(actor, case)))
    if rank(draft.level) >= rank(now):
        return
    if not draft.lowers:
        says = _("This is lower than the present level. Say below that lowering is meant.")
        raise NotValid("cases.risk.lower", {"level": says})
    if len(draft.reason.strip()) < REASON_TO_LOWER_AT_LEAST:
        says = _("Say in at least %(n)d letters what has made it safer.")
        raise NotValid("cases.risk.reason", {"reason": says % {"n": REASON_TO_LOWER_AT_LEAST}})
