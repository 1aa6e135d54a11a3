"""Maps drawn without anybody's help: a view, simplified ground, marks and classes. Pure."""

from jikimi.places.maps.classes import Classes, classed
from jikimi.places.maps.drawing import Mark, Picture, Shape, Track, drawn
from jikimi.places.maps.ground_lines import Land, Lines
from jikimi.places.maps.view import View, view_of, view_over

__all__ = [
    "Classes",
    "Land",
    "Lines",
    "Mark",
    "Picture",
    "Shape",
    "Track",
    "View",
    "classed",
    "drawn",
    "view_of",
    "view_over",
]
