"""What to put where, by evidence and with a proof of how good it is. Pure."""

from jikimi.places.siting.covering import (
    Siting,
    allowed_instead,
    best_sites,
    fewest_sites,
)
from jikimi.places.siting.covers import Cover, cover_of, cover_within, on_sphere
from jikimi.places.siting.medians import Median, near_sites, nearest_sites
from jikimi.places.siting.terms import NoSuchChoice, Terms
from jikimi.places.siting.weighing import StandIn, Weighed, ranked, weighed

__all__ = [
    "Cover",
    "Median",
    "NoSuchChoice",
    "Siting",
    "StandIn",
    "Terms",
    "Weighed",
    "allowed_instead",
    "best_sites",
    "cover_of",
    "cover_within",
    "fewest_sites",
    "near_sites",
    "nearest_sites",
    "on_sphere",
    "ranked",
    "weighed",
]
