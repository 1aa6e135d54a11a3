"""Did it help: a change where something was done, beside the change elsewhere and nearby. Pure."""

from jikimi.places.effects.changes import (
    Difference,
    Ratio,
    difference_in_differences,
    weighted_displacement_difference,
)

__all__ = [
    "Difference",
    "Ratio",
    "difference_in_differences",
    "weighted_displacement_difference",
]
