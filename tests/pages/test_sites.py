"""Pages of sites: found, tested, broken, repaired, published, removed; lists taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.places.models import Site, SiteEvent, SiteImport
from jikimi.places.site_import import bring_sites
from tests.cast import Cast

SignIn = Callable[[Client, Member], Client]
HOME = "/staff/places/"


@pytest.fixture
def bell(cast: Cast) -> Site:
    name_actor(cast.coordinator)
    Site.objects.create(kind="camera", name="누리길 카메라", tested_on=timezone.localdate())
    return Site.objects.create(
        kind="bell",
        number="B-1",
        name="늘봄공원 화장실",
        keeper_name="가온시청",
        longitude=127.0,
        latitude=37.5,
        facts={"police_link": True},
        doubt="same_place",
        x=1.0,
        y=1.0,
    )


def test_the_list_is_narrowed_by_kind_words_and_what_is_due(
    cast: Cast, client: Client, signed_in: SignIn, bell: Site
) -> None:
    signed_in(client, cast.members["officer"])
    assert "늘봄공원" in client.get(HOME).text
    for query, found in (
        ("?kind=camera", False),
        ("?text=화장실", True),
        ("?text=없는 곳", False),
        ("?show=overdue", True),
        ("?show=doubtful", True),
        ("?show=public", False),
        ("?order=tested&page=2", True),
        ("?kind=nonsense&page=x", True),
    ):
        assert ("늘봄공원" in client.get(HOME + query).text) is found, query


def test_a_test_that_fails_puts_a_site_out_of_order_until_it_is_repaired(
    cast: Cast, client: Client, signed_in: SignIn, bell: Site
) -> None:
    signed_in(client, cast.members["officer"])
    page = f"{HOME}{bell.pk}/"
    future = client.post(f"{page}test/", {"tested_on": "2126-01-01", "works": "works"})
    assert future.status_code == 422
    today = timezone.localdate().isoformat()
    client.post(f"{page}test/", {"tested_on": today, "works": "fails", "note": "경찰 연결 안 됨"})
    assert "경찰 연결 안 됨" in client.get(page).text
    assert "늘봄공원" in client.get(f"{HOME}?show=broken").text
    client.post(f"{page}repair/")
    name_actor(cast.officer)
    bell.refresh_from_db()
    assert (bell.state, bell.test_result) == ("in_use", "fails")
    assert [e.kind for e in bell.events.order_by("happened_at")] == ["tested", "repaired"]
    assert client.post(f"{page}fault/", {"note": ""}).status_code == 422


def test_only_a_coordinator_publishes_and_removes_and_each_step_can_be_taken_back(
    cast: Cast, client: Client, signed_in: SignIn, bell: Site
) -> None:
    page = f"{HOME}{bell.pk}/"
    signed_in(client, cast.members["officer"])
    assert client.post(f"{page}publish/").status_code == 404
    signed_in(client, cast.members["coordinator"])
    steps = (("publish/", True, None), ("withdraw/", False, None), ("remove/", False, date))
    for step, is_public, removed in steps:
        client.post(page + step, {"note": "두 번 적힘"})
        name_actor(cast.coordinator)
        bell.refresh_from_db()
        assert (bell.published_at is not None, bell.removed_on is not None) == (
            is_public,
            removed is date,
        ), step
    assert "늘봄공원" not in client.get(HOME).text
    client.post(f"{page}test/", {"tested_on": "2026-01-01", "works": "works"})
    client.post(f"{page}restore/")
    name_actor(cast.coordinator)
    bell.refresh_from_db()
    assert (bell.state, bell.tested_on) == ("in_use", None)
    assert SiteEvent.objects.filter(site=bell).count() == 4


def test_a_list_that_came_in_is_shown_to_coordinators_and_taken_back_once(
    cast: Cast, client: Client, signed_in: SignIn, tmp_path: Path
) -> None:
    path = tmp_path / "bells.csv"
    path.write_text(
        "안전비상벨관리번호,설치위치,위도,경도\nB-1,늘봄공원,37.5,127.0\n", encoding="utf-8"
    )
    name_actor(cast.coordinator)
    brought, _plan = bring_sites(actor=cast.coordinator, path=path)
    signed_in(client, cast.members["officer"])
    assert client.get(f"{HOME}imports/").status_code == 404
    signed_in(client, cast.members["coordinator"])
    assert "bells.csv" in client.get(f"{HOME}imports/").text
    for _again in range(2):
        client.post(f"{HOME}imports/{brought.pk}/undo/")
    name_actor(cast.coordinator)
    assert SiteImport.objects.get().undone_at is not None
    assert not Site.objects.filter(removed_on=None).exists()
    assert client.get(f"{HOME}{brought.pk}/").status_code == 404
