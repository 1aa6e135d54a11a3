"""Told here: what stands where, what is dangerous, and where the next bells may go."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path

from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.ticket import named
from jikimi.demo.book import rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.places import hazards, proposals, sites
from jikimi.places.areas import bring_korean_areas
from jikimi.places.lists.points import points_said
from jikimi.places.models import Site, SitingRun
from jikimi.places.proposal_terms import Asked, Demand
from jikimi.places.site_import import bring_sites

Row = dict[str, str]
_KEEPER = "hong.sea"
_BROUGHT, _TESTED = 60, 10
_LISTS = ("bells", "safe_houses", "cameras")
# What the town shows of its bells: tested today's way, broken, on the public map.
_WORKS, _FAILS, _PUBLIC = ("JB-102", "JB-106"), ("JB-104",), ("JB-101", "JB-106", "JB-108")


def events() -> Iterator[Event]:
    """Lists come in, bells are tested, hazards reported, places looked for."""
    yield Event(_BROUGHT, "places", "boundaries and lists", _bring)
    yield Event(_TESTED, "site_tested", "bells", _test)
    for row in rows("hazards"):
        yield Event(int(row["days_ago"]), "hazard", row["key"], partial(_report, row))
        if row["ending"]:
            ended = int(row["ended_days_ago"])
            yield Event(ended, "hazard_answered", row["key"], partial(_end, row))
    for row in rows("sitings"):
        yield Event(int(row["days_ago"]), "siting", row["key"], partial(_look, row))


def _bring(town: Town) -> None:
    with named(THE_OPERATOR):
        bring_korean_areas(actor=THE_OPERATOR, region="제주특별자치도")
    with town.acting_as(_KEEPER) as actor, tempfile.TemporaryDirectory() as folder:
        for name in _LISTS:
            path = Path(folder) / f"{name}.csv"
            path.write_text(dated_list(name, town), encoding="utf-8")
            bring_sites(actor=actor, path=path)


def dated_list(name: str, town: Town) -> str:
    """A list as its keeper publishes it, by its name; {45} is the day 45 days ago."""
    text = (files("jikimi.demo") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return re.sub(r"\{(\d+)\}", lambda found: town.days_ago(int(found[1])).isoformat(), text)


def _test(town: Town) -> None:
    with town.acting_as(_KEEPER) as actor:
        for number in (*_WORKS, *_FAILS):
            sites.record_test(
                actor=actor,
                site=_found(actor, "bell", number)[0],
                tested_on=town.days_ago(_TESTED),
                works=number in _WORKS,
                note="" if number in _WORKS else "눌러도 상황실과 이어지지 않음",
            )
        for number in _PUBLIC:
            sites.publish_site(actor=actor, site=_found(actor, "bell", number)[0])
        for house in _found(actor, "safe_house")[:3]:
            sites.publish_site(actor=actor, site=house)


def _found(actor: Actor, kind: str, number: str = "") -> list[Site]:
    """Sites of a kind, the one with this number first where it is named."""
    page = sites.sites_found(actor, sites.SiteWish(kind=kind, text=number, order="name"))
    return sorted((line.site for line in page.lines), key=lambda site: site.number != number)


def _report(row: Row, town: Town) -> None:
    noticed_at = town.moment(int(row["days_ago"]), "21:30")
    draft = hazards.HazardDraft(
        kind=row["kind"],
        body_id=town.bodies["safety_jeju"].pk,
        words=row["words"],
        place=row["place"],
        longitude=float(row["longitude"]),
        latitude=float(row["latitude"]),
        noticed_at=min(noticed_at, timezone.now() - timedelta(minutes=5)),
    )
    with town.acting_as(row["member"]) as actor:
        town.hazards[row["key"]] = hazards.report_hazard(actor=actor, draft=draft).pk


def _end(row: Row, town: Town) -> None:
    with town.acting_as(row["by"]) as actor:
        hazard = hazards.hazard_called(actor, town.hazards[row["key"]])
        if row["ending"] == "closed":
            hazards.close_hazard(actor=actor, hazard=hazard, how="repaired", answer=row["answer"])
        else:
            hazards.answer_hazard(
                actor=actor,
                hazard=hazard,
                answer=row["answer"],
                in_charge=town.agencies["muni_jeju_women"],
                version=hazard.version,
            )


def _look(row: Row, town: Town) -> None:
    demands = (Demand("points"), Demand("hazards", times=2))
    asked = Asked("most", int(row["radius_m"]), demands, sites=int(row["sites"]), step_m=50)
    with town.acting_as(row["member"]) as actor:
        draft = proposals.RunDraft(
            body=town.bodies["safety_jeju"],
            name=row["name"],
            kind=row["kind"],
            asked=asked,
            points=points_said(row["named"].replace("|", "\n")),
        )
        run = proposals.make_run(actor=actor, draft=draft)
        proposals.work_out(actor=actor, run=run)
        if row["ending"] == "put":
            _put(actor, run, row)


def _put(actor: Actor, run: SitingRun, row: Row) -> None:
    places = run.answer["told"]["rows"]
    said = [f"{one['number']}. {one['latitude']}, {one['longitude']}" for one in places]
    text = "\n".join(["주민이 말한 곳과 위험 제보로 계산한 자리입니다.", *said])
    proposals.put_run(actor=actor, run=run, title=row["name"], text=text)
