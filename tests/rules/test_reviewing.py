"""A closed case is told to the council of heads so that nobody can be recognised."""

from __future__ import annotations

import pytest

from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.models import Record
from jikimi.access.notices import Notice
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body, CaseReview, Matter
from jikimi.bodies.reviews import (
    discuss_review,
    return_review,
    review_called,
    reviews_received,
    withdraw_review,
)
from jikimi.cases.models import Case, ReviewedCase
from jikimi.cases.reviewing import (
    amend_review,
    doubts_about,
    draft_of,
    review_prefilled,
    reviews_of_case,
    send_review,
    write_review,
)
from tests.cast import Cast
from tests.council import PROPOSAL, closed_case, council_above, draft_for, sent_up, written
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def case(cast: Cast) -> Case:
    council_above(cast)
    return closed_case(cast)


def as_(cast: Cast, who: str) -> object:
    name_actor(cast.actors[who])
    return cast.actors[who]


def test_a_draft_begins_with_the_codes_of_the_case(cast: Cast, case: Case) -> None:
    draft = review_prefilled(cast.coordinator, case)
    assert (draft.kind, draft.causes) == ("domestic_violence", ("alcohol",))
    assert draft.supports == ("alcohol",)
    assert draft.lesson == ""


def test_a_review_goes_up_and_its_proposal_becomes_a_matter(cast: Cast, case: Case) -> None:
    review = sent_up(cast, case, proposal=PROPOSAL)
    as_(cast, "head")
    assert [row.pk for row in reviews_received(cast.head, cast.heads)] == [review.pk]
    matter = Matter.objects.get()
    assert (matter.body_id, matter.stage, matter.source_id) == (
        cast.heads.pk,
        "proposed",
        review.pk,
    )
    assert matter.title == PROPOSAL.splitlines()[0]
    as_(cast, "secretary")
    assert Notice.objects.filter(kind="bodies.review.send").count() == 1


def test_those_above_learn_of_no_case(cast: Cast, case: Case) -> None:
    sent_up(cast, case)
    for who in ("head", "secretary"):
        as_(cast, who)
        assert Case.objects.count() == ReviewedCase.objects.count() == 0
        with pytest.raises(NotAllowed):
            write_review(actor=cast.actors[who], case=case, draft=draft_for(cast, case))


@pytest.mark.parametrize("who", ["officer", "counsellor", "shelter", "stranger", "auditor"])
def test_nobody_else_sees_a_review(cast: Cast, case: Case, who: str) -> None:
    review = sent_up(cast, case)
    as_(cast, who)
    assert CaseReview.objects.count() == 0
    with pytest.raises(NotAllowed):
        review_called(cast.actors[who], review.pk)


def test_a_draft_is_seen_by_those_who_steer_its_body_alone(cast: Cast, case: Case) -> None:
    review = written(cast, case)
    as_(cast, "head")
    assert CaseReview.objects.count() == 0
    as_(cast, "coordinator")
    assert [row.pk for row in reviews_of_case(cast.coordinator, case)] == [review.pk]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"worked": "고하늘 씨가 먼저 전화했다."}, "worked"),
        ({"failed": "문바다에게 연락이 닿지 않았다."}, "failed"),
        ({"lesson": "010-2222-3333으로 알린다."}, "lesson"),
        ({"proposal": "연삼로 12에 등을 단다."}, "proposal"),
        ({"worked": "900101-2345678"}, "worked"),
        ({"worked": "2026년 3월 4일 이후로 나아졌다."}, "worked"),
    ],
)
def test_what_tells_of_whom_it_speaks_is_refused_beside_its_field(
    cast: Cast, case: Case, words: dict[str, str], field: str
) -> None:
    with pytest.raises(NotValid) as refused:
        written(cast, case, **words)
    assert list(refused.value.fields) == [field]
    assert "고하늘" not in str(refused.value.fields)


def test_what_is_doubtful_is_sent_only_when_somebody_looked(cast: Cast, case: Case) -> None:
    review = written(cast, case, worked="초록초등학교가 함께 도왔다.")
    name_actor(cast.coordinator)
    doubts = doubts_about(cast.coordinator, case, draft_of(review))
    assert list(doubts.traces) == ["worked"]
    with pytest.raises(NotValid) as refused:
        send_review(actor=cast.coordinator, case=case, review=review)
    assert "is_checked" in refused.value.fields
    sent = send_review(actor=cast.coordinator, case=case, review=review, is_checked=True)
    assert CaseReview.objects.get(pk=sent.pk).stage == "sent"


def test_a_rare_combination_is_warned_of_until_five_cases_share_it(cast: Cast) -> None:
    council_above(cast)
    case = closed_case(cast)
    name_actor(cast.coordinator)
    draft = draft_for(cast, case)
    assert doubts_about(cast.coordinator, case, draft).rare == ("alcohol",)
    assert doubts_about(cast.coordinator, case, draft).is_rare
    for n in range(4):
        heard(cast, victim=f"고나{n}").cause()
    name_actor(cast.coordinator)
    assert not doubts_about(cast.coordinator, case, draft).any


def test_a_lesson_is_needed_before_it_goes_up(cast: Cast, case: Case) -> None:
    review = written(cast, case, lesson="")
    name_actor(cast.coordinator)
    with pytest.raises(NotValid) as refused:
        send_review(actor=cast.coordinator, case=case, review=review, is_checked=True)
    assert "lesson" in refused.value.fields


def test_a_draft_is_corrected_and_a_second_writer_is_told(cast: Cast, case: Case) -> None:
    review = written(cast, case)
    name_actor(cast.coordinator)
    call = {"actor": cast.coordinator, "case": case, "review": review}
    amend_review(draft=draft_for(cast, case, failed="통역이 늦었다."), version=1, **call)
    assert CaseReview.objects.get().failed == "통역이 늦었다."
    with pytest.raises(Changed):
        amend_review(draft=draft_for(cast, case, failed="연락이 늦었다."), version=1, **call)


def test_a_review_taken_back_is_gone_with_its_proposal(cast: Cast, case: Case) -> None:
    review = sent_up(cast, case, proposal=PROPOSAL)
    name_actor(cast.coordinator)
    row = CaseReview.objects.get(pk=review.pk)
    with pytest.raises(NotValid):
        withdraw_review(actor=cast.coordinator, review=row, why=" ")
    withdraw_review(actor=cast.coordinator, review=row, why="다시 쓰기 위함")
    as_(cast, "head")
    assert CaseReview.objects.count() == 0
    assert Matter.objects.get().stage == "withdrawn"
    assert written(cast, case).pk != review.pk


def test_one_case_has_one_review_at_a_time(cast: Cast, case: Case) -> None:
    review = sent_up(cast, case)
    with pytest.raises(NotYet):
        written(cast, case)
    name_actor(cast.coordinator)
    call = {"actor": cast.coordinator, "case": case, "review": review}
    with pytest.raises(NotYet):
        amend_review(draft=draft_for(cast, case), version=None, **call)
    with pytest.raises(NotYet):
        send_review(is_checked=True, **call)


def test_a_case_that_is_open_is_not_reviewed(cast: Cast) -> None:
    council_above(cast)
    loop = heard(cast)
    with pytest.raises(NotYet):
        written(cast, loop.fresh())


def test_without_a_council_above_there_is_nobody_to_tell(cast: Cast) -> None:
    case = closed_case(cast)
    assert Body.objects.get(pk=cast.council.pk).above_id is None
    with pytest.raises(NotYet):
        written(cast, case)


def test_the_council_notes_what_it_discussed_and_takes_it_back(cast: Cast, case: Case) -> None:
    sent_up(cast, case)
    as_(cast, "head")
    review = discuss_review(actor=cast.head, review=CaseReview.objects.get())
    assert CaseReview.objects.get().stage == "discussed"
    return_review(actor=cast.head, review=review)
    assert CaseReview.objects.get().stage == "sent"
    as_(cast, "coordinator")
    with pytest.raises(NotAllowed):
        discuss_review(actor=cast.coordinator, review=CaseReview.objects.get())


def test_reading_and_sending_stand_in_the_record(cast: Cast, case: Case) -> None:
    review = sent_up(cast, case)
    as_(cast, "head")
    review_called(cast.head, review.pk)
    as_(cast, "auditor")
    acts = set(Record.objects.values_list("act", flat=True))
    assert {"cases.reviewing.write", "bodies.review.send"} <= acts
    del review
    assert Loop(cast, case).fresh().stage == "closed"
