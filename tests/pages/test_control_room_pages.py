"""Pages of the control room: set up without a command, kept fresh, drills marked as such."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.escorts import alarms
from jikimi.escorts.models import Alarm, ControlRoom
from tests.cast import Cast
from tests.walking import START, Pocket

SignIn = Callable[[Client, Member], Client]
BOARD, SETUP = "/staff/control-room/", "/staff/control-room-setup/"
RING = "/api/v1/bells/ring"


@pytest.fixture
def enter(play: Cast, signed_in: SignIn) -> Callable[[Actor], Client]:
    """A browser of its own for each of the control room."""

    def entered(actor: Actor) -> Client:
        with transaction.atomic():
            name_actor(actor)
            member = Member.objects.get(pk=actor.member_id)
            return signed_in(Client(), member)

    return entered


def text(answer: Any, *, status: int = 200) -> str:
    assert answer.status_code == status, answer
    return str(answer.content.decode())


def test_an_administrator_sets_the_room_up_and_the_key_of_its_bells_is_shown_once(
    play: Cast, enter: Callable[[Actor], Client]
) -> None:
    keeper, operator = enter(play.keeper), enter(play.operator)
    assert operator.get(SETUP).status_code == 404
    said = {"reach": "everywhere", "police_id": play.agencies["police"].pk, "version": 1}
    assert text(keeper.post(f"{SETUP}save/", {**said, "reach": "chosen"}), status=422)
    assert keeper.post(f"{SETUP}save/", {**said, "phone": "02-000-0100"}).status_code == 302
    assert text(keeper.post(f"{SETUP}save/", {**said, "phone": "02-000-0999"}), status=409)
    assert "02-000-0100" in text(keeper.get(SETUP))
    shown = text(keeper.post(f"{SETUP}bell-key/"))
    (key,) = re.findall(r'id="room-key"[^>]*>([^<]+)<', shown)
    assert key not in text(keeper.get(SETUP))
    told = {"bell": "no such bell", "ring": "1", "rung_at": timezone.now().isoformat()}
    statuses = [rung(key, told), rung(key, told), rung("x", told), rung(key, {"bell": " "})]
    assert statuses == [201, 200, 404, 422]
    assert keeper.post(f"{SETUP}close/").status_code == 302
    assert rung(key, {**told, "ring": "2"}) == 404
    with transaction.atomic():
        name_actor(play.operator)
        assert ControlRoom.objects.get(pk=play.operator.agency_id).closed_at
    assert text(operator.get(BOARD))


def rung(key: str, said: dict[str, str]) -> int:
    answer = Client().post(
        RING, json.dumps(said), content_type="application/json", headers={"X-Bell-Key": key}
    )
    return answer.status_code


def test_board_and_alarm_stay_fresh_at_little_cost_and_say_no_name_in_their_title(
    play: Cast, enter: Callable[[Actor], Client]
) -> None:
    operator, relief = enter(play.operator), enter(play.relief)
    pocket = Pocket()
    pocket.begin("sos", name="한가온", looks="붉은 코트")
    pocket.at(*START)
    page = text(operator.get(BOARD))
    assert "<svg" in page
    (mark,) = re.findall(r'data-mark="([^"]+)"', page)
    news = f"{BOARD}news/"
    assert operator.get(news, {"mark": mark}).status_code == 204
    pocket.at(*START)
    assert text(operator.get(news, {"mark": mark}))
    (take,) = re.findall(rf'action="({BOARD}[^"]+/take/)"', page)
    here = take.removesuffix("take/")
    before = text(relief.get(here))
    for one in (page, before):
        titles = re.findall(r"<title>([^<]*)</title>", one)
        assert titles
        assert not any("한가온" in title for title in titles)
    (mark,) = re.findall(r'data-mark="([^"]+)"', before)
    assert operator.post(take, {"version": 1}).status_code == 302
    again = relief.get(f"{here}news/", {"mark": mark})
    assert "역할watch" in text(again)
    (mark,) = re.findall(r'data-mark="([^"]+)"', again.content.decode())
    Pocket().begin("sos")
    answer = relief.get(f"{here}news/", {"mark": mark})
    assert (answer.status_code, answer.headers["X-Waiting"]) == (204, "1")


def test_a_drill_is_marked_wherever_it_is_read(
    play: Cast, enter: Callable[[Actor], Client]
) -> None:
    operator = enter(play.operator)
    here = operator.post(f"{BOARD}drill/").headers["Location"]
    for url in (BOARD, f"{BOARD}shift/", here):
        assert "drill-band" in text(operator.get(url))
    page = text(operator.get(here))
    (told,) = re.findall(r'id="told"[^>]*>([^<]+)<', page)
    lines = told.strip().splitlines()
    assert lines[0] == lines[-1]
    with transaction.atomic():
        name_actor(play.operator)
        alarms.take_alarm(actor=play.operator, alarm=Alarm.objects.get())
    given = {"note": "3번 화면 고장", f"about_{here.split('/')[-2]}": "훈련 중"}
    assert operator.post(f"{BOARD}shift/give/", given).status_code == 302
    relief = enter(play.relief)
    (take,) = re.findall(r'action="([^"]+/take/)"', text(relief.get(f"{BOARD}shift/")))
    assert relief.post(take).status_code == 302
    page = text(relief.get(f"{BOARD}shift/"))
    assert "3번 화면 고장" in page
    assert "훈련 중" in text(relief.get(here))
