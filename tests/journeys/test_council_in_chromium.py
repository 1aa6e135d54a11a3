"""The whole chain in a real browser, from a visit to an agency to the half-yearly pack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.browsing import House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
TODAY = timezone.localdate()
NAME, WORRY = "한가람", "밤마다 다툼이 잦아지고 아이가 무서워한다."
WHAT = "매주 한 번 만나 안전을 확인한다"
JOINED = "새빛상담소"


@contextmanager
def as_(house: House, who: str) -> Iterator[Visitor]:
    with house.window(who) as page:
        yield Visitor(page)


def test_from_a_visit_to_the_council_pack(house: House) -> None:
    told: dict[str, Any] = {}
    with as_(house, "coordinator") as coordinator:
        _agency_joins(coordinator)
    with as_(house, "counsellor") as counsellor:
        told["case"] = _nominated(counsellor)
    with as_(house, "coordinator") as coordinator:
        _selected(coordinator, told["case"])
        told["meeting"] = _called(coordinator, told["case"])
    with as_(house, "counsellor") as counsellor:
        _pack_read(counsellor, told)
    with as_(house, "coordinator") as coordinator:
        _decided(coordinator, told)
    with as_(house, "counsellor") as counsellor:
        _accepted(counsellor, told)
    with as_(house, "coordinator") as coordinator:
        _minutes_approved(coordinator, told)
    with as_(house, "counsellor") as counsellor:
        _reported_back(counsellor, told)
    with as_(house, "coordinator") as coordinator:
        _seen_next_time(coordinator, told)
    with as_(house, "secretary") as secretary:
        _seen_in_the_pack(secretary)


def _agency_joins(visitor: Visitor) -> None:
    """Found, visited, agreed, signed, seated."""
    visitor.open("/staff/bodies/east/recruiting/add/")
    visitor.send("name", name=JOINED, kind="counselling", phone="064-000-7777")
    one = visitor.page.url
    visitor.open(f"{one}plan/")
    visitor.send("planned_on", planned_on=TODAY)
    visitor.follow("/made/")
    visitor.send(
        "visited_on",
        visited_on=TODAY,
        met="소장",
        explained="협의체의 뜻과 하는 일",
        outcome="agreed",
    )
    visitor.open(f"{one}sign/")
    visitor.send("signed_on", signed_on=TODAY, signed_by="소장")
    visitor.open(f"{one}seat/")
    visitor.send("agency", name_en="New Light Counselling")
    assert JOINED in visitor.open("/staff/bodies/east/seats/")


def _nominated(visitor: Visitor) -> str:
    visitor.open("/staff/nominate/")
    visitor.send("name", name=NAME)
    visitor.send(
        "worry",
        press="추천",
        kind="domestic_violence",
        signs=["fear"],
        worry=WORRY,
        basis="consent",
        consented_on=TODAY,
        consented_by="person",
    )
    return visitor.page.url.rstrip("/").rsplit("/", 1)[-1]


def _selected(visitor: Visitor, number: str) -> None:
    visitor.open(f"/staff/cases/{number}/selection/")
    visitor.send("why", why="위험이 커지고 있음")


def _called(visitor: Visitor, number: str) -> str:
    visitor.open("/staff/meetings/call/")
    at = timezone.localtime() + timedelta(days=1)
    text = visitor.send("starts_at", starts_at=f"{at:%Y-%m-%dT%H:%M}", place="3층 회의실")
    assert number in text
    return visitor.page.url


def _pack_read(visitor: Visitor, told: dict[str, Any]) -> None:
    visitor.open(told["meeting"])
    visitor.send("answer", answer="coming")
    visitor.send("agreed", agreed=True)
    text = visitor.open(f"{told['meeting']}pack/")
    assert told["case"] in text
    assert WORRY in text


def _decided(visitor: Visitor, told: dict[str, Any]) -> None:
    """What is unfinished first, then the case: a cause, a decision by consent, an action."""
    visitor.open(told["meeting"])
    visitor.send("agreed", agreed=True)
    assert "이행 점검" in visitor.press("/open/")
    for place in (0, 1):
        visitor.press_nth("[name='attended'][value='yes']", place)
    visitor.press("/finish/")
    cause = {"code": "alcohol", "evidence": "술을 마신 날의 신고", "said_by": "피해자"}
    visitor.send("cause-code", **{f"cause-{name}": value for name, value in cause.items()})
    visitor.press("/settle/")
    action = {"text": WHAT, "side": "victim", "due_on": TODAY + timedelta(days=7)}
    visitor.send(
        "action-text",
        text="상담소가 매주 만난다",
        method="consent",
        **{f"action-{name}": value for name, value in action.items()},
    )
    visitor.press("/finish/")
    visitor.press("/close/")


def _accepted(visitor: Visitor, told: dict[str, Any]) -> None:
    assert WHAT in visitor.open("/staff/follow-up/")
    visitor.follow(f"/staff/cases/{told['case']}/actions/")
    told["action"] = visitor.page.url
    visitor.press("/accept/")


def _minutes_approved(visitor: Visitor, told: dict[str, Any]) -> None:
    visitor.open(f"{told['meeting']}minutes/")
    assert WHAT in visitor.press("/minutes/write/")
    visitor.press("/approve/")
    visitor.press("/letters/")


def _reported_back(visitor: Visitor, told: dict[str, Any]) -> None:
    visitor.open("/staff/letters/")
    assert WHAT in visitor.follow("/staff/letters/")
    visitor.open(told["action"])
    visitor.send("document", text="상담 일지로 확인")
    assert "이행 완료" in visitor.send("ending", ending="done", text="네 번 만남")


def _seen_next_time(visitor: Visitor, told: dict[str, Any]) -> None:
    visitor.open("/staff/meetings/call/")
    at = timezone.localtime() + timedelta(days=9)
    text = visitor.send("starts_at", starts_at=f"{at:%Y-%m-%dT%H:%M}", place="3층 회의실")
    assert "이행 점검" in text
    following = visitor.page.url
    visitor.send("agreed", agreed=True)
    visitor.press("/open/")
    text = visitor.open(f"{following}room/")
    assert WHAT in text
    assert "네 번 만남" in text


def _seen_in_the_pack(visitor: Visitor) -> None:
    visitor.open("/staff/council/heads/")
    text = visitor.press("/packs/")
    assert "이행한 지원 조치" in text
    assert NAME not in text
    assert WORRY not in text
