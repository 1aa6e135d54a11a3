"""Lead and owners: handed over by an act, and never left to nobody (SR-20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.cases.actions import ActionDraft, assign_action
from jikimi.cases.bars import bar_member
from jikimi.cases.lead import (
    action_without_owner,
    agencies_to_lead,
    assign_lead,
    assign_owner,
    hand_over_lead,
    members_who_may_lead,
    without_owner,
)
from jikimi.cases.models import Case, Participation
from tests.casework import invited, joins, selected, shared
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]


@pytest.fixture
def case(cast: Cast) -> Case:
    return selected(cast)


def test_the_lead_passes_to_an_agency_that_takes_part(case: Case, cast: Cast, enter: Enter) -> None:
    shared(cast, case, "shelter", ["victim"])
    enter(cast.counsellor)
    mine = Case.objects.get()
    assert agencies_to_lead(cast.counsellor, mine) == [cast.agencies["refuge"]]
    hand_over_lead(
        actor=cast.counsellor,
        case=mine,
        agency=cast.agencies["refuge"],
        why="입소하여 지원이 옮겨짐",
        member=cast.members["shelter"],
    )
    enter(cast.shelter)
    row = Case.objects.get()
    assert (row.lead_agency, row.lead_member_id) == (
        cast.agencies["refuge"],
        cast.shelter.member_id,
    )
    assert row.standings(cast.shelter) >= {"lead", "participant"}
    roles = dict(Participation.objects.values_list("agency__key", "role"))
    assert roles == {"centre": "partner", "refuge": "lead"}
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        hand_over_lead(
            actor=cast.counsellor, case=row, agency=cast.agencies["centre"], why="되돌림"
        )


def test_the_lead_goes_to_nobody_who_is_not_in_or_may_not(
    case: Case, cast: Cast, enter: Enter
) -> None:
    joins(cast, "clerk", cast.agencies["refuge"], roles=("administrator",))
    shared(cast, case, "shelter", ["victim"])
    joins(cast, "second", cast.agencies["refuge"])
    enter(cast.coordinator)
    mine = Case.objects.get()
    bar_member(actor=cast.coordinator, case=mine, member=cast.members["second"], reason="relative")
    for agency, member, field in (
        ("elsewhere", None, "agency"),
        ("centre", None, "agency"),
        ("refuge", "officer", "member"),
        ("refuge", "clerk", "member"),
        ("refuge", "second", "member"),
    ):
        with pytest.raises(NotValid) as refusal:
            hand_over_lead(
                actor=cast.coordinator,
                case=mine,
                agency=cast.agencies[agency],
                why="인계",
                member=cast.members[member] if member else None,
            )
        assert field in refusal.value.fields
    found = members_who_may_lead(cast.coordinator, mine, cast.agencies["refuge"].pk)
    assert [m.username for m in found] == ["shelter"]


def test_an_invited_agency_does_not_lead_before_it_accepts(
    case: Case, cast: Cast, enter: Enter
) -> None:
    invited(cast, case, cast.agencies["refuge"], ["victim"])
    with pytest.raises(NotValid):
        hand_over_lead(
            actor=cast.coordinator,
            case=Case.objects.get(),
            agency=cast.agencies["refuge"],
            why="인계",
        )


def _leaves(cast: Cast, enter: Enter, who: str) -> None:
    enter(THE_OPERATOR)
    roster.leave(actor=THE_OPERATOR, member=cast.members[who], why="전보")


def test_what_a_member_had_in_hand_waits_for_another_when_the_member_leaves(
    case: Case, cast: Cast, enter: Enter
) -> None:
    joins(cast, "keeper", cast.agencies["centre"], roles=("administrator",))
    enter(cast.coordinator)
    Case.objects.update(stage="planned")
    draft = ActionDraft(
        side="victim",
        agency_id=cast.agencies["centre"].pk,
        text="상담",
        due_on=date(2099, 1, 1),
        owner_id=cast.members["counsellor"].pk,
    )
    action = assign_action(actor=cast.coordinator, case=Case.objects.get(), draft=draft)
    enter(cast.colleague)
    found = without_owner(cast.colleague)
    assert (found.numbers, found.cases, found.actions) == ({"cases": 0, "actions": 0}, [], [])
    _leaves(cast, enter, "counsellor")
    for who in ("colleague", "coordinator"):
        enter(cast.actors[who])
        found = without_owner(cast.actors[who])
        assert [c.pk for c in found.cases] == [case.pk], who
        assert [a.pk for a in found.actions] == [action.pk], who
    enter(cast.keeper)
    counted = without_owner(cast.keeper)
    assert counted.numbers == {"cases": 1, "actions": 1}
    assert (counted.cases, counted.actions) == ([], [])
    enter(cast.stranger)
    assert without_owner(cast.stranger).numbers == {"cases": 0, "actions": 0}
    enter(cast.colleague)
    assign_lead(actor=cast.colleague, case=Case.objects.get(), member=cast.members["colleague"])
    waiting = action_without_owner(cast.colleague, action.pk)
    assign_owner(actor=cast.colleague, action=waiting, member=cast.members["colleague"])
    assert without_owner(cast.colleague).numbers == {"cases": 0, "actions": 0}
    with pytest.raises(NotAllowed):
        action_without_owner(cast.colleague, action.pk)


def test_work_is_given_to_nobody_of_another_agency(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.counsellor)
    with pytest.raises(NotValid):
        assign_lead(actor=cast.counsellor, case=Case.objects.get(), member=cast.members["officer"])
