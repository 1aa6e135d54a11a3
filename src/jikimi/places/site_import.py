"""Bringing in a list of sites: what would change, doing it, taking it back."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from scipy.spatial import cKDTree

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes, labels
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.places.areas import boundaries
from jikimi.places.ground import metres
from jikimi.places.lists import Refused, SiteList, SiteListError, SiteRow, read_sites
from jikimi.places.models import Site, SiteEvent, SiteImport

_SAME_PLACE_M = 3.0
_CHUNK = 2000
# What a list says of a site: these fields make its digest and are put back when it is undone.
_LISTED = (
    "number",
    "name",
    "keeper_name",
    "keeper_phone",
    "road_address",
    "lot_address",
    "longitude",
    "latitude",
    "facts",
    "how_many",
    "installed_on",
    "tested_on",
    "test_result",
    "state",
)
_PLACED = ("x", "y", "area_code", "doubt")


@dataclass(frozen=True, slots=True)
class SitePlan:
    """What a list would do. new, changed: sites as they would be; same: how many stay as they are.

    doubts: code of site_doubts.csv → how many of the new and changed; refused: rows left out.
    """

    read: SiteList
    new: list[Site]
    changed: list[tuple[Site, dict[str, Any]]]
    same: int
    doubts: Mapping[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> list[Refused]:
        """Rows that do not go in."""
        return self.read.refused

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of it, by word; they add up to the rows of the file."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "same": self.same,
            "rejected": len(self.refused),
        }


def plan_sites(path: Path, *, kind: str = "", name: str = "") -> SitePlan:
    """Read a list and compare it with what is there; nothing is changed.

    Raises NotValid saying what is wrong with the file.
    """
    read = _read(path, kind, name)
    there = {site.list_key: site for site in Site.objects.filter(kind=read.kind)}
    there.pop("", None)
    new, changed, same = [], [], 0
    made = [_site(read.kind, row) for row in read.rows]
    for site in made:
        old = there.get(site.list_key)
        if old is None:
            new.append(site)
        elif old.removed_on is not None or bytes(old.digest) == site.digest:
            same += 1  # what people took out stays out, whatever the list says
        else:
            before = said_by_list(old)
            changed.append((_amended(old, site), before))
    touched = [*new, *(site for site, _before in changed)]
    _put_in_place(touched)
    _doubt(
        touched, read.rows, standing=[site for site in there.values() if site.removed_on is None]
    )
    doubts: dict[str, int] = defaultdict(int)
    for site in touched:
        if site.doubt:
            doubts[site.doubt] += 1
    return SitePlan(read, new, changed, same, dict(doubts))


def bring_sites(
    *, actor: Actor, path: Path, kind: str = "", name: str = ""
) -> tuple[SiteImport, SitePlan]:
    """Bring in a list of sites, all of it or nothing. The same list again changes nothing.

    kind: what the list is of, when its headers do not say; name: what the file is called.
    Raises NotValid saying what is wrong with the file.  Records places.sites.bring.
    """
    with acting(actor, "places.sites.bring") as doing:
        plan = plan_sites(path, kind=kind, name=name)
        brought = SiteImport.objects.create(
            agency_id=actor.agency_id or None,
            member_id=actor.member_id or None,
            kind=plan.read.kind,
            file_name=name or path.name,
            as_of=plan.read.as_of,
            counts={**plan.counts, "doubts": dict(plan.doubts)},
        )
        doing.about(brought)
        doing.details.update({k: v for k, v in plan.counts.items() if v})
        _put_new(plan.new, brought)
        _put_changed(plan.changed, brought)
    return brought, plan


def undo_sites(*, actor: Actor, brought: SiteImport) -> int:
    """Take an import back: new sites are removed, changed ones say again what they said.

    How many sites that touched.  A site that somebody has amended since keeps what it says now.
    Raises NotYet when it was undone already.  Records places.sites.undo.
    """
    with acting(actor, "places.sites.undo", brought) as doing:
        if brought.undone_at is not None:
            raise NotYet("places.not_yet.undone", _("This import was taken back already."))
        touched = _take_back_new(brought) + _take_back_changed(brought)
        brought.undone_at = timezone.now()
        brought.save(update_fields=["undone_at"])
        doing.details["sites"] = touched
    return touched


def write_refused(plan: SitePlan, path: Path) -> Path | None:
    """Write the refused rows as a list that can be corrected and read again; None without any.

    Columns of ours come last; their names begin with an underline and the reader passes over them.
    """
    if not plan.refused:
        return None
    reasons = labels("places", "site_refusals")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*plan.read.headers, "_row", "_column", "_reason"])
        for one in plan.refused:
            writer.writerow([*one.cells, one.line, one.column, reasons[one.reason]])
    return path


def imports_lately(most: int = 50) -> list[SiteImport]:
    """Lists that came in, newest first."""
    return list(SiteImport.objects.select_related("agency", "member")[:most])


def import_called(import_id: UUID) -> SiteImport:
    """One import. Raises NotAllowed when there is none."""
    row = SiteImport.objects.filter(pk=import_id).first()
    if row is None:
        raise NotAllowed
    return row


def _read(path: Path, kind: str, name: str) -> SiteList:
    kinds = codes("places", "site_kinds")
    if kind and kind not in kinds:
        raise NotValid("places.sites.kind", {"kind": _("Choose one from the list.")})
    tells = {code: row.more["told_by"] for code, row in kinds.items()}
    try:
        return read_sites(path, tells=tells, kind=kind, name=name)
    except SiteListError as wrong:
        values = {"file": wrong.where}
        raise NotValid(f"places.sites.{wrong.code}", {"file": _says(wrong.code) % values}) from None


def _says(code: str) -> str:
    return {
        "kind_unknown": _(
            "%(file)s: its headers do not say what kind of sites it lists. Choose the kind."
        ),
        "no_place_column": _("%(file)s has no column with an address or with coordinates."),
        "file_empty": _("%(file)s is empty."),
        "encoding_unknown": _("%(file)s is neither UTF-8 nor CP949. Save it as CSV again."),
    }.get(code, _("%(file)s cannot be read as a table (CSV or XLSX)."))


def _site(kind: str, row: SiteRow) -> Site:
    site = Site(kind=kind, list_key=hashlib.sha256(row.key.encode()).hexdigest())
    for name in _LISTED:
        if name != "state":
            setattr(site, name, getattr(row, name))
    site.facts = dict(row.facts)
    site.state = "in_use" if row.is_in_use else "out_of_order"
    site.audience = codes("places", "site_kinds")[kind].more["audience"]
    site.doubt = _row_doubt(row)
    site.digest = _digest(site)
    return site


def _row_doubt(row: SiteRow) -> str:
    if row.is_number_repeated:
        return "same_number"
    return "swapped" if row.is_turned else ""


def _digest(site: Site) -> bytes:
    said = json.dumps(said_by_list(site), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).digest()


def said_by_list(site: Site) -> dict[str, Any]:
    """What a list says of a site, field by field, days as ISO."""
    values = {name: getattr(site, name) for name in _LISTED}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def _amended(old: Site, new: Site) -> Site:
    for name in (*_LISTED, "doubt", "digest"):
        setattr(old, name, getattr(new, name))
    old.version += 1
    return old


def _put_in_place(sites: Sequence[Site]) -> None:
    """Metres and dong of each; and whether the place is where the address says."""
    known = [site for site in sites if site.longitude is not None and site.latitude is not None]
    for site in sites:
        if site.longitude is None:
            site.doubt = site.doubt or "no_place"
            site.x = site.y = None
            site.area_code = ""
    if not known:
        return
    longitudes = [float(site.longitude or 0) for site in known]
    latitudes = [float(site.latitude or 0) for site in known]
    east, north = metres(longitudes, latitudes)
    around = boundaries()
    for site, x, y, at in zip(
        known, east, north, around.places(longitudes, latitudes), strict=True
    ):
        site.x, site.y = round(float(x), 2), round(float(y), 2)
        site.area_code = around.of[at].code if at >= 0 else ""
        if around.of and not site.doubt:
            site.doubt = _where_doubt(site, around.of[at].district if at >= 0 else "")


def _where_doubt(site: Site, district: str) -> str:
    if not site.area_code:
        return "outside"
    said = f"{site.road_address} {site.lot_address}"
    named = [word for word in said.split() if word.endswith(("시", "군", "구"))]
    parts = district.split()
    is_there = not named or any(part in named for part in parts[-1:])
    return "" if is_there or not parts else "elsewhere"


def _doubt(sites: Sequence[Site], rows: Iterable[SiteRow], *, standing: Iterable[Site]) -> None:
    """Mark what stands beside another of its kind, unless the kind may share a place."""
    if not sites or codes("places", "site_kinds")[sites[0].kind].more["shares_place"] == "yes":
        return
    ours = {site.pk for site in sites}
    everyone = [*sites, *(site for site in standing if site.pk not in ours)]
    placed = [site for site in everyone if site.x is not None]
    if len(placed) < 2:
        return
    tree = cKDTree(np.array([(site.x, site.y) for site in placed]))
    for pair in tree.query_pairs(_SAME_PLACE_M):
        for at in pair:
            if placed[at].pk in ours and not placed[at].doubt:
                placed[at].doubt = "same_place"


def _put_new(sites: Sequence[Site], brought: SiteImport) -> None:
    for site in sites:
        site.brought_by = brought
    Site.objects.bulk_create(sites, batch_size=_CHUNK)


def _put_changed(changed: Sequence[tuple[Site, dict[str, Any]]], brought: SiteImport) -> None:
    fields = [*_LISTED, *_PLACED, "digest", "version"]
    Site.objects.bulk_update([site for site, _before in changed], fields, batch_size=_CHUNK)
    SiteEvent.objects.bulk_create(
        [
            SiteEvent(site=site, kind="brought", before=before, brought_by=brought)
            for site, before in changed
        ],
        batch_size=_CHUNK,
    )


def _take_back_new(brought: SiteImport) -> int:
    rows = Site.objects.filter(brought_by=brought, removed_on=None)
    SiteEvent.objects.bulk_create(
        [
            SiteEvent(site_id=pk, kind="undone", brought_by=brought)
            for pk in rows.values_list("pk", flat=True)
        ],
        batch_size=_CHUNK,
    )
    return rows.update(
        removed_on=timezone.localdate(), state="removed", list_key="", published_at=None
    )


def _take_back_changed(brought: SiteImport) -> int:
    events = SiteEvent.objects.filter(brought_by=brought, kind="brought").select_related("site")
    back = []
    for event in events:
        site = event.site
        if bytes(site.digest) != _digest(site):
            continue
        for name, value in event.before.items():
            setattr(site, name, value)
        site.installed_on, site.tested_on = _day(site.installed_on), _day(site.tested_on)
        site.digest = _digest(site)
        site.version += 1
        site.doubt = ""
        back.append(site)
    _put_in_place(back)
    Site.objects.bulk_update(back, [*_LISTED, *_PLACED, "digest", "version"], batch_size=_CHUNK)
    return len(back)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
