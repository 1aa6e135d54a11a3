"""Selection: accepted or declined with a reason the nominator reads; a low score is never one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.models import Notice
from jikimi.cases.models import Case
from jikimi.cases.persons import PersonDraft
from jikimi.cases.selection import decline_case, reconsider_case, select_case
from jikimi.cases.words import words
from tests.cast import Cast
from tests.naming import named_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]


@pytest.fixture
def case(cast: Cast) -> Case:
    """A nominated case of the centre."""
    return named_case(cast, "counsellor", PersonDraft(name="고하늘"), PersonDraft(name="문바다"))


def _told(enter: Enter, actor: Actor) -> list[str]:
    enter(actor)
    return list(Notice.objects.order_by("created_at").values_list("kind", flat=True))


def test_the_nominator_is_told_that_the_case_was_selected(
    case: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    select_case(actor=cast.coordinator, case=case, why="위험이 커지고 있음")
    assert Case.objects.get(pk=case.pk).stage == "selected"
    assert _told(enter, cast.counsellor) == ["cases.selection.accept"]
    enter(cast.coordinator)
    with pytest.raises(NotYet):
        select_case(actor=cast.coordinator, case=case, why="다시")


def test_a_declined_case_may_be_looked_at_again(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    decline_case(
        actor=cast.coordinator, case=case, reason="not_enough_known", why="확인이 더 필요함"
    )
    assert _told(enter, cast.counsellor) == ["cases.selection.decline"]
    case.refresh_from_db()
    reconsider_case(actor=cast.counsellor, case=case, why="새로 확인된 사실 있음 900305-2345678")
    assert Case.objects.get(pk=case.pk).stage == "nominated"
    assert _told(enter, cast.coordinator)[-1] == "cases.selection.reconsider"


@pytest.mark.parametrize("who", ["officer", "shelter", "stranger", "head", "auditor", "counsellor"])
def test_nobody_else_selects_or_declines(case: Case, cast: Cast, enter: Enter, who: str) -> None:
    enter(cast.actors[who])
    with pytest.raises(NotAllowed):
        select_case(actor=cast.actors[who], case=case, why="x")
    with pytest.raises(NotAllowed):
        decline_case(actor=cast.actors[who], case=case, reason="other", why="x")


@pytest.mark.parametrize("reason", ["low_score", "score", "", "made_up"])
def test_only_a_reason_on_the_list_declines(
    case: Case, cast: Cast, enter: Enter, reason: str
) -> None:
    enter(cast.coordinator)
    with pytest.raises(NotValid) as refused:
        decline_case(actor=cast.coordinator, case=case, reason=reason, why="점수가 낮음")
    assert "reason" in refused.value.fields


def test_no_reason_on_the_list_speaks_of_a_score() -> None:
    for row in words("decline_reasons").values():
        text = f"{row.code} {row.ko} {row.en} {row.more['help_ko']} {row.more['help_en']}".lower()
        assert not any(word in text for word in ("점수", "score", "low risk", "위험이 낮"))


def test_every_step_needs_words(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    with pytest.raises(NotValid):
        select_case(actor=cast.coordinator, case=case, why=" ")
    with pytest.raises(NotValid):
        decline_case(actor=cast.coordinator, case=case, reason="other", why="")
