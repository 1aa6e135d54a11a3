"""Households with reports, for tests of grades, turns and proposals."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jikimi.access.actor import THE_CLOCK
from jikimi.access.ticket import name_actor
from jikimi.cases.models import Case, CaseReport, Registration
from jikimi.cases.registering import Committee, RegistrationDraft, register_household
from jikimi.cases.turns import keep_turns
from tests.loop import Loop


def on(day: date, hour: int = 12) -> datetime:
    """An hour of a day in Korea."""
    return datetime.combine(day, time(hour), timezone.get_current_timezone())


def reported(loop: Loop, day: date, *, result: str = "현장종결", kind: str = "") -> CaseReport:
    """A report that stands on the case since that day, as an import or an officer leaves it."""
    loop.as_("coordinator")
    return CaseReport.objects.create(
        case=loop.case,
        report_id=uuid.uuid4(),
        number=f"{day:%Y%m%d}-{uuid.uuid4().hex[:6]}",
        received_at=on(day),
        kind=kind or "domestic_violence",
        result=result,
    )


def draft(loop: Loop, decided_on: date, **given: object) -> RegistrationDraft:
    """A decision of a committee with consent of the day before."""
    usual = {
        "grade": "A",
        "committee": Committee(decided_on, "심의위원회에서 매월 살피기로 함"),
        "agency_id": loop.cast.agencies["police"].pk,
        "consented_by": "person",
        "consented_on": decided_on - timedelta(days=1),
    }
    return RegistrationDraft(**{**usual, **given})  # type: ignore[arg-type]


def registered(loop: Loop, decided_on: date, **given: object) -> Registration:
    """A household on the list since that day."""
    return register_household(
        actor=loop.as_("coordinator"),
        case=Case.objects.get(pk=loop.case.pk),
        draft=draft(loop, decided_on, **given),
        at=on(decided_on),
    )


def clock_keeps(today: date) -> tuple[int, int]:
    """What the clock plans and marks missed on a day."""
    name_actor(THE_CLOCK)
    return keep_turns(actor=THE_CLOCK, today=today)
