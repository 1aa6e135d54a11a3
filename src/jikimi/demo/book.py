"""The book the town is told from: lists and story, as data/README.md describes them."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files
from typing import Any

Told = dict[str, Any]


def rows(name: str) -> list[dict[str, str]]:
    """One list of data/: agencies, bodies or members, in the order of the file."""
    return list(csv.DictReader(_text(f"{name}.csv").splitlines()))


@cache
def story() -> Told:
    """People, meetings and cases, days counted from the day of telling."""
    told: Told = json.loads(_text("story.json"))
    return told


def cases() -> list[Told]:
    """The cases of the story, in the order of the file."""
    return list(story()["cases"])


def meetings() -> list[Told]:
    """The meetings of the story, in the order of the file."""
    return list(story()["meetings"])


def reports() -> list[Told]:
    """Every 112 report of the story: those of cases, and those on which nobody has acted yet."""
    of_cases = [report for told in cases() for report in told["reports"]]
    return [*of_cases, *story()["reports"]]


@cache
def people() -> dict[str, Told]:
    """The human beings of the story by key."""
    return {person["key"]: person for person in story()["people"]}


@cache
def _members() -> dict[str, dict[str, str]]:
    return {row["username"]: row for row in rows("members")}


def coordinator_at(station: str) -> str:
    """Who coordinates the working council of a police station."""
    body = next(row["key"] for row in rows("bodies") if row["station"] == station)
    found = (
        name
        for name, row in _members().items()
        if body in row["body"].split("|") and "coordinator" in row["roles"].split("|")
    )
    return next(found)


def sees_since(told: Told, username: str) -> int:
    """Days ago since when this member sees a case: as coordinator, nominator, or by a share."""
    member, named = _members()[username], told["nomination"]
    held_in = member["body"].split("|")
    is_coordinator = "coordinator" in member["roles"].split("|") and told["body"] in held_in
    if is_coordinator or member["agency"] == named["agency"]:
        return int(named["days_ago"])
    shares = (share for share in told["shares"] if share["agency"] == member["agency"])
    return int(next(share["accepted_days_ago"] for share in shares))


def _text(name: str) -> str:
    return (files("jikimi.demo") / "data" / name).read_text(encoding="utf-8")
