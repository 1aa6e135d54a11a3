"""Programmes from proposal to what can be said of them, and where harm happens, on pages."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotYet
from jikimi.access.member import Member
from jikimi.access.members import actor_for
from jikimi.access.roster import grant_role
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body, Matter
from jikimi.bodies.seats import found_body, give_seat
from jikimi.places import crime_patterns as patterns
from jikimi.places import programme_effects as effects
from jikimi.places.crime_cells import CellWish, crime_cells
from jikimi.places.ground import degrees
from jikimi.places.hazards import SAFETY
from jikimi.places.models import CrimePoint, Programme, Site
from tests.cast import Cast

SignIn = Callable[[Client, Member], Client]
HOME = "/staff/programmes/"
SPOTS = "/staff/hotspots/"
BEGINS = date(2025, 1, 6)
PLACE = (951_625.0, 1_946_625.0)


@pytest.fixture
def group(cast: Cast) -> Body:
    """A safety working group of the cast's coordinator."""
    name_actor(THE_OPERATOR)
    words = {"name_ko": "안전협의체", "name_en": "Safety group", "host": cast.agencies["police"]}
    body = found_body(actor=THE_OPERATOR, key="safe", kind=SAFETY, **words)
    give_seat(actor=THE_OPERATOR, body=body, agency=cast.agencies["police"])
    coordinator = {"member": cast.members["coordinator"], "kind": "coordinator", "why": "test"}
    grant_role(actor=THE_OPERATOR, body_id=body.pk, **coordinator)
    return body


@pytest.fixture
def incidents(tmp_path: Path) -> Path:
    """Two years in a town of 6 × 6 km; near the place few in the second."""
    random = np.random.default_rng(4)
    places = random.uniform((950_000, 1_945_000), (956_000, 1_951_000), (9_000, 2))
    days = random.integers(-371, 371, 9_000)
    near = np.hypot(*(places - PLACE).T) < 700
    kept = ~(near & (days >= 0) & (random.random(9_000) < 0.85))
    path = tmp_path / "incidents.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["죄종", "발생일", "시각", "경도", "위도", "피해자"])
        lon, lat = degrees(*places.T)
        for n in np.flatnonzero(kept):
            day = BEGINS + timedelta(days=int(days[n]))
            writer.writerow(["절도", day, f"{n % 24}시", lon[n], lat[n], "아무개"])
    return path


def _proposed(client: Client, cast: Cast, group: Body, **more: Any) -> Programme:
    sent = {
        "kind": "bells",
        "name": "늘봄공원 비상벨",
        "about": "공원 화장실 둘레",
        "body_id": group.pk,
        "lead_agency_id": cast.agencies["police"].pk,
        "begins_on": BEGINS.isoformat(),
        "budget_krw": "12000000",
        **more,
    }
    answer = client.post(f"{HOME}new/", sent)
    assert answer.status_code == 302
    return Programme.objects.get()


def test_a_programme_is_proposed_decided_in_the_group_carried_out_and_stopped_with_a_reason(
    cast: Cast, client: Client, signed_in: SignIn, group: Body
) -> None:
    name_actor(cast.coordinator)
    Site.objects.create(kind="bell", name="정자 옆", x=PLACE[0], y=PLACE[1])
    signed_in(client, cast.members["stranger"])
    assert group.name_ko not in client.get(f"{HOME}new/").text
    signed_in(client, cast.members["coordinator"])
    wrong = client.post(f"{HOME}new/", {"kind": "bells", "name": "", "body_id": group.pk})
    assert wrong.status_code == 422
    made = _proposed(client, cast, group)
    page = f"{HOME}{made.pk}/"
    name_actor(cast.coordinator)
    assert Matter.objects.get(pk=made.matter_id).source_id == made.pk
    client.post(f"{page}decide/")
    name_actor(cast.coordinator)
    made.refresh_from_db()
    assert made.stage == "proposed", "nothing is decided before the group has"
    Matter.objects.filter(pk=made.matter_id).update(stage="decided")
    assert client.post(f"{page}amend/", {"version": 1}).status_code == 422
    site = Site.objects.get(name="정자 옆")
    client.post(f"{page}sites/", {"site": [str(site.pk), "nonsense"]})
    for step in ("decide", "begin"):
        assert client.post(f"{page}{step}/").status_code == 302
    figures = {"on": timezone.localdate().isoformat(), "put_up": "4", "note": "900101-1234567"}
    assert client.post(f"{page}figures/", figures).status_code == 302
    assert client.post(f"{page}figures/", {**figures, "put_up": ""}).status_code == 422
    name_actor(cast.coordinator)
    made.refresh_from_db()
    assert (made.stage, made.figures[0]["put_up"]) == ("under_way", 4)
    assert "1234567" not in made.figures[0]["note"]
    shown = client.get(page).text
    assert "정자 옆" in shown
    assert client.get(f"{page}paper/").status_code == 200
    client.post(f"{page}figures/0/back/")
    client.post(f"{page}sites/{site.pk}/out/")
    client.post(f"{page}finish/")
    client.post(f"{page}resume/")
    assert client.post(f"{page}stop/", {"why": ""}).status_code == 422
    client.post(f"{page}stop/", {"why": "예산 삭감"})
    name_actor(cast.coordinator)
    made.refresh_from_db()
    assert (made.stage, made.figures, made.sites.count()) == ("stopped", [], 0)
    assert "늘봄공원" not in client.get(HOME).text
    for query in ("?show=stopped", "?show=all&text=늘봄&order=name&kind=bells"):
        assert "늘봄공원" in client.get(HOME + query).text
    signed_in(client, cast.members["stranger"])
    assert client.get(page).status_code == 200
    assert client.post(f"{page}begin/").status_code == 404
    signed_in(client, cast.members["auditor"])
    assert client.get(page).status_code == 404


def test_whether_it_helped_is_measured_by_a_rule_fixed_before_and_goes_to_the_group(
    cast: Cast,
    client: Client,
    signed_in: SignIn,
    group: Body,
    incidents: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed_in(client, cast.members["coordinator"])
    made = _proposed(client, cast, group)
    page = f"{HOME}{made.pk}/"
    name_actor(cast.coordinator)
    Matter.objects.filter(pk=made.matter_id).update(stage="decided")
    site = Site.objects.create(kind="bell", x=PLACE[0], y=PLACE[1], programme=made)
    client.post(f"{page}decide/")
    client.post(f"{page}begin/")
    client.post(f"{page}measure/")
    name_actor(cast.coordinator)
    made.refresh_from_db()
    assert made.effects == [], "nothing is measured before a rule is fixed"
    rule = {"kinds": ["theft"], "radius_m": 500, "ring_m": 500, "weeks": 52}
    rule["begins_on"] = BEGINS.isoformat()
    assert client.post(f"{page}compare/", {**rule, "kinds": ["domestic"]}).status_code == 422
    for radius in (1000, 500):
        assert client.post(f"{page}compare/", {**rule, "radius_m": radius}).status_code == 302
    client.post(f"{page}measure/")
    name_actor(cast.coordinator)
    made.refresh_from_db()
    assert made.effects == [], "nothing is measured without incidents of all of the time"
    assert len(made.comparison_rule["earlier"]) == 1
    digest = made.comparison_rule["digest"]
    assert digest == effects.digest_of(made.comparison_rule)
    # Incidents come in over a page: tried first, then brought, and the very same again.
    content = incidents.read_bytes()
    for how in ("try", "bring", "bring"):
        sent = {"file": SimpleUploadedFile("사건 900101-1234567.csv", content), how: "1"}
        answer = client.post(f"{SPOTS}lists/", sent)
        assert answer.status_code == (200 if how == "try" else 302)
        if how == "try":
            assert "피해자" in answer.text
            assert "아무개" not in answer.text
            name_actor(cast.coordinator)
            assert not CrimePoint.objects.exists()
    listed = client.get(f"{SPOTS}lists/").text
    assert "1234567" not in listed
    client.post(f"{page}measure/")
    name_actor(cast.coordinator)
    made.refresh_from_db()
    (entry,) = made.effects
    assert (entry["verdict"], entry["rule"]) == ("fell", digest)
    assert entry["difference"]["value"] < 0
    assert abs(entry["cells"]["treated"] - entry["cells"]["control"]) <= 1
    assert {"one_place", "late_rule", "coarse", "reports"} <= set(entry["limits"])
    matter = Matter.objects.get(pk=entry["matter"])
    assert (matter.kind, matter.source_id, matter.stage) == (
        "programme_effect",
        made.pk,
        "proposed",
    )
    assert len(matter.text.splitlines()) == len(effects.effect_sentences(entry))
    # The same rule and data give the same answer; the rule stays, whatever is changed afterwards.
    Site.objects.filter(pk=site.pk).update(x=PLACE[0] + 3000)
    client.post(f"{page}compare/", rule)
    client.post(f"{page}measure/")
    name_actor(cast.coordinator)
    made.refresh_from_db()
    again = made.effects[1]
    same = ("rule", "data", "counts", "ratio", "controls", "quotient")
    assert [again[name] for name in same] == [entry[name] for name in same]
    assert digest[:16] in client.get(page).text
    assert client.get(f"{page}paper/").status_code == 200
    coordinator = actor_for(cast.members["coordinator"])
    with pytest.raises(NotYet):
        effects.tell_effect(actor=coordinator, programme=made)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2025, 6, 1, tzinfo=UTC))
    with pytest.raises(NotYet) as early:
        effects.measure_effect(actor=coordinator, programme=made)
    assert early.value.code == "places.not_yet.time_after"
    _spots(cast, client, signed_in)


def _spots(cast: Cast, client: Client, signed_in: SignIn) -> None:
    """Pages of where harm happens over the incidents that are in."""
    signed_in(client, cast.members["analyst"])
    name_actor(cast.analyst)
    wish = CellWish(("theft",), date(2024, 1, 1), date(2026, 1, 4))
    found = crime_cells(cast.analyst, wish)
    assert (found.cells[0].rank, found.cell_m) == (1, 250)
    assert crime_cells(cast.analyst, replace(wish, kinds=())).cell_m == 1000
    laid = crime_cells(cast.analyst, replace(wish, grid="hexagon", cell_m=500))
    assert laid.incidents + laid.left_out == found.incidents + found.left_out
    assert {len(cell.ring) for cell in laid.cells} == {7}
    asked = "?since=2024-01-01&until=2026-01-04&kind=theft"
    assert f"{found.incidents:,}" in client.get(f"{SPOTS}{asked}").text
    whole = replace(wish, cell_m=1000)
    when, staying = patterns.when_it_happens(whole), patterns.staying_places(whole)
    assert when.rhythm is not None
    assert when.rhythm.count.sum() == pytest.approx(found.incidents + found.left_out)
    assert staying is not None
    near, told = patterns.repeating_nearby(whole), patterns.foretold(whole)
    assert near is not None
    assert near.of == patterns.MOST_PAIRED
    assert told is not None
    assert set(told.rows) >= {"last year", "all time"}
    for part in ("when", "staying", "near", "foretold"):
        answer = client.get(f"{SPOTS}{asked}&cell_m=1000&part={part}")
        assert (answer.status_code, "<table" in answer.text) == (200, True), part
    table = client.get(f"{SPOTS}cells.csv{asked}").text.splitlines()
    assert len(table) == len(found.cells) + 1
    assert client.get(f"{SPOTS}?since=2025-01-01&until=2024-01-01").status_code == 422
    assert "<table" not in client.get(f"{SPOTS}?kind=child&part=near").text
    assert client.get(f"{SPOTS}lists/").status_code == 200
    signed_in(client, cast.members["officer"])
    assert client.get(f"{SPOTS}lists/").status_code == 404
    signed_in(client, cast.members["auditor"])
    assert client.get(SPOTS).status_code == 404
