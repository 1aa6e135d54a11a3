"""Gathering: what the directory tells everybody becomes the content of a booklet.

Everything is asked through the public login, whoever prints: what is not public cannot be gathered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from jikimi.access.codes import codes, today
from jikimi.directory.ages import freshness_of_services
from jikimi.directory.booklet.chapters import arranged
from jikimi.directory.booklet.content import LANGUAGES, Content, Entry, Line
from jikimi.directory.booklet.rows import Rows, rows_of
from jikimi.directory.booklet.telling import told
from jikimi.directory.facts import ENDED
from jikimi.directory.freshness import Freshness
from jikimi.directory.models import Service, ServiceAtLocation
from jikimi.directory.routing import public_door

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """Which entries are printed. on: the day it is; has_unchecked: overdue ones too, saying so.

    district: only those there or for people there; empty for all.
    """

    on: date | None = None
    has_unchecked: bool = False
    district: str = ""


def gathered_content(choice: Choice | None = None) -> Content:
    """What the booklet says now: public services that run, checked lately, numbered in its order.

    A dozen statements for 500 services, in one view of the database.
    """
    asked = choice or Choice()
    with public_door():
        entries, waiting = _entries(asked)
    needs = list(codes("directory", "needs", on=asked.on))
    return Content(arranged(entries, needs=needs), emergency_lines(on=asked.on), waiting)


def emergency_lines(*, on: date | None = None) -> tuple[Line, ...]:
    """The numbers of the whole country that hold on a day."""
    rows = codes("directory", "emergency_lines", on=on).values()
    return tuple(
        Line(
            number=row.more["number"],
            names={"ko": row.ko, "en": row.en},
            texts={language: row.more[f"text_{language}"] for language in LANGUAGES},
            hours={language: row.more[f"hours_{language}"] for language in LANGUAGES},
            needs=tuple(row.more["needs"].split()),
        )
        for row in rows
    )


def _entries(choice: Choice) -> tuple[list[Entry], int]:
    entries: list[Entry] = []
    waiting = 0
    for ids in _parts(list(_running(choice))):
        ages = freshness_of_services(ids, on=choice.on or today())
        shown = [one for one in ids if choice.has_unchecked or _is_fresh(ages.get(one))]
        waiting += len(ids) - len(shown)
        entries += _of(rows_of(shown), ages)
    return entries, waiting


def is_longer_than(most: int, choice: Choice) -> bool:
    """Whether more than so many services would have to be gathered."""
    with public_door():
        return len(_running(choice)[: most + 1]) > most


def _running(choice: Choice) -> QuerySet[Service, UUID]:
    rows = Service.objects.exclude(status__in=ENDED).exclude(name="")
    if choice.district:
        at = ServiceAtLocation.objects.filter(location__district=choice.district)
        there = Q(districts__contains=[choice.district]) | Q(pk__in=at.values("service"))
        rows = rows.filter(there)
    return rows.order_by("pk").values_list("pk", flat=True)


def _is_fresh(age: Freshness | None) -> bool:
    return age is not None and age.is_fresh


def _of(rows: Rows, ages: dict[UUID, Freshness]) -> Iterable[Entry]:
    for service in rows.services:
        age = ages.get(service.pk)
        checked = age.checked_on.isoformat() if age and age.checked_on else ""
        yield told(service, rows, checked_on=checked)


def _parts(ids: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
