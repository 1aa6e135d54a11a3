"""What tests of a council of heads begin with: a working council below it, and a closed case."""

from __future__ import annotations

from dataclasses import replace

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.members import actor_for
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body, CaseReview
from jikimi.bodies.seats import give_seat
from jikimi.cases.models import Case
from jikimi.cases.reviewing import ReviewDraft, review_prefilled, send_review, write_review
from tests.casework import joins
from tests.cast import Cast
from tests.loop import Loop, heard

LESSON = "밤에 갈 곳이 정해져 있으면 첫 지원이 빨라진다."
PROPOSAL = "야간 긴급 보호 거처를 두 곳 정한다.\n예산은 다음 회의에서 논의한다."


def council_above(cast: Cast) -> Actor:
    """The council of heads stands above the working council; its secretary enters the cast."""
    name_actor(THE_OPERATOR)
    give_seat(actor=THE_OPERATOR, body=cast.heads, agency=cast.agencies["police"])
    joins(cast, "secretary", cast.agencies["police"], roles=[])
    name_actor(THE_OPERATOR)
    roster.grant_role(
        actor=THE_OPERATOR,
        member=cast.members["secretary"],
        kind="coordinator",
        why="test",
        body_id=cast.heads.pk,
    )
    name_actor(cast.coordinator)
    Body.objects.filter(pk=cast.council.pk).update(above=cast.heads)
    return refreshed(cast, "secretary")


def refreshed(cast: Cast, who: str) -> Actor:
    """The member with the roles held now."""
    cast.actors[who] = actor_for(cast.members[who])
    return cast.actors[who]


def closed_case(cast: Cast, *, victim: str = "고하늘") -> Case:
    """A case brought through the loop and closed, as the coordinator reads it."""
    return heard(cast, victim=victim).closed()


def draft_for(cast: Cast, case: Case, **changes: str) -> ReviewDraft:
    """The codes of the case with words that tell of nobody."""
    given = {"worked": "쉼터와 상담소가 첫 주에 함께 만났다.", "lesson": LESSON, **changes}
    return replace(review_prefilled(cast.coordinator, case), **given)


def written(cast: Cast, case: Case, **changes: str) -> CaseReview:
    """A draft of a review by the coordinator of the working council."""
    actor = Loop(cast, case).as_("coordinator")
    return write_review(actor=actor, case=case, draft=draft_for(cast, case, **changes))


def sent_up(cast: Cast, case: Case, **changes: str) -> CaseReview:
    """A review that the council of heads has received."""
    review = written(cast, case, **changes)
    actor = Loop(cast, case).as_("coordinator")
    return send_review(actor=actor, case=case, review=review, is_checked=True)
