"""Selection: the coordinator of the working council accepts or declines, with a reason."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.cases.intake.masking import mask
from jikimi.cases.models import Case
from jikimi.cases.nomination import happened
from jikimi.cases.words import known


def select_case(*, actor: Actor, case: Case, why: str) -> Case:
    """Accept a nominated case for the working council. Records cases.selection.accept."""
    why = _reason(why)
    with acting(actor, "cases.selection.accept", case, why=why):
        happened(case)
        _tell_nominator(case, "cases.selection.accept")
    return case


def decline_case(*, actor: Actor, case: Case, reason: str, why: str) -> Case:
    """Decline a nominated case with a coded reason and a sentence for the nominator.

    A low score is not on the list of reasons and is never one (SR-44).
    Records cases.selection.decline.
    """
    why = _reason(why)
    known("decline_reasons", reason, field="reason")
    with acting(actor, "cases.selection.decline", case, why=why) as doing:
        doing.details["reason"] = reason
        case.decline_reason = reason
        case.save(update_fields=["decline_reason"])
        happened(case)
        _tell_nominator(case, "cases.selection.decline")
    return case


def reconsider_case(*, actor: Actor, case: Case, why: str) -> Case:
    """Ask that a declined case be looked at again. Records cases.selection.reconsider."""
    why = _reason(why)
    with acting(actor, "cases.selection.reconsider", case, why=why):
        happened(case)
        tell_principals(
            [Principal.BODY.of(case.body_id)],
            "cases.selection.reconsider",
            subject_id=case.pk,
            link=_link(case),
        )
    return case


def _reason(why: str) -> str:
    """The reason with identity numbers covered; NotValid when there is none."""
    if not why.strip():
        raise NotValid("cases.selection.why", {"why": _("Give the reason.")})
    return mask(why.strip())[0]


def _tell_nominator(case: Case, kind: str) -> None:
    tell_principals(
        [Principal.AGENCY.of(case.nominated_by_id)], kind, subject_id=case.pk, link=_link(case)
    )


def _link(case: Case) -> str:
    return f"/staff/cases/{case.number}/selection/"
