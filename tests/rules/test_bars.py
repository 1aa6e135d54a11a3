"""Conflict of interest: a member related to a party gets no way into the case (SR-08)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.notices import Notice, notices_unseen, tell_principals
from jikimi.access.principals import Principal
from jikimi.access.record import Record
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import AgendaItem
from jikimi.cases.actions import ActionDraft, assign_action
from jikimi.cases.bars import (
    bar_called,
    bar_member,
    bars_of,
    declare_conflict,
    lift_bar,
    members_to_bar,
)
from jikimi.cases.glass import break_glass
from jikimi.cases.invitations import accept_share, decline_share
from jikimi.cases.models import Action, Bar, BrokenGlass, Case, Participation, Party, Person
from jikimi.cases.reads import case_called
from jikimi.cases.sharing import end_share
from jikimi.cases.worklist import worklist
from tests.casework import invited, joins, selected, shared
from tests.cast import Cast
from tests.sitting import called_meeting

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]
WHY = "지금 문 앞에서 소리를 지르고 있다는 전화를 받음"


@pytest.fixture
def case(cast: Cast) -> Case:
    return selected(cast)


def _declare(cast: Cast, enter: Enter, case: Case, who: str) -> None:
    enter(cast.actors[who])
    mine = Case.objects.get(pk=case.pk)
    declare_conflict(actor=cast.actors[who], case=mine, reason="acquaintance")


def test_who_declares_sees_nothing_from_that_moment(case: Case, cast: Cast, enter: Enter) -> None:
    _declare(cast, enter, case, "colleague")
    for model in (Case, Party, Person, Participation, Bar):
        assert model.objects.count() == 0, model
    assert worklist(cast.colleague).lines == []
    with pytest.raises(NotAllowed):
        case_called(cast.colleague, case.number)
    enter(cast.counsellor)
    assert Case.objects.count() == 1


def test_a_barred_member_finds_it_in_no_meeting_action_or_notice(
    case: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    Case.objects.filter(pk=case.pk).update(stage="planned")
    called_meeting(cast, enter, case)
    draft = ActionDraft(
        side="victim",
        agency_id=cast.agencies["centre"].pk,
        text="동행 상담",
        due_on=date(2099, 1, 1),
        owner_id=cast.members["colleague"].pk,
    )
    action = assign_action(actor=cast.coordinator, case=Case.objects.get(), draft=draft)
    enter(cast.colleague)
    assert Notice.objects.filter(subject_id__in=[case.pk, action.pk]).exists()
    _declare(cast, enter, case, "colleague")
    assert Action.objects.count() == 0
    assert AgendaItem.objects.filter(subject_id=case.pk).count() == 0
    assert not Notice.objects.filter(subject_id__in=[case.pk, action.pk]).exists()
    enter(cast.coordinator)
    assert Action.objects.get().owner_id is None
    tell_principals(
        [Principal.AGENCY.of(cast.agencies["centre"].pk)], "cases.x", subject_id=case.pk
    )
    enter(cast.colleague)
    assert "cases.x" not in [n.kind for n in notices_unseen(cast.colleague)]
    enter(cast.counsellor)
    assert "cases.x" in [n.kind for n in notices_unseen(cast.counsellor)]


def test_the_lead_member_who_declares_leaves_the_case_without_one(
    case: Case, cast: Cast, enter: Enter
) -> None:
    assert case.lead_member_id == cast.counsellor.member_id
    _declare(cast, enter, case, "counsellor")
    enter(cast.coordinator)
    assert Case.objects.get().lead_member_id is None


def test_a_barred_member_can_neither_answer_nor_end_for_the_agency(
    case: Case, cast: Cast, enter: Enter
) -> None:
    joins(cast, "second", cast.agencies["refuge"])
    share = invited(cast, case, cast.agencies["refuge"], ["victim"])
    bar_member(
        actor=cast.coordinator,
        case=Case.objects.get(),
        member=cast.members["shelter"],
        reason="relative",
    )
    enter(cast.shelter)
    assert Participation.objects.count() == 0
    for call in (
        lambda: accept_share(actor=cast.shelter, share=share),
        lambda: decline_share(actor=cast.shelter, share=share, why="x"),
        lambda: end_share(actor=cast.shelter, share=share, why="x"),
    ):
        with pytest.raises(NotAllowed):
            call()
    enter(cast.second)
    accept_share(actor=cast.second, share=share)
    enter(cast.shelter)
    assert Case.objects.count() == 0


def test_only_who_steers_the_case_bars_others_and_sees_who_is_barred(
    case: Case, cast: Cast, enter: Enter
) -> None:
    shared(cast, case, "shelter", ["victim"])
    with pytest.raises(NotAllowed):
        bar_member(
            actor=cast.shelter, case=case, member=cast.members["coordinator"], reason="relative"
        )
    _declare(cast, enter, case, "colleague")
    enter(cast.shelter)
    assert list(bars_of(cast.shelter, case)) == []
    enter(cast.counsellor)
    assert [bar.member_id for bar in bars_of(cast.counsellor, case)] == [
        cast.members["colleague"].pk
    ]
    offered = {member.username for member in members_to_bar(cast.counsellor, case)}
    assert {"shelter", "coordinator"} <= offered
    assert not {"colleague", "counsellor", "stranger", "head"} & offered


def test_a_bar_is_lifted_by_the_coordinator_and_never_by_oneself(
    case: Case, cast: Cast, enter: Enter
) -> None:
    _declare(cast, enter, case, "colleague")
    enter(cast.counsellor)
    bar = Bar.objects.get()
    with pytest.raises(NotAllowed):
        lift_bar(actor=cast.counsellor, bar=bar, why="착오")
    enter(cast.coordinator)
    lift_bar(actor=cast.coordinator, bar=bar_called(cast.coordinator, case, bar.pk), why="착오")
    enter(cast.colleague)
    assert Case.objects.count() == 1
    joins(cast, "second", cast.agencies["police"])
    enter(cast.coordinator)
    bar_member(
        actor=cast.coordinator,
        case=Case.objects.get(),
        member=cast.members["colleague"],
        reason="other",
    )
    enter(cast.colleague)
    assert Case.objects.count() == 0


def test_a_barred_coordinator_steers_no_more(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.counsellor)
    bar_member(
        actor=cast.counsellor,
        case=Case.objects.get(),
        member=cast.members["coordinator"],
        reason="relative",
    )
    enter(cast.coordinator)
    assert Case.objects.count() == Bar.objects.count() == 0
    with pytest.raises(NotAllowed):
        case_called(cast.coordinator, case.number)


def test_a_barred_member_cannot_break_the_glass(case: Case, cast: Cast, enter: Enter) -> None:
    _declare(cast, enter, case, "colleague")
    with pytest.raises(Exception, match=r"cases\.glass\.number"):
        break_glass(actor=cast.colleague, number=case.number, why=WHY, hours=1)
    enter(cast.coordinator)
    assert BrokenGlass.objects.count() == 0


def test_a_barred_members_try_is_recorded_and_told_to_the_coordinator(
    case: Case, cast: Cast, enter: Enter
) -> None:
    _declare(cast, enter, case, "colleague")
    with pytest.raises(NotAllowed):
        case_called(cast.colleague, case.number)
    joins(cast, "keeper", cast.agencies["centre"], roles=("auditor",))
    name_actor(cast.coordinator, using="refusals")
    told = Notice.objects.using("refusals").filter(kind="cases.bar.attempt")
    assert [(n.member_id, n.subject_id) for n in told] == [(cast.coordinator.member_id, case.pk)]
    name_actor(cast.keeper, using="refusals")
    refused = Record.objects.using("refusals").filter(outcome="refused", subject_id=case.pk)
    assert refused.get().member_id == cast.colleague.member_id


def test_a_strangers_try_names_no_case_in_the_record(case: Case, cast: Cast, enter: Enter) -> None:
    joins(cast, "keeper", cast.agencies["elsewhere"], roles=("auditor",))
    enter(cast.stranger)
    with pytest.raises(NotAllowed):
        case_called(cast.stranger, case.number)
    name_actor(cast.keeper, using="refusals")
    rows = Record.objects.using("refusals").filter(outcome="refused")
    assert [(row.act, row.subject_id) for row in rows] == [("cases.case.read", None)]
