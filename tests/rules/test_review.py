"""Did it help, is the person safer, and when do we look again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.models import Case
from jikimi.cases.review import ReviewDraft, go_on, hold_review, reviews_due, reviews_of
from tests.cast import Cast
from tests.loop import Loop, heard, in_days, review

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    made = heard(cast)
    made.acting()
    return made


def test_a_review_says_what_was_found_and_when_to_look_again(loop: Loop) -> None:
    review(loop, is_closing=False, who="counsellor")
    assert (loop.fresh().stage, loop.case.review_due_on) == ("reviewed", in_days(30))
    (held,) = reviews_of(loop.as_("officer"), loop.case)
    assert (held.is_safer, held.found, held.next_on) == ("yes", "신고가 없음", in_days(30))


def test_the_next_day_may_be_left_out_only_when_the_case_is_to_be_closed(loop: Loop) -> None:
    with pytest.raises(NotValid) as refusal:
        hold_review(
            actor=loop.as_("coordinator"),
            case=loop.fresh(),
            draft=ReviewDraft(found="좋아짐", is_safer="yes"),
        )
    assert set(refusal.value.fields) == {"next_on"}
    review(loop, is_closing=True)
    assert loop.fresh().review_due_on is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("found", " "),
        ("is_safer", "perhaps"),
        ("next_on", in_days(0)),
        ("held_at", timezone.now() + timedelta(days=1)),
    ],
)
def test_what_is_missing_is_named(loop: Loop, field: str, value: object) -> None:
    given = {"found": "좋아짐", "is_safer": "mixed", "next_on": in_days(9), field: value}
    with pytest.raises(NotValid) as refusal:
        hold_review(actor=loop.as_("coordinator"), case=loop.fresh(), draft=ReviewDraft(**given))
    assert set(refusal.value.fields) == {field}


def test_going_on_needs_a_reason_and_a_day(loop: Loop) -> None:
    review(loop, is_closing=True)
    actor = loop.as_("coordinator")
    for given in ({"why": ""}, {"why": "아직 위험"}, {"why": "위험", "next_on": in_days(0)}):
        with pytest.raises(NotValid):
            go_on(actor=actor, case=loop.fresh(), **given)
    go_on(actor=actor, case=loop.fresh(), why="아직 위험", next_on=in_days(10))
    assert (loop.fresh().stage, loop.case.review_due_on) == ("acting", in_days(10))


def test_a_case_is_not_reviewed_twice_without_going_on(loop: Loop) -> None:
    review(loop)
    with pytest.raises(NotYet):
        review(loop)


def test_a_partner_does_not_hold_the_review(loop: Loop) -> None:
    with pytest.raises(NotAllowed):
        review(loop, who="officer")


def test_reviews_due_wait_for_the_lead_and_the_coordinator(
    loop: Loop, django_assert_num_queries: object
) -> None:
    loop.as_("coordinator")
    Case.objects.filter(pk=loop.case.pk).update(review_due_on=in_days(7))
    found = {}
    for who in ("counsellor", "coordinator", "officer", "stranger"):
        actor = loop.as_(who)
        with django_assert_num_queries(1):
            found[who] = len(reviews_due(actor))
    assert found == {"counsellor": 1, "coordinator": 1, "officer": 0, "stranger": 0}
    loop.as_("coordinator")
    Case.objects.filter(pk=loop.case.pk).update(review_due_on=in_days(8))
    assert reviews_due(loop.as_("coordinator")) == []
