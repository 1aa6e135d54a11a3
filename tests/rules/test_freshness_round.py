"""Asking agencies, taking up their answers, calling them in turn: on the invented town."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import connections, transaction
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.models import Notice
from jikimi.access.ticket import named
from jikimi.directory.ages import count_ages, freshness_of_entries, freshness_of_services
from jikimi.directory.asking import ask_agencies_due, ask_agency
from jikimi.directory.calling import (
    call_queue,
    count_use,
    finish_call,
    give_back,
    open_call,
    take_call,
    tries_of,
)
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.confirming import (
    answer_question,
    answers_waiting,
    finish_answer,
    question_behind,
    take_up_answers,
)
from jikimi.directory.figures import freshness_figures, keep_figures
from jikimi.directory.models import Call, Confirmation, EntryAge, Mark, Organization, Service
from jikimi.directory.routing import public_door
from jikimi.directory.verifying import mark_entry_checked
from tests.directory.town import Town, key

TODAY = timezone.localdate()
ALL = [key(name) for name in ("gaon", "refuge", "haneul", "meomchum", "dari")]


@pytest.fixture
def rolled_back(town: Town) -> Iterator[Town]:
    """What a test of one connection does to the town is taken back."""
    with transaction.atomic():
        yield town
        transaction.set_rollback(True)


def checked(on: date = TODAY, *entries: str) -> None:
    """These entries (or all) were checked on that day, all of their facts."""
    with named(THE_CLOCK):
        for entry in entries or ("gaon", "refuge", "haneul", "meomchum", "dari"):
            mark_entry_checked(key(entry), by="test", how="phone", on=on)


def aged(on: date = TODAY) -> None:
    with named(THE_CLOCK):
        count_ages(actor=THE_CLOCK, on=on)


def test_an_entry_is_as_old_as_its_oldest_fact(rolled_back: Town) -> None:
    with named(THE_CLOCK):
        assert freshness_of_entries([key("gaon")])[key("gaon")].checked_on is None
    checked(TODAY, "gaon")
    older = TODAY - timedelta(days=20)
    with named(THE_CLOCK):
        Mark.objects.filter(row_id=key("gaon.address")).update(verified_on=older)
        assert freshness_of_entries([key("gaon")])[key("gaon")].checked_on == older


def test_a_hotline_is_stale_when_an_office_is_still_fresh(rolled_back: Town) -> None:
    checked(TODAY - timedelta(days=31))
    services = [key("gaon.service"), key("haneul.service")]
    with named(THE_CLOCK):
        found = freshness_of_services(services)
    assert found[key("gaon.service")].is_fresh
    assert not found[key("haneul.service")].is_fresh
    assert found[key("haneul.service")].due_on == TODAY - timedelta(days=1)


def test_a_whole_service_assured_counts_for_its_facts(rolled_back: Town) -> None:
    with named(THE_OPERATOR):
        Service.objects.filter(pk=key("gaon.service")).update(assured_date=TODAY.isoformat())
        assert freshness_of_services([key("gaon.service")])[key("gaon.service")].is_fresh


def test_a_value_an_import_writes_anew_is_checked_no_more(rolled_back: Town) -> None:
    checked(TODAY, "gaon")
    edit = Edit("phone", key("gaon.phone"), "set", "number", "064-000-1111")
    with named(THE_OPERATOR):
        apply_edits(actor=THE_OPERATOR, edits=[edit], kind="import", source="partner")
        assert freshness_of_entries([key("gaon")])[key("gaon")].checked_on is None


def test_ages_take_the_same_number_of_statements_for_two_entries_as_for_five(
    rolled_back: Town, django_assert_num_queries: Any
) -> None:
    counted = []
    with named(THE_CLOCK):
        for entries in (ALL[:2], ALL):
            with django_assert_num_queries(11) as asked:
                freshness_of_entries(entries)
            counted.append(len(asked))
    assert counted[0] == counted[1]


def test_the_public_door_reads_the_same_freshness() -> None:
    with transaction.atomic():
        checked(TODAY, "gaon")
    with public_door():
        assert freshness_of_services([key("gaon.service")])[key("gaon.service")].is_fresh


def _asked(actor: Actor, entry: str = "gaon") -> str:
    """The token of a link sent to this entry's agency."""
    with transaction.atomic(), named(THE_OPERATOR):
        Organization.objects.filter(pk=key(entry)).update(email=f"{entry}@agency.example")
    with transaction.atomic(), named(actor):
        ask_agency(actor=actor, entry=Organization.objects.get(pk=key(entry)))
    found = re.search(r"/still-right/([^/]+)/", str(mail.outbox[-1].body))
    assert found
    return found[1]


def _take_up() -> int:
    with transaction.atomic(), named(THE_CLOCK):
        return take_up_answers(actor=THE_CLOCK)


def test_one_tap_confirms_every_public_fact(town: Town) -> None:
    with transaction.atomic(), named(THE_OPERATOR):
        Mark.objects.filter(table__in=["phone", "address"]).update(verified_on="2020-01-01")
    token = _asked(town.cast.coordinator)
    question = question_behind(token)
    assert question is not None
    assert question.entry_id == key("gaon")
    assert answer_question(token, answer="right", shown=question.shown)
    assert _take_up() == 1
    with public_door():
        found = freshness_of_services([key("gaon.service")])[key("gaon.service")]
        mark = Mark.objects.get(row_id=key("gaon.phone"), field="number")
    assert found.checked_on == TODAY
    assert (mark.verified_how, mark.verified_by) == ("link", "가온여성상담소")


def test_an_answered_link_answers_nothing_more(town: Town) -> None:
    token = _asked(town.cast.coordinator)
    assert answer_question(token, answer="changed", words="번호가 바뀌었습니다")
    assert question_behind(token) is None
    assert not answer_question(token, answer="right")
    _take_up()
    with named(town.cast.coordinator):
        assert [a.words for a in answers_waiting(town.cast.coordinator)] == ["번호가 바뀌었습니다"]


@pytest.mark.parametrize("token", ["x", "", "InRlc3Qi:1abc:forged", "a" * 500])
def test_a_forged_link_leads_nowhere(town: Town, token: str) -> None:
    assert question_behind(token) is None
    assert not answer_question(token, answer="right")


def test_a_link_runs_out(town: Town) -> None:
    token = _asked(town.cast.coordinator)
    with transaction.atomic(), named(THE_CLOCK):
        Confirmation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert question_behind(token) is None
    assert not answer_question(token, answer="right")


def test_an_answer_about_what_changed_meanwhile_waits_for_a_person(town: Town) -> None:
    token = _asked(town.cast.coordinator, "meomchum")
    question = question_behind(token)
    assert question
    edit = Edit("phone", key("meomchum.phone"), "set", "number", "064-000-1111")
    with transaction.atomic(), named(THE_OPERATOR):
        apply_edits(actor=THE_OPERATOR, edits=[edit], kind="import")
    assert answer_question(token, answer="right", shown=question.shown)
    _take_up()
    coordinator = town.cast.coordinator
    with transaction.atomic(), named(coordinator):
        mine = [a for a in answers_waiting(coordinator) if a.entry_id == key("meomchum")]
        assert len(mine) == 1
        finish_answer(actor=coordinator, asked=mine[0])
        assert key("meomchum") not in [a.entry_id for a in answers_waiting(coordinator)]


def test_an_agency_reads_only_answers_about_its_own_entries(town: Town) -> None:
    token = _asked(town.cast.coordinator)
    answer_question(token, answer="ended")
    _take_up()
    counsellor, stranger = town.cast.counsellor, town.cast.stranger
    with transaction.atomic(), named(counsellor):
        assert {a.entry_id for a in answers_waiting(counsellor)} == {key("gaon")}
        told = Notice.objects.filter(member_id=counsellor.member_id, kind="directory.answer")
        assert told.exists()
    with transaction.atomic(), named(stranger):
        assert answers_waiting(stranger) == []
        assert not Confirmation.objects.exists()


def test_a_stranger_may_not_send_the_link(rolled_back: Town) -> None:
    stranger = rolled_back.cast.stranger
    with named(stranger), pytest.raises(NotAllowed):
        ask_agency(actor=stranger, entry=Organization.objects.get(pk=key("gaon")))


def test_without_a_public_address_one_calls(rolled_back: Town) -> None:
    coordinator = rolled_back.cast.coordinator
    with named(coordinator), pytest.raises(NotValid):
        ask_agency(actor=coordinator, entry=Organization.objects.get(pk=key("dari")))


def test_the_mail_names_nobody_and_nothing(town: Town) -> None:
    _asked(town.cast.coordinator)
    sent = mail.outbox[-1]
    for said in (sent.subject, str(sent.body)):
        assert "가온" not in said
        assert "064-" not in said


def test_due_agencies_are_mailed_once_a_fortnight_and_their_members_told_once_a_week(
    rolled_back: Town,
) -> None:
    aged()
    with named(THE_OPERATOR):
        Organization.objects.filter(pk=key("haneul")).update(email="line@agency.example")
    before = len(mail.outbox)
    with named(THE_CLOCK):
        Confirmation.objects.filter(entry_id=key("haneul")).update(sent_at=None)
        ask_agencies_due(actor=THE_CLOCK)
        once = [sent.to for sent in mail.outbox[before:]]
        ask_agencies_due(actor=THE_CLOCK)
    assert once.count(["line@agency.example"]) == 1
    assert [sent.to for sent in mail.outbox[before:]] == once
    shelter = rolled_back.cast.shelter
    with named(shelter):
        told = Notice.objects.filter(member_id=shelter.member_id)
        assert told.filter(kind="directory.entry.overdue").count() == 1


def test_the_oldest_and_most_used_are_called_first(rolled_back: Town) -> None:
    checked(TODAY - timedelta(days=200))
    checked(TODAY - timedelta(days=40), "haneul")
    aged()
    coordinator = rolled_back.cast.coordinator
    with named(coordinator):
        for _time in range(15):
            count_use(entry_id=key("haneul"))
        count_use(entry_id=key("refuge"))
        queue = [(w.entry_id, w.days_over, w.uses) for w in call_queue(coordinator)]
    assert queue[0] == (key("haneul"), 10, 15)
    assert queue[1] == (key("refuge"), 20, 1)
    assert {entry for entry, _days, _uses in queue} == set(ALL)


def test_two_callers_get_two_agencies(rolled_back: Town) -> None:
    aged()
    first, second = rolled_back.cast.coordinator, _second(rolled_back)
    with named(first):
        mine = take_call(actor=first)
        assert take_call(actor=first).pk == mine.pk
    with named(second):
        theirs = take_call(actor=second)
        assert theirs.entry_id != mine.entry_id
        assert next(w for w in call_queue(second) if w.entry_id == mine.entry_id).is_taken
        give_back(actor=second, call=theirs)
        with pytest.raises(NotYet):
            take_call(actor=second, entry_id=mine.entry_id)


def test_two_who_press_at_the_same_moment_get_two_agencies(town: Town) -> None:
    with transaction.atomic():
        aged()
    both = Barrier(2)

    def taken(actor: Actor) -> UUID:
        try:
            with transaction.atomic(), named(actor):
                call_queue(actor)
                both.wait(30)
                return take_call(actor=actor).entry_id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        entries = list(pool.map(taken, [town.cast.coordinator, _second(town)]))
    with transaction.atomic(), named(THE_CLOCK):
        Call.objects.update(outcome="given_back", ended_at=timezone.now())
    assert len(set(entries)) == 2


def test_a_call_that_nobody_finished_is_free_after_half_an_hour(rolled_back: Town) -> None:
    aged()
    first, second = rolled_back.cast.coordinator, _second(rolled_back)
    with named(first):
        mine = take_call(actor=first)
        Call.objects.filter(pk=mine.pk).update(until=timezone.now() - timedelta(seconds=1))
        assert open_call(first) is None
    with named(second):
        assert take_call(actor=second, entry_id=mine.entry_id).member_id == second.member_id


def _second(town: Town) -> Actor:
    """Another coordinator, of the same council."""
    roles = town.cast.coordinator.roles
    officer = town.cast.officer
    return Actor(officer.member_id, officer.agency_id, officer.agency_kind, roles)


def test_a_confirmed_call_makes_the_entry_fresh(rolled_back: Town) -> None:
    aged()
    actor = rolled_back.cast.coordinator
    with named(actor):
        call = take_call(actor=actor, entry_id=key("meomchum"))
        finish_call(actor=actor, call=call, outcome="confirmed")
        assert key("meomchum") not in [w.entry_id for w in call_queue(actor)]
        assert EntryAge.objects.get(pk=key("meomchum")).checked_on == TODAY
        mark = Mark.objects.get(row_id=key("meomchum.phone"), field="number")
    assert (mark.verified_how, mark.verified_by) == ("phone", "police 기관")


def test_an_agency_that_does_not_answer_comes_back_later_with_its_tries(rolled_back: Town) -> None:
    aged()
    actor = rolled_back.cast.coordinator
    with named(actor):
        for tries, days in ((1, 1), (2, 2)):
            call = take_call(actor=actor, entry_id=key("dari"))
            finish_call(actor=actor, call=call, outcome="no_answer")
            assert (call.next_on - TODAY).days == days
            assert tries_of(key("dari")) == tries
        assert key("dari") not in [w.entry_id for w in call_queue(actor)]
        later = call_queue(actor, on=TODAY + timedelta(days=2))
        assert next(w.tries for w in later if w.entry_id == key("dari")) == 2


def test_what_has_changed_must_be_written_down(rolled_back: Town) -> None:
    aged()
    actor = rolled_back.cast.coordinator
    with named(actor):
        call = take_call(actor=actor)
        with pytest.raises(NotValid):
            finish_call(actor=actor, call=call, outcome="changed")


def test_an_agency_that_closed_is_asked_no_more(rolled_back: Town) -> None:
    aged()
    actor = rolled_back.cast.coordinator
    with named(actor):
        call = take_call(actor=actor, entry_id=key("meomchum"))
        finish_call(actor=actor, call=call, outcome="closed", note="올해 문을 닫음")
        assert Service.objects.get(pk=key("meomchum.service")).status == "defunct"
    aged()
    with named(actor):
        assert not EntryAge.objects.filter(pk=key("meomchum")).exists()


def test_who_is_no_coordinator_takes_no_call(rolled_back: Town) -> None:
    aged()
    with named(rolled_back.cast.counsellor), pytest.raises(NotAllowed):
        take_call(actor=rolled_back.cast.counsellor)


def test_figures_tell_share_age_and_trend(rolled_back: Town) -> None:
    before = TODAY - timedelta(days=30)
    checked(before - timedelta(days=200), "gaon")
    aged(before)
    with named(THE_CLOCK):
        keep_figures(actor=THE_CLOCK, on=before)
    checked(TODAY, "gaon")
    aged()
    with named(rolled_back.cast.head):
        figures = {f.agency_id: f for f in freshness_figures()}
    centre = figures[rolled_back.cast.agencies["centre"].pk]
    assert (centre.entries, centre.fresh, centre.overdue, centre.share) == (1, 1, 0, 100)
    assert (centre.median_age_days, centre.trend) == (0, 100)
    assert figures[0].entries == 3
    assert figures[0].share == 0


def teardown_module() -> None:
    connections.close_all()
