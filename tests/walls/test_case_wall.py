"""The wall around a case, told with the cast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.record import verify
from jikimi.access.ticket import forget_actor
from jikimi.cases.models import Case, Nomination, Participation, Party, Person
from jikimi.cases.nomination import NominationDraft, nominate
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.selection import select_case
from jikimi.cases.sharing import ShareDraft, accept_share, invite_agency
from tests.cast import Cast

Enter = Callable[[Actor], None]


@pytest.fixture
def case(cast: Cast, enter: Enter) -> Case:
    """A case the counselling centre nominated."""
    enter(cast.counsellor)
    victim = PartyDraft("victim", PersonDraft(name="고하늘", sex="female", phone="010-1234-5678"))
    other = PartyDraft("perpetrator", PersonDraft(name="문바다", sex="male"))
    draft = NominationDraft(
        body_id=cast.council.pk,
        kind="domestic_violence",
        basis="consent",
        consented_on=date(2026, 11, 1),
        worry="밤마다 다툼이 잦아지고 있다.",
        parties=[victim, other],
    )
    return nominate(actor=cast.counsellor, draft=draft)


def test_the_nominating_agency_sees_its_case(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.colleague)
    assert Case.objects.count() == 1
    assert Person.objects.filter(name="고하늘").count() == 1


@pytest.mark.parametrize("who", ["shelter", "stranger", "head", "auditor", "analyst", "officer"])
def test_nobody_else_sees_a_row_of_it(case: Case, cast: Cast, enter: Enter, who: str) -> None:
    enter(cast.actors[who])
    for model in (Case, Person, Party, Nomination, Participation):
        assert model.objects.count() == 0, model


def test_without_an_actor_there_are_no_rows(case: Case) -> None:
    forget_actor()
    assert Case.objects.count() == Person.objects.count() == 0


def test_a_forged_ticket_opens_nothing(case: Case, cast: Cast) -> None:
    forged = f"v1|9999999999|1|1|{cast.council.pk * 8 + 3}|{'0' * 64}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jikimi.ticket', %s, true)", [forged])
    assert Case.objects.count() == 0


def test_the_coordinator_selects_and_invites_and_the_shelter_sees_only_after_accepting(
    case: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    select_case(actor=cast.coordinator, case=Case.objects.get(), why="위험이 커지고 있음")
    draft = ShareDraft(
        agency_id=cast.agencies["refuge"].pk,
        basis="consent",
        purpose="피해자 보호",
        fields=["victim"],
    )
    share = invite_agency(actor=cast.coordinator, case=case, draft=draft)
    enter(cast.shelter)
    assert Case.objects.count() == 0
    accept_share(actor=cast.shelter, share=Participation.objects.get(pk=share.pk))
    assert Case.objects.get().stage == "selected"
    assert [p.role for p in Party.objects.all()] == ["victim"]
    assert [p.name for p in Person.objects.all()] == ["고하늘"]
    assert Nomination.objects.count() == 0


def test_a_share_without_a_basis_from_the_list_is_refused(
    case: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    draft = ShareDraft(
        agency_id=cast.agencies["refuge"].pk, basis="because", purpose="x", fields=["victim"]
    )
    with pytest.raises(NotValid):
        invite_agency(actor=cast.coordinator, case=case, draft=draft)


def test_a_stranger_cannot_select(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.stranger)
    with pytest.raises(NotAllowed):
        select_case(actor=cast.stranger, case=case, why="x")


def test_the_record_holds(case: Case) -> None:
    assert verify() == []
