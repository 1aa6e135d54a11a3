"""The funnel: how far cases come on a pathway, exact for those who steer, without small numbers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.members import actor_for
from jikimi.access.ticket import name_actor
from jikimi.bodies.halves import Half, half_of
from jikimi.bodies.models import Body
from jikimi.cases.funnel import funnel_of
from jikimi.cases.models import Case, Milestone
from jikimi.cases.pathway_rules import pathway_called
from jikimi.cases.pathways import nominate_on_pathway
from tests.cast import Cast
from tests.rules.test_pathways import drafted, team

FAMILY = pathway_called("crisis_family")
LAST = half_of().before


def counted(actor: Actor, body: Body, half: Half = LAST) -> dict[str, tuple[int | None, object]]:
    name_actor(actor)
    rows = funnel_of(actor, body, FAMILY, since=half.since, until=half.until, began="시작")
    return {row.label: (row.cases, row.days) for row in rows}


def taken(case: Case, actor: Actor, code: str, at: datetime, outcome: str = "") -> None:
    Milestone.objects.create(
        case=case,
        code=code,
        outcome=outcome,
        happened_at=at,
        agency_id=actor.agency_id,
        recorded_by_id=actor.member_id,
    )


def test_the_funnel_counts_cases_step_by_step_and_hides_what_tells_of_few(cast: Cast) -> None:
    body = team(cast, "crisis_family_centre", "police", "centre")
    officer = cast.officer
    name_actor(officer)
    opened = LAST.since + timedelta(days=10)
    more = {"kind": "other", "basis": "consent", "consented_by": "person"}
    draft = drafted(body, "crisis_family", consented_on=opened.date(), **more)
    cases = [nominate_on_pathway(actor=officer, draft=draft) for _ in range(12)]
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(opened_at=opened)
    for n, case in enumerate(cases):
        at = Milestone.objects.get(case=case).happened_at + timedelta(days=1 + n % 3)
        taken(case, officer, "handed_over", at)
        taken(case, officer, "first_call", at + timedelta(days=2), "not_reached")
        if n < 7:
            taken(case, officer, "first_call", at + timedelta(days=4), "visit_agreed")
        if n < 5:
            taken(case, officer, "joint_visit", at + timedelta(days=6), "visited")
    whole = counted(cast.coordinator, body)
    assert whole["시작"] == (12, None)
    assert whole["통합지원센터에 넘김"] == (12, 2.0)
    assert whole["초기 전화상담"] == (7, 4.0), "tried in vain is not taken"
    assert whole["합동 방문"] == (5, 2.0)
    assert whole["서비스 연계"] == (0, None)
    assert counted(cast.coordinator, body, half_of())["시작"] == (0, None)

    name_actor(THE_OPERATOR)
    head = cast.members["head"]
    roster.grant_role(
        actor=THE_OPERATOR, member=head, kind="council_member", why="test", body_id=body.pk
    )
    sitting = actor_for(head)
    told = counted(sitting, body)
    assert told["시작"] == (12, None)
    assert told["초기 전화상담"] == (7, 4.0)
    assert told["합동 방문"] == (None, None), "two between 7 and 5 could be counted out"
    assert told["서비스 연계"] == (None, None)
    with pytest.raises(NotAllowed):
        counted(sitting, body, half_of())  # runs still: tomorrow's difference is one household
    days = {"since": LAST.since, "until": LAST.until - timedelta(days=1)}
    with pytest.raises(NotAllowed):
        funnel_of(sitting, body, FAMILY, began="", **days)
    for who in ("counsellor", "officer", "stranger"):
        with pytest.raises(NotAllowed):
            counted(cast.actors[who], body)
