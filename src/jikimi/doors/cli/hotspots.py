"""`jikimi hotspots`: which cells of a grid hold more than chance, and in which order to look."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jikimi.doors.cli.answers import as_json, tell_json, tell_table

if TYPE_CHECKING:
    from jikimi.places.hotspots import Events, Grid

_TOP = 20
_POSITIVE = click.FloatRange(min=0, min_open=True)
_SHARE = click.FloatRange(min=0, max=1, min_open=True, max_open=True)


@click.command("hotspots")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--cell-m", default=250.0, show_default=True, type=_POSITIVE, help="Size of a cell.")
@click.option("--hexagons", is_flag=True, help="Hexagons instead of squares.")
@click.option(
    "--false-share",
    default=0.05,
    show_default=True,
    type=_SHARE,
    help="Share of false alarms borne among the cells called hot or cold.",
)
@click.option(
    "--lines",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Streets (GeoJSON): count on their segments instead of in cells.",
)
@click.option("--top", type=click.IntRange(min=1), help="Only so many cells; 20 in a table.")
@as_json
def command(
    file: Path,
    cell_m: float,
    hexagons: bool,
    false_share: float,
    lines: Path | None,
    top: int | None,
    as_json: bool,
) -> None:
    """Say where events gather.

    FILE is a CSV, also compressed (gzip), with columns lon and lat (degrees) or x and y (metres),
    and a date if there is one. Each cell of the area gets its count, Gi* (z), the exact chance of
    such neighbours (p), what is left of it among so many cells (q), and its place in the order in
    which cells will most likely hold what comes next; recent events count more where dates are
    known. With --lines each event is counted on the nearest segment of a street within 50 m.

    Exit code 0, 1 when the file cannot be used, 2 when the call was not understood.
    """
    from jikimi.places.hotspots import EventsError, events_of
    from jikimi.places.hotspots.segments import SegmentsError

    try:
        events = events_of(file)
        if lines:
            _tell_segments(_on_streets(events, lines), top, as_json=as_json)
            return
        answer = _answer(events, cell_m, "hexagon" if hexagons else "square", false_share)
    except (EventsError, SegmentsError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except ValueError as error:
        click.echo(f"{file.name}: {error}.", err=True)
        sys.exit(1)
    if as_json:
        tell_json({**answer, "cells": answer["cells"][:top]})
    else:
        _tell(answer, top or _TOP)


def _answer(events: "Events", cell_m: float, kind: Any, false_share: float) -> dict[str, Any]:
    import numpy as np

    from jikimi.places.hotspots import Past, cells_in_order, counted, grid_over, hot_cells, settled
    from jikimi.places.hotspots.prediction import DEFAULT

    grid = grid_over(events.points, cell_m=cell_m, kind=kind)
    counts = counted(grid, events.points)
    area = settled(counts)
    found = hot_cells(counts, within=area, kind=kind)
    days = np.zeros(len(events.points)) if events.days is None else events.days
    past = Past(grid, events.points, days.max() + 1 - days, days_ahead=1)
    rank = cells_in_order(past, within=area)
    hot, cold = found.hot(false_share=false_share), found.cold(false_share=false_share)
    side = np.where(hot, "hot", np.where(cold, "cold", ""))
    numbers = (counts, found.z, found.p, found.q, side, rank)
    rows = zip(_places(events, grid, area), *(part[area].tolist() for part in numbers), strict=True)
    return {
        "events": len(events.points),
        "left_out": events.left_out,
        "last_day": None if events.days is None else date.fromordinal(int(days.max())).isoformat(),
        "cell_m": cell_m,
        "kind": kind,
        "cells_in_area": int(area.sum()),
        "hot": int(hot.sum()),
        "cold": int(cold.sum()),
        "false_share": false_share,
        "is_exact": found.is_exact,
        "ranked_by": DEFAULT,
        "cells": sorted(map(_row, rows), key=lambda row: (row["rank"], -row["count"])),
    }


def _on_streets(events: "Events", lines: Path) -> dict[str, Any]:
    """Segments with events on them, those with most on a kilometre first."""
    from jikimi.places.hotspots.grids import degrees_of
    from jikimi.places.hotspots.segments import nearest_segments, per_kilometre, segments_of

    streets = segments_of(lines, events.ground)
    nearest, _off = nearest_segments(streets, events.points)
    count, per_km = per_kilometre(streets, nearest)
    ends = degrees_of(events.ground, streets.ends) if events.ground else streets.ends
    order = sorted((count > 0).nonzero()[0].tolist(), key=lambda n: (-per_km[n], n))
    rows = [
        {
            "street": int(streets.street[n]),
            "ends": ends[n].round(6).tolist(),
            "length_m": round(float(streets.length_m[n]), 1),
            "count": int(count[n]),
            "per_km": round(float(per_km[n]), 1),
        }
        for n in order
    ]
    return {
        "events": len(events.points),
        "left_out": events.left_out,
        "beyond_reach": int((nearest < 0).sum()),
        "segments_in_all": len(count),
        "segments": rows,
    }


def _tell_segments(answer: dict[str, Any], top: int | None, *, as_json: bool) -> None:
    if as_json:
        tell_json({**answer, "segments": answer["segments"][:top]})
        return
    click.echo(
        "{events:,} events; {beyond_reach:,} further than 50 m from any street;"
        " {segments_in_all:,} segments".format(**answer)
    )
    tell_table(
        ("street", "from", "to", "m", "count", "a km"),
        rows=[
            (
                str(row["street"]),
                *(f"{east}, {north}" for east, north in row["ends"]),
                f"{row['length_m']:.0f}",
                f"{row['count']:,}",
                f"{row['per_km']:,}",
            )
            for row in answer["segments"][: top or _TOP]
        ],
    )


def _row(values: tuple[Any, ...]) -> dict[str, Any]:
    """One cell of the answer; z is null where all cells count the same."""
    place, count, z, p, q, side, rank = values
    told = {"count": int(count), "z": z if z == z else None, "p": p, "q": q}
    return {**place, **told, "significant": side or None, "rank": int(rank)}


def _places(events: "Events", grid: "Grid", area: Any) -> list[dict[str, Any]]:
    """Row, column and middle of each cell of the area, in the coordinates of the file."""
    import numpy as np

    from jikimi.places.hotspots import centres
    from jikimi.places.hotspots.grids import degrees_of

    middle = centres(grid)[area]
    names, digits = (("lon", "lat"), 6) if events.ground else (("x", "y"), 1)
    if events.ground:
        middle = degrees_of(events.ground, middle)
    cells = np.argwhere(area) + np.array(grid.first)
    return [
        {"row": r, "column": c, names[0]: round(east, digits), names[1]: round(north, digits)}
        for (r, c), (east, north) in zip(cells.tolist(), middle.tolist(), strict=True)
    ]


def _tell(answer: dict[str, Any], top: int) -> None:
    left = f", {answer['left_out']:,} without a place or a day left out"
    click.echo(
        f"{answer['events']:,} events{left if answer['left_out'] else ''};"
        f" {answer['cells_in_area']:,} cells of {answer['cell_m']:g} m:"
        f" {answer['hot']:,} hot, {answer['cold']:,} cold"
        f" (at most {answer['false_share']:.0%} of these by chance)"
    )
    rows = answer["cells"][:top]
    names = ("lon", "lat") if "lon" in rows[0] else ("x", "y")
    tell_table(
        ("rank", *names, "count", "z", "p", "q", ""),
        rows=[
            (
                str(row["rank"]),
                *(str(row[name]) for name in names),
                f"{row['count']:,}",
                "–" if row["z"] is None else f"{row['z']:.2f}",
                f"{row['p']:.2g}",
                f"{row['q']:.2g}",
                row["significant"] or "",
            )
            for row in rows
        ],
    )
