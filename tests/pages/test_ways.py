"""Streets over a page, and what a phone is told of a way: words, a drawing and its limits."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor, named
from jikimi.places.models import StreetImport, Stretch
from tests.cast import Cast
from tests.samples.streets import at, brought, town, written
from tests.walking import Pocket

SignIn = Callable[[Client, Member], Client]
IMPORTS = "/staff/places/imports/"
START, HOME = at(0, 0), at(600, 0)


@pytest.fixture
def walked(pocket: Pocket, tmp_path: Path) -> Pocket:
    """A phone in the town of streets."""
    with transaction.atomic(), named(THE_OPERATOR):
        brought(tmp_path)
    return pocket


def test_a_file_of_streets_is_looked_at_brought_in_and_taken_back(
    cast: Cast, signed_in: SignIn, tmp_path: Path
) -> None:
    browser = signed_in(Client(), cast.members["coordinator"])
    content = written(tmp_path / "x", town()).read_bytes()
    file = SimpleUploadedFile("streets_20260102.geojson", content)
    one = str(browser.post(IMPORTS, {"file": file, "kind": "streets"})["Location"])
    page = browser.get(one).text
    assert "고속도로" in page
    assert "1.4" in page
    assert b"\xea\xb3\xa0" in b"".join(browser.get(f"{one}rejected/"))
    browser.post(f"{one}apply/")
    name_actor(cast.coordinator)
    came = StreetImport.objects.get()
    assert (Stretch.objects.count(), str(came.as_of)) == (6, "2026-01-02")
    assert "streets_20260102" in browser.get(IMPORTS).text
    browser.post(f"{IMPORTS}{came.pk}/undo-streets/")
    name_actor(cast.coordinator)
    assert not Stretch.objects.exists()
    browser.post(f"{IMPORTS}{came.pk}/undo-streets/")
    stranger = signed_in(Client(), cast.members["counsellor"])
    assert stranger.post(f"{IMPORTS}{came.pk}/undo-streets/").status_code == 404


def _said(word: str, pocket: Pocket, words: dict[str, Any], language: str = "ko") -> Any:
    key = base64.urlsafe_b64encode(pocket.key).decode().rstrip("=")
    answer = Client().post(
        f"/walk/say/{word}/",
        json.dumps(words),
        content_type="application/json",
        headers={"X-Phone-Key": key, "X-Language": language},
    )
    return answer.status_code, answer.json()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_phone_is_told_of_ways_in_words_with_a_drawing_and_their_limits(
    walked: Pocket,
    language: str,
) -> None:
    status, found = _said("ways", walked, {"here": START, "to": HOME}, language)
    assert status == 200
    best, short = found["ways"]
    assert (best["code"], short["code"]) == ("near", "short")
    assert "760 m" in best["says"][0]
    assert "160 m" in best["says"][1]
    assert any("80%" in says for says in best["says"])
    assert [each["at"] for each in best["passed"]] == ["280 m"]
    assert len(found["limits"]) == 5
    assert found["map"].count("track--near") == 2
    assert found["map"].count("track--street") == 1
    assert "비공개" not in json.dumps(found, ensure_ascii=False)
    west, south, east, north = found["box"]
    assert west < START[0] < HOME[0] < east
    assert south < HOME[1] < north


def test_a_phone_is_told_why_there_is_no_way_and_where_a_name_is(
    walked: Pocket,
) -> None:
    status, refused = _said("ways", walked, {"here": START, "to": at(9000, 0)})
    assert (status, refused["error"]) == (422, "places.ways.far")
    assert _said("ways", walked, {"here": START, "to": "home"})[0] == 422
    assert _said("ways", walked, {"to": HOME})[0] == 422
    status, found = _said("ways-named", walked, {"text": "어두운", "here": START})
    assert [each["name"] for each in found["places"]] == ["어두운길"]
    status, found = _said("ways-around", walked, {"here": START, "within_m": 300})
    assert status == 200
    assert "track--street" in found["map"]
    status, found = _said("ways", walked, {"here": at(0, 9000), "to": at(300, 9000)})
    assert (status, found["along_streets"], len(found["ways"])) == (200, False, 1)
