"""Who grants which role: nobody to himself, a council's only at its police station."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import Member, Role
from jikimi.access.members import actor_for
from jikimi.access.roster import MemberDraft, add_member, grant_role, leave
from jikimi.access.ticket import name_actor
from tests.cast import PASSWORD, Cast


@pytest.fixture
def keeper(cast: Cast) -> Member:
    """The administrator of the counselling centre."""
    name_actor(THE_OPERATOR)
    draft = MemberDraft(username="keeper", name="관리자", roster_id="K1", password=PASSWORD)
    member = add_member(actor=THE_OPERATOR, agency=cast.agencies["centre"], draft=draft)
    grant_role(actor=THE_OPERATOR, member=member, kind="administrator", why="test")
    return member


def test_an_administrator_grants_a_role_at_the_own_agency(cast: Cast) -> None:
    name_actor(cast.administrator)
    grant_role(
        actor=cast.administrator, member=cast.members["officer"], kind="auditor", why="업무 분장"
    )
    assert actor_for(cast.members["officer"]).holds("auditor")


def test_nobody_grants_a_role_to_oneself(cast: Cast) -> None:
    name_actor(cast.administrator)
    with pytest.raises(NotValid):
        grant_role(
            actor=cast.administrator,
            member=cast.members["administrator"],
            kind="practitioner",
            why="x",
        )


def test_the_administrator_of_the_station_names_its_coordinator(cast: Cast) -> None:
    name_actor(cast.administrator)
    grant_role(
        actor=cast.administrator,
        member=cast.members["officer"],
        kind="coordinator",
        why="간사 지정",
        body_id=cast.council.pk,
    )
    assert actor_for(cast.members["officer"]).bodies_coordinated() == [cast.council.pk]


def test_another_agency_cannot_make_itself_coordinator(cast: Cast, keeper: Member) -> None:
    actor = actor_for(keeper)
    name_actor(actor)
    with pytest.raises(NotAllowed):
        grant_role(
            actor=actor,
            member=cast.members["counsellor"],
            kind="coordinator",
            why="x",
            body_id=cast.council.pk,
        )


def test_the_database_refuses_it_too(cast: Cast, keeper: Member) -> None:
    name_actor(actor_for(keeper))
    with pytest.raises(DatabaseError), transaction.atomic():
        Role.objects.create(
            member=cast.members["counsellor"],
            kind="coordinator",
            body_id=cast.council.pk,
            granted_at=timezone.now(),
            granted_by_id=keeper.pk,
            why="x",
        )


def test_leaving_ends_account_and_roles_in_one_step(cast: Cast) -> None:
    name_actor(cast.administrator)
    leave(actor=cast.administrator, member=cast.members["officer"], why="전출")
    member = Member.objects.get(pk=cast.members["officer"].pk)
    assert not member.is_active
    assert actor_for(member).roles == frozenset()


def test_the_page_offers_the_council_only_to_the_stations_administrator(
    cast: Cast, keeper: Member, signed_in: Callable[[Client, Member], Client]
) -> None:
    number = cast.members["officer"].pk
    page = signed_in(Client(), cast.members["administrator"]).get(f"/staff/members/{number}/")
    assert f'value="{cast.council.pk}"' in page.content.decode()
    other = signed_in(Client(), keeper).get(f"/staff/members/{cast.members['counsellor'].pk}/")
    assert f'<option value="{cast.council.pk}"' not in other.content.decode()
