"""Unmet needs: what was needed and not found, kept on the case and counted for the council.

The council reads its figures by half-year (cases/council_half.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, may
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.models import Case, Cause, UnmetNeed
from jikimi.cases.needs import known_district, known_need
from jikimi.cases.nomination import happened
from jikimi.cases.participants import need_group
from jikimi.cases.shares import Stood
from jikimi.cases.texts import covered
from jikimi.cases.words import known


@dataclass(frozen=True, slots=True)
class UnmetDraft:
    """Help looked for in vain. need: code of the directory's needs.csv; why: of unmet_reasons.csv.

    district: where it was needed, a code of the directory's places.csv, or empty.
    """

    need: str
    why: str
    words: str = ""
    cause_id: UUID | None = None
    district: str = ""


@dataclass(frozen=True, slots=True)
class UnmetLine:
    """One need that was not met, in words. ending: empty while it is open."""

    unmet: UnmetNeed
    need: str
    why: str
    district: str
    ending: str
    may_settle: bool


def note_unmet(*, actor: Actor, case: Case, draft: UnmetDraft) -> UnmetNeed:
    """Note what was needed and not found.

    Raises NotValid naming the field, NotAllowed unless the actor may know why it happens.
    Records cases.unmet.note with need and reason.  Source: SR-57.
    """
    known_need(draft.need, field="need")
    known("unmet_reasons", draft.why, field="why")
    known_district(draft.district, field="district")
    with acting(actor, "cases.unmet.note", case) as doing:
        need_group(actor, case, "causes")
        unmet = UnmetNeed.objects.create(
            case=case,
            cause_id=_cause_id(case, draft.cause_id),
            need=draft.need,
            why=draft.why,
            words=covered(draft.words),
            district=draft.district,
            agency_id=actor.agency_id,
            noted_by_id=actor.member_id,
        )
        doing.details.update(need=draft.need, unmet=draft.why)
        happened(case)
    return unmet


def settle_unmet(*, actor: Actor, unmet: UnmetNeed, ending: str) -> UnmetNeed:
    """Say that help was found after all, is needed no longer, or that this was a mistake.

    ending: of unmet_endings.csv.  Raises NotYet when that was said already.
    Records cases.unmet.settle.
    """
    known("unmet_endings", ending, field="ending")
    with acting(actor, "cases.unmet.settle", unmet.case) as doing:
        need_group(actor, unmet.case, "causes")
        row = UnmetNeed.objects.select_for_update().filter(pk=unmet.pk).first()
        if row is None:
            raise NotAllowed
        if row.ended_at is not None:
            raise NotYet("cases.not_yet.settled", _("This is settled already."))
        row.ending, row.ended_at = ending, timezone.now()
        row.save(update_fields=["ending", "ended_at"])
        doing.details.update(need=row.need, ending=ending)
        happened(unmet.case)
    return row


def unmet_of(actor: Actor, case: Case) -> list[UnmetLine]:
    """Needs of a case that were not met, those that are open first, as far as one may know them."""
    rows = UnmetNeed.objects.filter(case=case).select_related("agency", "cause")
    stood = Stood(frozenset(case.standings(actor)), case.body_id, case.stage)
    may_settle = may(actor, "cases.unmet.settle", stood)
    lines = [_line(row, may_settle=may_settle) for row in rows]
    return sorted(lines, key=lambda line: (bool(line.ending), line.unmet.noted_at))


def unmet_called(actor: Actor, case: Case, unmet_id: UUID) -> UnmetNeed:
    """One unmet need of this case. Raises NotAllowed when there is none for the actor."""
    row = UnmetNeed.objects.filter(case=case, pk=unmet_id).first()
    if row is None:
        raise NotAllowed
    row.case = case
    return row


def _line(row: UnmetNeed, *, may_settle: bool) -> UnmetLine:
    day = row.noted_at.date()
    return UnmetLine(
        row,
        need=label("directory", "needs", row.need, on=day),
        why=label("cases", "unmet_reasons", row.why, on=day),
        district=label("directory", "places", row.district) if row.district else "",
        ending=label("cases", "unmet_endings", row.ending) if row.ending else "",
        may_settle=may_settle and not row.ending,
    )


def _cause_id(case: Case, cause_id: UUID | None) -> UUID | None:
    if cause_id is None:
        return None
    if not Cause.objects.filter(case=case, pk=cause_id, withdrawn_at=None).exists():
        raise NotValid("cases.unmet.cause", {"cause_id": _("Choose one from the list.")})
    return cause_id
