"""The meeting room on matters about no case: votes, undertakings, notes, and what is unfinished."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.member import Member
from jikimi.access.members import actor_for
from jikimi.access.record import Record
from jikimi.bodies.agenda import add_item, decide_item, put_item
from jikimi.bodies.attendance import accept_confidentiality, invite_members, record_attendance
from jikimi.bodies.meetings import MeetingDraft, call_meeting, open_meeting
from jikimi.bodies.models import AgendaItem, Chair, Decision, Meeting, Undertaking
from jikimi.bodies.seats import give_seat
from jikimi.bodies.undertakings import UndertakingDraft, accept_undertaking, assign_undertaking
from jikimi.cases.models import Action
from tests.cast import Cast
from tests.loop import heard
from tests.sitting import opened_meeting

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
HTMX = {"HX-Request": "true"}
WORK, TOPIC, SECRET = "매주 한 번 만나 안전을 확인한다", "야간 연락 체계", "예산은 말하지 않는다"
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def item(cast: Cast, enter: Enter) -> AgendaItem:
    """A matter at an open meeting at which police and centre are present."""
    meeting = opened_meeting(cast, enter)
    found = add_item(actor=cast.coordinator, meeting=meeting, title=TOPIC)
    present(cast, meeting, "coordinator", "counsellor")
    return found


def present(cast: Cast, meeting: Meeting, *people: str) -> None:
    for who in people:
        row = meeting.attendances.get(member=cast.members[who])
        call = {"meeting": meeting, "attendance_id": row.pk, "attended": True}
        record_attendance(actor=cast.coordinator, **call)


def room(item: AgendaItem, rest: str = "") -> str:
    return f"/staff/meetings/{item.meeting_id}/room/{rest}"


def seen(page: Any) -> str:
    found = re.search(r'hx-get="([^"]+part=live[^"]*)"', page.content.decode())
    assert found
    return found[1].replace("&amp;", "&")


def test_a_matter_is_voted_on_and_given_to_an_agency_in_one_step(
    cast: Cast, enter: Enter, item: AgendaItem, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, cast.members["coordinator"])
    where = room(item, f"{item.pk}/decision/")
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    entered = {
        "text": "함께 운영한다.",
        "method": "vote",
        "votes_for": 3,
        "votes_against": 0,
        "undertaking-text": "전화 두 대를 마련한다",
        "undertaking-agency_id": cast.agencies["refuge"].pk,
        "undertaking-due_on": due,
    }
    shown = client.get(room(item)).content.decode()
    assert re.search(r'id="vote-majority">[^<]{10,}', shown)
    assert re.search(r'id="room-eligible">[^<]*2[^<]*2', shown)
    too_many = client.post(where, entered)
    assert too_many.status_code == 422
    assert "전화 두 대를 마련한다" in too_many.content.decode()
    split = {**entered, "votes_for": 1, "votes_against": 1}
    assert client.post(where, split).status_code == 422  # nothing is given out under it
    assert client.post(where, {**entered, "votes_for": 2}).status_code == 302
    enter(cast.coordinator)
    decision = Decision.objects.get()
    assert (decision.votes_for, decision.present, decision.is_carried) == (2, 2, True)
    assert Undertaking.objects.get().decision == decision
    further = room(item, f"{item.pk}/decision/{decision.pk}/undertaking/")
    assert client.post(further, {**entered, "undertaking-text": ""}).status_code == 422
    assert client.post(further, entered).status_code == 302
    fix = room(item, f"{item.pk}/decision/{decision.pk}/correction/")
    fixed = {"text": "같이 운영한다.", "method": "vote", "votes_for": 1, "version": 1}
    assert client.post(fix, fixed).status_code == 302
    assert client.post(fix, {**fixed, "text": "다른 말"}).status_code == 409
    enter(cast.coordinator)
    assert Decision.objects.get().is_carried is False
    assert Undertaking.objects.count() == 2


def test_the_second_editor_sees_a_decision_of_the_first_at_once(
    cast: Cast, enter: Enter, item: AgendaItem, signed_in: SignedIn
) -> None:
    enter(cast.counsellor)
    accept_confidentiality(actor=cast.counsellor, meeting=item.meeting)
    one = signed_in(Client(), cast.members["coordinator"])
    two = signed_in(Client(), cast.members["counsellor"])
    page = one.get(room(item))
    assert 'hx-trigger="every 1s"' in page.content.decode()
    watch = seen(two.get(room(item)))
    assert two.get(watch, headers=HTMX).status_code == 204
    one.post(room(item, f"{item.pk}/decision/"), {"text": "함께 운영한다."})
    news = two.get(watch, headers=HTMX)
    assert "함께 운영한다." in news.content.decode()
    watch = seen(news)
    assert two.get(watch, headers=HTMX).status_code == 204
    enter(cast.coordinator)
    due = timezone.localdate() + timedelta(days=7)
    draft = UndertakingDraft(cast.agencies["centre"].pk, "안내문을 만든다", due)
    call = {"body": cast.council, "decision": Decision.objects.get()}
    made = assign_undertaking(actor=cast.coordinator, draft=draft, **call)
    news = two.get(watch, headers=HTMX)
    assert "안내문을 만든다" in news.content.decode()
    watch = seen(news)
    enter(cast.counsellor)
    accept_undertaking(actor=cast.counsellor, undertaking=made)
    assert one.get(seen(page), headers=HTMX).status_code == 200
    assert two.get(watch, headers=HTMX).status_code == 200


def test_a_speaking_note_is_kept_while_typing_and_seen_by_no_other_agency(
    cast: Cast, enter: Enter, item: AgendaItem, signed_in: SignedIn
) -> None:
    own = signed_in(Client(), cast.members["counsellor"])
    where = room(item, f"{item.pk}/note/")
    kept = own.post(where, {"text": SECRET, "version": 0}, headers=HTMX)
    assert (kept.status_code, 'value="1"' in kept.content.decode()) == (200, True)
    colleague = signed_in(Client(), cast.members["colleague"])
    assert SECRET in colleague.get(room(item)).content.decode()
    late = colleague.post(where, {"text": "다른 말", "version": 0}, headers=HTMX)
    assert late.status_code == 409
    assert SECRET in late.content.decode()
    plain = colleague.post(where, {"text": "다른 말", "version": 0})
    assert plain.status_code == 409
    assert SECRET in plain.content.decode()
    assert "다른 말" in plain.content.decode()
    assert colleague.post(where, {"text": "둘 다", "version": 1}).status_code == 302
    for who in ("coordinator", "shelter", "officer"):
        other = signed_in(Client(), cast.members[who])
        assert "둘 다" not in other.get(room(item)).content.decode()
        assert "둘 다" not in other.get(room(item) + "?part=live").content.decode()
    stranger = signed_in(Client(), cast.members["stranger"])
    assert stranger.post(where, {"text": "x", "version": 0}).status_code == 404


def test_what_is_unfinished_is_looked_at_first_by_those_who_may_know_it(
    cast: Cast, enter: Enter, signed_in: SignedIn
) -> None:
    heard(cast).acting()
    meeting = opened_meeting(cast, enter)
    item = put_item(meeting=meeting, kind="follow_up")
    decided = decide_item(actor=cast.coordinator, meeting=meeting, item_id=item.pk, text="독려한다")
    due = timezone.localdate() + timedelta(days=5)
    draft = UndertakingDraft(cast.agencies["centre"].pk, "안내문을 만든다", due)
    call = {"body": cast.council, "decision": decided}
    assign_undertaking(actor=cast.coordinator, draft=draft, **call)
    late = timezone.localdate() - timedelta(days=2)
    Action.objects.update(due_on=late)
    for who, work, note in (
        ("coordinator", True, True),
        ("officer", False, True),
        ("shelter", True, True),
        ("counsellor", True, True),
    ):
        text = signed_in(Client(), cast.members[who]).get(room(item)).content.decode()
        assert (WORK in text) is (work or who == "officer"), who
        assert ("안내문을 만든다" in text) is note, who
    enter(cast.auditor)
    rows = Record.objects.filter(act="cases.follow_up.review")
    assert {len(row.person_ids) for row in rows} >= {2}


def test_the_chair_of_a_council_decides_and_a_head_accepts_for_the_agency(
    cast: Cast, enter: Enter, signed_in: SignedIn
) -> None:
    enter(THE_OPERATOR)
    from jikimi.access.roster import grant_role

    give_seat(actor=THE_OPERATOR, body=cast.heads, agency=cast.agencies["centre"])
    secretary = cast.members["analyst"]
    roles = {"actor": THE_OPERATOR, "body_id": cast.heads.pk, "why": "test"}
    grant_role(member=secretary, kind="coordinator", **roles)
    runs = actor_for(secretary)
    enter(runs)
    draft = MeetingDraft(starts_at=timezone.now(), place="대회의실")
    meeting = call_meeting(actor=runs, body=cast.heads, draft=draft)
    invite_members(actor=runs, meeting=meeting, member_ids=[cast.members["head"].pk])
    item = add_item(actor=runs, meeting=meeting, title=TOPIC)
    open_meeting(actor=runs, meeting=meeting)
    row = meeting.attendances.get(member=cast.members["head"])
    record_attendance(actor=runs, meeting=meeting, attendance_id=row.pk, attended=True)
    head = signed_in(Client(), cast.members["head"])
    pledge = f"/staff/meetings/{meeting.pk}/confidentiality/"
    head.post(pledge, {"to": "room", "agreed": "on"})
    where = room(item, f"{item.pk}/decision/")
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    entered = {
        "text": "조례를 고친다.",
        "undertaking-text": "개정안을 낸다",
        "undertaking-agency_id": cast.agencies["centre"].pk,
        "undertaking-due_on": due,
    }
    assert head.post(where, entered).status_code == 404
    enter(runs)
    since = timezone.localdate()
    Chair.objects.create(body=cast.heads, member=cast.members["head"], since=since)
    assert head.post(where, entered).status_code == 302
    enter(cast.head)
    made = Undertaking.objects.get()
    home = f"/staff/undertakings/{made.pk}/"
    assert "개정안을 낸다" in head.get("/staff/follow-up/").content.decode()
    accepted = {"owner_id": cast.members["head"].pk}
    assert head.post(f"{home}accept/", accepted).status_code == 302
    assert head.post(f"{home}end/", {"ending": "done"}).status_code == 302
    enter(cast.head)
    made.refresh_from_db()
    assert made.effect_due_on is not None
