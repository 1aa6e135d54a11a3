"""Told here: the lights of the town and its streets, along which a way home is looked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

from jikimi.demo.order import Event
from jikimi.demo.places import dated_list
from jikimi.demo.town import Town
from jikimi.places.site_import import bring_sites
from jikimi.places.street_import import bring_streets

_BROUGHT, _AS_OF = 59, 90
_KEEPER = "hong.sea"


def events() -> Iterator[Event]:
    """After the lists of bells and cameras, for streets are measured by what stands beside them."""
    yield Event(_BROUGHT, "streets", "lights and streets", _bring)


def _bring(town: Town) -> None:
    with town.acting_as(_KEEPER) as actor, tempfile.TemporaryDirectory() as folder:
        lights = Path(folder) / "lights.csv"
        lights.write_text(dated_list("lights", town), encoding="utf-8")
        bring_sites(actor=actor, path=lights, kind="light")
        with as_file(files("jikimi.demo") / "data" / "streets.json") as streets:
            bring_streets(actor=actor, path=streets, as_of=town.days_ago(_AS_OF))
