"""How much of each street is near to a light, a camera, a bell, somewhere to go in.

Worked out when streets come in and once a night, so that whoever asks for a way never needs to know
where a camera is: the public login reads shares of stretches, not sites of agencies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from django.db import connection
from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.places.models import Site, Stretch
from jikimi.places.streets.lines import Floats, unpacked
from jikimi.places.streets.nearness import near_shares

NEAR = ("light", "camera", "bell", "house", "any")
_AROUND_M = 200.0
_CHUNK = 20_000
# What stands somewhere else than its list says makes no street brighter.
_MISPLACED = ("outside", "elsewhere", "no_place")


def measured(stretches: Sequence[Stretch]) -> list[Stretch]:
    """These stretches with their shares as things stand today; nothing is stored."""
    if not stretches:
        return []
    lines = [unpacked(bytes(one.line)) for one in stretches]
    shares = near_shares(lines, _things(lines), _near_m())
    for word in NEAR:
        for one, share in zip(stretches, shares[word].tolist(), strict=True):
            setattr(one, f"near_{word}", share)
    return list(stretches)


def measure_streets(*, actor: Actor) -> int:
    """Work out anew what is near to every street, as each night; how many stretches changed.

    Safe to repeat.  Records places.streets.measure.
    """
    changed = 0
    with acting(actor, "places.streets.measure") as doing:
        keys = list(Stretch.objects.order_by("cell", "pk").values_list("pk", flat=True))
        for first in range(0, len(keys), _CHUNK):
            rows = list(Stretch.objects.filter(pk__in=keys[first : first + _CHUNK]))
            before = {row.pk: _shares(row) for row in rows}
            changed += _keep([row for row in measured(rows) if _shares(row) != before[row.pk]])
        Stretch.objects.update(measured_on=timezone.localdate())
        doing.details.update(stretches=len(keys), changed=changed)
    return changed


def near_words() -> dict[str, float]:
    """What counts for a way, and how much: word → weight (street_weights.csv)."""
    rows = codes("places", "street_weights")
    return {code: float(row.more["weight"]) for code, row in rows.items()}


def _near_m() -> dict[str, float]:
    rows = codes("places", "street_weights")
    return {code: float(row.more["near_m"]) for code, row in rows.items()}


def _things(lines: Iterable[Floats]) -> dict[str, Floats]:
    """Where the sites stand that count, by word, around these lines."""
    places = np.vstack(list(lines))
    (west, south), (east, north) = places.min(axis=0) - _AROUND_M, places.max(axis=0) + _AROUND_M
    rows = Site.objects.filter(
        state="in_use", removed_on=None, x__range=(west, east), y__range=(south, north)
    ).exclude(doubt__in=_MISPLACED)
    found = {}
    for word, row in codes("places", "street_weights").items():
        kinds = row.more["site_kinds"].split()
        at = list(rows.filter(kind__in=kinds).order_by().values_list("x", "y"))
        found[word] = np.array(at, np.float64).reshape(-1, 2)
    return found


def _shares(row: Stretch) -> tuple[int, ...]:
    return tuple(getattr(row, f"near_{word}") for word in NEAR)


def _keep(rows: Sequence[Stretch]) -> int:
    columns = [[row.pk for row in rows], *([s[n] for s in map(_shares, rows)] for n in range(5))]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE places_stretch s SET near_light = n.light, near_camera = n.camera,"
            " near_bell = n.bell, near_house = n.house, near_any = n.any_one"
            " FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[])"
            " AS n(id, light, camera, bell, house, any_one) WHERE s.id = n.id",
            columns,
        )
    return len(rows)
