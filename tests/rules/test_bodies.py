"""Who keeps a body, who chairs it, who sits there for an agency, and what its parties promised."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.member import Member, Role
from jikimi.access.members import actor_for
from jikimi.access.roster import MemberDraft, add_member, end_role, grant_role
from jikimi.access.ticket import name_actor
from jikimi.bodies.chairs import chairs_of, end_chair, name_chair
from jikimi.bodies.known import bodies_known, body_called, people_who_may_hold, roles_in
from jikimi.bodies.limbs import LimbDraft, add_limb, amend_limb, end_limb, limbs_of
from jikimi.bodies.models import Body, Chair, Representative, Seat
from jikimi.bodies.representing import (
    end_representative,
    name_representative,
    representatives,
    seat_lines,
)
from jikimi.bodies.seats import amend_body, bodies_kept, end_seat, found_body, give_seat
from tests.cast import PASSWORD, Cast

Enter = Callable[[Actor], None]
TODAY = timezone.localdate()


@pytest.fixture
def keeper(cast: Cast) -> Member:
    """The administrator of the counselling centre."""
    name_actor(THE_OPERATOR)
    draft = MemberDraft(username="keeper", name="관리자", roster_id="K1", password=PASSWORD)
    member = add_member(actor=THE_OPERATOR, agency=cast.agencies["centre"], draft=draft)
    grant_role(actor=THE_OPERATOR, member=member, kind="administrator", why="test")
    return member


@pytest.fixture
def pact(cast: Cast) -> Body:
    """An agreement hosted by the counselling centre, in which centre and refuge sit."""
    name_actor(THE_OPERATOR)
    body = found_body(
        actor=THE_OPERATOR,
        key="pact",
        kind="agreement",
        name_ko="업무협약",
        name_en="Agreement",
        host=cast.agencies["centre"],
        place="상담소 2층",
    )
    for key in ("centre", "refuge"):
        give_seat(actor=THE_OPERATOR, body=body, agency=cast.agencies[key])
    grant_role(
        actor=THE_OPERATOR,
        member=cast.members["colleague"],
        kind="coordinator",
        why="간사",
        body_id=body.pk,
    )
    cast.actors["colleague"] = actor_for(cast.members["colleague"])
    return body


def seat_of(body: Body, cast: Cast, agency: str) -> Seat:
    return body.seats.select_related("agency", "body").get(agency=cast.agencies[agency])


def test_the_hosts_administrator_names_the_coordinator(
    cast: Cast, keeper: Member, pact: Body
) -> None:
    actor = actor_for(keeper)
    name_actor(actor)
    assert bodies_kept(actor) == [pact]
    call = {"actor": actor, "member": cast.members["shelter"], "why": "간사 지정"}
    role = grant_role(kind="coordinator", body_id=pact.pk, **call)
    assert actor_for(cast.members["shelter"]).bodies_coordinated() == [pact.pk]
    assert [held.member.username for held in roles_in(pact)] == ["colleague", "shelter"]
    end_role(actor=actor, role=role, why="교체")
    assert actor_for(cast.members["shelter"]).bodies_coordinated() == []


def test_the_host_of_a_working_council_keeps_nothing(cast: Cast, keeper: Member) -> None:
    name_actor(THE_OPERATOR)
    Body.objects.filter(pk=cast.council.pk).update(host=cast.agencies["centre"])
    actor = actor_for(keeper)
    name_actor(actor)
    assert bodies_kept(actor) == []
    with pytest.raises(NotAllowed):
        grant_role(
            actor=actor,
            member=cast.members["counsellor"],
            kind="coordinator",
            why="x",
            body_id=cast.council.pk,
        )


def test_the_keeper_of_another_body_takes_no_role_away(
    cast: Cast, enter: Enter, pact: Body
) -> None:
    enter(cast.administrator)
    role = Role.objects.get(body_id=pact.pk)
    with pytest.raises(NotAllowed):
        end_role(actor=cast.administrator, role=role, why="x")
    assert Role.objects.get(pk=role.pk).ended_at is None


def test_a_coordinator_hands_the_body_to_no_other_keeper(
    cast: Cast, enter: Enter, pact: Body
) -> None:
    enter(cast.colleague)
    for change in (
        {"host_id": cast.agencies["refuge"].pk},
        {"station_id": cast.agencies["police"].pk},
        {"kind": "council"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Body.objects.filter(pk=pact.pk).update(**change)
    amend_body(
        actor=cast.colleague, body=pact, name_ko="새 협약", name_en="Pact", place="", version=1
    )
    assert Body.objects.get(pk=pact.pk).host_id == cast.agencies["centre"].pk
    with pytest.raises(Changed):
        amend_body(
            actor=cast.colleague, body=pact, name_ko="셋째", name_en="P", place="", version=1
        )


def test_who_keeps_a_body_may_hand_it_on(cast: Cast, keeper: Member, pact: Body) -> None:
    name_actor(actor_for(keeper))
    Body.objects.filter(pk=pact.pk).update(host=cast.agencies["refuge"])
    assert bodies_kept(actor_for(keeper)) == []


def test_roles_in_a_body_go_to_people_of_its_agencies(cast: Cast, pact: Body) -> None:
    names = {one.username for one in people_who_may_hold(pact)}
    assert {"counsellor", "colleague", "shelter"} <= names
    assert not names & {"officer", "stranger"}


def test_everybody_knows_the_bodies_they_have_to_do_with(
    cast: Cast, enter: Enter, keeper: Member, pact: Body
) -> None:
    known = {
        "officer": ["east"],
        "counsellor": ["east", "pact"],
        "shelter": ["east", "pact"],
        "stranger": [],
        "head": ["heads"],
        "administrator": ["east"],
        "auditor": [],
    }
    for who, keys in known.items():
        enter(cast.actors[who])
        assert sorted(body.key for body in bodies_known(cast.actors[who])) == keys, who
        for key in {"east", "heads", "pact"} - set(keys):
            with pytest.raises(NotAllowed):
                body_called(cast.actors[who], key)
    actor = actor_for(keeper)
    name_actor(actor)
    assert [body.seated for body in bodies_known(actor)] == [2]
    assert body_called(actor, "pact") == pact


def test_a_body_has_one_chair_and_one_civilian_beside(cast: Cast, enter: Enter) -> None:
    actor, body = cast.coordinator, cast.council
    enter(actor)
    call = {"actor": actor, "body": body}
    name_chair(member_id=cast.members["officer"].pk, **call)
    name_chair(member_id=cast.members["counsellor"].pk, is_civilian=True, **call)
    name_chair(member_id=cast.members["coordinator"].pk, **call)
    names = [(chair.member.username, chair.is_civilian) for chair in chairs_of(body)]
    assert names == [("coordinator", False), ("counsellor", True)]
    end_chair(number=chairs_of(body)[1].pk, **call)
    assert len(chairs_of(body)) == 1
    assert Chair.objects.filter(until=TODAY).count() == 2
    with pytest.raises(NotAllowed):
        end_chair(number=987654321, **call)


def test_a_civilian_chair_comes_from_outside_office_and_from_the_body(
    cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    call = {"actor": cast.coordinator, "body": cast.council}
    with pytest.raises(NotValid):
        name_chair(member_id=cast.members["officer"].pk, is_civilian=True, **call)
    with pytest.raises(NotValid):
        name_chair(member_id=cast.members["stranger"].pk, **call)


def test_a_chair_sees_the_body_and_whom_it_recruits(cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    name_chair(actor=cast.coordinator, body=cast.council, member_id=cast.members["counsellor"].pk)
    enter(cast.counsellor)
    assert body_called(cast.counsellor, "east", act="bodies.candidate.list") == cast.council
    with pytest.raises(NotAllowed):
        body_called(cast.counsellor, "east", act="bodies.candidate.find")


def test_a_new_representative_follows_the_old_and_deputies_stay(cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    seat = seat_of(cast.council, cast, "centre")
    call = {"actor": cast.coordinator, "seat": seat}
    counsellor, colleague = cast.members["counsellor"].pk, cast.members["colleague"].pk
    name_representative(member_id=counsellor, **call)
    name_representative(member_id=colleague, is_deputy=True, **call)
    name_representative(member_id=cast.members["head"].pk, **call)
    line = next(line for line in seat_lines(cast.council) if line.seat == seat)
    assert line.chief
    assert (line.chief.member.username, len(line.deputies)) == ("head", 1)
    name_representative(member_id=colleague, **call)
    line = next(line for line in seat_lines(cast.council) if line.seat == seat)
    assert line.chief
    assert (line.chief.member.username, line.deputies) == ("colleague", [])
    assert list(representatives(cast.council)) == [cast.agencies["centre"].pk]
    end_representative(number=line.chief.pk, **call)
    assert representatives(cast.council) == {}
    assert Representative.objects.count() == 4


def test_only_people_of_the_agency_sit_for_it(cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    seat = seat_of(cast.council, cast, "centre")
    call = {"actor": cast.coordinator, "seat": seat}
    with pytest.raises(NotValid):
        name_representative(member_id=cast.members["shelter"].pk, **call)
    end_seat(actor=cast.coordinator, seat=seat, why="탈퇴")
    with pytest.raises(NotYet):
        name_representative(member_id=cast.members["counsellor"].pk, **call)
    with pytest.raises(NotYet):
        end_seat(actor=cast.coordinator, seat=seat, why="다시")


def test_nobody_else_names_chairs_or_representatives(cast: Cast, enter: Enter, pact: Body) -> None:
    for who in ("counsellor", "shelter", "stranger", "head", "administrator"):
        actor = cast.actors[who]
        enter(actor)
        with pytest.raises(NotAllowed):
            name_chair(actor=actor, body=pact, member_id=cast.members["shelter"].pk)
        with pytest.raises(NotAllowed):
            add_limb(actor=actor, body=pact, draft=LimbDraft("분야"))
        with pytest.raises(DatabaseError), transaction.atomic():
            Chair.objects.create(body=pact, member=cast.members["shelter"], since=TODAY)


def test_limbs_are_written_amended_and_ended(cast: Cast, enter: Enter, pact: Body) -> None:
    actor = cast.colleague
    enter(actor)
    first = add_limb(actor=actor, body=pact, draft=LimbDraft("위기아동 조기 발견"))
    lead = cast.agencies["refuge"].pk
    second = add_limb(actor=actor, body=pact, draft=LimbDraft("쉼터 연계", lead_id=lead))
    assert [limb.position for limb in limbs_of(pact)] == [1, 2]
    draft = LimbDraft("위기아동 발견·보호", text="매월 합동 점검")
    amend_limb(actor=actor, limb=first, draft=draft, version=1)
    with pytest.raises(Changed):
        amend_limb(actor=actor, limb=first, draft=LimbDraft("다른 글"), version=1)
    end_limb(actor=actor, limb=first, why="목적 달성")
    assert [limb.pk for limb in limbs_of(pact)] == [second.pk, first.pk]
    with pytest.raises(NotAllowed):
        end_limb(actor=actor, limb=first, why="다시")


def test_only_an_agreement_has_limbs_and_only_its_parties_lead_them(
    cast: Cast, enter: Enter, pact: Body
) -> None:
    enter(cast.colleague)
    lead = cast.agencies["elsewhere"].pk
    with pytest.raises(NotValid):
        add_limb(actor=cast.colleague, body=pact, draft=LimbDraft("분야", lead_id=lead))
    with pytest.raises(NotValid):
        add_limb(actor=cast.colleague, body=pact, draft=LimbDraft(" "))
    enter(cast.coordinator)
    with pytest.raises(NotYet):
        add_limb(actor=cast.coordinator, body=cast.council, draft=LimbDraft("분야"))
