"""Risk: by itself it only rises; lowering is meant, has a reason, and hides nothing (SR-44)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jikimi.access.actor import Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid
from jikimi.access.notices import notices_unseen
from jikimi.cases.models import Case, Party, Risk
from jikimi.cases.parties import PlaceDraft, amend_place, party_called
from jikimi.cases.risk import RiskDraft, judge_risk, level_reached, risks_of
from tests.casework import selected, shared
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]
SAFER = "가해자가 구속되어 접근할 수 없게 되었음을 확인"


@pytest.fixture
def case(cast: Cast, enter: Enter) -> Case:
    found = selected(cast)
    enter(cast.counsellor)
    return Case.objects.get(pk=found.pk)


def _judge(cast: Cast, case: Case, level: str, **more: object) -> Risk:
    given = {"reason": "말과 행동이 거칠어짐", **more}
    draft = RiskDraft(level=level, **given)
    return judge_risk(actor=cast.counsellor, case=case, draft=draft)


def _level(cast: Cast, case: Case) -> str:
    return level_reached(reversed(risks_of(cast.counsellor, case)))


@pytest.mark.parametrize(
    ("judged", "level"),
    [
        ([], "not_assessed"),
        ([("standard", False)], "standard"),
        ([("high", False), ("standard", False)], "high"),
        ([("high", False), ("raised", True)], "raised"),
        ([("high", False), ("raised", True), ("standard", False)], "raised"),
        ([("raised", False), ("imminent", False)], "imminent"),
    ],
)
def test_the_level_is_the_highest_unless_one_meant_to_lower_it(
    judged: list[tuple[str, bool]], level: str
) -> None:
    assert level_reached(Risk(level=code, lowers=lowers) for code, lowers in judged) == level


def test_it_rises_with_a_reason_and_the_others_are_told(
    case: Case, cast: Cast, enter: Enter
) -> None:
    with pytest.raises(NotValid):
        _judge(cast, case, "high", reason=" ")
    _judge(cast, case, "raised")
    _judge(cast, case, "high")
    assert _level(cast, case) == "high"
    enter(cast.colleague)
    assert "cases.risk.judge" in [n.kind for n in notices_unseen(cast.colleague)]


def test_lowering_must_be_meant_and_say_what_is_safer(case: Case, cast: Cast) -> None:
    _judge(cast, case, "high")
    with pytest.raises(NotValid) as refusal:
        _judge(cast, case, "raised")
    assert "level" in refusal.value.fields
    with pytest.raises(NotValid) as refusal:
        _judge(cast, case, "raised", lowers=True, reason="괜찮음")
    assert "reason" in refusal.value.fields
    _judge(cast, case, "raised", lowers=True, reason=SAFER)
    assert _level(cast, case) == "raised"
    assert len(risks_of(cast.counsellor, case)) == 2


def test_an_agency_that_may_not_read_the_risk_can_only_raise_the_alarm(
    case: Case, cast: Cast, enter: Enter
) -> None:
    _judge(cast, case, "imminent")
    shared(cast, case, "shelter", ["victim"])
    mine = Case.objects.get()
    assert risks_of(cast.shelter, mine) == []
    for draft in (RiskDraft("raised", "약간"), RiskDraft("standard", SAFER, lowers=True)):
        with pytest.raises(NotValid):
            judge_risk(actor=cast.shelter, case=mine, draft=draft)
    judge_risk(actor=cast.shelter, case=mine, draft=RiskDraft("high", "찾아왔다고 함"))
    assert [r.level for r in risks_of(cast.shelter, mine)] == ["high"]
    enter(cast.counsellor)
    assert _level(cast, case) == "imminent"


def test_not_assessed_is_no_judgement_and_strangers_judge_nothing(
    case: Case, cast: Cast, enter: Enter
) -> None:
    with pytest.raises(NotValid):
        _judge(cast, case, "not_assessed")
    enter(cast.stranger)
    with pytest.raises(NotAllowed):
        judge_risk(actor=cast.stranger, case=case, draft=RiskDraft("high", "x"))


def test_an_identity_number_in_the_reason_is_covered(case: Case, cast: Cast) -> None:
    row = _judge(cast, case, "high", reason="가해자 900101-1234567 이 찾아옴")
    assert "1234567" not in row.reason


def test_two_who_correct_a_party_at_once_lose_nothing(case: Case, cast: Cast) -> None:
    first = party_called(cast.counsellor, case, Party.objects.get(role="child").pk)
    second = party_called(cast.counsellor, case, first.pk)
    amend_place(
        actor=cast.counsellor, party=first, draft=PlaceDraft("child", "엄마와 있고 싶음"), version=1
    )
    with pytest.raises(Changed) as refusal:
        amend_place(
            actor=cast.counsellor,
            party=second,
            draft=PlaceDraft("child", "학교를 옮기고 싶음"),
            version=1,
        )
    assert refusal.value.theirs["wishes"] == "엄마와 있고 싶음"
    assert refusal.value.mine["wishes"] == "학교를 옮기고 싶음"
    assert Party.objects.get(role="child").wishes == "엄마와 있고 싶음"
