"""Looking again: what was missed counts, stays, and is never rolled over."""

from __future__ import annotations

import pytest

from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import Notice
from jikimi.cases.models import MonitoringContact
from jikimi.cases.monitoring import (
    ContactLine,
    counts_of,
    monitoring_due,
    monitoring_of,
    plan_contact,
    report_contact,
)
from tests.cast import Cast
from tests.loop import Loop, heard, in_days

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    made = heard(cast)
    made.planned()
    return made


def planned(
    loop: Loop, agency: str = "refuge", days: int = 5, who: str = "coordinator"
) -> MonitoringContact:
    return plan_contact(
        actor=loop.as_(who),
        case=loop.fresh(who),
        agency_id=loop.cast.agencies[agency].pk,
        due_on=in_days(days),
    )


def report(
    loop: Loop, contact: MonitoringContact, outcome: str, note: str = "", who: str = "shelter"
) -> None:
    row = MonitoringContact.objects.get(pk=contact.pk)
    report_contact(actor=loop.as_(who), contact=row, outcome=outcome, note=note)


def lines(loop: Loop, who: str = "coordinator") -> list[ContactLine]:
    return monitoring_of(loop.as_(who), loop.fresh(who))


def test_the_agency_is_told_and_sees_its_contact_without_knowing_the_risk(loop: Loop) -> None:
    contact = planned(loop)
    (line,) = lines(loop, "shelter")
    assert (line.contact.pk, line.may_report, line.is_waiting) == (contact.pk, True, True)
    assert Notice.objects.filter(kind="cases.monitoring.plan").count() == 1
    assert [line.may_report for line in lines(loop, "officer")] == [False]


def test_a_missed_contact_counts_stays_and_makes_no_new_one(loop: Loop) -> None:
    contact = planned(loop, days=-3)
    (late,) = lines(loop)
    assert late.is_overdue
    loop.as_("shelter")
    with pytest.raises(NotValid) as refusal:
        report(loop, contact, "missed")
    assert set(refusal.value.fields) == {"note"}
    report(loop, contact, "missed", "담당자 휴가")
    assert MonitoringContact.objects.count() == 1
    assert counts_of(lines(loop)) == {"missed": 1}
    report(loop, planned(loop), "not_reached", "두 번 걸었으나 받지 않음")
    report(loop, planned(loop), "reached")
    assert counts_of(lines(loop)) == {"missed": 1, "not_reached": 1, "reached": 1}


def test_a_report_is_made_once(loop: Loop) -> None:
    contact = planned(loop)
    report(loop, contact, "seen")
    with pytest.raises(NotYet):
        report(loop, contact, "reached")
    assert lines(loop)[0].contact.outcome == "seen"


def test_an_unknown_outcome_is_refused(loop: Loop) -> None:
    with pytest.raises(NotValid):
        report(loop, planned(loop), "rolled_over")


def test_only_the_agency_the_lead_and_the_coordinator_report(loop: Loop) -> None:
    contact = planned(loop)
    row = MonitoringContact.objects.get(pk=contact.pk)
    with pytest.raises(NotAllowed):
        report_contact(actor=loop.as_("officer"), contact=row, outcome="seen")
    report_contact(actor=loop.as_("counsellor"), contact=row, outcome="seen")


def test_an_agency_that_takes_no_part_is_not_sent(loop: Loop) -> None:
    with pytest.raises(NotValid) as refusal:
        planned(loop, "elsewhere")
    assert set(refusal.value.fields) == {"agency_id"}


def test_what_is_due_within_a_week_waits_for_the_agency(
    loop: Loop, django_assert_num_queries: object
) -> None:
    due = [planned(loop, days=days) for days in (-2, 7, 8)]
    actor = loop.as_("shelter")
    with django_assert_num_queries(1):
        waiting = monitoring_due(actor)
    assert [line.contact.pk for line in waiting] == [due[0].pk, due[1].pk]
    assert monitoring_due(loop.as_("officer")) == []
