"""Why it happens: causes with evidence, said by somebody, before any plan."""

from __future__ import annotations

import pytest

from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.notices import Notice
from jikimi.cases.analysis import (
    CauseDraft,
    add_cause,
    amend_cause,
    causes_of,
    finish_analysis,
    withdraw_cause,
)
from jikimi.cases.models import Cause
from tests.cast import Cast
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def test_a_cause_names_what_shows_it_and_who_said_it(loop: Loop) -> None:
    loop.cause(party_id=loop.party("perpetrator").pk)
    actor = loop.as_("coordinator")
    (cause,) = causes_of(actor, loop.fresh())
    assert (cause.code, cause.evidence, cause.said_by) == (
        "alcohol",
        "술을 마신 날의 신고",
        "피해자",
    )
    assert cause.party.role == "perpetrator"
    assert cause.agency_id == loop.cast.agencies["centre"].pk


@pytest.mark.parametrize("field", ["code", "evidence", "said_by"])
def test_a_cause_without_evidence_speaker_or_code_is_refused(loop: Loop, field: str) -> None:
    given = {"code": "alcohol", "evidence": "신고 3회", "said_by": "경찰", field: " "}
    with pytest.raises(NotValid) as refusal:
        add_cause(
            actor=loop.as_("counsellor"), case=loop.fresh("counsellor"), draft=CauseDraft(**given)
        )
    assert set(refusal.value.fields) == {field}


def test_an_agency_without_the_causes_sees_only_its_own(loop: Loop) -> None:
    loop.cause()
    actor = loop.as_("shelter")
    assert causes_of(actor, loop.case) == []
    loop.cause(code="isolation", who="shelter")
    assert [row.code for row in causes_of(loop.as_("shelter"), loop.case)] == ["isolation"]
    assert len(causes_of(loop.as_("officer"), loop.case)) == 2


def test_a_party_the_reader_may_not_know_stays_unnamed(loop: Loop) -> None:
    perpetrator = loop.party("perpetrator").pk
    cause = loop.cause(code="isolation", who="shelter")
    loop.as_("coordinator")
    Cause.objects.filter(pk=cause.pk).update(party_id=perpetrator)
    (seen,) = causes_of(loop.as_("shelter"), loop.case)
    assert seen.party is None
    assert seen.party_id is not None


def test_somebody_outside_cannot_tell_that_there_is_a_case(loop: Loop) -> None:
    draft = CauseDraft(code="alcohol", evidence="x", said_by="x")
    with pytest.raises(NotAllowed):
        add_cause(actor=loop.as_("stranger"), case=loop.case, draft=draft)


def test_the_analysis_is_not_finished_without_a_cause(loop: Loop) -> None:
    actor = loop.as_("counsellor")
    with pytest.raises(NotYet) as refusal:
        finish_analysis(actor=actor, case=loop.fresh("counsellor"))
    assert refusal.value.code == "cases.not_yet.no_cause"
    assert loop.fresh().stage == "heard"
    loop.analysed()
    assert loop.fresh().stage == "analysed"


def test_only_the_lead_or_the_coordinator_finishes_the_analysis(loop: Loop) -> None:
    loop.cause()
    with pytest.raises(NotAllowed):
        finish_analysis(actor=loop.as_("officer"), case=loop.fresh("officer"))


def test_a_withdrawn_cause_does_not_count_but_stays_readable(loop: Loop) -> None:
    cause = loop.cause()
    actor = loop.as_("counsellor")
    withdraw_cause(actor=actor, cause=cause, why="다른 사람의 기록이었음")
    with pytest.raises(NotYet):
        finish_analysis(actor=actor, case=loop.fresh("counsellor"))
    (kept,) = causes_of(loop.as_("counsellor"), loop.case)
    assert kept.withdrawn_at is not None
    draft = CauseDraft(code="money", evidence="x", said_by="x")
    with pytest.raises(NotYet):
        amend_cause(actor=actor, cause=kept, draft=draft, version=kept.version)


def test_the_second_of_two_writers_sees_what_the_first_changed(loop: Loop) -> None:
    cause = loop.cause()
    first = CauseDraft(code="alcohol", evidence="병원 진료 기록", said_by="의사")
    second = CauseDraft(code="alcohol", evidence="이웃의 말", said_by="피해자")
    amend_cause(actor=loop.as_("officer"), cause=cause, draft=first, version=1)
    with pytest.raises(Changed) as refusal:
        amend_cause(actor=loop.as_("counsellor"), cause=cause, draft=second, version=1)
    assert refusal.value.theirs["evidence"] == "병원 진료 기록"
    assert refusal.value.mine["evidence"] == "이웃의 말"
    assert Cause.objects.get(pk=cause.pk).evidence == "병원 진료 기록"


def test_a_reached_stage_is_told_to_all_who_take_part_and_to_nobody_else(loop: Loop) -> None:
    loop.analysed()
    told = {}
    for who in ("officer", "shelter", "coordinator", "colleague", "stranger", "head", "counsellor"):
        loop.as_(who)
        rows = Notice.objects.filter(kind="cases.analysis.finish")
        told[who] = rows.filter(member_id=loop.cast.members[who].pk).count()
    assert told == {
        "officer": 1,
        "shelter": 1,
        "coordinator": 1,
        "colleague": 1,
        "stranger": 0,
        "head": 0,
        "counsellor": 0,
    }


def test_reading_the_causes_costs_the_same_for_ten_and_twenty(
    loop: Loop, django_assert_num_queries: object
) -> None:
    for count in (10, 10):
        for _ in range(count):
            loop.cause()
        actor = loop.as_("counsellor")
        with django_assert_num_queries(2):
            causes_of(actor, loop.case)
