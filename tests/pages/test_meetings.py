"""Pages of meetings and the meeting room, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.bodies.attendance import accept_confidentiality
from jikimi.bodies.models import AgendaItem, Decision, Meeting
from jikimi.cases.analysis import CauseDraft, add_cause
from jikimi.cases.hearing import record_decision, record_discussion
from jikimi.cases.models import Case, Hearing
from tests.cast import Cast
from tests.sitting import (
    CHILD,
    VICTIM,
    WORRY,
    called_meeting,
    opened_meeting,
    selected_case,
    share_with_refuge,
)

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
SAID, DECIDED = "지난주 밤 두 번 소란이 있었다.", "상담소가 매주 찾아간다."
HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def case(cast: Cast, enter: Enter) -> Case:
    return selected_case(cast, enter)


@pytest.fixture
def room(cast: Cast, enter: Enter, case: Case) -> AgendaItem:
    """The case's item at an open meeting, discussed and decided."""
    item = opened_meeting(cast, enter, case).items.get()
    call = {"actor": cast.coordinator, "case": case, "item_id": item.pk}
    record_discussion(text=SAID, version=1, **call)
    record_decision(text=DECIDED, **call)
    return item


def address(item: AgendaItem, rest: str = "") -> str:
    return f"/staff/meetings/{item.meeting_id}/room/{rest}"


@pytest.fixture
def visit(cast: Cast, signed_in: SignedIn) -> Callable[[str, str], Any]:
    """Open a page as one of the cast, each with a browser of its own."""

    def open_page(who: str, path: str) -> Any:
        return signed_in(Client(), cast.members[who]).get(path)

    return open_page


def test_a_meeting_is_called_in_one_page(
    cast: Cast, enter: Enter, case: Case, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, cast.members["coordinator"])
    page = client.get("/staff/meetings/call/")
    assert case.number in page.content.decode()
    assert VICTIM not in page.content.decode()
    entered = {
        "body": cast.council.pk,
        "starts_at": (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"),
        "place": "2층 회의실",
        "kind": "regular",
        "cases": [str(case.pk)],
        "topics": "야간 연락 체계\n",
        "invite_concerned": "on",
    }
    wrong = client.post("/staff/meetings/call/", {**entered, "place": ""})
    assert wrong.status_code == 422
    done = client.post("/staff/meetings/call/", entered)
    enter(cast.coordinator)
    meeting = Meeting.objects.get()
    assert done.headers["Location"] == f"/staff/meetings/{meeting.pk}/"
    assert {a.member.username for a in meeting.attendances.all()} == {
        "coordinator",
        "counsellor",
        "colleague",
    }
    listed = client.get("/staff/meetings/").content.decode()
    assert f"/staff/meetings/{meeting.pk}/" in listed


def test_an_empty_list_says_what_to_do_next(visit: Callable[[str, str], Any]) -> None:
    for who in ("coordinator", "shelter", "head"):
        page = visit(who, "/staff/meetings/")
        assert page.status_code == 200
    assert visit("auditor", "/staff/meetings/").status_code == 404


def test_a_head_is_shown_the_way_to_the_council_and_no_figures_here(
    visit: Callable[[str, str], Any],
) -> None:
    button = re.compile(r'class="button[^"]*" href="/staff/council/"')
    pages = {who: visit(who, "/staff/meetings/").content.decode() for who in ("head", "shelter")}
    assert {who: len(button.findall(page)) for who, page in pages.items()} == {
        "head": 1,
        "shelter": 0,
    }
    assert not any('id="figures"' in page for page in pages.values())


def test_an_absent_meeting_and_one_of_others_answer_alike(
    cast: Cast, enter: Enter, case: Case, visit: Callable[[str, str], Any]
) -> None:
    meeting = called_meeting(cast, enter, case)
    for page in ("", "room/", "move/"):
        theirs = visit("stranger", f"/staff/meetings/{meeting.pk}/{page}")
        absent = visit("stranger", f"/staff/meetings/{uuid4()}/{page}")
        assert theirs.status_code == absent.status_code == 404
        assert plain(theirs) == plain(absent)


def plain(answer: Any) -> str:
    """A page without what differs from one request to the next."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)


@pytest.mark.parametrize(
    ("who", "number", "minutes", "names"),
    [
        ("coordinator", True, True, True),
        ("counsellor", True, False, True),  # has not accepted confidentiality yet
        ("shelter", True, False, True),
        ("officer", False, False, False),
    ],
)
def test_the_room_shows_each_its_part(
    cast: Cast,
    enter: Enter,
    room: AgendaItem,
    case: Case,
    visit: Callable[[str, str], Any],
    who: str,
    number: bool,
    minutes: bool,
    names: bool,
) -> None:
    share_with_refuge(cast, enter, case, "victim")
    page = visit(who, address(room))
    text = page.content.decode()
    assert page.status_code == 200
    assert (case.number in text) is number
    assert (SAID in text) is minutes
    assert (DECIDED in text) is minutes
    assert (VICTIM in text) is names
    if who in ("shelter", "officer"):
        assert WORRY not in text
        assert CHILD not in text
    live = visit(who, address(room) + "?part=live").content.decode()
    assert (SAID in live, case.number in live) == (minutes, number)


def test_after_accepting_the_minutes_open(
    cast: Cast, enter: Enter, room: AgendaItem, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, cast.members["counsellor"])
    pledge = f"/staff/meetings/{room.meeting_id}/confidentiality/"
    client.post(pledge, {"to": "room"})
    assert SAID not in client.get(address(room)).content.decode()
    answer = client.post(pledge, {"to": "room", "agreed": "on"})
    assert answer.headers["Location"] == address(room)
    assert SAID in client.get(address(room)).content.decode()
    assert (
        DECIDED
        in client.get(f"/staff/cases/{case_of(enter, cast).number}/hearing/").content.decode()
    )


def case_of(enter: Enter, cast: Cast) -> Case:
    enter(cast.coordinator)
    return Case.objects.get()


def test_the_other_side_is_not_told_of_a_barred_members_item(
    cast: Cast, enter: Enter, room: AgendaItem, case: Case, visit: Callable[[str, str], Any]
) -> None:
    enter(cast.coordinator)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_bar_member(%s, %s, 'related')", [case.pk, cast.members["colleague"].pk]
        )
    for path in (address(room), f"/staff/meetings/{room.meeting_id}/"):
        page = visit("colleague", path)
        assert page.status_code == 200
        assert case.number not in page.content.decode()
        assert str(room.pk) not in page.content.decode()
    assert visit("colleague", address(room) + f"?item={room.pk}").status_code == 404


def test_typing_is_kept_and_the_second_editor_sees_it_within_seconds(
    cast: Cast, enter: Enter, room: AgendaItem, signed_in: SignedIn
) -> None:
    enter(cast.counsellor)
    accept_confidentiality(actor=cast.counsellor, meeting=room.meeting)
    one = signed_in(Client(), cast.members["coordinator"])
    two = signed_in(Client(), cast.members["counsellor"])
    watch = seen(two.get(address(room)))
    assert two.get(watch, headers=HTMX).status_code == 204
    typed = {"discussion": f"{SAID}\r\n쉼터 방 있음", "base": SAID, "version": "2"}
    kept = one.post(address(room, f"{room.pk}/discussion/"), typed, headers=HTMX)
    assert kept.status_code == 200
    assert 'value="3"' in kept.content.decode()
    news = two.get(watch, headers=HTMX)
    assert news.status_code == 200
    assert "쉼터 방 있음" in news.content.decode()
    theirs = {"discussion": f"{SAID}\n학교에 알리지 않음", "base": SAID, "version": "2"}
    joined = two.post(address(room, f"{room.pk}/discussion/"), theirs, headers=HTMX)
    assert f"{SAID}\n쉼터 방 있음\n학교에 알리지 않음" in joined.content.decode()


def seen(page: Any) -> str:
    """The address the page asks for news."""
    found = re.search(r'hx-get="([^"]+part=live[^"]*)"', page.content.decode())
    assert found
    return found[1].replace("&amp;", "&")


def test_the_same_words_changed_twice_are_both_shown_and_nothing_is_overwritten(
    cast: Cast, enter: Enter, room: AgendaItem, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, cast.members["coordinator"])
    where = address(room, f"{room.pk}/discussion/")
    client.post(where, {"discussion": "하나", "base": SAID, "version": "2"})
    late = {"discussion": "둘", "base": SAID, "version": "2"}
    for headers in (HTMX, {}):
        answer = client.post(where, late, headers=headers)
        assert answer.status_code == 409
        assert "하나" in answer.content.decode()
    assert "둘" in answer.content.decode()
    assert discussion(cast, enter) == "하나"
    client.post(where, {**late, "keep": "both"})
    assert discussion(cast, enter) == "하나\n둘"
    client.post(where, {**late, "keep": "mine", "over": "4"})
    assert discussion(cast, enter) == "둘"


def discussion(cast: Cast, enter: Enter) -> str:
    enter(cast.coordinator)
    return Hearing.objects.get().discussion


def test_the_agenda_is_run_without_leaving_the_room(
    cast: Cast, enter: Enter, room: AgendaItem, case: Case, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, cast.members["coordinator"])
    post = lambda rest, **data: client.post(address(room, f"{room.pk}/{rest}/"), data)  # noqa: E731
    assert post("turn").status_code == 302
    assert post("cause", **{"cause-code": "alcohol"}).status_code == 422
    cause = {"cause-code": "alcohol", "cause-evidence": "술병", "cause-said_by": "옆집"}
    assert post("cause", **cause).status_code == 302
    assert post("settle").status_code == 302
    action = {
        "text": "쉼터 대신 상담을 돕는다.",
        "action-text": "매주 찾아간다",
        "action-side": "victim",
        "action-agency_id": cast.agencies["centre"].pk,
        "action-owner_id": cast.members["counsellor"].pk,
        "action-due_on": "",
    }
    assert post("decision", **action).status_code == 422
    action["action-due_on"] = timezone.localdate().isoformat()
    assert post("decision", **action).status_code == 302
    enter(cast.coordinator)
    decision = Decision.objects.get(text="쉼터 대신 상담을 돕는다.")
    assert [a.decision_id for a in case.actions.all()] == [decision.pk]
    assert post(f"decision/{decision.pk}/action", **action).status_code == 302
    fixed = {"text": "상담을 돕는다.", "version": 1}
    assert post(f"decision/{decision.pk}", **fixed).status_code == 302
    assert post(f"decision/{decision.pk}", **{**fixed, "text": "다른 말"}).status_code == 409
    enter(cast.coordinator)
    person = room.meeting.attendances.get(member=cast.members["shelter"])
    client.post(address(room, f"attendance/{person.pk}/"), {"attended": "yes"})
    page = client.get(address(room) + f"?agency={cast.agencies['refuge'].pk}").content.decode()
    assert "fields_shared" in page
    assert post("finish").status_code == 302
    assert client.post(f"/staff/meetings/{room.meeting_id}/close/").status_code == 302
    enter(cast.coordinator)
    assert Meeting.objects.get().stage == "closed"
    assert case.actions.count() == 2
    person.refresh_from_db()
    assert person.attended is True


def test_an_agency_is_called_into_the_case_from_the_room(
    cast: Cast, enter: Enter, room: AgendaItem, case: Case, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, cast.members["coordinator"])
    where = address(room, f"{room.pk}/share/")
    wanted = {"agency_id": cast.agencies["refuge"].pk, "basis": "", "purpose": ""}
    assert client.post(where, wanted).status_code == 422
    wanted |= {
        "basis": "consent",
        "consented_on": "2026-11-01",
        "purpose": "보호",
        "fields_shared": ["victim"],
    }
    assert client.post(where, wanted).status_code == 302
    assert client.post(where, {**wanted, "agency_id": "999999"}).status_code == 404


def test_agenda_and_meeting_are_changed_by_the_coordinator_alone(
    cast: Cast, enter: Enter, case: Case, client: Client, signed_in: SignedIn
) -> None:
    meeting = called_meeting(cast, enter)
    home = f"/staff/meetings/{meeting.pk}/"
    signed_in(client, cast.members["coordinator"])
    client.post(home + "agenda/case/", {"case": str(case.pk), "minutes": 10})
    client.post(home + "agenda/topic/", {"title": "야간 연락 체계", "minutes": 5})
    enter(cast.coordinator)
    first, second = meeting.items.all()
    client.post(home + f"agenda/{second.pk}/", {"do": "up"})
    client.post(home + f"agenda/{second.pk}/", {"minutes": "25"})
    client.post(home + f"agenda/{first.pk}/off/")
    enter(cast.coordinator)
    left = meeting.items.get(withdrawn_at=None)
    assert (left.pk, left.minutes_planned) == (second.pk, 25)
    moved = {
        "starts_at": "2026-12-01T10:00",
        "place": "강당",
        "kind": "ad_hoc",
        "is_urgent": "on",
        "version": 1,
    }
    assert client.post(home + "move/", moved).status_code == 302
    assert client.post(home + "move/", {**moved, "place": "옥상"}).status_code == 409
    assert client.post(home + "cancel/", {"why": ""}).status_code == 422
    assert client.post(home + "cancel/", {"why": "태풍"}).status_code == 302
    shelter = signed_in(Client(), cast.members["shelter"])
    for page in ("move/", "cancel/"):
        assert shelter.get(home + page).status_code == 404


def test_an_invited_person_answers(
    cast: Cast, enter: Enter, client: Client, signed_in: SignedIn
) -> None:
    meeting = called_meeting(cast, enter)
    signed_in(client, cast.members["shelter"])
    home = f"/staff/meetings/{meeting.pk}/"
    assert client.post(home + "answer/", {}).status_code in (200, 422)
    given = {"answer": "coming", "has_sent_information": "on"}
    assert client.post(home + "answer/", given).status_code == 302
    enter(cast.coordinator)
    row = meeting.attendances.get(member=cast.members["shelter"])
    assert (row.answer, row.has_sent_information) == ("coming", True)


def test_pages_cost_the_same_for_5_and_20_items(
    cast: Cast, enter: Enter, client: Client, signed_in: SignedIn
) -> None:
    cases = [selected_case(cast, enter, victim=f"고하{n}") for n in range(20)]
    few, many = (opened_meeting(cast, enter, *cases[:n]) for n in (5, 20))
    signed_in(client, cast.members["coordinator"]).get("/staff/meetings/")
    for page in ("", "room/"):
        numbers = []
        for meeting in (few, many):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/staff/meetings/{meeting.pk}/{page}").status_code == 200
            numbers.append(len(queries))
        assert numbers[0] == numbers[1]


def test_a_part_of_the_room_asked_without_sign_in_is_no_page(
    cast: Cast, enter: Enter, room: AgendaItem, client: Client
) -> None:
    watched = client.get(address(room) + "?part=live", headers=HTMX)
    assert (watched.status_code, watched.headers["HX-Refresh"]) == (401, "true")
    typed = {"discussion": "x", "version": "2"}
    where = address(room, f"{room.pk}/discussion/")
    kept = client.post(where, typed, headers=HTMX)
    assert (kept.status_code, kept.has_header("HX-Refresh")) == (401, False)
    enter(cast.coordinator)
    assert Hearing.objects.get().discussion == SAID


def test_causes_in_the_room_show_only_to_those_who_share_them(
    cast: Cast, enter: Enter, room: AgendaItem, case: Case, visit: Callable[[str, str], Any]
) -> None:
    add_cause(actor=cast.coordinator, case=case, draft=CauseDraft("alcohol", "술병표시", "옆집"))
    share_with_refuge(cast, enter, case, "victim")
    assert "술병표시" in visit("coordinator", address(room)).content.decode()
    assert "술병표시" not in visit("shelter", address(room)).content.decode()
