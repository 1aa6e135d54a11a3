"""Hazards: reported in half a minute, merged when near and alike, answered, closed, told back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotAllowed
from jikimi.access.member import Member
from jikimi.access.notices import Notice
from jikimi.access.roster import grant_role
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body
from jikimi.bodies.seats import found_body, give_seat
from jikimi.places import hazards
from jikimi.places.models import Hazard
from tests.cast import Cast

SignIn = Callable[[Client, Member], Client]
HOME = "/staff/hazards/"


@pytest.fixture
def group(cast: Cast) -> Body:
    """A safety working group of the cast's coordinator, in which the refuge sits."""
    name_actor(THE_OPERATOR)
    words = {"name_ko": "안전협의체", "name_en": "Safety group", "host": cast.agencies["police"]}
    body = found_body(actor=THE_OPERATOR, key="safe", kind=hazards.SAFETY, **words)
    give_seat(actor=THE_OPERATOR, body=body, agency=cast.agencies["refuge"])
    grant_role(
        actor=THE_OPERATOR,
        member=cast.members["coordinator"],
        kind="coordinator",
        why="test",
        body_id=body.pk,
    )
    return body


def _sent(group: Body, **given: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "kind": "dark", "body_id": group.pk, "place": "늘봄길 3", **given}


def _report(client: Client, group: Body, **given: Any) -> UUID:
    sent = _sent(group, **given)
    assert client.post(f"{HOME}new/", sent).status_code == 302
    return UUID(sent["key"])


def test_a_hazard_is_reported_with_a_tap_and_a_place_and_sent_twice_it_is_one(
    cast: Cast, client: Client, signed_in: SignIn, group: Body
) -> None:
    signed_in(client, cast.members["counsellor"])
    page = client.get(f"{HOME}new/")
    assert page.headers["Permissions-Policy"].startswith("geolocation=(self)")
    sent = _sent(group, said="불 꺼짐 900101-1234567")
    for _twice in range(2):
        assert client.post(f"{HOME}new/", sent).status_code == 302
    name_actor(cast.counsellor)
    made = Hazard.objects.get()
    assert "1234567" not in made.words
    for wrong in ({"kind": "person"}, {"place": ""}, {"longitude": "2.3", "latitude": "48.8"}):
        assert client.post(f"{HOME}new/", _sent(group, **wrong)).status_code == 422
    name_actor(cast.coordinator)
    assert Notice.objects.filter(kind="places.hazards.report").count() == 1
    assert "늘봄길" in client.get(HOME).text
    assert "늘봄길" not in client.get(f"{HOME}?text=없음").text


def test_what_is_near_and_alike_is_counted_together_and_can_be_parted(
    cast: Cast, client: Client, signed_in: SignIn, group: Body
) -> None:
    signed_in(client, cast.members["counsellor"])
    first = _report(client, group, longitude="127.0", latitude="37.5")
    near = _report(client, group, longitude="127.0002", latitude="37.5")
    far = _report(client, group, longitude="127.01", latitude="37.5")
    other = _report(client, group, longitude="127.0", latitude="37.5", kind="bell")
    name_actor(cast.counsellor)
    merged = {h.pk: h.merged_into_id for h in Hazard.objects.all()}
    assert merged == {first: None, near: first, far: None, other: None}
    assert client.post(f"{HOME}{near}/part/").status_code == 404
    signed_in(client, cast.members["coordinator"])
    client.post(f"{HOME}{near}/part/")
    name_actor(cast.coordinator)
    assert Hazard.objects.get(pk=near).merged_into_id is None


def test_the_answer_and_the_end_are_told_back_to_everybody_who_reported_it(
    cast: Cast, client: Client, signed_in: SignIn, group: Body
) -> None:
    place = {"longitude": "127.0", "latitude": "37.5"}
    signed_in(client, cast.members["counsellor"])
    key = _report(client, group, **place)
    signed_in(client, cast.members["shelter"])
    _report(client, group, **place)
    page = f"{HOME}{key}/"
    answer = {"answer": "등을 바꿈", "in_charge": cast.agencies["refuge"].pk, "version": 1}
    assert client.post(f"{page}answer/", answer).status_code == 404
    signed_in(client, cast.members["coordinator"])
    assert client.post(f"{page}answer/", {**answer, "answer": ""}).status_code == 422
    assert client.post(f"{page}answer/", answer).status_code == 302
    stale = client.post(f"{page}answer/", {**answer, "answer": "다른 답"})
    assert stale.status_code == 409
    for who, kinds in (
        ("counsellor", {"places.hazards.answer"}),
        ("shelter", {"places.hazards.answer", "places.hazards.in_charge"}),
    ):
        name_actor(cast.actors[who])
        assert set(Notice.objects.values_list("kind", flat=True)) >= kinds, who
    signed_in(client, cast.members["shelter"])
    assert client.post(f"{page}close/", {"how": "repaired"}).status_code == 302
    name_actor(cast.counsellor)
    assert Notice.objects.filter(kind="places.hazards.close").count() == 1
    assert "등을 바꿈" in client.get(page).text
    signed_in(client, cast.members["coordinator"])
    client.post(f"{page}reopen/")
    name_actor(cast.coordinator)
    assert Hazard.objects.get(pk=key).stage == "answered"


def test_a_hazard_of_long_ago_is_another_one_and_nobody_from_outside_reads_any(
    cast: Cast, group: Body
) -> None:
    name_actor(cast.counsellor)
    old = timezone.now() - timedelta(days=31)
    draft = hazards.HazardDraft("dark", group.pk, longitude=127.0, latitude=37.5, noticed_at=old)
    hazards.report_hazard(actor=cast.counsellor, draft=draft)
    again = hazards.HazardDraft("dark", group.pk, longitude=127.0, latitude=37.5)
    assert hazards.report_hazard(actor=cast.counsellor, draft=again).merged_into is None
    name_actor(cast.auditor)
    with pytest.raises(NotAllowed):
        hazards.hazards_found(cast.auditor)
