"""Did it help: a change where something was done, beside the change elsewhere and nearby. Pure."""

from jikimi.places.effects.changes import (
    Difference,
    Ratio,
    difference_in_differences,
    weighted_displacement_difference,
)
from jikimi.places.effects.choosing import Areas, areas, choose_controls
from jikimi.places.effects.displacement import (
    Counts,
    PlaceEffect,
    Quotient,
    displacement_quotient,
    overdispersion,
    place_effect,
)

__all__ = [
    "Areas",
    "Counts",
    "Difference",
    "PlaceEffect",
    "Quotient",
    "Ratio",
    "areas",
    "choose_controls",
    "difference_in_differences",
    "displacement_quotient",
    "overdispersion",
    "place_effect",
    "weighted_displacement_difference",
]
