"""Who is barred from a case finds no draft of what it taught; what was sent up tells of nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotAllowed
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import CaseReview
from jikimi.bodies.reviews import review_called, reviews_written
from jikimi.cases.models import Case
from tests.casework import joins
from tests.cast import Cast
from tests.council import closed_case, council_above, refreshed, sent_up, written

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def case(cast: Cast) -> Case:
    """A closed case of a council with a second coordinator, who is a relative."""
    council_above(cast)
    name_actor(cast.coordinator)
    return closed_case(cast)


def second(cast: Cast) -> None:
    name_actor(THE_OPERATOR)
    joins(cast, "relative", cast.agencies["police"], roles=[])
    name_actor(THE_OPERATOR)
    member, body = cast.members["relative"], cast.council.pk
    roster.grant_role(
        actor=THE_OPERATOR, member=member, kind="coordinator", why="test", body_id=body
    )
    refreshed(cast, "relative")


def barred(cast: Cast, case: Case, function: str = "cases_bar_member") -> None:
    name_actor(cast.coordinator)
    more = ", 'related'" if function == "cases_bar_member" else ""
    with connection.cursor() as cursor:
        values = [case.pk, cast.members["relative"].pk]
        cursor.execute(f"SELECT {function}(%s, %s{more})", values)


def known(cast: Cast, who: str = "relative") -> list[CaseReview]:
    name_actor(cast.actors[who])
    return reviews_written(cast.actors[who])


def test_a_draft_is_not_there_for_a_coordinator_barred_from_its_case(
    cast: Cast, case: Case
) -> None:
    second(cast)
    barred(cast, case)
    review = written(cast, case)
    assert known(cast) == []
    with pytest.raises(NotAllowed):
        review_called(cast.relative, review.pk)
    assert [row.pk for row in known(cast, "coordinator")] == [review.pk]


def test_a_later_bar_hides_it_at_once_and_a_lifted_one_shows_it(cast: Cast, case: Case) -> None:
    second(cast)
    review = written(cast, case)
    assert [row.pk for row in known(cast)] == [review.pk]
    barred(cast, case)
    assert known(cast) == []
    barred(cast, case, "cases_unbar_member")
    assert [row.pk for row in known(cast)] == [review.pk]


def test_the_page_of_reviews_does_not_list_it(
    cast: Cast, case: Case, signed_in: Callable[[Client, Member], Client]
) -> None:
    second(cast)
    review = written(cast, case)
    barred(cast, case)
    client = signed_in(Client(), cast.members["relative"])
    listed = client.get("/staff/council/").content.decode()
    assert str(review.pk) not in listed
    assert client.get(f"/staff/reviews/{review.pk}/").status_code == 404


def test_what_was_sent_up_is_for_the_council_whoever_is_barred(cast: Cast, case: Case) -> None:
    second(cast)
    barred(cast, case)
    review = sent_up(cast, case)
    assert [row.pk for row in known(cast)] == [review.pk]
