"""Pages on which agencies keep their entries: who sees what, who may change what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK
from jikimi.access.member import Member
from jikimi.access.models import Record
from jikimi.access.ticket import name_actor, named
from jikimi.directory.ages import count_ages
from jikimi.directory.figures import keep_figures
from jikimi.directory.listing import save_row
from jikimi.directory.models import Change, Organization, Phone, Schedule, Service
from tests.cast import Cast
from tests.directory.town import SECRETS, fill_town, key

SignIn = Callable[[Client, Member], Client]
GAON = f"/staff/directory/{key('gaon')}/"


@pytest.fixture
def town(cast: Cast) -> Cast:
    fill_town(cast)
    return cast


@pytest.fixture
def enter_as(town: Cast, signed_in: SignIn) -> Callable[[str], Client]:
    return lambda who: signed_in(Client(), town.members[who])


def _urls(name: str = "gaon") -> list[str]:
    entry = f"/staff/directory/{key(name)}/"
    row = f"{key(f'{name}.service')}/"
    phone = f"phone/{key(f'{name}.phone')}/"
    return [
        f"{entry}edit/organization/{key(name)}/",
        f"{entry}edit/service/{row}",
        f"{entry}edit/{phone}",
        f"{entry}add/phone/service/{row}",
        f"{entry}add/service/organization/{key(name)}/",
        f"{entry}add/location/service/{row}",
        f"{entry}remove/{phone}",
        f"{entry}hide/{phone}",
        f"{entry}hours/service/{row}",
        f"{entry}languages/{row}",
        f"{entry}audience/service/{row}description/",
        f"{entry}audience/service/{row}-/",
        f"{entry}confidential/{key(f'{name}.location')}/",
    ]


def test_the_keeper_reaches_every_page_of_its_entry(enter_as: Callable[[str], Client]) -> None:
    browser = enter_as("counsellor")
    for url in [GAON, f"{GAON}history/", *_urls()]:
        assert browser.get(url).status_code == 200, url


@pytest.mark.parametrize("who", ["stranger", "officer", "shelter"])
def test_no_other_agency_opens_or_sends_a_form_of_the_entry(
    enter_as: Callable[[str], Client], who: str
) -> None:
    browser = enter_as(who)
    for url in _urls():
        assert browser.get(url).status_code == 404, url
        assert browser.post(url, {"why": "x", "number": "1"}).status_code == 404, url
    for url in (f"{GAON}confirm/", f"{GAON}ask/", f"{GAON}free/{key('gaon.service')}/"):
        assert browser.post(url, {"available": 1}).status_code == 404, url


def test_a_row_of_another_entry_is_not_found_under_ones_own(
    enter_as: Callable[[str], Client],
) -> None:
    browser = enter_as("counsellor")
    for table, row in (("service", "haneul.service"), ("phone", "haneul.phone")):
        url = f"{GAON}edit/{table}/{key(row)}/"
        assert browser.get(url).status_code == 404
        assert browser.post(url, {"name": "x"}).status_code == 404


def test_a_stranger_reads_the_public_entry_and_no_secret(
    enter_as: Callable[[str], Client],
) -> None:
    browser = enter_as("stranger")
    private = [secret for secret in SECRETS if secret not in ("내부메모표지", "9990002")]
    for name in ("gaon", "refuge", "haneul"):
        for part in ("", "history/"):
            page = browser.get(f"/staff/directory/{key(name)}/{part}").content.decode()
            assert not [secret for secret in private if secret in page], (name, part)


def test_who_may_know_sees_it_with_its_audience(enter_as: Callable[[str], Client]) -> None:
    page = enter_as("shelter").get(f"/staff/directory/{key('refuge')}/").content.decode()
    assert "숨은마을길 7" in page
    assert "지정한 기관" in page
    assert "064-999-0001" not in page


def test_reading_what_is_not_public_stands_in_the_record(
    enter_as: Callable[[str], Client], town: Cast
) -> None:
    enter_as("officer").get(GAON)
    name_actor(town.auditor)
    assert Record.objects.filter(act="directory.held.read", outcome="read").exists()


def test_a_number_changed_on_the_page_waits_and_a_colleague_approves_it(
    enter_as: Callable[[str], Client],
) -> None:
    url = f"{GAON}edit/phone/{key('gaon.phone')}/"
    sent = {"number": "064-000-9999", "type": "voice", "note": "이전", "seen": "{}"}
    browser = enter_as("counsellor")
    assert browser.post(url, sent).status_code == 302
    assert "064-000-9999" in browser.get("/staff/directory/approvals/").content.decode()
    (change,) = Change.objects.filter(state="waiting")
    decide = f"/staff/directory/approvals/{change.pk}/"
    assert browser.post(decide, {"decision": "approve"}).status_code == 404
    colleague = enter_as("colleague")
    assert colleague.post(decide, {"decision": "approve"}).status_code == 302
    assert Phone.objects.get(pk=key("gaon.phone")).number == "064-000-9999"
    assert enter_as("stranger").post(decide, {"decision": "refuse"}).status_code == 404


def test_the_second_writer_sees_both_versions(
    enter_as: Callable[[str], Client], town: Cast
) -> None:
    browser = enter_as("counsellor")
    url = f"{GAON}edit/service/{key('gaon.service')}/"
    opened = browser.get(url).content.decode()
    assert "무료" in opened
    with named(town.colleague):
        save_row(
            actor=town.colleague, entry=Organization.objects.get(pk=key("gaon")), table="service",
            row_id=key("gaon.service"), values={"fees_description": "일부 유료"}, seen={},
        )  # fmt: skip
    sent = {"name": "가정폭력 상담", "status": "active", "fees_description": "유료"}
    sent["seen"] = '{"fees_description": "무료", "name": "가정폭력 상담", "status": "active"}'
    answer = browser.post(url, sent)
    assert answer.status_code == 409
    both = answer.content.decode()
    assert "일부 유료" in both
    assert "유료" in both
    assert Service.objects.get(pk=key("gaon.service")).fees_description == "일부 유료"


def test_a_week_filled_in_and_saved_writes_schedules(enter_as: Callable[[str], Client]) -> None:
    url = f"{GAON}hours/service/{key('gaon.service')}/"
    browser = enter_as("counsellor")
    filled = browser.post(url, {"fill": "1", "opens": "10:00", "closes": "17:00"})
    assert filled.content.decode().count('value="10:00"') == 5
    assert Schedule.objects.get(service_id=key("gaon.service")).opens_at == "09:00"
    week = {f"{day}_opens_1": "10:00" for day in ("MO", "WE")}
    week |= {f"{day}_closes_1": "17:00" for day in ("MO", "WE")}
    week["seen"] = str([[["09:00", "18:00"]]] * 5 + [[], []]).replace("'", '"')
    assert browser.post(url, week).status_code == 302
    row = Schedule.objects.get(service_id=key("gaon.service"))
    assert (row.byday, row.opens_at, row.closes_at) == ("MO,WE", "10:00", "17:00")
    half = browser.post(url, {"MO_opens_1": "25:00", "seen": "[]"})
    assert half.status_code == 422


def test_places_free_are_said_by_one_tap(enter_as: Callable[[str], Client]) -> None:
    browser = enter_as("counsellor")
    assert browser.post(f"{GAON}free/{key('gaon.service')}/", {"available": 2}).status_code == 302
    assert Service.objects.get(pk=key("gaon.service")).capacities.get().available == 2


def test_the_preview_of_a_confidential_place_tells_what_stays_and_the_place_falls_silent(
    enter_as: Callable[[str], Client],
) -> None:
    browser = enter_as("counsellor")
    url = f"{GAON}confidential/{key('gaon.location')}/"
    page = browser.get(url).content.decode()
    stays, _, goes = page.partition('id="goes"')
    assert "가온로 12" in goes
    assert "가온로 12" not in stays
    assert browser.post(url, {"why": ""}).status_code == 302
    assert "가온로 12" not in enter_as("stranger").get(GAON).content.decode()
    assert "가온로 12" in enter_as("counsellor").get(GAON).content.decode()


def test_an_audience_set_on_the_page_takes_the_fact_from_the_others(
    enter_as: Callable[[str], Client],
) -> None:
    browser = enter_as("counsellor")
    url = f"{GAON}audience/service/{key('gaon.service')}/fees_description/"
    assert browser.post(url, {"audience": "agencies", "why": ""}).status_code == 302
    assert "무료" not in enter_as("stranger").get(GAON).content.decode()
    assert "무료" in browser.get(GAON).content.decode()


def test_a_step_is_taken_back_from_the_history(enter_as: Callable[[str], Client]) -> None:
    browser = enter_as("counsellor")
    browser.post(f"{GAON}free/{key('gaon.service')}/", {"available": 2})
    change = Change.objects.filter(table="service_capacity").select_related("batch")[0]
    assert browser.post(f"{GAON}history/undo/{change.batch_id}/").status_code == 302
    assert not Service.objects.get(pk=key("gaon.service")).capacities.exists()
    stranger = enter_as("stranger")
    assert stranger.post(f"{GAON}history/undo/{change.batch_id}/").status_code == 404


def test_the_call_round_from_the_queue_to_the_outcome(enter_as: Callable[[str], Client]) -> None:
    name_actor(THE_CLOCK)
    count_ages(actor=THE_CLOCK)
    browser = enter_as("coordinator")
    queue = browser.get("/staff/directory/calls/").content.decode()
    assert "하늘 위기전화" in queue
    sheet = browser.post("/staff/directory/calls/take/", {"entry": str(key("haneul"))}, follow=True)
    page = sheet.content.decode()
    assert 'href="tel:15000000"' in page
    url = sheet.redirect_chain[-1][0]
    assert enter_as("officer").get(url).status_code == 404
    assert browser.post(url, {"outcome": "changed", "note": ""}).status_code == 422
    assert browser.post(url, {"outcome": "confirmed"}).status_code == 302
    assert "하늘 위기전화" not in browser.get("/staff/directory/calls/").content.decode()


@pytest.mark.parametrize("who", ["stranger", "counsellor", "analyst"])
def test_only_coordinators_call(enter_as: Callable[[str], Client], who: str) -> None:
    browser = enter_as(who)
    assert browser.get("/staff/directory/calls/").status_code == 404
    assert browser.post("/staff/directory/calls/take/").status_code == 404


def test_figures_as_a_table_and_a_file(enter_as: Callable[[str], Client]) -> None:
    name_actor(THE_CLOCK)
    count_ages(actor=THE_CLOCK)
    keep_figures(actor=THE_CLOCK, on=timezone.localdate() - timedelta(days=30))
    browser = enter_as("analyst")
    assert "centre 기관" in browser.get("/staff/directory/freshness/").content.decode()
    file = browser.get("/staff/directory/freshness.csv").content.decode("utf-8-sig")
    lines = [line.split(",") for line in file.splitlines()]
    assert lines[0][:2] == ["agency", "entries"]
    assert ["centre 기관", "1", "0", "0", "1", "", "0"] in lines


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_of_an_entry_asks_as_often_for_two_services_as_for_one(
    enter_as: Callable[[str], Client], town: Cast, language: str, django_assert_max_num_queries: Any
) -> None:
    browser = enter_as("counsellor")
    browser.cookies["django_language"] = language
    with django_assert_max_num_queries(80):
        assert browser.get(GAON).status_code == 200


def test_a_coordinator_makes_an_entry_on_the_page_and_gives_it_away(
    enter_as: Callable[[str], Client], town: Cast
) -> None:
    browser = enter_as("coordinator")
    assert browser.get("/staff/directory/new/").status_code == 200
    made = browser.post("/staff/directory/new/", {"name": "새싹쉼터", "seen": "{}"})
    assert made.status_code == 302
    assert browser.post("/staff/directory/new/", {"name": "", "seen": "{}"}).status_code == 422
    given = {"keeper": str(town.agencies["elsewhere"].pk)}
    assert browser.post(f"{made['Location']}keeper/", given).status_code == 302
    assert enter_as("stranger").get(made["Location"]).status_code == 200
    assert enter_as("counsellor").get(f"{made['Location']}keeper/").status_code == 404
