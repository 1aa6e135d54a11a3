"""The public map over HTTP: published bells and safe houses alone; no address tells anything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from tests.directory.town import SECRETS, Town
from tests.mapping import DISTRICT, four_dong, put_up

pytestmark = pytest.mark.django_db(databases=["default", "refusals", "public"], transaction=False)
HOME, DATA = "/map/", "/map/data.json"
NOW = timezone.now()
# Digits of a border may be those of a secret place by chance; words are not.
WORDS = [secret for secret in SECRETS if not secret.startswith("126.")]
PUBLIC: dict[str, Any] = {"audience": "public", "published_at": NOW}


@pytest.fixture(scope="module")
def shown(town: Town, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Bells and a safe house, published or not, committed; wiped with the town."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            four_dong(tmp_path_factory.mktemp("ground"))
            put_up("bell", "늘봄공원 벨", **PUBLIC)
            put_up("bell", "고장 난 벨", 0.002, state="out_of_order", **PUBLIC)
            put_up("safe_house", "누리 편의점", 0.004, keeper_phone="064-000-7777", **PUBLIC)
            put_up("bell", "아직 아닌 벨", 0.006)
            put_up("camera", "감춘 카메라", 0.008, **PUBLIC)
            put_up("bell", "떼어 낸 벨", 0.01, removed_on=NOW.date(), **PUBLIC)
        connections.close_all()


@pytest.mark.usefixtures("shown")
def test_only_what_was_published_is_on_the_map_in_the_list_and_in_the_data(client: Client) -> None:
    first, data = client.get(HOME), client.get(DATA)
    listed = client.post(HOME, {"district": DISTRICT})
    shops = client.post(HOME, {"district": DISTRICT, "kind": "safe_house"})
    everything = [answer.content.decode() for answer in (first, data, listed, shops)]
    for name in ("아직 아닌 벨", "감춘 카메라", "떼어 낸 벨", "064-000-7777", *WORDS):
        assert not any(name in text for text in everything), name
    assert {row[3] for row in json.loads(data.content)["sites"]} == {
        "늘봄공원 벨", "고장 난 벨", "누리 편의점",
    }  # fmt: skip
    told = [["늘봄공원 벨" in text, "누리 편의점" in text] for text in everything[2:]]
    assert told == [[True, True], [False, True]]
    assert [row[6] for row in json.loads(data.content)["sites"]].count(0) == 1


@pytest.mark.usefixtures("shown")
def test_the_map_keeps_nothing_asks_nobody_and_no_address_says_what_is_looked_at(
    client: Client,
) -> None:
    for answer in (client.get(HOME), client.get(DATA), client.post(HOME, {"district": DISTRICT})):
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert answer["Permissions-Policy"].startswith("geolocation=(self)")
        text = answer.content.decode()
        assert "?box=" not in text
        assert "https://" not in text.replace("https://www.weather.go.kr", "")
    same = client.get(f"{DATA}?lat=33.49&lon=126.53").content
    assert same == client.get(DATA).content


@pytest.mark.usefixtures("town")
def test_without_anything_published_the_map_says_so(client: Client) -> None:
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM places_site WHERE kind = 'delivery_box'")
        assert cursor.fetchone() == (0,)
    assert client.post(HOME, {"district": "no such", "kind": "camera"}).status_code == 200
