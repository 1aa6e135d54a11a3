"""`jikimi sites`: where to put things, with a proof of how good the choice is."""

import csv
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import click

from jikimi.doors.cli.answers import as_json, tell_json

_FILE = click.Path(path_type=Path, dir_okay=False)
_EAST = ("x", "lon", "lng", "long", "longitude", "경도", "x좌표")
_NORTH = ("y", "lat", "latitude", "위도", "y좌표")
_WEIGHT = ("weight", "count", "demand", "가중치", "건수")
_COST = ("cost", "비용", "설치비")
_DISTRICT = ("district", "시군구명", "시군구", "자치구")
_DEGREES = {"lon", "lng", "long", "longitude", "경도"}


@click.group("sites")
def command() -> None:
    """Where to put bells, cameras, lights and safe houses."""


@dataclass(frozen=True, slots=True)
class Places:
    """Places of a file. points: (n, 2) metres or (n, 3) on the sphere; weights: (n,).

    costs: (n,), None without such a column; districts: words of that column, empty without.
    """

    points: Any
    weights: Any
    costs: Any = None
    districts: tuple[str, ...] = ()


@command.command("propose")
@click.option("--demand", required=True, type=_FILE, help="CSV: x,y[,weight] or lon,lat[,weight].")
@click.option("--candidates", required=True, type=_FILE, help="CSV: where something could be put.")
@click.option("--existing", type=_FILE, help="CSV: what stands already.")
@click.option("--radius-m", required=True, type=float, help="How far one reaches, in metres.")
@click.option("--sites", type=click.IntRange(min=1), help="How many to choose.")
@click.option("--budget", type=float, help="Instead of a number: what they may cost (column cost).")
@click.option("--floor", default=0, help="At least so many in every district (column district).")
@click.option("--seconds", default=60.0, show_default=True, help="Longest time to look.")
@as_json
def propose(
    demand: Path,
    candidates: Path,
    existing: Path | None,
    radius_m: float,
    sites: int | None,
    budget: float | None,
    floor: int,
    seconds: float,
    as_json: bool,
) -> None:
    """Choose sites that reach as much demand as possible.

    Coordinates are metres (x,y) or degrees (lon,lat), the same kind in every file. Row numbers
    count the rows of the candidates' file below its head, from 0. gap says how far below the best
    possible the choice lies at most; 0 is proven best, and an answer cut off by time never is.

    Exit code 0, 1 when a file cannot be used, 2 when the call was not understood.
    """
    from jikimi.places.siting import NoSuchChoice, best_sites, cover_of

    if not radius_m > 0:
        _give_up("--radius-m must be more than 0.", 2)
    if (sites is None) == (budget is None):
        _give_up("Say --sites, or --budget with a column cost.", 2)
    wanted, offered = _places(demand, has_weight=True), _places(candidates)
    standing = _places(existing) if existing else None
    _need_one_kind([(demand, wanted), (candidates, offered), (existing, standing)])
    near = cover_of(
        wanted.points,
        wanted.weights,
        offered.points,
        radius_m=radius_m,
        existing=standing.points if standing else None,
    )
    try:
        found = best_sites(near, _terms(offered, sites, budget, floor), seconds=seconds)
    except NoSuchChoice as error:
        _give_up(str(error), 1)
    answer = {
        "covered": found.covered,
        "total": found.total,
        "bound": found.bound,
        "gap": found.gap,
        "is_proven": found.is_proven,
        "sites": list(found.sites),
        "why": [
            {"site": site, "alone": alone, "others": list(others)}
            for site, alone, others in zip(found.sites, found.alone, found.others, strict=True)
        ],
        "already_covered": near.already,
        "reachable": near.reachable,
        "seconds": round(found.seconds, 3),
    }
    if as_json:
        tell_json(answer)
    else:
        _tell(answer)


def _terms(offered: Places, sites: int | None, budget: float | None, floor: int) -> Any:
    from jikimi.places.siting import Terms

    if budget is not None and offered.costs is None:
        _give_up("The candidates have no column cost.", 1)
    if floor and not offered.districts:
        _give_up("The candidates have no column district.", 1)
    return Terms(
        budget=budget if budget is not None else float(min(sites or 0, len(offered.points))),
        costs=offered.costs if budget is not None else None,
        districts=offered.districts or None,
        floors={name: floor for name in set(offered.districts) if floor},
    )


def _tell(answer: dict[str, Any]) -> None:
    share = answer["covered"] / answer["total"] if answer["total"] else 0
    how = "proven best" if answer["is_proven"] else f"at most {answer['gap']:.2%} below the best"
    click.echo(
        f"{len(answer['sites'])} sites reach {answer['covered']:,.0f} of {answer['total']:,.0f}"
        f" ({share:.1%}), {how}; {answer['seconds']:.1f} s"
    )
    for line in answer["why"]:
        instead = ", ".join(map(str, line["others"])) or "none"
        click.echo(
            f"  row {line['site']}: {line['alone']:,.0f} that no other reaches; instead: {instead}"
        )


def _places(path: Path, *, has_weight: bool = False) -> Places:
    import numpy as np

    from jikimi.cases.intake.encodings import text_encoding
    from jikimi.cases.intake.reasons import TableError
    from jikimi.places.siting import on_sphere

    try:
        with path.open(encoding=text_encoding(path), newline="") as file:
            rows = csv.reader(file)
            head = [cell.strip().casefold() for cell in next(rows)]
            east, north = _column(path, head, _EAST), _column(path, head, _NORTH)
            third = _found(head, _WEIGHT if has_weight else _COST)
            columns = [east, north] if third is None else [east, north, third]
            lines = [(line, row) for line, row in enumerate(rows, 2) if row]
            read = [_numbers(path, line, row, columns) for line, row in lines]
    except (TableError, UnicodeDecodeError, OSError):
        _give_up(f"{path}: there is no table that can be read.", 1)
    if not read:
        _give_up(f"{path}: there are no rows below the head.", 1)
    table = np.array(read, dtype=np.float64)
    values = table[:, 2] if third is not None else np.ones(len(table))
    if np.any(values < 0 if has_weight else values <= 0):
        wrong = int(np.argmax(values < 0 if has_weight else values <= 0))
        _give_up(f"{path}, row {2 + wrong}: {'a weight below 0' if has_weight else 'no cost'}.", 1)
    points = table[:, :2]
    if head[east] in _DEGREES:
        _check_degrees(path, table)
        points = on_sphere(table[:, 0], table[:, 1])
    if has_weight:
        return Places(points, values)
    return Places(points, values, None if third is None else values, _districts(head, lines))


def _districts(head: list[str], lines: list[tuple[int, list[str]]]) -> tuple[str, ...]:
    at = _found(head, _DISTRICT)
    if at is None:
        return ()
    return tuple(row[at].strip() if at < len(row) else "" for _line, row in lines)


def _check_degrees(path: Path, table: Any) -> None:
    wrong = (abs(table[:, 0]) > 180) | (abs(table[:, 1]) > 90)
    if wrong.any():
        _give_up(f"{path}, row {2 + int(wrong.argmax())}: these are no degrees.", 1)


def _column(path: Path, head: list[str], names: tuple[str, ...]) -> int:
    found = _found(head, names)
    if found is None:
        _give_up(f"{path}: no column {' or '.join(names[:2])}; the head must name it.", 1)
    return found


def _found(head: list[str], names: tuple[str, ...]) -> int | None:
    return next((head.index(name) for name in names if name in head), None)


def _numbers(path: Path, line: int, row: list[str], columns: list[int]) -> list[float]:
    try:
        return [float(row[n].replace(",", "")) for n in columns]
    except (ValueError, IndexError):
        wrong = next((n for n in columns if n >= len(row) or not _is_number(row[n])), columns[0])
        _give_up(f"{path}, row {line}, column {wrong + 1}: this is no number.", 1)


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True


def _need_one_kind(files: list[tuple[Path | None, Places | None]]) -> None:
    kinds = {places.points.shape[1] for _path, places in files if places is not None}
    if len(kinds) > 1:
        _give_up("Give metres (x,y) in every file, or degrees (lon,lat) in every file.", 1)


def _give_up(says: str, code: int) -> NoReturn:
    click.echo(says, err=True)
    sys.exit(code)
