"""Pages of bodies over HTTP: the list, one body, its agencies, what was promised, roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.member import Member
from jikimi.access.models import Agency
from jikimi.access.roster import MemberDraft, add_member, grant_role
from jikimi.access.ticket import name_actor
from jikimi.bodies.chairs import chairs_of
from jikimi.bodies.limbs import LimbDraft, add_limb
from jikimi.bodies.models import Body, Limb, Representative, Seat
from jikimi.bodies.representing import seat_lines
from jikimi.bodies.seats import found_body, give_seat
from tests.cast import PASSWORD, Cast

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
EAST = "/staff/bodies/east/"
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def desk(cast: Cast, client: Client, signed_in: SignedIn) -> Client:
    """The coordinator's browser."""
    return signed_in(client, cast.members["coordinator"])


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
    """An agreement hosted by the counselling centre and coordinated from there."""
    name_actor(THE_OPERATOR)
    body = found_body(
        actor=THE_OPERATOR,
        key="pact",
        kind="agreement",
        name_ko="업무협약",
        name_en="Agreement",
        host=cast.agencies["centre"],
    )
    for key in ("centre", "refuge"):
        give_seat(actor=THE_OPERATOR, body=body, agency=cast.agencies[key])
    coordinator = {"kind": "coordinator", "why": "간사", "body_id": body.pk}
    grant_role(actor=THE_OPERATOR, member=cast.members["colleague"], **coordinator)
    return body


def posted(client: Client, path: str, **entered: Any) -> str:
    answer = client.post(path, entered, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    assert 'role="alert"' not in answer.content.decode()
    return answer.content.decode()


def test_the_list_shows_only_ones_own_bodies(
    cast: Cast, desk: Client, pact: Body, signed_in: SignedIn
) -> None:
    page = desk.get("/staff/bodies/").content.decode()
    assert EAST in page
    assert "/staff/bodies/pact/" not in page
    other = signed_in(Client(), cast.members["stranger"]).get("/staff/bodies/").content.decode()
    assert EAST not in other


def test_a_body_shows_what_it_is_and_what_it_lacks(cast: Cast, desk: Client) -> None:
    page = desk.get(EAST).content.decode()
    assert cast.agencies["police"].name_ko in page
    assert f"{EAST}recruiting/add/?kind=mental_health" in page
    assert "/staff/meetings/call/" in page


@pytest.mark.parametrize("who", ["stranger", "head", "auditor", "analyst"])
def test_who_has_nothing_to_do_with_it_cannot_tell_there_is_a_body(
    cast: Cast, signed_in: SignedIn, who: str
) -> None:
    browser = signed_in(Client(), cast.members[who])
    for path in ("", "seats/", "limbs/", "roles/", "amend/", "chairs/name/", "seats/give/"):
        for key in ("east", "nothing"):
            assert browser.get(f"/staff/bodies/{key}/{path}").status_code == 404, path


def test_a_seated_agency_reads_and_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(Client(), cast.members["counsellor"])
    page = browser.get(EAST).content.decode()
    assert f"{EAST}seats/" in page
    for path in ("amend/", "chairs/name/", "seats/give/", "roles/", "recruiting/"):
        assert path not in page.replace("/staff/bodies/", "")
        assert browser.get(f"{EAST}{path}").status_code == 404, path
    assert f"{EAST}seats/give/" not in browser.get(f"{EAST}seats/").content.decode()


def test_names_and_place_are_amended_and_nobody_is_overwritten(
    cast: Cast, enter: Enter, desk: Client
) -> None:
    entered = {"name_ko": "동부 협의회", "name_en": "East", "place": "3층", "version": 1}
    posted(desk, f"{EAST}amend/", **entered)
    enter(cast.coordinator)
    assert Body.objects.get(key="east").place == "3층"
    answer = desk.post(f"{EAST}amend/", {**entered, "place": "4층"})
    assert answer.status_code == 409
    assert 'name="version" id="id_version" value="2"' in answer.content.decode()


def test_a_chair_is_named_and_ended(cast: Cast, enter: Enter, desk: Client) -> None:
    member = cast.members["counsellor"]
    page = posted(desk, f"{EAST}chairs/name/", member_id=member.pk, is_civilian="on")
    assert member.name in page
    enter(cast.coordinator)
    (chair,) = chairs_of(cast.council)
    assert chair.is_civilian
    assert desk.get(f"{EAST}chairs/{chair.pk}/end/").status_code == 405
    posted(desk, f"{EAST}chairs/{chair.pk}/end/")
    enter(cast.coordinator)
    assert chairs_of(cast.council) == []
    answer = desk.post(
        f"{EAST}chairs/name/", {"member_id": cast.members["officer"].pk, "is_civilian": "on"}
    )
    assert answer.status_code == 422


def test_who_sits_for_an_agency_is_named_and_taken_off(
    cast: Cast, enter: Enter, desk: Client
) -> None:
    enter(cast.coordinator)
    seat = Seat.objects.get(body=cast.council, agency=cast.agencies["centre"])
    member, deputy = cast.members["counsellor"], cast.members["colleague"]
    path = f"{EAST}seats/{seat.pk}/"
    posted(desk, f"{path}name/", member_id=member.pk, part="chief")
    page = posted(desk, f"{path}name/", member_id=deputy.pk, part="deputy")
    assert member.name in page
    assert deputy.name in page
    enter(cast.coordinator)
    row = Representative.objects.get(member=deputy)
    assert row.is_deputy
    posted(desk, f"{path}name/{row.pk}/end/")
    assert desk.post(f"{path}name/{row.pk}/end/").status_code == 404
    refused = desk.post(f"{path}name/", {"member_id": cast.members["shelter"].pk})
    assert refused.status_code == 422
    posted(desk, f"{path}end/", why="탈퇴")
    assert desk.get(f"{path}name/").status_code == 404


def test_a_registered_agency_gets_its_seat(cast: Cast, enter: Enter, desk: Client) -> None:
    agency = cast.agencies["elsewhere"]
    page = posted(desk, f"{EAST}seats/give/", agency=agency.pk)
    assert agency.name_ko in page
    assert f'<option value="{agency.pk}"' not in desk.get(f"{EAST}seats/give/").content.decode()


def test_what_the_parties_promised_is_written_down(
    cast: Cast, enter: Enter, pact: Body, signed_in: SignedIn
) -> None:
    desk = signed_in(Client(), cast.members["colleague"])
    lead = cast.agencies["refuge"].pk
    page = posted(desk, "/staff/bodies/pact/limbs/add/", title_ko="쉼터 연계", lead_id=lead)
    assert "쉼터 연계" in page
    enter(THE_OPERATOR)
    limb = Limb.objects.get()
    path = f"/staff/bodies/pact/limbs/{limb.pk}/"
    posted(desk, f"{path}amend/", title_ko="쉼터 우선 연계", lead_id=lead, version=1)
    assert desk.post(f"{path}amend/", {"title_ko": "다른 글", "version": 1}).status_code == 409
    assert "쉼터 우선 연계" in desk.get("/staff/bodies/pact/").content.decode()
    posted(desk, f"{path}end/", why="목적 달성")
    assert desk.get(f"{path}end/").status_code == 404


def test_a_body_that_is_no_agreement_has_no_page_of_limbs(cast: Cast, desk: Client) -> None:
    assert desk.get(f"{EAST}limbs/").status_code == 404
    assert f"{EAST}limbs/" not in desk.get(EAST).content.decode()


def test_the_hosts_administrator_grants_and_takes_roles(
    cast: Cast, enter: Enter, pact: Body, keeper: Member, signed_in: SignedIn
) -> None:
    desk = signed_in(Client(), keeper)
    path = "/staff/bodies/pact/roles/"
    assert cast.members["colleague"].name in desk.get(path).content.decode()
    shelter = cast.members["shelter"]
    page = posted(desk, f"{path}grant/", member_id=shelter.pk, kind="coordinator", why="간사")
    assert shelter.name in page
    enter(THE_OPERATOR)
    role = shelter.roles.get(body_id=pact.pk)
    posted(desk, f"{path}{role.pk}/end/", why="교체")
    enter(THE_OPERATOR)
    role.refresh_from_db()
    assert role.ended_at
    coordinator = signed_in(Client(), cast.members["colleague"])
    assert coordinator.get(path).status_code == 200
    assert coordinator.get(f"{path}grant/").status_code == 404
    station = signed_in(Client(), cast.members["administrator"])
    assert station.get(path).status_code == 404


def test_pages_ask_as_often_for_ten_agencies_as_for_twenty(
    cast: Cast, enter: Enter, desk: Client, pact: Body
) -> None:
    def more(numbers: range) -> None:
        enter(THE_OPERATOR)
        for number in numbers:
            agency = Agency.objects.create(
                key=f"a{number}", name_ko=f"기관 {number}", name_en=f"A {number}", kind="health"
            )
            give_seat(actor=THE_OPERATOR, body=cast.council, agency=agency)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(path).status_code == 200
        return len(queries)

    more(range(10))
    paths = ("/staff/bodies/", EAST, f"{EAST}seats/", f"{EAST}roles/")
    for path in paths:
        asked(path)
    ten = {path: asked(path) for path in paths}
    more(range(10, 20))
    assert {path: asked(path) for path in paths} == ten
    enter(cast.coordinator)
    assert len(seat_lines(cast.council)) == 23


def test_an_english_reader_reads_english_titles(
    cast: Cast, enter: Enter, pact: Body, signed_in: SignedIn
) -> None:
    enter(THE_OPERATOR)
    draft = LimbDraft("쉼터 연계", "Places in shelters")
    add_limb(actor=THE_OPERATOR, body=pact, draft=draft)
    desk = signed_in(Client(), cast.members["shelter"])
    desk.cookies.load({"django_language": "en"})
    page = desk.get("/staff/bodies/pact/limbs/").content.decode()
    assert "Places in shelters" in page
    assert "쉼터 연계" not in page
