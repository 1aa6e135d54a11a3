"""Maps of staff: the drawing, the list and the data agree; nothing secret is drawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotYet
from jikimi.access.member import Member
from jikimi.access.principals import Principal
from jikimi.access.ticket import name_actor
from jikimi.places.areas import bring_korean_areas
from jikimi.places.crimes import crime_kinds
from jikimi.places.models import Area, CrimeImport, CrimePoint, Hazard, Inspection, Site
from jikimi.places.sites import publish_site
from tests.cast import Cast
from tests.mapping import EAST, NORTH, four_dong, put_up

SignIn = Callable[[Client, Member], Client]
HOME = "/staff/places/map/"


@pytest.fixture
def places(cast: Cast, tmp_path: Path) -> dict[str, Site]:
    """Four dong of one district; a bell that works, a broken one, an untested camera."""
    four_dong(tmp_path)
    name_actor(cast.coordinator)
    today = timezone.localdate()
    return {
        "bell": put_up("bell", "늘봄공원", tested_on=today),
        "broken": put_up("bell", "누리길", 0.004, tested_on=today, state="out_of_order"),
        "camera": put_up("camera", "누리길 카메라", 0.008),
    }


def _marks(client: Client, url: str) -> dict[str, dict[str, Any]]:
    found = json.loads(client.get(url).content)
    marks = [one["properties"] for one in found["features"] if one["properties"]["layer"] == "mark"]
    return {mark["key"]: mark for mark in marks if "key" in mark}


def test_the_drawing_the_list_and_the_data_show_the_same_sites(
    cast: Cast, client: Client, signed_in: SignIn, places: dict[str, Site]
) -> None:
    signed_in(client, cast.members["officer"])
    page = client.get(HOME).text
    drawing = page[page.index('<svg class="map__picture"') : page.index("</figure>")]
    marks = _marks(client, f"{HOME}data/")
    states = {"bell": "works", "broken": "fault", "camera": "overdue"}
    assert {key: marks[str(site.pk)]["state"] for key, site in places.items()} == states
    for site in places.values():
        assert f"/staff/places/{site.pk}/" in drawing
        assert page.count(f'href="/staff/places/{site.pk}/"') == 2
    assert [drawing.count(f"#m-{shape}") > 0 for shape in ("circle", "square", "fault")] == [
        True
    ] * 3
    narrowed = _marks(client, f"{HOME}data/?kind=bell&show=broken")
    assert set(narrowed) == {str(places["broken"].pk)}
    far = client.get(f"{HOME}?box=127.0,37.4,127.1,37.5").text
    assert str(places["bell"].pk) not in far
    assert client.get(f"{HOME}?box=nonsense&page=x").status_code == 200


def test_many_near_each_other_are_one_mark_with_their_number_and_two_in_a_place_stay_two(
    cast: Cast, client: Client, signed_in: SignIn, places: dict[str, Site]
) -> None:
    signed_in(client, cast.members["officer"])
    client.get(HOME)
    with CaptureQueriesContext(connection) as few:
        client.get(HOME)
    name_actor(cast.officer)
    for n in range(7):
        put_up("bell", f"벨 {n}", 0.004 + n * 1e-5)
    with CaptureQueriesContext(connection) as more:
        client.get(HOME)
    assert len(more) == len(few)
    found = json.loads(client.get(f"{HOME}data/").content)["features"]
    many = [one["properties"] for one in found if one["properties"].get("count")]
    assert [(mark["count"], mark["faults"], mark["kind"]) for mark in many] == [(8, 1, "bell")]
    near = f"{HOME}?box={EAST},{NORTH},{EAST + 0.0005},{NORTH + 0.0004}"
    assert f"/staff/places/{places['bell'].pk}/" in client.get(near).text


def test_maps_are_for_those_who_may_read_what_is_on_them(
    cast: Cast, client: Client, signed_in: SignIn, places: dict[str, Site]
) -> None:
    pages = (HOME, f"{HOME}data/", "/staff/hazards/map/", "/staff/hazards/map/data/")
    pages += ("/staff/hotspots/map/", "/staff/hotspots/map/data/")
    for who, status in (("auditor", 404), ("officer", 200)):
        signed_in(client, cast.members[who])
        assert {client.get(url).status_code for url in pages} == {status}, who
    client.logout()
    assert {client.get(url).status_code for url in pages} == {302}


def test_a_site_is_shown_among_its_neighbours_and_one_without_a_place_without_a_map(
    cast: Cast, client: Client, signed_in: SignIn, places: dict[str, Site]
) -> None:
    lost = Site.objects.create(kind="bell", name="어딘가")
    signed_in(client, cast.members["officer"])
    page = client.get(f"/staff/places/{places['bell'].pk}/").text
    assert page.count("map__picture") == 1
    assert 'r="20"' in page
    assert "map__picture" not in client.get(f"/staff/places/{lost.pk}/").text


def test_hazards_are_on_their_map_and_an_unannounced_inspection_is_on_none(
    cast: Cast, client: Client, signed_in: SignIn, places: dict[str, Site]
) -> None:
    bell = places["bell"]
    place = {"longitude": EAST, "latitude": NORTH, "x": bell.x, "y": bell.y}
    common = {"body": cast.council, "agency": cast.agencies["police"], "noticed_at": timezone.now()}
    common["member"] = cast.members["officer"]
    ids = [f"00000000-0000-4000-8000-00000000000{n}" for n in range(2)]
    Hazard.objects.create(id=ids[0], kind="dark", place="늘봄공원 뒷길", **common, **place)
    Hazard.objects.create(id=ids[1], kind="dark", place="말로만", **common)
    name_actor(cast.officer)
    Inspection.objects.create(
        body=cast.council,
        site=bell,
        place="불시 점검 표지",
        form="park",
        planned_on=timezone.localdate() + timedelta(days=3),
        is_unannounced=True,
        told=[Principal.AGENCY.of(cast.agencies["police"].pk)],
    )
    signed_in(client, cast.members["officer"])
    page = client.get("/staff/hazards/map/").text
    assert "늘봄공원 뒷길" in page
    assert set(_marks(client, "/staff/hazards/map/data/")) == {ids[0]}
    for url in (HOME, f"{HOME}data/", "/staff/hazards/map/", "/staff/hazards/map/data/"):
        assert "불시 점검 표지" not in client.get(url).content.decode()


def test_a_shelter_is_never_published_and_a_rest_area_is(
    cast: Cast, places: dict[str, Site]
) -> None:
    name_actor(cast.coordinator)
    shelter = put_up("safe_house", "하늘 가정폭력 피해자 쉼터")
    with pytest.raises(NotYet) as refused:
        publish_site(actor=cast.coordinator, site=shelter)
    assert refused.value.code == "places.not_yet.shelter"
    rest = put_up("bell", "무더위 쉼터 앞")
    assert publish_site(actor=cast.coordinator, site=rest).published_at is not None


def test_boundaries_come_with_us(cast: Cast) -> None:
    name_actor(THE_OPERATOR)
    assert bring_korean_areas(actor=THE_OPERATOR, region="제주특별자치도") == 74
    districts = Area.objects.filter(level="district").values_list("name", flat=True)
    assert set(districts) == {"제주시", "서귀포시"}
    assert Area.objects.get(code="50110101").name == "일도일동"


def test_a_cell_that_chance_explains_is_hatched_and_how_often_has_breaks_in_its_legend(
    cast: Cast, client: Client, signed_in: SignIn, places: dict[str, Site]
) -> None:
    middle, yesterday = places["bell"], timezone.localdate() - timedelta(days=1)
    name_actor(cast.coordinator)
    brought = CrimeImport.objects.create(
        agency=cast.agencies["police"], file_name="points.csv", rule="1",
        first_on=yesterday, last_on=yesterday,
    )  # fmt: skip
    kind = next(iter(crime_kinds()))
    grain = int(crime_kinds()[kind].more["grain_m"])
    CrimePoint.objects.bulk_create(
        CrimePoint(
            kind=kind, x=(middle.x or 0) + east * grain, y=(middle.y or 0) + north * grain,
            grain_m=grain, happened_on=yesterday, brought_by=brought,
        )
        for east in range(10) for north in range(10)
        for _one in range(20 if {east, north} <= {2, 3, 4} else 1)
    )  # fmt: skip
    signed_in(client, cast.members["officer"])

    def tones(query: str) -> set[str]:
        found = json.loads(client.get(f"/staff/hotspots/map/data/{query}").content)["features"]
        return {one["properties"]["tone"] for one in found if "tone" in one["properties"]}

    chance = tones(f"?kind={kind}")
    assert "none" in chance
    assert chance & {"hot1", "hot2"}
    assert tones(f"?kind={kind}&look=often") <= set("012345")
    page = client.get(f"/staff/hotspots/map/?kind={kind}&look=often").text
    assert page.count('class="tone tone--1"') == 2
    assert "m-hatch" in page
