"""The town's support network: entries for the public, and shelters whose whereabouts are silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connections

from jikimi.access.ticket import named
from jikimi.demo.book import rows
from jikimi.demo.directory import found_directory
from jikimi.demo.founding import found_town
from jikimi.demo.town import Town
from jikimi.directory.models import Address, Location, Organization, Service, Translation
from jikimi.directory.routing import public_door
from tests.wiping import wipe


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with django_db_blocker.unblock():
        town = Town(today=date(2026, 11, 22))
        try:
            found_town(town)
            found_directory(town)
            yield town
        finally:
            connections.close_all()
            wipe()


def test_every_service_stands_in_the_public_directory_in_two_languages(told: Town) -> None:
    listed = rows("services")
    with public_door():
        assert Service.objects.count() == len(listed)
        assert Organization.objects.count() == len({row["agency"] for row in listed})
        assert Translation.objects.filter(field="name", language="en").count() == len(listed)


def test_where_shelters_are_is_for_their_own_agency_alone(told: Town) -> None:
    hidden = {row["street"] for row in rows("services") if "confidential" in row["flags"]}
    assert len(hidden) == 3
    with public_door():
        shown = set(Address.objects.values_list("address_1", flat=True))
        assert Location.objects.filter(is_confidential=True, latitude=None).count() == 3
    assert not hidden & shown
    keeper = next(row["username"] for row in rows("members") if row["agency"] == "shelter_jeju")
    with named(told.actors[keeper]):
        seen = hidden & set(Address.objects.values_list("address_1", flat=True))
    assert len(seen) == 1


def test_each_service_has_somebody_to_call_and_hours(told: Town) -> None:
    with public_door():
        for service in Service.objects.prefetch_related("phones", "schedules"):
            assert service.phones.all(), service.name
            assert service.schedules.all(), service.name
