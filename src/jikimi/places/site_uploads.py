"""Lists of sites, and files of streets, brought over a page: tried, looked at, brought in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jikimi.access.actor import Actor
from jikimi.access.bringing import Bringing
from jikimi.places.models import Site, SiteUpload
from jikimi.places.site_import import (
    SitePlan,
    bring_sites,
    plan_sites,
    said_by_list,
    write_refused,
)
from jikimi.places.street_import import StreetPlan, bring_streets, plan_streets, write_left
from jikimi.settings.folders import uploads_folder

IMPORT = "places.sites.bring"
STREETS = "streets"
SHOWN = 50


def _attempt(actor: Actor, upload: SiteUpload) -> dict[str, Any]:
    if upload.kind == STREETS:
        streets = plan_streets(upload.path, name=upload.file_name)
        return {"findings": _found_of_streets(upload, streets)}
    plan = plan_sites(upload.path, kind=upload.kind, name=upload.file_name)
    return {"kind": plan.read.kind, "findings": _findings(upload, plan)}


def _apply(actor: Actor, upload: SiteUpload) -> dict[str, Any]:
    if upload.kind == STREETS:
        came, streets = bring_streets(actor=actor, path=upload.path, name=upload.file_name)
        return {"import_id": came.pk, "findings": _found_of_streets(upload, streets)}
    made, plan = bring_sites(actor=actor, path=upload.path, kind=upload.kind, name=upload.file_name)
    return {"import_id": made.pk, "findings": _findings(upload, plan)}


def _findings(upload: SiteUpload, plan: SitePlan) -> dict[str, Any]:
    """What the page tells: figures, doubts, and the first rows of each kind.

    The values of refused rows are in the file of refused rows alone.
    """
    rejects = write_refused(plan, uploads_folder() / f"{upload.pk}.rejects.csv")
    return {
        **plan.counts,
        "doubts": dict(plan.doubts),
        "as_of": plan.read.as_of.isoformat() if plan.read.as_of else "",
        "refused": [
            {"line": one.line, "column": one.column, "reason": one.reason}
            for one in plan.refused[:SHOWN]
        ],
        "doubtful": [
            {"name": said_of(site), "number": site.number, "doubt": site.doubt}
            for site in (*plan.new, *(site for site, _before in plan.changed))
            if site.doubt
        ][:SHOWN],
        "differences": [
            {"name": said_of(site), "field": field, "old": _words(old), "new": _words(new)}
            for site, before in plan.changed[:SHOWN]
            for field, old, new in _differences(site, before)
        ][:SHOWN],
        "rejects": rejects.name if rejects else "",
    }


def _found_of_streets(upload: SiteUpload, plan: StreetPlan) -> dict[str, Any]:
    """The same of a file of streets: what is new are its pieces between corners."""
    rejects = write_left(plan, uploads_folder() / f"{upload.pk}.rejects.csv")
    return {
        **plan.counts,
        "changed": 0,
        "doubts": {},
        "doubtful": [],
        "differences": [],
        "aside": [one.file_name for one in plan.aside],
        "refused": [
            {"line": one.row, "column": one.name or one.number, "reason": one.reason}
            for one in plan.refused[:SHOWN]
        ],
        "rejects": rejects.name if rejects else "",
    }


def said_of(site: Site) -> str:
    """What a site is called in a list: by name, address or number."""
    return str(site.name or site.road_address or site.lot_address or site.number)


def _differences(site: Site, before: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    now = said_by_list(site)
    return [(name, old, now[name]) for name, old in before.items() if now[name] != old]


def _words(value: Any) -> str:
    return "" if value is None else str(value)


SITES = Bringing(SiteUpload, IMPORT, _attempt, _apply)
