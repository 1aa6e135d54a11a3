"""Bringing in figures of other offices: residents, divorces, drinking, reports of other regions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes, today
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.models import Agency
from jikimi.insights.grids import TOTALS, Cell, GridError, cells_of, year_of
from jikimi.insights.models import ContextFigure, FigureImport
from jikimi.insights.models.context import LEVELS

_CODE = re.compile(r"\s*\(?(\d{10})\)?\s*$")
_LEVEL_DIGITS = {2: "region", 5: "district", 10: "dong"}


@dataclass(frozen=True, slots=True)
class FigureList:
    """What a list is. year: of all its figures, when its heads name none; level: of its areas."""

    path: Path
    measure: str
    source: str
    as_of: date
    year: int | None = None
    level: str = "district"


Row = tuple[str, str, str, int, float]  # level, area, name, year, value


def read_list(given: FigureList) -> list[Row]:
    """Every figure of a list. Raises NotValid, naming file, row and column, when it does not fit.

    Areas are told by a ten-digit code in brackets behind the name, as the Ministry of the Interior
    writes it, or by names known here (regions, districts, police stations); others keep their name.
    """
    _check(given)
    try:
        cells = cells_of(given.path)
    except GridError as error:
        raise NotValid("insights.file", {"file": str(error)}) from error
    rows = [_row(cell, given, _known_names()) for cell in _areas_only(cells)]
    twice = [key for key, n in Counter(row[:2] + row[3:4] for row in rows).items() if n > 1]
    if twice:
        says = _("%(file)s: %(area)s stands there twice for %(year)s.")
        raise NotValid("insights.twice", {"file": says % {
            "file": given.path.name, "area": twice[0][1], "year": twice[0][2]}})  # fmt: skip
    if not rows:
        raise NotValid(
            "insights.file", {"file": f"{given.path.name}: " + _("No figure was found.")}
        )
    return rows


def plan_figures(given: FigureList) -> dict[str, int]:
    """What bringing a list would do: new, changed, same. Nothing is changed."""
    fresh, changed, same = _judged(read_list(given), given.measure)
    return {"new": len(fresh), "changed": len(changed), "same": same}


def bring_figures(*, actor: Actor, given: FigureList) -> FigureImport:
    """Bring in a list; figures it says otherwise than before are replaced and kept.

    Raises NotAllowed, NotValid.  Records insights.figures.bring.
    """
    rows = read_list(given)
    with acting(actor, "insights.figures.bring") as doing:
        fresh, changed, same = _judged(rows, given.measure)
        counts = {"new": len(fresh), "changed": len(changed), "same": same}
        made = FigureImport.objects.create(
            measure=given.measure,
            file_name=given.path.name[:200],
            source=given.source,
            as_of=given.as_of,
            agency_id=actor.agency_id or None,
            counts=counts,
        )
        ContextFigure.objects.filter(pk__in=[old.pk for old, _row_ in changed]).update(
            replaced_at=made.brought_at
        )
        new = [*fresh, *(row for _old, row in changed)]
        ContextFigure.objects.bulk_create(_figures(new, made), batch_size=1_000)
        doing.details.update(measure=given.measure, **counts)
    return made


def undo_figures(*, actor: Actor, brought: UUID) -> int:
    """Take an import back: what it replaced holds again. How many figures went.

    Raises NotAllowed when there is none, NotYet when it was taken back already.
    Records insights.figures.undo.
    """
    made = FigureImport.objects.filter(pk=brought).first()
    if made is None:
        raise NotAllowed
    if made.undone_at:
        raise NotYet("insights.not_yet.undone", _("This list was taken back already."))
    with acting(actor, "insights.figures.undo") as doing:
        made.undone_at = timezone.now()
        gone = made.figures.filter(replaced_at=None).update(replaced_at=made.undone_at)
        _restore(made)
        made.save(update_fields=["undone_at"])
        doing.details.update(measure=made.measure, gone=gone)
    return gone


def _restore(made: FigureImport) -> None:
    """What this import replaced holds again, unless a later list says something else."""
    before = ContextFigure.objects.filter(measure=made.measure, replaced_at=made.brought_at)
    now = ContextFigure.objects.filter(measure=made.measure, replaced_at=None)
    held = set(now.values_list("area", "year"))
    again = [row.pk for row in before if (row.area, row.year) not in held]
    ContextFigure.objects.filter(pk__in=again).update(replaced_at=None)


def _judged(
    rows: Iterable[Row], measure: str
) -> tuple[list[Row], list[tuple[ContextFigure, Row]], int]:
    held = ContextFigure.objects.filter(measure=measure, replaced_at=None)
    known = {(row.area, row.year): row for row in held}
    fresh, changed, same = [], [], 0
    for row in rows:
        old = known.get((row[1], row[3]))
        if old is None:
            fresh.append(row)
        elif old.value == row[4] and old.level == row[0]:
            same += 1
        else:
            changed.append((old, row))
    return fresh, changed, same


def _figures(rows: Iterable[Row], made: FigureImport) -> Iterator[ContextFigure]:
    for level, area, name, year, value in rows:
        yield ContextFigure(
            measure=made.measure, level=level, area=area, name=name, year=year, value=value,
            brought_by=made,
        )  # fmt: skip


def _check(given: FigureList) -> None:
    wrong = {}
    if given.measure not in codes("insights", "measures"):
        wrong["measure"] = _("Choose what the figures are from the list.")
    if given.level not in LEVELS:
        wrong["level"] = _("Choose the level of the areas from the list.")
    if not given.source.strip():
        wrong["source"] = _("Say who published the figures.")
    if given.as_of > today():
        wrong["as_of"] = _("This day is in the future.")
    if wrong:
        raise NotValid("insights.figures.bring", wrong)


def _areas_only(cells: Iterable[Cell]) -> Iterator[Cell]:
    for cell in cells:
        if cell.labels[-1].casefold() not in TOTALS:
            yield cell


def _row(cell: Cell, given: FigureList, names: dict[str, tuple[str, str]]) -> Row:
    year = year_of(*cell.heads) or year_of(*cell.labels) or (str(given.year) if given.year else "")
    if not year:
        raise NotValid("insights.year", {"year": _("Say of which year the figures are.")})
    is_count = codes("insights", "measures")[given.measure].more["is_count"] == "yes"
    if cell.number < 0 or (not is_count and cell.number > 100):
        says = _("%(file)s, row %(row)s, column %(column)s: this cannot be.")
        raise NotValid("insights.value", {"file": says % {
            "file": given.path.name, "row": cell.row, "column": cell.column}})  # fmt: skip
    level, area, name = _area(cell.labels, given.level, names)
    return level, area, name, int(year), cell.number


def _area(
    labels: tuple[str, ...], level: str, names: dict[str, tuple[str, str]]
) -> tuple[str, str, str]:
    told = labels[-1].strip()
    if found := _CODE.search(told):
        code = found[1]
        digits = 2 if code.endswith("00000000") else 5 if code.endswith("00000") else 10
        name = told[: found.start()].rstrip(" (")
        return _LEVEL_DIGITS[digits], code[:digits], name.split(" ")[-1] or code[:digits]
    if told in names:
        return (*names[told], told)
    return level, told[:60], told[:60]


def _known_names() -> dict[str, tuple[str, str]]:
    """Name → level and code, of regions, districts and police stations."""
    found: dict[str, tuple[str, str]] = {}
    for row in codes("directory", "places").values():
        if row.more["level"] in ("region", "district"):
            for name in (row.ko, row.en, *row.more["also"].split("|")):
                found[name] = (row.more["level"], row.code)
    for agency in Agency.objects.filter(kind="police", left_on=None):
        found[agency.name_ko] = found[agency.name_en] = ("station", agency.key)
    return found
