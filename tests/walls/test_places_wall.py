"""The wall of places: what is not told beforehand is known to the team alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.principals import Principal
from jikimi.places.models import Draw, Inspection, PlacePhoto
from tests.cast import Cast

Enter = Callable[[Actor], None]
TODAY = date(2026, 11, 22)


@pytest.fixture
def told(cast: Cast) -> list[int]:
    """The police of the town and whoever coordinates the body."""
    return [
        Principal.AGENCY.of(cast.agencies["police"].pk),
        Principal.BODY.of(cast.council.pk),
    ]


@pytest.fixture
def inspection(cast: Cast, enter: Enter, told: list[int]) -> Inspection:
    enter(cast.officer)
    draw = Draw.objects.create(
        body=cast.council,
        seed="7",
        population="0" * 64,
        drawn_from=3,
        drawn_by_id=cast.officer.member_id,
        told=told,
    )
    return Inspection.objects.create(
        body=cast.council,
        draw=draw,
        form="park",
        planned_on=TODAY,
        is_unannounced=True,
        team=[cast.agencies["police"].pk],
        told=told,
    )


def test_nobody_but_the_team_learns_of_an_unannounced_inspection_before_it_is_made(
    cast: Cast, enter: Enter, inspection: Inspection
) -> None:
    for who, sees in (("officer", 1), ("coordinator", 1), ("counsellor", 0), ("head", 0)):
        enter(cast.actors[who])
        assert (Inspection.objects.count(), Draw.objects.count()) == (sees, sees), who
    enter(cast.officer)
    inspection.ended_at = timezone.now()
    inspection.save()
    enter(cast.counsellor)
    assert (Inspection.objects.count(), Draw.objects.count()) == (1, 0)


def test_whoever_is_not_told_can_neither_write_such_a_row_nor_let_itself_be_told(
    cast: Cast, enter: Enter, inspection: Inspection, told: list[int]
) -> None:
    enter(cast.counsellor)
    assert Inspection.objects.filter(pk=inspection.pk).update(told=[]) == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        Inspection.objects.create(body=cast.council, form="park", planned_on=TODAY, told=told)


def test_a_photo_on_which_people_can_be_told_is_for_the_team_alone(
    cast: Cast, enter: Enter, inspection: Inspection, told: list[int]
) -> None:
    enter(cast.officer)
    for has_faces in (True, False):
        PlacePhoto.objects.create(
            id=uuid4(),
            inspection=inspection,
            has_faces=has_faces,
            content=b"x",
            media_type="image/jpeg",
            digest="0" * 64,
            told=told,
            member_id=cast.officer.member_id,
        )
    assert PlacePhoto.objects.count() == 2
    enter(cast.counsellor)
    assert not PlacePhoto.objects.exists()
    enter(cast.officer)
    inspection.ended_at = timezone.now()
    inspection.save()
    enter(cast.counsellor)
    assert [photo.has_faces for photo in PlacePhoto.objects.all()] == [False]
