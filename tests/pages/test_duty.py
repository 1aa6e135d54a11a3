"""Pages of duty over HTTP: planned, published, swapped, handed over; a link without sign-in."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jikimi.access.ticket import name_actor
from jikimi.bodies.duty.handing_over import leave_note
from jikimi.bodies.models import HandOver, Post, Rota, Shift, Swap
from tests.cast import Cast
from tests.duty import manned, next_monday, published, team

HERE = "/staff/bodies/team/duty/"


@pytest.fixture
def at(cast: Cast, signed_in: Any) -> Any:
    """A browser in which a person of the cast is signed in."""

    def sign_in(name: str) -> Client:
        return signed_in(Client(), cast.members[name])

    return sign_in


def _said(answer: Any) -> str:
    return answer.content.decode()


def test_a_coordinator_sets_up_mans_plans_and_publishes(cast: Cast, at: Any) -> None:
    team(cast)
    desk = at("coordinator")
    fields = {
        "name_ko": "합동 근무", "weekdays": ["1", "3"], "begins": "09:00", "ends": "18:00",
        "need_police": "1", "need_counselling": "1", "on_holidays": "on",
    }  # fmt: skip
    answer = desk.post(f"{HERE}posts/new/", {**fields, "need_police": "", "need_counselling": ""})
    assert answer.status_code == 422
    assert desk.post(f"{HERE}posts/new/", fields).status_code == 302
    name_actor(cast.coordinator)
    post = Post.objects.get()
    assert post.needs == {"police": 1, "counselling": 1}
    for name in ("officer", "counsellor", "colleague"):
        given = {"member_id": cast.members[name].pk}
        assert desk.post(f"{HERE}posts/{post.pk}/people/", given).status_code == 302
    page = _said(desk.get(f"{HERE}posts/{post.pk}/"))
    assert cast.members["colleague"].name in page
    begins = next_monday()
    asked = {
        "post": str(post.pk), "begins_on": begins, "ends_on": begins + timedelta(27),
        "rest_hours": 11, "most_per_week": 2,
    }  # fmt: skip
    answer = desk.post(f"{HERE}rotas/plan/", asked)
    assert answer.status_code == 302
    draft = _said(desk.get(answer.url))
    assert cast.members["officer"].name in draft
    assert desk.post(f"{answer.url}publish/").status_code == 302
    name_actor(cast.coordinator)
    assert Rota.objects.get().stage == "published"
    assert cast.members["officer"].name in _said(desk.get(f"{HERE}?from={begins}"))


def test_a_rule_in_the_way_is_told_with_its_days(cast: Cast, at: Any) -> None:
    post = manned(cast, weekdays=(0, 1, 2, 3, 4))
    desk = at("coordinator")
    begins = next_monday()
    asked = {
        "post": str(post.pk), "begins_on": begins, "ends_on": begins + timedelta(6),
        "rest_hours": 11, "most_per_week": 2,
    }  # fmt: skip
    answer = desk.post(f"{HERE}rotas/plan/", asked)
    page = _said(desk.get(answer.url, headers={"accept-language": "en"}))
    name_actor(cast.coordinator)
    vacant = Shift.objects.filter(member=None)
    assert vacant.count() == 2
    assert 'id="vacant"' in page
    rota = Rota.objects.get()
    assert {row["rule"] for row in rota.told["blocked"]} == {"week"}


def test_those_without_a_seat_get_the_same_answer_as_for_no_body(cast: Cast, at: Any) -> None:
    rota = published(cast, manned(cast))
    shift = rota.shifts.first()
    assert shift is not None
    stranger = at("stranger")
    absent = _said(stranger.get("/staff/bodies/nowhere/duty/"))
    for place in (HERE, f"{HERE}rotas/{rota.pk}/", f"{HERE}shifts/{shift.pk}/", f"{HERE}absences/"):
        answer = stranger.get(place)
        assert answer.status_code == 404
        assert _without_place(_said(answer)) == _without_place(absent)


def test_a_body_that_mans_no_posts_has_no_duty_page(cast: Cast, at: Any) -> None:
    assert at("coordinator").get("/staff/bodies/east/duty/").status_code == 404


def test_a_draft_is_changed_by_hand_and_a_rule_is_said_beside_it(cast: Cast, at: Any) -> None:
    rota = published(cast, manned(cast))
    shift = rota.shifts.filter(kind="police").first()
    assert shift is not None
    desk = at("coordinator")
    page = f"{HERE}shifts/{shift.pk}/"
    wrong = {"member_id": cast.members["counsellor"].pk, "version": shift.version}
    assert desk.post(f"{page}assign/", wrong).status_code == 422
    vacant = {"member_id": "", "version": shift.version}
    assert desk.post(f"{page}assign/", vacant).status_code == 302
    name_actor(cast.coordinator)
    assert Shift.objects.get(pk=shift.pk).member_id is None
    stale = {"member_id": cast.members["officer"].pk, "version": shift.version}
    assert desk.post(f"{page}assign/", stale).status_code == 409


def test_a_swap_goes_its_way_over_the_pages(cast: Cast, at: Any) -> None:
    published(cast, manned(cast))
    name_actor(cast.counsellor)
    mine = Shift.objects.filter(member_id=cast.counsellor.member_id).order_by("starts_at").first()
    assert mine is not None
    page = f"{HERE}shifts/{mine.pk}/"
    one, other, desk = at("counsellor"), at("colleague"), at("coordinator")
    assert one.post(f"{page}swap/").status_code == 302
    name_actor(cast.counsellor)
    swap = Swap.objects.get()
    place = f"{HERE}swaps/{swap.pk}/"
    assert f"{place}take/" in _said(other.get(page))
    assert f"{place}take/" not in _said(one.get(page))
    assert other.post(f"{place}approve/").status_code == 404
    assert other.post(f"{place}take/", {"in_return": ""}).status_code == 302
    assert desk.post(f"{place}approve/").status_code == 302
    name_actor(cast.colleague)
    assert Shift.objects.get(pk=mine.pk).member_id == cast.colleague.member_id


def test_those_on_duty_now_stand_on_the_page_and_on_today(cast: Cast, at: Any) -> None:
    post = manned(cast, weekdays=tuple(range(7)), begins=time(0), ends=time(0))
    rota = published(cast, post)
    now = timezone.now()
    first = rota.shifts.exclude(member=None).first()
    assert first is not None
    Shift.objects.filter(pk=first.pk).update(
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
        member=cast.officer.member_id,
    )
    officer = cast.members["officer"].name
    page = _said(at("shelter").get(HERE))
    assert officer in page.split('id="now"')[1].split("</section>")[0]
    assert 'id="duty"' in _said(at("officer").get("/staff/"))
    assert 'id="duty"' not in _said(at("stranger").get("/staff/"))


def test_a_note_is_left_and_taken_up(cast: Cast, at: Any) -> None:
    post = manned(cast)
    published(cast, post)
    one = at("officer")
    given = {"text": "어제 신고 건 재확인 900101-1234567"}
    assert one.post(f"{HERE}posts/{post.pk}/note/", given).status_code == 302
    page = _said(at("counsellor").get(HERE))
    assert "900101-*******" in page
    assert "900101-1234567" not in page
    name_actor(cast.counsellor)
    note = HandOver.objects.get()
    assert at("counsellor").post(f"{HERE}notes/{note.pk}/take/").status_code == 302
    assert at("stranger").post(f"{HERE}notes/{note.pk}/take/").status_code == 404


def test_days_without_duty_of_others_stay_hidden(cast: Cast, at: Any) -> None:
    manned(cast)
    day = next_monday()
    own = {"member_id": cast.members["counsellor"].pk, "begins_on": day, "ends_on": day}
    one = at("counsellor")
    assert one.post(f"{HERE}absences/", own).status_code == 302
    assert "/off/" in _said(one.get(f"{HERE}absences/"))
    assert cast.members["counsellor"].name in _said(at("coordinator").get(f"{HERE}absences/"))
    assert "/off/" not in _said(at("colleague").get(f"{HERE}absences/"))


def test_printing_wants_a_reason(cast: Cast, at: Any) -> None:
    rota = published(cast, manned(cast))
    desk = at("coordinator")
    place = f"{HERE}rotas/{rota.pk}/print/"
    officer = cast.members["officer"].name
    assert officer not in _said(desk.get(place))
    assert desk.post(place, {"reason": "", "why": ""}).status_code == 422
    printed = desk.post(place, {"reason": "meeting", "why": ""})
    assert officer in _said(printed)


def test_the_secret_link_is_shown_once_and_opens_without_sign_in(cast: Cast, at: Any) -> None:
    published(cast, manned(cast))
    one = at("counsellor")
    made = _said(one.post("/staff/calendar/"))
    found = re.search(r"/calendar/([\w-]+)\.ics", made)
    assert found is not None
    assert found[1] not in _said(one.get("/staff/calendar/"))
    for browser in (Client(), one):
        answer = browser.get(found[0])
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert _said(answer).count("BEGIN:VEVENT") == 4
        assert cast.members["counsellor"].name not in _said(answer)
    assert Client().get("/calendar/unknown.ics").status_code == 404
    assert one.post("/staff/calendar/end/").status_code == 302
    ended, unknown = Client().get(found[0]), Client().get("/calendar/unknown.ics")
    assert ended.status_code == 404
    assert _without_place(_said(ended)) == _without_place(_said(unknown))


def test_the_page_asks_as_much_for_four_weeks_as_for_one(cast: Cast, at: Any) -> None:
    post = manned(cast)
    published(cast, post, weeks=1)
    leave_note(actor=cast.coordinator, post=post, text="인계")
    desk = at("counsellor")
    few = _queries(desk, HERE)
    name_actor(cast.coordinator)
    published(cast, post, weeks=6)
    for number in range(5):
        leave_note(actor=cast.coordinator, post=post, text=f"인계 {number}")
    assert _queries(desk, HERE) == few
    name_actor(cast.coordinator)
    rota = Rota.objects.filter(stage="published").first()
    assert rota is not None
    assert _queries(desk, f"{HERE}rotas/{rota.pk}/") < 40


def _queries(browser: Client, place: str) -> int:
    browser.get(place)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(place).status_code == 200
    return len(asked)


def _without_place(page: str) -> str:
    page = re.sub(r'name="(next|csrfmiddlewaretoken)" value="[^"]*"', "", page)
    return re.sub(r"\?next=[^\"]*", "", page)
