"""Ways home: along streets past lights, cameras, bells and safe houses, with what is not known.

Read through the public login: streets with their shares, and published sites.  Nothing of what is
asked is kept.  Method: docs/methods/safe-way.md
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import shapely
from django.utils.translation import gettext as _

from jikimi.access.codes import codes
from jikimi.access.errors import NotValid
from jikimi.places.corridors import corridor
from jikimi.places.ground import degrees, metres
from jikimi.places.models import Stretch
from jikimi.places.street_measures import near_words
from jikimi.places.streets.lines import Floats, cells_over, unpacked, with_at_most
from jikimi.places.streets.searching import Found, Piece, find_ways
from jikimi.places.ways_ground import Helping, helping_around

Place = tuple[float, float]
NEAR_WAY, SHORT_WAY = "near", "short"
_MOST_STRETCHES = 120_000


@dataclass(frozen=True, slots=True)
class Passed:
    """Something a way passes. metres: from where it begins; works: whether a fault is known."""

    kind: str
    name: str
    where: str
    metres: int
    longitude: float
    latitude: float
    works: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A way to walk. code: near (past what helps) or short (the shortest).

    line: places from here to there, at most 200.  shares: word of street_weights.csv, and any → how
    much of it is near to that, 0 to 1; a word nothing is known of is left out.
    parts: pieces of it, each with whether most of it is near to anything.
    """

    code: str
    line: list[Place]
    metres: int
    minutes: int
    shares: Mapping[str, float]
    passed: list[Passed]
    parts: list[tuple[list[Place], bool]]
    within_m: float


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways between two places, the one past what helps first; one when the shortest is the same.

    along_streets: False when no streets are known there and the way leads from place to place.
    unknown: words of street_weights.csv of which nothing is known there.  to_street_m: how far it
    is from here, and to there, to the next street.  as_of: the day the streets are of; measured_on:
    when what stands beside them was looked at.  around: the streets among which was looked.
    """

    ways: list[Way]
    along_streets: bool
    unknown: list[str] = field(default_factory=list)
    to_street_m: tuple[int, int] = (0, 0)
    as_of: date | None = None
    measured_on: date | None = None
    around: Sequence[Piece] = ()


def ways_between(here: Place, there: Place) -> Ways:
    """Ways from here to there, past what helps and the shortest.

    Raises NotValid when they are no places, or farther apart than is looked for.
    """
    rule = way_rule()
    start, end = _placed(here, there, rule["most_m"])
    streets = _streets_around(start, end, rule["around_m"])
    words = _known_words(streets.pieces)
    found = find_ways(
        streets.pieces,
        start,
        end,
        [{word: weight for word, weight in near_words().items() if word in words}, {}],
        snap_m=rule["snap_m"],
    )
    helping = helping_around(start, end, rule["around_m"])
    if found is None:
        steps = corridor(start, end, helping, link_m=rule["link_m"])
        return Ways([_way(NEAR_WAY, steps, start, end, helping, rule)], along_streets=False)
    best, short = found
    told = [_way(NEAR_WAY, best, start, end, helping, rule, words)]
    if short.metres < best.metres - 1:
        told.append(_way(SHORT_WAY, short, start, end, helping, rule, words))
    return Ways(
        told,
        along_streets=True,
        unknown=[word for word in near_words() if word not in words],
        to_street_m=(_apart_m(start, best.line[0]), _apart_m(end, best.line[-1])),
        as_of=streets.as_of,
        measured_on=streets.measured_on,
        around=streets.pieces,
    )


def way_rule() -> dict[str, float]:
    """The numbers ways are looked for by (way_rules.csv)."""
    return {code: float(row.more["value"]) for code, row in codes("places", "way_rules").items()}


@dataclass(frozen=True, slots=True)
class Streets:
    """Streets around two places. as_of, measured_on: the oldest day of any of them."""

    pieces: list[Piece]
    as_of: date | None = None
    measured_on: date | None = None


def streets_over(west: float, south: float, east: float, north: float) -> Streets:
    """The streets whose middle lies in squares that a box in metres touches. One query."""
    rows = Stretch.objects.filter(stands=True, cell__in=cells_over(west, south, east, north))
    listed = rows.order_by().values_list(
        "line", "metres", "near_light", "near_camera", "near_bell", "near_house", "near_any",
        "kind", "name", "as_of", "measured_on",
    )[:_MOST_STRETCHES]  # fmt: skip
    pieces, days, looked = [], set(), set()
    for line, length, light, camera, bell, house, near, kind, name, as_of, measured in listed:
        near_to = {
            "light": light / 100,
            "camera": camera / 100,
            "bell": bell / 100,
            "house": house / 100,
            "any": near / 100,
        }
        pieces.append(Piece(unpacked(bytes(line)), length, near_to, name, kind))
        days.add(as_of)
        looked.add(measured)
    return Streets(pieces, _oldest(days), _oldest(looked))


def streets_around(middle: Place, *, within_m: float) -> Streets:
    """The streets around a place in degrees, at most 2 km around. One query."""
    east, north = metres([middle[0]], [middle[1]])
    around = min(within_m, 2_000.0)
    return streets_over(
        float(east[0]) - around,
        float(north[0]) - around,
        float(east[0]) + around,
        float(north[0]) + around,
    )


def pieces_within(pieces: Sequence[Piece], box: tuple[float, float, float, float]) -> list[Floats]:
    """The lines of pieces that have a point in a box (degrees), in degrees: (n, 2) each."""
    if not pieces:
        return []
    east, north = degrees(*np.vstack([one.line for one in pieces]).T.tolist())
    places = np.stack([east, north], axis=1)
    inside = ((places >= box[:2]) & (places <= box[2:])).all(axis=1)
    cuts = np.cumsum([len(one.line) for one in pieces])[:-1]
    lines = zip(np.split(places, cuts), np.split(inside, cuts), strict=True)
    return [line for line, is_in in lines if is_in.any()]


def degrees_of(line: Floats) -> list[Place]:
    """A line in metres as longitudes and latitudes."""
    east, north = degrees(line[:, 0].tolist(), line[:, 1].tolist())
    return [(round(float(x), 6), round(float(y), 6)) for x, y in zip(east, north, strict=True)]


def _oldest(days: set[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return min(known) if known and None not in days else None


def _placed(here: Place, there: Place, most_m: float) -> tuple[Floats, Floats]:
    places = (here, there)
    if not all(124 <= lon <= 132.5 and 32.5 <= lat <= 39.5 for lon, lat in places):
        says = _("A way is looked for within Korea only.")
        raise NotValid("places.ways.place", {"to": says})
    east, north = metres([lon for lon, _lat in places], [lat for _lon, lat in places])
    start, end = np.array([east[0], north[0]]), np.array([east[1], north[1]])
    if math.dist(start, end) > most_m:
        says = _("That is too far to walk: ways of up to %(km)s km are looked for.")
        raise NotValid("places.ways.far", {"to": says % {"km": f"{most_m / 1000:g}"}})
    return start, end


def _streets_around(start: Floats, end: Floats, around_m: float) -> Streets:
    west, south = np.minimum(start, end) - around_m
    east, north = np.maximum(start, end) + around_m
    return streets_over(west, south, east, north)


def _known_words(pieces: Sequence[Piece]) -> set[str]:
    """Of what anything is known around here at all."""
    return {word for word in near_words() if any(one.near[word] for one in pieces)}


def _way(
    code: str,
    found: Found,
    start: Floats,
    end: Floats,
    helping: Sequence[Helping],
    rule: Mapping[str, float],
    words: set[str] | None = None,
) -> Way:
    whole = _joined([start[None, :], found.line, end[None, :]])
    line, within_m = with_at_most(
        whole, corners=int(rule["most_corners"]), within_m=rule["straighten_m"]
    )
    told = [word for word in near_words() if words is None or word in words]
    length = float(shapely.LineString(whole).length)
    return Way(
        code=code,
        line=degrees_of(line),
        metres=round(length),
        minutes=max(1, math.ceil(length / rule["speed_m_s"] / 60)),
        shares={word: found.share(word) for word in (*told, "any")},
        passed=_passed(whole, helping),
        parts=[(degrees_of(one.line), one.near.get("any", 0) >= 0.5) for one in found.pieces],
        within_m=within_m,
    )


def _joined(lines: Sequence[Floats]) -> Floats:
    whole = np.vstack(list(lines))
    is_new = np.ones(len(whole), bool)
    is_new[1:] = np.hypot(*np.diff(whole, axis=0).T) > 0.05
    kept = whole[is_new]
    return kept if len(kept) > 1 else np.vstack([kept, kept + 0.1])


def _passed(line: Floats, helping: Sequence[Helping]) -> list[Passed]:
    """What stands near enough to the way, in the order it is passed."""
    way = shapely.LineString(line)
    found = []
    for one in helping:
        place = shapely.Point(*one.at)
        if way.distance(place) <= one.near_m:
            along = round(way.project(place))
            longitude, latitude = degrees_of(one.at[None, :])[0]
            found.append(
                Passed(one.kind, one.name, one.where, along, longitude, latitude, one.works)
            )
    return sorted(found, key=lambda one: one.metres)


def _apart_m(one: Floats, other: Floats) -> int:
    return round(math.dist(one, other))
