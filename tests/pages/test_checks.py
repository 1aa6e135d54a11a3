"""Pages of joint checks over HTTP, without JavaScript: planned, filled in, settled, followed up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jikimi.access.carrying import owner_mark
from tests.cast import Cast
from tests.journeys.desk import Desk
from tests.loop import heard, in_days
from tests.rules.test_checking import PLACE, photo_with_place

pytestmark = pytest.mark.django_db(databases=["default", "refusals", "public"])
SignIn = Callable[..., Client]


def _planned(desk: Desk, number: str, police: int) -> str:
    desk.open(f"/staff/cases/{number}/checks/new/")
    desk.send(having="place", place="", form="child_check", status=422)
    desk.send(having="place", place=PLACE, form="child_check", with_agencies=[police])
    assert PLACE in desk.page.text
    return desk.page.here.rstrip("/").rsplit("/", 1)[-1]


def _told_by_phone(client: Client, check: str, answers: dict[str, str], **more: object) -> int:
    now = timezone.now().isoformat()
    said = {item: {"answer": answer, "note": "", "at": now} for item, answer in answers.items()}
    sheet = {"id": str(uuid4()), "written_at": now, "based_on": 1, "answers": said, **more}
    owner = client.get("/staff/checks/phone/hello/").json()["owner"]
    url = f"/staff/checks/{check}/sheets/"
    sent = {"content_type": "application/json", "headers": {"X-Owner": owner}}
    return client.post(url, json.dumps(sheet), **sent).status_code  # type: ignore[arg-type]


def test_a_check_over_its_pages(cast: Cast, signed_in: SignIn) -> None:
    loop = heard(cast)
    loop.analysed()
    desk = Desk(signed_in(Client(), cast.members["counsellor"]))
    check = _planned(desk, loop.case.number, cast.agencies["police"].pk)
    one = f"/staff/checks/{check}/"
    desk.follow("/amend/")
    desk.send(having="caution", caution="개가 있음", from_time="10:00", until_time="11:00")
    other = signed_in(Client(), cast.members["officer"])
    assert _told_by_phone(other, check, {"child_visit": "met"}) == 200
    assert _told_by_phone(other, check, {}, based_on="x") == 422
    stranger = signed_in(Client(), cast.members["stranger"])
    assert _told_by_phone(stranger, check, {"child_ill": "no"}) == 404
    mark = {"X-Owner": owner_mark(cast.counsellor)}
    refused = other.post(f"{one}sheets/", "{}", content_type="application/json", headers=mark)
    assert refused.status_code == 409
    assert PLACE in desk.open("/staff/checks/").text
    _filled_in(desk, one)
    assert _told_by_phone(other, check, {"child_ill": "no"}) == 200
    _settled(desk, one)
    _followed_up(desk, one, cast.agencies["refuge"].pk)
    _photographed(desk, one)
    _ended(desk, one)


def _filled_in(desk: Desk, one: str) -> None:
    """A note without an answer waits for one."""
    desk.open(one)
    desk.send("/answers/", note_child_injury="멍", status=422)
    desk.open(one)
    desk.send("/answers/", child_injury="yes", note_child_injury="멍", child_ill="yes")


def _settled(desk: Desk, one: str) -> None:
    """What another phone says otherwise is settled before the visit is finished."""
    desk.open(one)
    desk.send("/finish/", ending="done", status=409)
    desk.open(one)
    desk.send("/settle/", answer="yes")
    desk.send("/finish/", ending="not_met", status=422)


def _followed_up(desk: Desk, one: str, refuge: int) -> None:
    desk.open(one)
    desk.send("/note/", text="바로 약을 발라 줌")
    desk.follow("/action/")
    desk.send(having="due_on", agency_id=refuge, due_on=in_days(3).isoformat())
    assert "진료를 예약하고 동행한다" in desk.page.text
    assert "/action/" not in "".join(re.findall(r'href="([^"]+)"', desk.page.text))


def _photographed(desk: Desk, one: str) -> None:
    photo = SimpleUploadedFile("p.jpg", photo_with_place(), "image/jpeg")
    desk.send(having="photo", photo=photo)
    photo_url = desk.page.link("/photos/")
    shown = desk.client.get(photo_url)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Cache-Control"] == "no-store"
    broken = SimpleUploadedFile("p.jpg", b"no photo", "image/jpeg")
    desk.send(having="photo", photo=broken, status=422)
    desk.open(one)
    desk.send("/withdraw/")
    assert desk.client.get(photo_url).status_code == 404


def _ended(desk: Desk, one: str) -> None:
    desk.open(one)
    desk.send("/finish/", ending="done", summary="아이를 만남")
    desk.send("/resume/", why="잘못 누름")
    desk.send("/call-off/", why="병원에 입원함")
    assert "병원에 입원함" in desk.page.text
    assert "/finish/" not in desk.page.text
