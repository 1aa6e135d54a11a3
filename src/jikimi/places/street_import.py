"""Bringing in a file of streets: what would be there, doing it, taking it back.

A file is the whole of what is known of the streets where it lies: streets of an earlier file there
are set aside, and stand again when it is taken back.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes, labels
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.places.models import StreetImport, Stretch
from jikimi.places.street_measures import measured
from jikimi.places.streets.corners import stretches_of
from jikimi.places.streets.lines import cell_at, length_m, middle_of, packed
from jikimi.places.streets.reading import Left, Street, StreetFileError, StreetList, read_streets

_CHUNK = 2000  # sixteen columns each, and a statement takes 65,535 values
_DAY = re.compile(r"(20\d\d)[-._]?([01]\d)[-._]?([0-3]\d)")
_SAME_AREA = 0.5


@dataclass(frozen=True, slots=True)
class StreetPlan:
    """What a file would bring. stretches: pieces of street between corners, not stored yet.

    aside: imports whose streets lie where these lie; same: the import that has brought this very
    file; digest: SHA-256 of the file.
    """

    read: StreetList
    stretches: list[Stretch]
    aside: list[StreetImport]
    same: StreetImport | None
    digest: str

    @property
    def refused(self) -> list[Left]:
        """Rows that do not come in."""
        return self.read.refused

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of it, by word. new, same: pieces between corners."""
        pieces = len(self.stretches)
        return {
            "new": 0 if self.same else pieces,
            "same": pieces if self.same else 0,
            "streets": len({street.row for street in self.read.streets}),
            "stretches": len(self.stretches),
            "metres": round(sum(one.metres for one in self.stretches)),
            "rejected": len(self.refused),
            "set_aside": len(self.aside),
        }


def plan_streets(path: Path, *, name: str = "") -> StreetPlan:
    """Read a file, cut its streets at their corners, measure what is near; nothing is changed.

    Raises NotValid saying what is wrong with the file.
    """
    read = _read(path, name)
    stretches = _stretches(read.streets)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    standing = _standing()
    same = next((one for one in standing if one.digest == digest), None)
    aside = [] if same else _lying_there(standing, {one.cell for one in stretches})
    return StreetPlan(read, measured(stretches), aside, same, digest)


def bring_streets(
    *, actor: Actor, path: Path, name: str = "", as_of: date | None = None
) -> tuple[StreetImport, StreetPlan]:
    """Bring in a file of streets, all of it or nothing. The same file again changes nothing.

    as_of: the day it is of; without it the day in its name, if there is one.
    Raises NotValid saying what is wrong with the file.  Records places.streets.bring.
    """
    with acting(actor, "places.streets.bring") as doing:
        plan = plan_streets(path, name=name)
        if plan.same is not None:
            doing.about(plan.same)
            return plan.same, plan
        brought = StreetImport.objects.create(
            agency_id=actor.agency_id or None,
            member_id=actor.member_id or None,
            file_name=(name or path.name)[:120],
            digest=plan.digest,
            as_of=as_of or _day_in(name or path.name),
            counts=plan.counts,
        )
        doing.about(brought)
        doing.details.update({word: n for word, n in plan.counts.items() if n})
        _set_aside(plan.aside, brought)
        _put(plan.stretches, brought)
    return brought, plan


def undo_streets(*, actor: Actor, brought: StreetImport) -> int:
    """Take an import back: its streets are gone, those it set aside stand again.

    How many stretches are gone.  Raises NotYet when it was undone already, or when another file
    has come in over it.  Records places.streets.undo.
    """
    with acting(actor, "places.streets.undo", brought) as doing:
        if brought.undone_at is not None:
            raise NotYet("places.not_yet.undone", _("This import was taken back already."))
        if brought.aside_for_id is not None:
            says = _("Another file of streets came in over this one. Take that one back first.")
            raise NotYet("places.not_yet.streets_over", says)
        gone, _by_table = brought.stretches.all().delete()
        Stretch.objects.filter(brought_by__aside_for=brought).update(stands=True)
        StreetImport.objects.filter(aside_for=brought).update(aside_for=None)
        brought.undone_at = timezone.now()
        brought.save(update_fields=["undone_at"])
        doing.details["stretches"] = gone
    return gone


def write_left(plan: StreetPlan, path: Path) -> Path | None:
    """Write what did not come in, with its row in the file and why; None without any."""
    if not plan.refused:
        return None
    reasons = labels("places", "street_refusals")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "number", "name", "reason"])
        writer.writerows(
            [one.row, one.number, one.name, reasons[one.reason]] for one in plan.refused
        )
    return path


def street_imports_lately(most: int = 50) -> list[StreetImport]:
    """Files of streets that came in, newest first."""
    return list(StreetImport.objects.select_related("agency", "member")[:most])


def street_import_called(import_id: UUID) -> StreetImport:
    """One import. Raises NotAllowed when there is none."""
    row = StreetImport.objects.filter(pk=import_id).first()
    if row is None:
        raise NotAllowed
    return row


def _day_in(name: str) -> date | None:
    found = _DAY.search(name)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _read(path: Path, name: str) -> StreetList:
    try:
        read = read_streets(path, name=name)
    except StreetFileError as wrong:
        says = _says(wrong.code) % {"file": name or path.name}
        raise NotValid(f"places.streets.{wrong.code}", {"file": says}) from None
    return read


def _says(code: str) -> str:
    return {
        "file_empty": _("%(file)s is empty."),
        "no_lines": _("%(file)s holds no lines of streets."),
        "system": _(
            "%(file)s does not say in which system its coordinates are. Save it as GeoJSON in"
            " WGS 84, or with the number of its system (EPSG)."
        ),
    }.get(code, _("%(file)s cannot be read as GeoJSON or as a table with lines."))


def _stretches(streets: Sequence[Street]) -> list[Stretch]:
    kinds = codes("places", "street_kinds")
    apart = [kinds[street.kind].more["is_apart"] == "yes" for street in streets]
    cut = stretches_of([street.line for street in streets], apart)
    made = []
    for number, line in cut:
        street, middle = streets[number], middle_of(line)
        made.append(
            Stretch(
                number=street.number,
                name=street.name,
                kind=street.kind,
                cell=cell_at(*middle),
                metres=round(length_m(line), 1),
                line=packed(line),
            )
        )
    return made


def _standing() -> list[StreetImport]:
    return list(StreetImport.objects.filter(undone_at=None, aside_for=None))


def _lying_there(standing: Iterable[StreetImport], cells: set[int]) -> list[StreetImport]:
    """Imports half of whose squares, or of these squares, are the same squares."""
    found = []
    for one in standing:
        theirs = set(one.stretches.order_by().values_list("cell", flat=True).distinct())
        if len(theirs & cells) >= _SAME_AREA * max(min(len(theirs), len(cells)), 1):
            found.append(one)
    return found


def _set_aside(imports: Sequence[StreetImport], brought: StreetImport) -> None:
    """Whatever those had set aside themselves is not kept any longer."""
    Stretch.objects.filter(brought_by__aside_for__in=imports).delete()
    Stretch.objects.filter(brought_by__in=imports).update(stands=False)
    StreetImport.objects.filter(pk__in=[one.pk for one in imports]).update(aside_for=brought)


def _put(stretches: Sequence[Stretch], brought: StreetImport) -> None:
    day = timezone.localdate()
    for one in stretches:
        one.brought_by, one.as_of, one.measured_on = brought, brought.as_of, day
    Stretch.objects.bulk_create(stretches, batch_size=_CHUNK)


def lengths_by_kind(stretches: Iterable[Stretch]) -> Mapping[str, int]:
    """Metres of each kind of street, for whoever looks at a file before it comes in."""
    metres: dict[str, float] = {}
    for one in stretches:
        metres[one.kind] = metres.get(one.kind, 0.0) + one.metres
    return {kind: round(float(np.round(total))) for kind, total in sorted(metres.items())}
