"""Pages of protective measures over HTTP: time limits, what happened, extension, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jikimi.cases.clocks.periods import KOREA
from jikimi.cases.measures import MeasureDraft, record_measure
from jikimi.cases.models import Measure, MeasureEvent, RunningClock
from tests.cast import Cast
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
START = datetime(2026, 11, 13, 22, 30, tzinfo=KOREA)


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


@pytest.fixture
def enter_as(cast: Cast, signed_in: Callable[..., Client]) -> Callable[[str], Client]:
    def enter(who: str) -> Client:
        client = signed_in(Client(), cast.members[who])
        client.cookies["django_language"] = "ko"
        return client

    return enter


Enter = Callable[[str], Client]


def at(loop: Loop, *rest: object) -> str:
    return f"/staff/cases/{loop.case.number}/measures/" + "".join(f"{part}/" for part in rest)


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def send(client: Client, url: str, status: int = 302, **given: object) -> str:
    response = client.post(url, given)
    assert response.status_code == status, response.content.decode()[-3000:]
    return response.content.decode()


def recorded(loop: Loop, code: str, started_at: datetime = START) -> Measure:
    draft = MeasureDraft(code=code, started_at=started_at)
    return record_measure(actor=loop.as_("officer"), case=loop.fresh("officer"), draft=draft)


def test_a_measure_from_its_record_to_its_last_extension(loop: Loop, enter_as: Enter) -> None:
    client = enter_as("officer")
    send(client, at(loop, "record"), code="st_interim_4", started_at="2026-11-13T22:30")
    loop.as_("officer")
    held = Measure.objects.get()
    html = page(client, at(loop))
    for told in ("2026. 12. 12. 24:00", "스토킹처벌법 제9조제1항제4호", "st_interim_4@2021-10-21"):
        assert told in html  # custody: the first day counts in full
    refused = send(client, at(loop, held.pk, "extend"), 409)  # custody is never extended
    assert "제9조제1항제4호" in refused

    measure = recorded(loop, "dv_interim_2")
    assert "2027. 3. 15. 24:00" in page(client, at(loop, measure.pk))  # a Saturday moves
    send(client, at(loop, measure.pk, "extend"), 422, ends_on="2027-09-01")
    send(client, at(loop, measure.pk, "extend"), 409, ends_on="", version="7")
    send(client, at(loop, measure.pk, "ends"), ends_on="2027-01-10")
    send(client, at(loop, measure.pk, "ends"), 409, ends_on="2027-01-12", version="1")
    assert "2027. 1. 10. 24:00" in page(client, at(loop, measure.pk))
    send(client, at(loop, measure.pk, "extend"), ends_on="2027-03-09")
    html = page(client, at(loop, measure.pk))  # the first period leads to the whole
    assert "2027. 3. 9. 24:00" in html
    assert "2027. 1. 10. 24:00" in html
    loop.as_("officer")
    longer = Measure.objects.get(extends=measure)
    send(client, at(loop, longer.pk, "end"), 422, ended_at="2026-11-01T09:00", why="")
    send(client, at(loop, longer.pk, "reopen"), 409, why="x")


def test_what_happened_is_recorded_withdrawn_and_what_is_wrong_is_said(
    loop: Loop, enter_as: Enter
) -> None:
    client = enter_as("officer")
    measure = recorded(loop, "dv_urgent_2")
    happened = at(loop, measure.pk, "event")
    filed = {"event": "interim_filed", "happened_at": "2026-11-14T10:00"}
    send(client, happened, 422, event="interim_filed", happened_at="2026-11-01T10:00")
    send(client, happened, 422, event="approval_filed", happened_at="2026-11-14T10:00")
    send(client, happened, **filed)
    send(client, happened, 409, **filed)
    loop.as_("officer")
    event = MeasureEvent.objects.get()
    withdraw = at(loop, measure.pk, "event", event.pk, "withdraw")
    send(client, withdraw, 422, why="")
    send(client, withdraw, why="다른 사건의 청구")
    send(client, happened, event="not_granted", happened_at="2026-11-16T10:00")
    assert "notice--danger" in page(client, at(loop))
    send(client, at(loop, measure.pk, "end"), ended_at="2026-11-16T11:00", why="취소")
    send(client, at(loop, measure.pk, "reopen"), 422, why="")
    send(client, at(loop, measure.pk, "reopen"), why="착오")
    for gone in (at(loop, event.pk), at(loop, measure.pk, "event", measure.pk, "withdraw")):
        assert client.post(gone, {"why": "x"}).status_code in {404, 405}


def test_who_may_not_know_of_the_risk_finds_no_measure_and_no_time_limit(
    loop: Loop, enter_as: Enter
) -> None:
    measure = recorded(loop, "dv_urgent_2")
    client = enter_as("shelter")
    assert "dv_file" not in page(client, at(loop))
    for url in (
        at(loop, measure.pk),
        at(loop, measure.pk, "event"),
        at(loop, measure.pk, "extend"),
    ):
        absent = client.post(url.replace(str(measure.pk), str(loop.case.pk)), {"ends_on": ""})
        forbidden = client.post(url, {"ends_on": ""})
        assert (forbidden.status_code, absent.status_code) == (404, 404)
    assert "긴급임시조치" not in page(client, "/staff/")


def test_today_tells_the_next_time_limit_and_the_list_asks_no_more_for_more_measures(
    loop: Loop, enter_as: Enter
) -> None:
    now = timezone.now()
    client = enter_as("coordinator")
    recorded(loop, "dv_urgent_1", now - timedelta(hours=1))
    html = page(client, "/staff/")
    assert "긴급임시조치 후 임시조치 청구" in html
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as seen:
            page(client, at(loop))
        counts.append(len(seen))
        for code in ("dv_urgent_2", "dv_interim_4", "st_interim_2", "st_urgent_1"):
            recorded(loop, code, now - timedelta(hours=2))
        page(client, at(loop))
    assert counts[0] == counts[1]
    loop.as_("coordinator")
    assert RunningClock.objects.filter(ended_at=None).count() > 8
