"""The taxi somebody is in: seen by whom she lets look on, told when help is called, then gone."""

from __future__ import annotations

import secrets
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from jikimi.access.errors import NotValid
from jikimi.access.ticket import name_actor
from jikimi.escorts import journeys, phones, rides
from jikimi.escorts.models import Ride
from jikimi.escorts.rides import RideDraft
from jikimi.escorts.watching import look_over
from tests.cast import Cast
from tests.walking import HOME, START, Pocket, everything, pass_by, rows, seen


@pytest.fixture
def taxi() -> RideDraft:
    return RideDraft("마커12가3456", timezone.now(), "마커택시", "마커역", "마커빌라")


def told(play: Cast) -> bool:
    with transaction.atomic():
        name_actor(play.operator)
        return Ride.objects.exists()


def test_it_is_seen_by_the_guardian_told_with_a_call_and_gone_with_the_walk(
    play: Cast, pocket: Pocket, taxi: RideDraft
) -> None:
    pocket.walk()
    key = secrets.token_bytes(32)
    phones.watch(pocket.journey_key, watcher_id=uuid4(), watcher_key=key, name="언니")
    assert rides.ride_seen(key) is None
    assert rides.take_ride(pocket.journey_key, taxi)
    found = rides.ride_seen(key)
    assert found
    assert (found["plate"], found["company"]) == ("마커12가3456", "마커택시")
    assert not told(play)
    journeys.call(pocket.journey_key)
    assert told(play)
    (line,) = seen(play).lines
    with transaction.atomic():
        name_actor(play.operator)
        here = rides.ride_of(line.journey)
        assert here
        assert here.boarded_where == "마커역"
    journeys.keep(pocket.journey_key, days=30)
    assert pocket.cancel("2580") == "over"
    assert not told(play)
    assert rides.ride_seen(key) is None
    assert rides.ride_kept(pocket.journey_key)
    journeys.evidence(pocket.journey_key, delete=True)
    assert rides.ride_kept(pocket.journey_key) is None
    assert not rides.take_ride(pocket.journey_key, taxi)
    assert "마커" not in everything()


def test_a_jam_and_a_roundabout_way_ask_nothing_in_a_taxi_but_do_on_foot(
    play: Cast, pocket: Pocket, taxi: RideDraft
) -> None:
    with pytest.raises(NotValid):
        rides.take_ride(pocket.journey_key, RideDraft("없음", timezone.now()))
    pocket.walk()
    rides.take_ride(pocket.journey_key, taxi)
    for longitude in (126.92, 126.92, 126.935):
        pocket.at(longitude, 37.4815)
        pass_by(200)
    assert look_over()["asked"] == 0
    assert rides.leave_ride(pocket.journey_key)
    assert rows("escorts_ride") == 0
    pocket.at(126.925)
    for _ in range(4):
        pass_by(80)
        pocket.at(126.925)
    assert look_over()["asked"] == 1


def test_a_ride_needs_no_route_and_its_end_leaves_nothing(pocket: Pocket, taxi: RideDraft) -> None:
    pocket.begin("walk", expected_at=timezone.now())
    rides.take_ride(pocket.journey_key, taxi)
    pocket.at(*START)
    pass_by(120)
    pocket.at(*HOME)
    assert look_over()["asked"] == 0
    assert journeys.end(pocket.journey_key) == "over"
    assert rows("escorts_ride") == 0
