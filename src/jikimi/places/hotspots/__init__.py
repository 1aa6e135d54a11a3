"""Where and when harm happens: hot cells, surfaces, near repeats, and what they foretell. Pure."""

from jikimi.places.hotspots.density import Surface, density, exact_density
from jikimi.places.hotspots.files import Events, EventsError, events_of
from jikimi.places.hotspots.grids import Grid, cells_of, centres, counted, grid_over, settled
from jikimi.places.hotspots.hot_cells import HotCells, gi_star, hot_cells
from jikimi.places.hotspots.near_repeat import NearRepeats, near_repeats
from jikimi.places.hotspots.prediction import Accuracy, Past, accuracy, cells_in_order
from jikimi.places.hotspots.rhythms import Rhythm, hours_by_weekday
from jikimi.places.hotspots.stability import Stability, stability

__all__ = [
    "Accuracy",
    "Events",
    "EventsError",
    "Grid",
    "HotCells",
    "NearRepeats",
    "Past",
    "Rhythm",
    "Stability",
    "Surface",
    "accuracy",
    "cells_in_order",
    "cells_of",
    "centres",
    "counted",
    "density",
    "events_of",
    "exact_density",
    "gi_star",
    "grid_over",
    "hot_cells",
    "hours_by_weekday",
    "near_repeats",
    "settled",
    "stability",
]
