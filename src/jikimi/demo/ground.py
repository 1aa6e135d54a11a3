"""The ground the town stands on: the boundaries of Jeju that come with us; all else is invented."""

from __future__ import annotations

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import named
from jikimi.places.areas import bring_korean_areas

REGION = "제주특별자치도"


def found_ground() -> None:
    """Bring in the boundaries of the region, as an operator does on the first day."""
    with named(THE_OPERATOR):
        bring_korean_areas(actor=THE_OPERATOR, region=REGION)
