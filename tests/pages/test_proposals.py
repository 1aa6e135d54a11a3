"""Where to put what, over pages: asked, answered with reasons, changed by hand, decided, put."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jikimi.access import roster
from jikimi.access.actor import THE_CLOCK, THE_OPERATOR
from jikimi.access.member import Member
from jikimi.access.members import actor_for
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body, Matter
from jikimi.bodies.seats import found_body, give_seat
from jikimi.places.areas import bring_areas
from jikimi.places.ground import degrees
from jikimi.places.models import Site, SitingRun
from jikimi.places.proposal_layers import layers_of
from jikimi.places.proposals import go_on_with_run, look_longer
from tests.cast import Cast
from tests.samples.squares import two_dong

SignIn = Callable[[Client, Member], Client]
HOME = "/staff/places/proposals/"
# Metres east and north of one corner of the town, and how many asked for a bell there.
NEEDED = [(150, 150, 9), (850, 150, 5), (150, 950, 4), (1350, 550, 3), (1750, 950, 1)]
CORNER = (953_000.0, 1_944_000.0)


@pytest.fixture
def group(cast: Cast, tmp_path: Path) -> Body:
    """A safety working group, two dong, and a bell that stands at the place most asked for."""
    name_actor(THE_OPERATOR)
    body = found_body(
        actor=THE_OPERATOR,
        key="safety",
        kind="safety_working_group",
        name_ko="안전 협의체",
        name_en="Safety group",
    )
    for key in ("police", "centre"):
        give_seat(actor=THE_OPERATOR, body=body, agency=cast.agencies[key])
    member = cast.members["coordinator"]
    roster.grant_role(
        actor=THE_OPERATOR, member=member, kind="coordinator", why="test", body_id=body.pk
    )
    cast.actors["coordinator"] = actor_for(member)
    bring_areas(actor=THE_OPERATOR, path=two_dong(tmp_path), valid_from=date(2026, 1, 1))
    longitude, latitude = _degrees(*NEEDED[0][:2])
    x, y = CORNER[0] + NEEDED[0][0], CORNER[1] + NEEDED[0][1]
    name_actor(cast.coordinator)
    Site.objects.create(
        kind="bell", name="늘봄공원", longitude=longitude, latitude=latitude, x=x, y=y
    )
    return body


def _degrees(east: float, north: float) -> tuple[float, float]:
    lon, lat = degrees([CORNER[0] + east], [CORNER[1] + north])
    return float(lon[0]), float(lat[0])


def _said() -> str:
    lines = []
    for east, north, weight in NEEDED:
        longitude, latitude = _degrees(east, north)
        lines.append(f"{latitude:.6f}, {longitude:.6f}, {weight}")
    return "\n".join(lines)


def _asked(body: Body, **given: Any) -> dict[str, Any]:
    first = {"name": "골목 비상벨", "body_id": body.pk, "kind": "bell", "goal": "most"}
    first |= {"radius_m": 150, "sites": 2, "candidates": "grid", "step_m": 100, "keeps": "on"}
    return {**first, "crime": 0, "points": _said(), "points_times": 1, **given}


def _run(client: Client, body: Body, **given: Any) -> SitingRun:
    answer = client.post(f"{HOME}new/", _asked(body, **given))
    assert answer.status_code == 302
    return SitingRun.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[1])


def test_a_question_is_answered_with_proof_reasons_and_what_stands_kept(
    cast: Cast, client: Client, signed_in: SignIn, group: Body
) -> None:
    signed_in(client, cast.members["coordinator"])
    run = _run(client, group)
    assert (run.stage, run.answer["is_proven"], run.answer["gap"]) == ("done", True, 0)
    assert (run.answer["total"], run.answer["already"], run.answer["covered"]) == (22, 9, 18)
    rows = run.answer["told"]["rows"]
    assert [row["adds"] for row in rows] == [5, 4]
    assert all(row["nearest_m"] > 500 for row in rows)
    assert rows[0]["others"]
    assert rows[0]["others"][0]["loss"] == 0
    page = client.get(f"{HOME}{run.pk}/").text
    assert f"{rows[0]['latitude']:.5f}, {rows[0]['longitude']:.5f}" in page
    assert "골목 비상벨" in client.get(HOME).text
    export = client.get(f"{HOME}{run.pk}/export/").content.decode("utf-8-sig")
    assert [row["adds"] for row in csv.DictReader(export.splitlines())] == ["5.0", "4.0"]
    layers = layers_of(run)
    assert (len(layers.chosen), len(layers.existing)) == (2, 1)
    assert sum(w for *_place, w in layers.open_before) == 13
    assert sum(w for *_place, w in layers.open_after) == 4
    drawn = json.loads(client.get(f"{HOME}{run.pk}/map/data/").content)["features"]
    facts = [feature["properties"] for feature in drawn]
    assert {fact["number"] for fact in facts if "number" in fact} == {1, 2}
    assert {fact["tone"] for fact in facts if "tone" in fact} == {"reach", "open1", "open2"}
    assert f"{rows[0]['latitude']:.5f}" in client.get(f"{HOME}{run.pk}/map/").text


def test_people_strike_exchange_and_add_and_see_what_it_costs_and_take_it_back(
    cast: Cast, client: Client, signed_in: SignIn, group: Body
) -> None:
    signed_in(client, cast.members["coordinator"])
    run = _run(client, group)
    page, row = f"{HOME}{run.pk}/", run.answer["told"]["rows"][1]
    old = {"version": run.version, "candidate": row["candidate"]}
    client.post(f"{page}exchange/", {**old, "other": row["others"][0]["candidate"]})
    client.post(f"{page}strike/", old)  # of a version that is gone: nothing happens
    run.refresh_from_db()
    assert (len(run.chosen), run.answer["told"]["covered"]) == (2, 18)
    client.post(f"{page}strike/", {"version": run.version, "candidate": run.chosen[1]})
    longitude, latitude = _degrees(1350, 550)
    run.refresh_from_db()
    assert (len(run.chosen), run.answer["told"]["covered"]) == (1, 14)
    place = f"{latitude:.6f}, {longitude:.6f}"
    client.post(f"{page}add/", {"version": run.version, "place": place})
    run.refresh_from_db()
    assert (len(run.chosen), run.answer["told"]["covered"], len(run.changes)) == (2, 17, 3)
    outside = client.post(f"{page}add/", {"version": run.version, "place": "35.1, 129.0"})
    assert outside.status_code == 422
    for _change in range(3):
        run.refresh_from_db()
        client.post(f"{page}undo/", {"version": run.version})
    run.refresh_from_db()
    assert (run.chosen, run.changes) == (run.answer["best"], [])
    signed_in(client, cast.members["stranger"])
    refused = client.post(f"{page}undo/", {"version": run.version})
    assert refused.status_code == 404


def test_a_list_is_put_to_the_body_decided_planned_and_taken_back(
    cast: Cast, client: Client, signed_in: SignIn, group: Body
) -> None:
    signed_in(client, cast.members["coordinator"])
    run = _run(client, group)
    page = f"{HOME}{run.pk}/"
    client.post(f"{page}put/")
    client.post(f"{page}put/")
    name_actor(cast.coordinator)
    matter = Matter.objects.get(kind="site_proposal")
    assert (matter.body_id, matter.title) == (group.pk, "골목 비상벨")
    assert "2. " in matter.text
    client.post(f"{page}decide/")
    name_actor(cast.coordinator)
    planned = Site.objects.filter(state="planned").order_by("name")
    assert [site.name for site in planned] == ["골목 비상벨 1", "골목 비상벨 2"]
    again = _run(client, group, sites=1)
    assert again.answer["already"] == 18, "what is planned counts as standing"
    assert client.post(f"{page}strike/", {"version": 1, "candidate": 0}).status_code in (302, 409)
    one = Site.objects.filter(state="planned").first()
    assert one is not None
    for _again in range(2):
        client.post(f"/staff/places/{one.pk}/install/")
    client.post(f"{page}reopen/")
    name_actor(cast.coordinator)
    run.refresh_from_db()
    one.refresh_from_db()
    assert (run.stage, one.state) == ("decided", "in_use"), "what stands cannot be undecided"
    Site.objects.filter(pk=one.pk).update(state="planned")
    client.post(f"{page}reopen/")
    name_actor(cast.coordinator)
    run.refresh_from_db()
    assert (run.stage, run.sites) == ("done", [])
    assert not Site.objects.filter(state="planned").exists()
    both = client.get(f"{HOME}compared/?one={run.pk}&other={again.pk}").text
    assert run.name in both
    client.post(f"{page}throw/")
    name_actor(cast.coordinator)
    run.refresh_from_db()
    assert run.stage == "thrown"


@pytest.mark.parametrize(
    ("given", "covered", "places"),
    [
        ({"sites": "", "budget_krw": 5_000_000, "cost_krw": 2_000_000}, 18, 2),
        ({"goal": "fewest", "sites": ""}, 22, 4),
        ({"goal": "nearest", "sites": 2}, None, 2),
        ({"candidates": "demand", "sites": 9}, 22, 4),
        ({"floor": 1, "sites": 2}, 17, 2),
        ({"excluded": ["9911010000"]}, 13, 2),
    ],
)
def test_limits_are_kept_to(
    given: dict[str, Any],
    covered: float | None,
    places: int,
    cast: Cast,
    client: Client,
    signed_in: SignIn,
    group: Body,
) -> None:
    signed_in(client, cast.members["coordinator"])
    run = _run(client, group, **given)
    assert run.stage == "done", run.failure
    assert len(run.chosen) == places
    assert covered is None or run.answer["covered"] == covered
    assert client.get(f"{HOME}{run.pk}/").status_code == 200


def test_what_cannot_be_asked_is_said_beside_its_field(
    cast: Cast, client: Client, signed_in: SignIn, group: Body
) -> None:
    signed_in(client, cast.members["coordinator"])
    for given, field in (
        ({"sites": ""}, "sites"),
        ({"points": "here"}, "points"),
        ({"points": "48.8, 2.3"}, "points"),
        ({"points": ""}, None),
        ({"candidates": "file"}, "offered"),
        ({"budget_krw": 10}, "cost_krw"),
        ({"file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")}, "file"),
    ):
        answer = client.post(f"{HOME}new/", _asked(group, **given))
        assert answer.status_code == 422, given
        assert not field or f'id="id_{field}_error"' in answer.text, given
    signed_in(client, cast.members["auditor"])
    assert client.get(HOME).status_code == 404


def test_a_large_question_is_worked_out_by_the_clock(
    cast: Cast, client: Client, signed_in: SignIn, group: Body
) -> None:
    signed_in(client, cast.members["coordinator"])
    run = _run(client, group)
    name_actor(cast.coordinator)
    SitingRun.objects.filter(pk=run.pk).update(
        stage="done", answer={**run.answer, "is_proven": False}
    )
    run.refresh_from_db()
    look_longer(actor=cast.coordinator, run=run, seconds=120)
    assert run.stage == "waiting"
    assert client.get(f"{HOME}{run.pk}/?part=live").status_code == 200
    go_on_with_run(actor=THE_CLOCK, number=run.pk)
    name_actor(cast.coordinator)
    run.refresh_from_db()
    assert (run.stage, run.answer["is_proven"]) == ("done", True)


def test_a_file_of_demand_is_kept_too_coarse_to_tell_an_address(
    cast: Cast, client: Client, signed_in: SignIn, group: Body
) -> None:
    longitude, latitude = _degrees(1_337, 511)
    text = f"위도,경도,건수\n{latitude},{longitude},4\n"
    signed_in(client, cast.members["coordinator"])
    sent = SimpleUploadedFile("counts.csv", text.encode("cp949"))
    run = _run(client, group, points="", file=sent, file_times=2, candidates="demand", sites=1)
    row = run.answer["told"]["rows"][0]
    assert (row["adds"], row["x"] % 100, row["y"] % 100) == (8, 50, 50)
    (where,) = layers_of(run).open_before
    assert abs(where[0] - longitude) + abs(where[1] - latitude) > 1e-5
