"""A few invented services of the directory, in the open transaction, for tests of finding help."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.models import Agency
from jikimi.access.ticket import name_actor
from jikimi.directory.models import (
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceCapacity,
)


def service(
    name: str, needs: list[str], *, keeper: Agency | None = None, district: str = "", **more: Any
) -> Service:
    """A service of an organisation of its own, with a phone, and a place where a district is."""
    name_actor(THE_OPERATOR)
    owner = Organization.objects.create(name=f"{name} 기관", keeper=keeper)
    made = Service.objects.create(organization=owner, name=name, needs=needs, **more)
    Phone.objects.create(service=made, number="064-000-1234", type="voice")
    if district:
        place = Location.objects.create(organization=owner, name=name, district=district)
        ServiceAtLocation.objects.create(service=made, location=place)
    return made


def places(made: Service, free: float | None, most: float, *, days_ago: int = 2) -> None:
    """How many places it said are free, so many days ago."""
    name_actor(THE_OPERATOR)
    told = timezone.localdate() - timedelta(days=days_ago)
    ServiceCapacity.objects.create(
        service=made, available=free, maximum=most, updated=told.isoformat()
    )


def weekdays(made: Service, opens_at: str = "09:00", closes_at: str = "18:00") -> None:
    """Open from Monday to Friday."""
    name_actor(THE_OPERATOR)
    Schedule.objects.create(
        service=made,
        freq="WEEKLY",
        byday="MO,TU,WE,TH,FR",
        opens_at=opens_at,
        closes_at=closes_at,
    )
