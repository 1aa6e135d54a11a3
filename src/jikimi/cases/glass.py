"""Emergency opening: a case is opened for a few hours with a reason, told at once, and reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.models import Agency
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.access.working_days import end_of_working_day_after
from jikimi.cases.bars import refuse
from jikimi.cases.guards import called, need_reason, rows_of
from jikimi.cases.intake.masking import mask
from jikimi.cases.models import BrokenGlass, Case
from jikimi.cases.words import known

REASON_AT_LEAST = 20
MOST_TRIES = 5


def break_glass(*, actor: Actor, number: str, why: str, hours: int) -> Case:
    """Open a case in an emergency for at most four hours (SR-25). Sealed fields stay sealed.

    At once told to the auditors of the actor's agency and the coordinators of the body, and to be
    reviewed within one working day.  Raises NotValid without a full reason, or when no case can be
    opened under the number: absent, barred and mistyped look the same, and five vain tries an hour
    are the most (NotYet).  Records cases.glass.break.
    """
    _check(why, hours)
    _check_tries()
    number = number.strip().upper()
    _refuse_own(actor, number)
    with acting(actor, "cases.glass.break", why=mask(why)[0]) as doing:
        case_id = called("cases_break_glass", number, mask(why)[0].strip(), hours)
        if case_id is not None:
            case = Case.objects.select_related("lead_agency", "body").get(pk=case_id)
            doing.about(case)
            doing.persons.update(case.parties.values_list("person_id", flat=True))
            doing.details["hours"] = hours
            _tell(actor, case)
            return case
        refuse(actor, number, "cases.glass.break")
        says = _("No case can be opened under this number.")
        raise NotValid("cases.glass.number", {"number": says})


def close_glass(*, actor: Actor, case: Case) -> None:
    """End one's emergency opening before its time. Records cases.glass.close."""
    with acting(actor, "cases.glass.close", case):
        called("cases_close_glass", case.pk)


@dataclass(frozen=True, slots=True)
class OpenGlass:
    """An emergency opening that runs, as everybody who sees the case is told of it."""

    agency: str
    opened_at: datetime
    until: datetime
    is_mine: bool


def open_now(actor: Actor, case: Case) -> list[OpenGlass]:
    """Emergency openings of a case that run now."""
    rows = rows_of("cases_glass_open", case.pk)
    agencies = Agency.objects.in_bulk({row[0] for row in rows}) if rows else {}
    return [OpenGlass(agencies[row[0]].name, *row[1:]) for row in rows]


def openings(actor: Actor) -> QuerySet[BrokenGlass]:
    """Emergency openings the actor may review, those not reviewed first, then the newest."""
    rows = BrokenGlass.objects.select_related("member", "agency", "reviewed_by")
    mine = Q(agency_id=actor.agency_id) if actor.holds("auditor") else Q(pk=None)
    # By subquery: a join would lose the rows of cases an auditor does not see.
    steered = Case.objects.filter(body_id__in=actor.bodies_coordinated()).values("pk")
    rows = rows.filter(mine | Q(case_id__in=steered)).exclude(member_id=actor.member_id)
    return rows.order_by(F("reviewed_at").asc(nulls_first=True), "-opened_at")


def opening_called(actor: Actor, opening_id: UUID) -> BrokenGlass:
    """One emergency opening the actor may review. Raises NotAllowed when there is none."""
    row = openings(actor).filter(pk=opening_id).first()
    if row is None:
        raise NotAllowed
    return row


def review_glass(*, actor: Actor, opening: BrokenGlass, verdict: str, note: str) -> None:
    """Say whether an emergency opening was justified; never one's own.

    Records cases.glass.review.
    """
    known("review_verdicts", verdict, field="verdict")
    need_reason(note, field="note")
    with acting(actor, "cases.glass.review", opening, why=mask(note)[0]) as doing:
        if opening.reviewed_at is not None:
            raise NotYet("cases.glass.reviewed", _("Somebody has reviewed this already."))
        doing.details["verdict"] = verdict
        called("cases_review_glass", opening.pk, verdict, mask(note)[0].strip())


def review_due_at(opened_at: datetime) -> datetime:
    """By when an emergency opening is to be reviewed: the end of the next working day (SR-25)."""
    return end_of_working_day_after(opened_at)


def _check(why: str, hours: int) -> None:
    wrong: dict[str, str] = {}
    if len(why.strip()) < REASON_AT_LEAST:
        says = _("Describe the emergency in at least %(n)d letters.")
        wrong["why"] = says % {"n": REASON_AT_LEAST}
    if not 1 <= hours <= settings.JIKIMI_GLASS_HOURS:
        wrong["hours"] = _("At most %(n)d hours.") % {"n": settings.JIKIMI_GLASS_HOURS}
    if wrong:
        raise NotValid("cases.glass.incomplete", wrong)


def _check_tries() -> None:
    if called("cases_vain_tries") >= MOST_TRIES:
        says = _("Too many numbers in vain. Call the coordinator, or try again in an hour.")
        raise NotYet("cases.glass.too_many", says)


def _refuse_own(actor: Actor, number: str) -> None:
    """Who sees the case already needs no emergency opening."""
    if Case.objects.filter(number=number).exists():
        says = _("You can see this case already; open it from the list.")
        raise NotValid("cases.glass.own", {"number": says})


def _tell(actor: Actor, case: Case) -> None:
    tell_principals(
        [Principal.AUDITOR.of(actor.agency_id), Principal.BODY.of(case.body_id)],
        "cases.glass.break",
        subject_id=case.pk,
        link="/staff/glass/reviews/",
    )
