"""Crime points: a list comes in coarse, once, and can be forgotten again."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, check, reading
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.codes import Code, codes, labels
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import mask
from jikimi.access.ticket import named
from jikimi.places.areas import boundaries
from jikimi.places.coarsening import UNKNOWN, Coarse, Rule, coarsened
from jikimi.places.ground import degrees
from jikimi.places.lists.crimes import CrimeList, CrimeListError, RefusedRow, read_crimes
from jikimi.places.models import CrimeImport, CrimePoint

_CHUNK = 20_000
_PUT = f"""
INSERT INTO places_crimepoint
  (kind, x, y, grain_m, area_code, happened_on, days, hour, hours, brought_by_id)
SELECT k, x, y, g, a, d, n, nullif(h, {UNKNOWN}), s, %s
  FROM unnest(%s::text[], %s::float8[], %s::float8[], %s::int[], %s::text[], %s::date[],
              %s::smallint[], %s::smallint[], %s::smallint[]) AS r(k, x, y, g, a, d, n, h, s)
"""


@dataclass(frozen=True)
class CrimePlan:
    """What a list would bring; nothing of it is exact. coarse: incidents as they may be kept.

    kinds: code of each.  refused: rows left out.  personal: headers about persons, numbers or
    addresses that were passed over; unneeded: how many other columns were.  rows: of the file.
    same_as: the import that brought this very file; beside: points of these kinds and days that
    other imports brought.
    """

    file_name: str
    digest: str
    rule: str
    rows: int
    coarse: Coarse
    kinds: Sequence[str]
    refused: list[RefusedRow]
    personal: tuple[str, ...]
    unneeded: int
    same_as: CrimeImport | None = None
    beside: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of it, by word; they add up to the rows of the file."""
        good = len(self.kinds)
        new, same = (0, good) if self.same_as else (good, 0)
        return {"new": new, "same": same, "rejected": len(self.refused)}

    @property
    def reasons(self) -> dict[str, int]:
        """Code of crime_refusals.csv → how many rows."""
        return dict(Counter(row.reason for row in self.refused))

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day, None without any."""
        if not len(self.kinds):
            return None
        last = int((self.coarse.day + self.coarse.days - 1).max())
        today = timezone.localdate().toordinal()
        return date.fromordinal(int(self.coarse.day.min())), date.fromordinal(min(last, today))


def crime_kinds() -> dict[str, Code]:
    """Kinds of incident with how coarse each is kept, as of today."""
    return codes("places", "coarsening")


def rule_of(kind: Code) -> Rule:
    """How coarse a kind is kept."""
    more = kind.more
    names = ("grain_m", "hours", "days", "least_places")
    return Rule(**{name: int(more[name]) for name in names})


def rule_in_force() -> str:
    """The version of the rule with a digest of what it says, for the import and for whoever checks.

    The same words, grains and dates give the same digest.
    """
    rows = crime_kinds()
    said = "\n".join(f"{code}|{sorted(row.more.items())}" for code, row in sorted(rows.items()))
    version = max((row.more["version"] for row in rows.values()), default="")
    return f"coarsening {version} {hashlib.sha256(said.encode()).hexdigest()[:12]}"


def plan_crimes(*, actor: Actor, path: Path, kind: str = "", name: str = "") -> CrimePlan:
    """Read a list and make it coarse in memory; nothing is kept.

    kind: what all of it is about, where it has no such column.  name: what the file is called.
    Raises NotValid saying what is wrong with the file.
    """
    check(actor, act_called("places.crimes.bring"))
    plan = _planned(path, kind, name)
    with named(actor):
        return _beside(_known(plan))


def bring_crimes(
    *, actor: Actor, path: Path, kind: str = "", name: str = ""
) -> tuple[CrimeImport, CrimePlan]:
    """Bring in a list of incidents, coarse, all of it or nothing; the same file again adds nothing.

    The file is read before anything is locked.  Raises NotValid saying what is wrong with it.
    Records places.crimes.bring.
    """
    check(actor, act_called("places.crimes.bring"))
    plan = _planned(path, kind, name)
    with transaction.atomic(), acting(actor, "places.crimes.bring") as doing:
        with connection.cursor() as cursor:  # two of the same file at once: the second waits
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('places.crimes.bring'))")
            cursor.execute("SET LOCAL statement_timeout = '10min'")
        plan = _known(plan)
        brought = plan.same_as or _kept(actor, plan)
        doing.about(brought)
        doing.details.update({word: n for word, n in plan.counts.items() if n})
        if not plan.same_as:
            _put(plan, brought)
    return brought, plan


def undo_crimes(*, actor: Actor, brought: CrimeImport) -> int:
    """Forget what an import brought; how many points. Records places.crimes.undo.

    Raises NotYet when it was taken back already.
    """
    with acting(actor, "places.crimes.undo", brought) as doing:
        if brought.undone_at is not None:
            raise NotYet("places.not_yet.undone", _("This import was taken back already."))
        gone, _by_table = CrimePoint.objects.filter(brought_by=brought).delete()
        brought.undone_at = timezone.now()
        brought.save(update_fields=["undone_at"])
        doing.details["points"] = gone
    return gone


def write_refused_rows(plan: CrimePlan, path: Path) -> Path | None:
    """Write which rows are left out and why, by their line alone; None without any."""
    if not plan.refused:
        return None
    reasons = labels("places", "crime_refusals")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["_row", "_column", "_reason"])
        writer.writerows((row.line, row.column, reasons[row.reason]) for row in plan.refused)
    return path


def crime_imports_lately(actor: Actor, most: int = 50) -> list[CrimeImport]:
    """Lists of incidents that came in, newest first."""
    check(actor, act_called("places.crimes.bring"))
    return list(CrimeImport.objects.select_related("agency")[:most])


def crime_import_called(actor: Actor, import_id: UUID) -> CrimeImport:
    """One import. Raises NotAllowed when there is none. Records places.crimes.read."""
    row = CrimeImport.objects.filter(pk=import_id).first()
    if row is None:
        raise NotAllowed
    reading(actor, "places.crimes.read", row)
    return row


def days_known() -> tuple[date, date] | None:
    """The first and the last day of all lists that are in; None without any."""
    found = CrimeImport.objects.filter(undone_at=None).aggregate(Min("first_on"), Max("last_on"))
    first, last = found["first_on__min"], found["last_on__max"]
    return (first, last) if first and last else None


def _planned(path: Path, kind: str, name: str) -> CrimePlan:
    """What the file says, coarse; no table is asked, so that a long file holds up nobody."""
    kinds = crime_kinds()
    if kind and kind not in kinds:
        raise NotValid("places.crimes.kind", {"kind": _("Choose one from the list.")})
    read = _read(path, kind, name)
    coarse = coarsened(
        read.points,
        read.day,
        read.hour,
        kinds=read.kind,
        rules=[rule_of(kinds[code]) for code in read.kinds],
        grains=read.grain,
    )
    kept = np.flatnonzero(coarse.grain_m > 0)
    thin = [RefusedRow(int(line), "", "too_few_around") for line in read.line[coarse.grain_m == 0]]
    coarse, number = _in_order(coarse, read.kind, kept)
    of_each = [read.kinds[n] for n in number.tolist()]
    return CrimePlan(
        file_name=mask(Path(name or path.name).name)[0][:120],
        digest=_digest(path),
        rule=rule_in_force(),
        rows=read.rows,
        coarse=coarse,
        kinds=of_each,
        refused=sorted([*read.refused, *thin], key=lambda row: row.line),
        personal=read.personal,
        unneeded=read.unneeded,
        by_kind=dict(Counter(of_each)),
    )


def _known(plan: CrimePlan) -> CrimePlan:
    """The plan with the import that brought this very file, if any did."""
    same = CrimeImport.objects.filter(digest=plan.digest, undone_at=None).first()
    return replace(plan, same_as=same)


def _read(path: Path, kind: str, name: str) -> CrimeList:
    called = Path(name or path.name).name
    words = {code: row.more["words"].split("|") for code, row in crime_kinds().items()}
    try:
        return read_crimes(path, words=words, today=timezone.localdate(), kind=kind, name=called)
    except CrimeListError as wrong:
        says = _says(wrong) % {"file": mask(called)[0]}
        raise NotValid(f"places.crimes.{wrong.code}", {"file": says}) from None


def _says(wrong: CrimeListError) -> str:
    if wrong.code == "column_missing":
        return {
            "place": _("%(file)s has no columns with coordinates (lon and lat, or x and y)."),
            "day": _("%(file)s has no column with the day."),
        }.get(wrong.column, _("%(file)s has no column with the kind. Choose the kind."))
    return {
        "file_empty": _("%(file)s is empty."),
        "encoding_unknown": _("%(file)s is neither UTF-8 nor CP949. Save it as CSV again."),
        "too_long": _("%(file)s has more than 5,000,000 rows. Part it into several files."),
    }.get(wrong.code, _("%(file)s cannot be read as a table (CSV or XLSX)."))


def _in_order(
    coarse: Coarse, kind: np.ndarray[Any, np.dtype[np.int64]], kept: np.ndarray[Any, Any]
) -> tuple[Coarse, np.ndarray[Any, np.dtype[np.int64]]]:
    """What is kept, in the order of what it says: the order of the file could tell more."""
    keys = (coarse.hour, coarse.day, coarse.y, coarse.x, kind)
    order = kept[np.lexsort(tuple(key[kept] for key in keys))]
    names = Coarse.__dataclass_fields__
    return Coarse(**{name: getattr(coarse, name)[order] for name in names}), kind[order]


def _digest(path: Path) -> str:
    """Of the whole file, under the key of this installation: a short file cannot be guessed."""
    with path.open("rb") as file:
        said = hashlib.file_digest(file, "sha256").hexdigest()
    return salted_hmac("jikimi.places.crimes", said, algorithm="sha256").hexdigest()


def _beside(plan: CrimePlan) -> CrimePlan:
    """The plan with how many points of its kinds and days came in with other files."""
    if plan.same_as or not plan.days:
        return plan
    rows = CrimePoint.objects.filter(kind__in=plan.by_kind, happened_on__range=plan.days)
    return replace(plan, beside=rows.count())


def _kept(actor: Actor, plan: CrimePlan) -> CrimeImport:
    first, last = plan.days or (None, None)
    return CrimeImport.objects.create(
        agency_id=actor.agency_id or None,
        member_id=actor.member_id or None,
        file_name=plan.file_name,
        rule=plan.rule,
        counts={**plan.counts, "kinds": plan.by_kind, "refused": plan.reasons},
        digest=plan.digest,
        first_on=first,
        last_on=last,
    )


def _put(plan: CrimePlan, brought: CrimeImport) -> None:
    """In pieces, so that the memory it takes does not grow with the file."""
    coarse, areas = plan.coarse, _areas(plan.coarse)
    with connection.cursor() as cursor:
        for low, high in pairwise([*range(0, len(plan.kinds), _CHUNK), len(plan.kinds)]):
            part = slice(low, high)
            columns = (
                list(plan.kinds[part]),
                coarse.x[part].tolist(),
                coarse.y[part].tolist(),
                coarse.grain_m[part].tolist(),
                [areas[place] for place in _squares(coarse, part)],
                [date.fromordinal(day) for day in coarse.day[part].tolist()],
                coarse.days[part].tolist(),
                coarse.hour[part].tolist(),
                coarse.hours[part].tolist(),
            )
            cursor.execute(_PUT, [brought.pk, *columns])


def _squares(coarse: Coarse, part: slice) -> Iterator[tuple[float, float]]:
    return zip(coarse.x[part].tolist(), coarse.y[part].tolist(), strict=True)


def _areas(coarse: Coarse) -> dict[tuple[float, float], str]:
    """The dong of the middle of each square; that of the exact place would make it smaller."""
    places = sorted(set(_squares(coarse, slice(None))))
    if not places:
        return {}
    longitudes, latitudes = degrees(*np.array(places).T)
    around = boundaries()
    found = around.places(longitudes.tolist(), latitudes.tolist())
    return {
        place: around.of[at].code if at >= 0 else ""
        for place, at in zip(places, found, strict=True)
    }
