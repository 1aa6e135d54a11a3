"""Registering: only with consent and a decision; turns run by the calendar, none is rolled over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import Notice
from jikimi.cases.attempts import AttemptDraft, attempts_for, note_attempt
from jikimi.cases.contact import set_contact
from jikimi.cases.grading import propose_grades
from jikimi.cases.missed import correct_missed, explain_missed, reassign_contact
from jikimi.cases.models import MonitoringContact, Proposal, Registration
from jikimi.cases.monitoring import plan_contact, report_contact
from jikimi.cases.reaching import ContactDraft
from jikimi.cases.registering import (
    Committee,
    register_household,
    registration_called,
    regrade,
    release_household,
    withdraw_registration_consent,
)
from jikimi.cases.sharing import withdraw_consent
from tests.cast import Cast
from tests.loop import Loop, heard
from tests.watched import clock_keeps, draft, on, registered, reported

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
DECIDED = date(2026, 7, 31)


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def turns(row: Registration) -> list[tuple[str, str]]:
    rows = MonitoringContact.objects.filter(registration=row).order_by("due_on")
    return [(contact.due_on.isoformat(), contact.outcome) for contact in rows]


def test_nobody_is_registered_without_consent_and_the_reason_is_said(loop: Loop) -> None:
    coordinator = loop.as_("coordinator")
    refusals = {
        "no_consent": {"consented_on": None},
        "no_consent ": {"consented_by": "suspected_guardian"},
        "consent_later": {"consented_on": DECIDED + timedelta(days=1)},
        "grade": {"grade": "C"},
        "agency": {"agency_id": loop.cast.agencies["elsewhere"].pk},
        "decided_on": {"committee": Committee(timezone.localdate() + timedelta(days=1), "정함")},
    }
    for code, given in refusals.items():
        with pytest.raises(NotValid) as refusal:
            register_household(
                actor=coordinator, case=loop.fresh(), draft=draft(loop, DECIDED, **given)
            )
        assert refusal.value.code == f"cases.registering.{code.strip()}"
        assert all(refusal.value.fields.values())
    for who in ("counsellor", "officer", "shelter", "stranger"):
        with pytest.raises(NotAllowed):
            register_household(actor=loop.as_(who), case=loop.case, draft=draft(loop, DECIDED))
    assert not Registration.objects.exists()


def test_a_month_is_a_month_and_what_the_stopped_clock_did_not_see_is_missed(loop: Loop) -> None:
    row = registered(loop, DECIDED)
    loop.as_("coordinator")
    assert turns(row) == [("2026-08-31", "")]
    assert clock_keeps(date(2026, 8, 31)) == (0, 0)
    assert clock_keeps(date(2026, 11, 22)) == (3, 3)  # the server stood still since August
    assert clock_keeps(date(2026, 11, 22)) == (0, 0)
    loop.as_("coordinator")
    expected = [("2026-08-31", "missed"), ("2026-09-30", "missed"), ("2026-10-31", "missed")]
    assert turns(row) == [*expected, ("2026-11-30", "")]
    assert Notice.objects.filter(kind="cases.monitoring.missed").count() == 1
    (last, missed) = (row.contacts.get(due_on=date(2026, 11, 30)), row.contacts.first())
    assert missed is not None
    with pytest.raises(NotYet):
        report_contact(actor=loop.as_("officer"), contact=missed, outcome="seen")
    explain_missed(actor=loop.as_("officer"), contact=missed, note="담당자 공석")
    with pytest.raises(NotValid):
        correct_missed(
            actor=loop.as_("officer"),
            contact=missed,
            outcome="seen",
            made_on=date(2026, 9, 1),
            note="다음 날 만남",
        )
    assert turns(row)[0] == ("2026-08-31", "missed")
    corrected = correct_missed(
        actor=loop.as_("officer"),
        contact=missed,
        outcome="seen",
        made_on=date(2026, 8, 30),
        note="그날 만났으나 늦게 적음",
    )
    assert corrected.outcome == "seen"
    report_contact(actor=loop.as_("officer"), contact=last, outcome="reached")
    refuge = loop.cast.agencies["refuge"].pk
    with pytest.raises(NotYet):
        reassign_contact(
            actor=loop.as_("coordinator"), contact=last, agency_id=refuge, why="가까움"
        )


def test_grade_b_is_every_two_months_and_a_new_grade_begins_its_own_calendar(loop: Loop) -> None:
    row = registered(loop, DECIDED, grade="B")
    clock_keeps(date(2026, 10, 2))
    loop.as_("coordinator")
    assert turns(row) == [("2026-09-30", "missed"), ("2026-11-30", "")]
    reassign_contact(
        actor=loop.as_("coordinator"),
        contact=row.contacts.get(outcome=""),
        agency_id=loop.cast.agencies["refuge"].pk,
        why="피해자가 쉼터에 있음",
    )
    higher = regrade(
        actor=loop.as_("coordinator"),
        registration=row,
        grade="A",
        committee=Committee(date(2026, 10, 10), "다시 신고됨"),
        at=on(date(2026, 10, 10)),
    )
    assert (higher.replaces_id, higher.consented_on) == (row.pk, row.consented_on)
    assert turns(row) == [("2026-09-30", "missed"), ("2026-11-30", "called_off")]
    assert turns(higher) == [("2026-11-10", "")]
    assert higher.contacts.get().agency == loop.cast.agencies["refuge"]
    with pytest.raises(NotYet):
        regrade(
            actor=loop.as_("coordinator"),
            registration=higher,
            grade="A",
            committee=Committee(date(2026, 10, 11), "같은 등급"),
        )
    release_household(
        actor=loop.as_("coordinator"),
        registration=higher,
        committee=Committee(timezone.localdate(), "1년 동안 신고 없음"),
    )
    assert clock_keeps(timezone.localdate() + timedelta(days=90)) == (0, 0)
    loop.as_("coordinator")
    ended = Registration.objects.get(pk=higher.pk)
    assert (ended.ended_how, turns(ended)[0][1]) == ("released", "missed")


def test_consent_taken_back_ends_it_whichever_way(loop: Loop) -> None:
    today = timezone.localdate()
    row = registered(loop, today)
    with pytest.raises(NotYet):
        register_household(
            actor=loop.as_("coordinator"), case=loop.fresh(), draft=draft(loop, today)
        )
    withdraw_registration_consent(actor=loop.as_("officer"), registration=row, withdrawn_on=today)
    again = registered(loop, today, grade="B")
    withdraw_consent(actor=loop.as_("coordinator"), case=loop.fresh(), on=today, why="원하지 않음")
    loop.as_("coordinator")
    for ended in (row, again):
        ended.refresh_from_db()
        assert (ended.ended_how, ended.ended_on) == ("consent_withdrawn", today)
        assert [outcome for _day, outcome in turns(ended)] == ["called_off"]


def test_the_decision_answers_what_the_rule_had_suggested(loop: Loop) -> None:
    for days in (10, 40, 70):
        reported(loop, timezone.localdate() - timedelta(days=days), result="입건 전 조사")
    propose_grades(case=loop.fresh())
    assert Proposal.objects.get().about.startswith("A:")
    row = registered(loop, timezone.localdate(), grade="A")
    assert (row.rule, row.dispatches, row.bookings) == ("recurrence_a@2000-01-01", 3, 0)
    answered = Proposal.objects.get()
    assert (answered.is_accepted, answered.answer) == (True, row.decided_why)


def test_who_does_not_know_the_risk_knows_of_no_registration(loop: Loop) -> None:
    row = registered(loop, timezone.localdate())
    for who in ("shelter", "stranger", "head"):
        with pytest.raises(NotAllowed):
            registration_called(loop.as_(who), loop.case, row.pk)
        with pytest.raises(NotAllowed):
            release_household(
                actor=loop.as_(who),
                registration=row,
                committee=Committee(timezone.localdate(), "끝냄"),
            )
    assert registration_called(loop.as_("officer"), loop.case, row.pk) == row
    assert MonitoringContact.objects.filter(registration=row).exists()


def test_a_child_that_must_be_seen_is_not_replaced_by_a_call(loop: Loop) -> None:
    loop.planned()
    contact = plan_contact(
        actor=loop.as_("coordinator"),
        case=loop.fresh(),
        agency_id=loop.cast.agencies["refuge"].pk,
        due_on=timezone.localdate(),
        reason="home_return",
    )
    assert contact.face_to_face
    with pytest.raises(NotValid) as refusal:
        report_contact(actor=loop.as_("shelter"), contact=contact, outcome="reached")
    assert refusal.value.code == "cases.monitoring.in_person"
    with pytest.raises(NotValid):
        report_contact(actor=loop.as_("shelter"), contact=contact, outcome="called_off")
    report_contact(actor=loop.as_("shelter"), contact=contact, outcome="seen")


def test_an_attempt_asks_the_safe_contact_first_and_counts(loop: Loop) -> None:
    row = registered(loop, timezone.localdate())
    turn = row.contacts.get()
    victim = loop.party("victim")
    set_contact(
        actor=loop.as_("coordinator"),
        party=victim,
        draft=ContactDraft("phone", is_safe=True, may_leave_message=False),
    )
    way = {"channel": "phone", "tried_at": timezone.now(), "party_id": victim.pk}
    coordinator = loop.as_("coordinator")
    spoken = AttemptDraft(outcome="no_answer", **way)  # type: ignore[arg-type]
    note_attempt(actor=coordinator, contact=turn, draft=spoken)
    later = timezone.now() + timedelta(hours=1)
    for draft_, code in (
        (replace(spoken, outcome="message_left"), "cases.monitoring.unsafe"),
        (replace(spoken, channel="letter"), "cases.monitoring.unsafe"),
        (replace(spoken, tried_at=later), "cases.monitoring.tried_at"),
    ):
        with pytest.raises(NotValid) as refusal:
            note_attempt(actor=coordinator, contact=turn, draft=draft_)
        assert refusal.value.code == code
    anyway = replace(spoken, channel="letter", anyway="가족이 요청함 900101-2345678")
    made = note_attempt(actor=coordinator, contact=turn, draft=anyway)
    assert "2345678" not in made.note
    assert [one.outcome for one in attempts_for(coordinator, [turn])[turn.pk]] == ["no_answer"] * 2
    with pytest.raises(NotAllowed):
        note_attempt(actor=loop.as_("shelter"), contact=turn, draft=spoken)
    with pytest.raises(NotValid):  # police know the risk, and not how to reach the victim
        note_attempt(actor=loop.as_("officer"), contact=turn, draft=spoken)
