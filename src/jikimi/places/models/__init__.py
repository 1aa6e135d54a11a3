"""The tables of this room. Nobody outside the room opens them."""

from jikimi.places.models.area import Area
from jikimi.places.models.bringing import SiteUpload, SiteVerdict
from jikimi.places.models.crime import CrimeImport, CrimePoint
from jikimi.places.models.hazard import Hazard
from jikimi.places.models.inspection import (
    Draw,
    Inspection,
    InspectionSheet,
    PlacePhoto,
    Repair,
)
from jikimi.places.models.proposal import SitingRun
from jikimi.places.models.site import Programme, Site, SiteEvent, SiteImport
from jikimi.places.models.street import StreetImport, Stretch

__all__ = [
    "Area",
    "CrimeImport",
    "CrimePoint",
    "Draw",
    "Hazard",
    "Inspection",
    "InspectionSheet",
    "PlacePhoto",
    "Programme",
    "Repair",
    "Site",
    "SiteEvent",
    "SiteImport",
    "SiteUpload",
    "SiteVerdict",
    "SitingRun",
    "StreetImport",
    "Stretch",
]
