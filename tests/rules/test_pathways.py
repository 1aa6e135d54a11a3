"""Pathways: steps start and meet clocks, order and consent hold, danger becomes a proposal."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.members import actor_for
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body
from jikimi.bodies.seats import found_body, give_seat
from jikimi.cases.handing_over import HandOverDraft, hand_over
from jikimi.cases.measures import MeasureDraft, record_measure
from jikimi.cases.models import Case, CaseReport, Milestone, Participation, Proposal, RunningClock
from jikimi.cases.nomination import NominationDraft
from jikimi.cases.pathway_reads import way_of
from jikimi.cases.pathway_rules import pathways
from jikimi.cases.pathways import (
    begin_pathway,
    nominate_on_pathway,
    record_milestone,
    withdraw_milestone,
)
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.selection import select_case
from jikimi.cases.separation import propose_separation
from jikimi.cases.sharing import ShareDraft, accept_share, invite_agency
from jikimi.cases.words import words
from tests.cast import Cast

HOUR = timedelta(hours=1)
NOW = timezone.now


def team(cast: Cast, kind: str, *agencies: str) -> Body:
    """A team in which these agencies of the cast sit; the coordinator of the cast leads it."""
    name_actor(THE_OPERATOR)
    body = found_body(
        actor=THE_OPERATOR,
        key=f"team-{kind.replace('_', '-')}",
        kind=kind,
        name_ko="위기대응팀",
        name_en="Team",
        host=cast.agencies["police"],
    )
    for key in agencies:
        give_seat(actor=THE_OPERATOR, body=body, agency=cast.agencies[key])
    member = cast.members["coordinator"]
    roster.grant_role(
        actor=THE_OPERATOR, member=member, kind="coordinator", why="test", body_id=body.pk
    )
    cast.actors["coordinator"] = actor_for(member)
    return body


def drafted(body: Body, pathway: str, **more: object) -> NominationDraft:
    given: dict[str, object] = {
        "kind": "child_abuse",
        "basis": "urgent_life",
        "worry": "아이가 며칠째 같은 옷을 입고 상처를 숨기며 집에 가기를 꺼린다.",
        "parties": [PartyDraft("victim", PersonDraft(name="고하늘"))],
        **more,
    }
    return NominationDraft(body_id=body.pk, pathway=pathway, **given)  # type: ignore[arg-type]


@pytest.fixture
def child(cast: Cast) -> tuple[Cast, Case]:
    """A case the counselling centre named to the child team two days after it noticed."""
    body = team(cast, "child_response_team", "police", "centre", "refuge")
    name_actor(cast.counsellor)
    draft = drafted(body, "crisis_child")
    began = NOW() - timedelta(days=2)
    return cast, nominate_on_pathway(actor=cast.counsellor, draft=draft, started_at=began)


def as_(cast: Cast, who: str) -> Actor:
    name_actor(cast.actors[who])
    return cast.actors[who]


def step(
    cast: Cast,
    case: Case,
    code: str,
    outcome: str = "",
    who: str = "coordinator",
    at: datetime | None = None,
) -> Milestone:
    actor = as_(cast, who)
    fresh = Case.objects.get(pk=case.pk)
    return record_milestone(
        actor=actor, case=fresh, code=code, happened_at=at or NOW(), outcome=outcome
    )


def clocks(cast: Cast) -> dict[str, str]:
    """Every clock of a pathway with its outcome."""
    as_(cast, "coordinator")
    rows = RunningClock.objects.filter(measure=None).order_by("starts_at", "code")
    return {row.code: row.outcome for row in rows}


def test_every_list_of_the_pathways_agrees_with_the_others() -> None:
    outcomes, kinds = words("pathway_outcomes"), words("kinds")
    stages = [row.code for row in words("stages").values()]
    for way in pathways().values():
        steps = {one.step: one for one in way.steps}
        assert set(way.kinds) <= {*kinds, "*"}, way.code
        assert set(way.bases) <= {*words("legal_bases"), "*"}, way.code
        assert set(way.fields) <= set(words("field_groups")), way.code
        assert set(way.forms) <= set(words("instruments")), way.code
        for one in way.steps:
            assert one.is_stage == (one.step in stages), one
            assert set(one.outcomes) <= set(outcomes), one
            assert set(one.after) <= set(steps), one
            if one.applies_when:
                before, wanted = one.applies_when
                assert wanted <= set(steps[before].outcomes), one
        for clock in way.clocks:
            assert not steps[clock.event].is_stage, clock.code
            assert set(clock.outcomes) <= set(steps[clock.event].outcomes), clock.code
            assert clock.met_by in steps, clock.code
            assert len(clock.met_by) <= 20, clock.code
            assert clock.span(NOW()).calendar > NOW(), clock.code
        starts = [one for one in way.steps if one.is_start]
        assert len(starts) == (0 if way.code == "jss" else 1), way.code
    codes = [clock.code for way in pathways().values() for clock in way.clocks]
    assert len(codes) == len(set(codes)) == len(words("pathway_clocks"))
    known = {way.code for way in pathways().values()}
    for name in ("pathway_steps", "pathway_clocks", "pathway_triggers"):
        assert {row.more["pathway"] for row in words(name).values()} <= known, name


def test_a_step_starts_the_clock_of_the_next_and_meets_its_own(child: tuple[Cast, Case]) -> None:
    cast, case = child
    assert clocks(cast) == {"child_joint_check": ""}
    with pytest.raises(NotYet) as early:
        step(cast, case, "aftercare", "high_risk")
    assert early.value.code == "cases.not_yet.step_before"
    step(cast, case, "joint_check", "not_met")
    assert clocks(cast) == {"child_joint_check": ""}, "tried in vain meets nothing"
    found = step(cast, case, "joint_check", "suspected_at_risk")
    assert clocks(cast) == {"child_joint_check": "met", "child_protection": ""}
    due = RunningClock.objects.get(code="child_protection").due_at
    assert due == found.happened_at + 72 * HOUR
    way = way_of(cast.coordinator, Case.objects.get(pk=case.pk), groups=frozenset({"risk"}))
    states = {line.step.step: line.state for line in way.steps}
    assert states["joint_check"] == "done"
    assert states["protection"] == states["aftercare"] == "next"
    assert [line.name for line in way.running]

    actor = as_(cast, "coordinator")
    withdraw_milestone(actor=actor, milestone=found, why="다른 가정의 점검을 잘못 적음")
    assert clocks(cast) == {"child_joint_check": "", "child_protection": "void"}
    with pytest.raises(NotYet):
        withdraw_milestone(actor=actor, milestone=found, why="두 번")
    step(cast, case, "joint_check", "no_concern")
    assert clocks(cast)["child_joint_check"] == "met"


def test_what_happened_too_late_is_late_and_what_cannot_be_is_refused(
    child: tuple[Cast, Case],
) -> None:
    cast, case = child
    as_(cast, "coordinator")
    start = Milestone.objects.get(code="noticed")
    with pytest.raises(NotYet) as twice:
        begin_pathway(actor=cast.coordinator, case=case, started_at=NOW())
    assert twice.value.code == "cases.not_yet.begun_already"
    for wrong in (
        {"code": "handed_over"},
        {"code": "joint_check", "outcome": "visited"},
        {"code": "joint_check", "outcome": "no_concern", "at": NOW() + HOUR},
        {"code": "joint_check", "outcome": "no_concern", "at": start.happened_at - HOUR},
    ):
        with pytest.raises(NotValid):
            step(cast, case, **wrong)  # type: ignore[arg-type]
    withdraw_milestone(actor=cast.coordinator, milestone=start, why="날짜를 잘못 적음")
    begin_pathway(actor=cast.coordinator, case=case, started_at=NOW() - timedelta(days=20))
    step(cast, case, "joint_check", "no_concern")
    as_(cast, "coordinator")
    outcomes = RunningClock.objects.filter(code="child_joint_check").values_list(
        "outcome", flat=True
    )
    assert sorted(outcomes) == ["late", "void"]


def test_a_stage_reached_is_a_step_by_itself(child: tuple[Cast, Case]) -> None:
    cast, case = child
    select_case(actor=as_(cast, "coordinator"), case=case, why="접수")
    assert Milestone.objects.filter(case=case, code="selected").count() == 1
    way = way_of(cast.coordinator, Case.objects.get(pk=case.pk), groups=frozenset())
    assert next(line for line in way.steps if line.step.step == "selected").state == "done"
    own = Milestone.objects.get(case=case, code="selected")
    with pytest.raises(NotAllowed):
        withdraw_milestone(actor=cast.coordinator, milestone=own, why="단계는 따로")


def reported(case: Case, *days_ago: int, kind: str = "child_abuse") -> None:
    for days in days_ago:
        CaseReport.objects.create(
            case=case,
            report_id=uuid4(),
            number=str(days),
            received_at=NOW() - timedelta(days=days),
            kind=kind,
        )


def test_two_reports_within_a_year_and_danger_propose_separation_and_decide_nothing(
    child: tuple[Cast, Case],
) -> None:
    cast, case = child
    found = Proposal.objects.filter(case=case, kind="immediate_separation")
    as_(cast, "coordinator")
    reported(case, 10, 376)  # a day more than twelve months apart
    reported(case, 20, kind="domestic_violence")
    step(cast, case, "joint_check", "suspected_at_risk", who="counsellor")
    as_(cast, "coordinator")
    assert not found.exists()
    reported(case, 375)  # twelve months to the day
    propose_separation(case)
    assert found.get().facts == {"reports": 2, "suspicion": "suspected_at_risk"}
    propose_separation(case)
    assert found.get().answered_at is None, "the same fact proposes once"
    assert Case.objects.get(pk=case.pk).stage == "nominated"
    withdraw_milestone(actor=cast.coordinator, milestone=joint_check(), why="다른 가정의 점검")
    step(cast, case, "joint_check", "suspected")
    as_(cast, "coordinator")
    reported(case, 1)
    propose_separation(case)
    assert found.count() == 1, "without danger of renewed abuse nothing is proposed"


def joint_check() -> Milestone:
    return Milestone.objects.get(code="joint_check", withdrawn_at=None)


@pytest.fixture
def family(cast: Cast) -> tuple[Cast, Case]:
    """A consenting household that the police named to the crisis-family centre yesterday."""
    body = team(cast, "crisis_family_centre", "police", "centre")
    name_actor(cast.officer)
    draft = drafted(
        body,
        "crisis_family",
        kind="domestic_violence",
        basis="consent",
        consented_on=timezone.localdate() - timedelta(days=1),
        consented_by="person",
    )
    return cast, nominate_on_pathway(actor=cast.officer, draft=draft)


def test_nobody_is_named_to_the_centre_without_consent_or_with_a_report(cast: Cast) -> None:
    body = team(cast, "crisis_family_centre", "police", "centre")
    name_actor(cast.officer)
    for more, field in (
        ({"basis": "urgent_life", "kind": "domestic_violence"}, "basis"),
        ({"basis": "consent", "kind": "domestic_violence"}, "consented_on"),
        ({"basis": "consent", "kind": "school_violence", "consented_on": NOW().date()}, "kind"),
        ({"basis": "consent", "kind": "other", "report_ids": [uuid4()]}, "pathway"),
    ):
        with pytest.raises(NotValid) as refusal:
            nominate_on_pathway(actor=cast.officer, draft=drafted(body, "crisis_family", **more))
        assert field in refusal.value.fields, more
    name_actor(cast.shelter)
    with pytest.raises(NotAllowed):
        nominate_on_pathway(actor=cast.shelter, draft=drafted(body, "crisis_family"))
    with pytest.raises(NotAllowed):
        nominate_on_pathway(actor=cast.officer, draft=drafted(cast.council, "crisis_child"))


def test_a_household_is_handed_over_with_consent_and_never_with_investigation_data(
    family: tuple[Cast, Case],
) -> None:
    cast, case = family
    assert clocks(cast) == {"family_hand_over": ""}
    yesterday, centre = timezone.localdate() - timedelta(days=1), cast.agencies["centre"].pk
    good = HandOverDraft(centre, ["victim", "contact"], yesterday, "person")
    as_(cast, "officer")
    refused = {
        "consented_on": HandOverDraft(centre, ["victim"]),
        "consented_by": HandOverDraft(centre, ["victim"], yesterday, "suspected_guardian"),
        "fields": HandOverDraft(centre, ["victim", "reports"], yesterday, "person"),
        "agency_id": HandOverDraft(cast.agencies["refuge"].pk, ["victim"], yesterday, "person"),
    }
    for field, draft in refused.items():
        with pytest.raises(NotValid) as refusal:
            hand_over(actor=cast.officer, case=case, draft=draft)
        assert field in refusal.value.fields, field
    assert not Milestone.objects.filter(code="handed_over").exists()
    with pytest.raises(NotValid) as around:
        invite_agency(
            actor=cast.officer,
            case=case,
            draft=ShareDraft(centre, "special_statute", "지원", ["victim"], narrative="제3조"),
        )
    assert "basis" in around.value.fields, "the page of sharing is no way around"
    order = MeasureDraft("dv_interim_2", timezone.now())
    for actor in (as_(cast, "officer"), as_(cast, "coordinator")):
        name_actor(actor)
        with pytest.raises(NotValid):
            record_measure(actor=actor, case=case, draft=order)
    as_(cast, "officer")

    share = hand_over(actor=cast.officer, case=case, draft=good)
    assert clocks(cast) == {"family_hand_over": "met", "family_first_call": ""}
    accept_share(actor=as_(cast, "counsellor"), share=Participation.objects.get(pk=share.pk))
    assert set(Participation.objects.get(pk=share.pk).fields) == {"victim", "contact"}
    step(cast, case, "first_call", "not_reached", who="counsellor")
    assert clocks(cast)["family_first_call"] == ""
    step(cast, case, "first_call", "visit_agreed", who="counsellor")
    assert clocks(cast)["family_visit"] == ""
    as_(cast, "counsellor")
    way = way_of(cast.counsellor, Case.objects.get(pk=case.pk), groups=frozenset({"victim"}))
    call = next(line for line in way.steps if line.step.step == "first_call")
    assert [one.outcome.code for one in call.taken if one.outcome] == [
        "not_reached",
        "visit_agreed",
    ]
    assert {one.agency for one in call.taken} == {cast.agencies["centre"].name}
    handed = next(line for line in way.steps if line.step.step == "handed_over")
    assert handed.last is not None
    assert handed.clocks == [], "whose share holds no risk sees its own clocks alone"
    seen = set(RunningClock.objects.values_list("code", flat=True))
    assert seen == {"family_first_call", "family_visit"}


def test_a_stranger_and_a_colleague_without_a_share_record_nothing(
    child: tuple[Cast, Case],
) -> None:
    cast, case = child
    for who in ("stranger", "shelter", "head"):
        actor = as_(cast, who)
        assert not Milestone.objects.exists(), who
        with pytest.raises(NotAllowed):
            record_milestone(
                actor=actor, case=case, code="face_to_face", happened_at=NOW(), outcome="safe"
            )
