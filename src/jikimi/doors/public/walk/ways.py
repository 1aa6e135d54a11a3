"""Choosing the way home: what a phone asks, and the map and words it is answered with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jikimi.access.codes import labels
from jikimi.access.errors import NotValid
from jikimi.doors.maps import Layer, sheet
from jikimi.doors.public.walk.spoken import Said, place_of
from jikimi.escorts import ways as asking
from jikimi.places.map_reads import box_around, looks
from jikimi.places.maps import Mark, Track, View, view_over
from jikimi.places.streets.searching import Piece
from jikimi.places.ways import Place, Way, Ways, pieces_within
from jikimi.places.ways_ground import Named

WIDE = 480
_LEAST_AROUND_M, _MOST_AROUND_M = 150, 1500
_TO_STREET_M = 20
_FAR_UNIT_M = 8.0
_GOAL = {"goal": {"shape": "drop", "colour": "#bd2c0f"}}


def around(said: Said) -> dict[str, Any]:
    """A map of the streets around a place, to choose where to go on it."""
    middle, here = _place(said, "middle"), _place(said, "here")
    within_m = min(max(said.whole("within_m"), _LEAST_AROUND_M), _MOST_AROUND_M)
    streets = asking.look_around(
        said.key("Phone"), middle=middle or _needed(here), within_m=within_m
    )
    view = view_over(box_around(*(middle or _needed(here)), within_m=within_m), wide=WIDE)
    return {"map": _drawn(view, _streets(streets.pieces, view), [], here), "box": view.box}


def named(said: Said) -> dict[str, Any]:
    """Streets and published places of a name."""
    found = asking.find_place(said.key("Phone"), text=said.text("text"), here=_place(said, "here"))
    return {"places": [_told_place(one) for one in found]}


def ways(said: Said) -> dict[str, Any]:
    """Ways from here to there, on a map and in words."""
    here, there = _needed(_place(said, "here")), _needed(_place(said, "to"))
    return told(asking.choose_way(said.key("Phone"), here=here, there=there), here)


def told(found: Ways, here: Place) -> dict[str, Any]:
    """Ways as a phone is told of them: drawn, in words, with what they do not tell."""
    view = view_over(_box(found.ways), wide=WIDE, edge=0.12)
    marks = [*_marks(found.ways), Mark("", "goal", "works", "", *found.ways[0].line[-1])]
    return {
        "map": _drawn(view, [*_streets(found.around, view), *_tracks(found.ways)], marks, here),
        "box": view.box,
        "ways": [_told_way(one, found) for one in found.ways],
        "limits": _limits(found),
        "along_streets": found.along_streets,
    }


def _told_place(one: Named) -> dict[str, Any]:
    away = "" if one.away_m is None else _length(one.away_m)
    return {
        "name": one.name,
        "where": " · ".join(part for part in (one.where, away) if part),
        "place": [one.longitude, one.latitude],
    }


def _told_way(way: Way, found: Ways) -> dict[str, Any]:
    titles = {
        "near": _("Past lights, cameras, bells and safe houses")
        if found.along_streets
        else _("From one place to turn to to the next"),
        "short": _("The shortest way"),
    }
    return {
        "code": way.code,
        "title": titles[way.code],
        "says": [_how_long(way), *_compared(way, found), *_how_near(way)],
        "minutes": way.minutes,
        "route": way.line,
        "passed": _passed(way),
    }


def _how_long(way: Way) -> str:
    minutes = ngettext("%(num)d minute on foot", "%(num)d minutes on foot", way.minutes)
    return f"{_length(way.metres)}, {minutes % {'num': way.minutes}}"


def _compared(way: Way, found: Ways) -> list[str]:
    if not found.along_streets:
        return []
    if len(found.ways) == 1:
        return [_("This is the shortest way as well.")]
    if way.code != "near":
        return []
    more_m, more = way.metres - found.ways[1].metres, way.minutes - found.ways[1].minutes
    says = _("Longer than the shortest way by %(length)s, %(minutes)s more")
    minutes = ngettext("%(num)d minute", "%(num)d minutes", more) % {"num": more}
    return [says % {"length": _length(more_m), "minutes": minutes}]


def _how_near(way: Way) -> list[str]:
    """How much of the way is near to what, in whole tenths: it is no more exact than that."""
    words = labels("places", "street_weights")
    told = [
        f"{words[word]} {round(share * 10) * 10}%"
        for word, share in way.shares.items()
        if word in words
    ]
    far = round((1 - way.shares.get("any", 0.0)) * way.metres, -1)
    says = [_("Of the way near to: %(list)s") % {"list": ", ".join(told)}] if told else []
    return [*says, _("Far from all of them: %(length)s") % {"length": _length(far)}]


def _passed(way: Way) -> list[dict[str, str]]:
    kinds = labels("places", "site_kinds")
    return [
        {
            "at": _length(one.metres),
            "name": " · ".join(p for p in (kinds[one.kind], one.name, one.where) if p),
            "fault": "" if one.works else _("Does not work now"),
        }
        for one in way.passed
    ]


def _limits(found: Ways) -> list[str]:
    """What these ways do not tell."""
    if not found.along_streets:
        return [
            _("No streets are known here. The line joins places you can turn to; it is no way along"
              " streets, so choose the streets yourself."),
            *_always(),
        ]  # fmt: skip
    words = labels("places", "street_weights")
    unknown = ", ".join(words[word] for word in found.unknown)
    says = []
    if unknown:
        says.append(_("Nothing is known here of: %(list)s") % {"list": unknown})
    if max(found.to_street_m) > _TO_STREET_M:
        metres = _length(max(found.to_street_m))
        says.append(
            _("From the place to the street it is %(length)s, drawn straight.") % {"length": metres}
        )
    return [*says, *_days(found), *_always()]


def _days(found: Ways) -> list[str]:
    says = []
    if found.as_of:
        says.append(_("Streets as of %(day)s") % {"day": formats.date_format(found.as_of)})
    if found.measured_on:
        day = formats.date_format(found.measured_on)
        says.append(_("Lights and other things as listed on %(day)s") % {"day": day})
    return says


def _always() -> list[str]:
    return [
        _("It counts what is on the lists, not whether a lamp burns tonight or who is about. It"
          " does not say that a way is safe. If it feels wrong, go where there are people."),
        _("Where you are and where you go was used for this answer and is not kept."),
    ]  # fmt: skip


def _drawn(view: View, tracks: Iterable[Track], marks: Sequence[Mark], here: Place | None) -> str:
    words = labels("places", "site_kinds")
    layer = Layer(
        title=_("Map of your way"),
        looks={**looks(), **_GOAL},
        kinds={**words, "goal": _("Where you go")},
        states={"fault": _("Does not work now")},
    )
    drawn = sheet(layer, view, page="", query="", source="", marks=marks, ring=here, tracks=tracks)
    return render_to_string("walk/way_map.html", {"map": drawn})


def _streets(pieces: Sequence[Piece], view: View) -> list[Track]:
    """Streets below the ways; left out where they would lie too close to be told apart."""
    if view.true_unit_m > _FAR_UNIT_M:
        return []
    return [Track(line, "street") for line in pieces_within(pieces, view.box)]


def _tracks(found: Sequence[Way]) -> Iterable[Track]:
    """The shortest way below, the other upon it; what is far from everything is dotted."""
    for way in reversed(found):
        for is_near in (True, False):
            for line, near in way.parts:
                if near == is_near:
                    yield Track(np.array(line), f"{way.code}-{'by' if near else 'far'}")


def _marks(found: Sequence[Way]) -> list[Mark]:
    passed = {(one.longitude, one.latitude): one for way in found for one in way.passed}
    return [
        Mark("", one.kind, "works" if one.works else "fault", one.name, *place)
        for place, one in passed.items()
    ]


def _box(found: Sequence[Way]) -> tuple[float, float, float, float]:
    east, north = zip(*(place for way in found for place in way.line), strict=True)
    return min(east), min(north), max(east), max(north)


def _length(metres: float) -> str:
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{round(metres)} m"


def _place(said: Said, name: str) -> Place | None:
    return None if said.words.get(name) is None else place_of(said.words[name])


def _needed(place: Place | None) -> Place:
    if place is None:
        says = _("The phone does not say where it is. Help can be called all the same.")
        raise NotValid("escorts.ways.no_place", {"way": says})
    return place


WORDS: Mapping[str, Any] = {"ways": ways, "ways-around": around, "ways-named": named}
