"""Rows for research: asked for, approved by another, keyed by a third, made, destroyed.

Nobody gets a row who may not: one guard function answers, to who asked, when somebody else approved
(sql/extract_rows.sql).  Method and law: docs/methods/research-extract.md
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import Code, codes, today
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.locking import TakenFile, check_password, lock_noted, locked
from jikimi.access.masking import covered
from jikimi.access.models import Member
from jikimi.access.notices import tell
from jikimi.cases.guards import rows_of
from jikimi.cases.sealing import seal, unseal
from jikimi.insights.extract_files import Taken, data_file, key_file
from jikimi.insights.grouping import alike
from jikimi.insights.grouping_rules import LADDERS, ORDER
from jikimi.insights.models import Extract

UNITS = ("reports", "cases")
LONGEST_KEPT_DAYS = 3 * 366
_SHORTEST_PURPOSE = 20
_BLOCK = 64


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. keeper_id: who will keep the key; never who asks."""

    unit: str
    fields: tuple[str, ...]
    since: date
    until: date
    purpose: str
    institution: str
    basis: str
    ethics: str
    keeper_id: int
    destroy_on: date


def extracts(actor: Actor) -> models.QuerySet[Extract]:
    """The ledger of extracts the actor is concerned with, newest first.

    Records insights.extract.list.
    """
    reading(actor, "insights.extract.list")
    return Extract.objects.all()


def extract_called(actor: Actor, number: UUID) -> Extract:
    """One extract. Raises NotAllowed when absent or not the actor's to see."""
    found = Extract.objects.filter(pk=number).first()
    if found is None:
        raise NotAllowed
    reading(actor, "insights.extract.read", found)
    return found


def fields_of(unit: str) -> dict[str, Code]:
    """The closed list of what a row may hold, by code."""
    rows = codes("insights", "extract_fields")
    return {code: row for code, row in rows.items() if unit in row.more["units"].split()}


def keepers(actor: Actor) -> list[tuple[int, str]]:
    """Members of the actor's agency who may keep a key: everybody but the actor."""
    rows = Member.objects.filter(agency_id=actor.agency_id, is_active=True)
    return [(m.pk, m.name) for m in rows.exclude(pk=actor.member_id).order_by("name")]


def ask_for_extract(*, actor: Actor, request: Request) -> Extract:
    """Ask for rows. Raises NotValid on what is missing. Records insights.extract.ask."""
    _check(actor, request)
    with acting(actor, "insights.extract.ask", why=covered(request.purpose)[:200]) as doing:
        made = Extract.objects.create(
            agency_id=actor.agency_id,
            asked_by_id=actor.member_id,
            unit=request.unit,
            fields=[code for code in fields_of(request.unit) if code in request.fields],
            since=request.since,
            until=request.until,
            purpose=covered(request.purpose),
            institution=covered(request.institution),
            basis=request.basis,
            ethics=covered(request.ethics),
            keeper_id=request.keeper_id,
            destroy_on=request.destroy_on,
        )
        doing.about(made)
    return made


def approve_extract(*, actor: Actor, extract: Extract, why: str = "") -> Extract:
    """Approve it; the keeper is told to make the key. Records insights.extract.approve.

    Raises NotAllowed for who asked.
    """
    with acting(actor, "insights.extract.approve", extract, why=covered(why)):
        _decided(extract, actor, why, "approved")
        _tell(extract.keeper_id, "insights.extract.approve", extract)
    return extract


def refuse_extract(*, actor: Actor, extract: Extract, why: str) -> Extract:
    """Refuse it, with a reason. Records insights.extract.refuse."""
    _need(why)
    with acting(actor, "insights.extract.refuse", extract, why=covered(why)):
        _decided(extract, actor, why, "refused")
        _tell(extract.asked_by_id, "insights.extract.refuse", extract)
    return extract


def make_key(*, actor: Actor, extract: Extract, password: str) -> TakenFile:
    """Make the key and hand it to its keeper, locked. It stays here, sealed, until there are data.

    Raises NotAllowed for everybody but the keeper.  A new key takes the place of the one before.
    Records insights.extract.key.
    """
    check_password(password)
    with acting(actor, "insights.extract.key", extract) as doing:
        key = secrets.token_bytes(_BLOCK)
        extract.sealed_key = seal(key.hex(), place=_place(extract))
        _moved(extract, "keyed", "sealed_key")
        doing.details.update(lock_noted(password))
        _tell(extract.asked_by_id, "insights.extract.key", extract)
    return locked(key_file(extract, key), password)


def make_extract(*, actor: Actor, extract: Extract, password: str) -> TakenFile:
    """Make the rows and hand them to who asked, locked; the key is gone from here afterwards.

    Rows of combinations with fewer than five persons are made coarser or left out, and counted.
    Raises NotAllowed for everybody else.  Records insights.extract.make with the counts.
    """
    check_password(password)
    with acting(actor, "insights.extract.make", extract) as doing:
        key = bytes.fromhex(unseal(bytes(extract.sealed_key or b""), place=_place(extract)))
        taken = _taken(extract, key)
        extract.sealed_key, extract.made_at = None, timezone.now()
        extract.told = taken.told
        file = data_file(extract, taken)
        _moved(extract, "made", "sealed_key", "made_at", "told")
        doing.details.update({**lock_noted(password), **taken.told})
    return locked(file, password)


def confirm_destroyed(*, actor: Actor, extract: Extract) -> Extract:
    """Whoever got the data says that they are destroyed. Records insights.extract.destroy."""
    with acting(actor, "insights.extract.destroy", extract):
        extract.destroyed_on = today()
        _moved(extract, "destroyed", "destroyed_on")
    return extract


def call_off_extract(*, actor: Actor, extract: Extract, why: str) -> Extract:
    """Call it off before data were made; the key goes. Records insights.extract.call_off."""
    _need(why)
    with acting(actor, "insights.extract.call_off", extract, why=covered(why)):
        extract.sealed_key, extract.why = None, covered(why)[:300]
        _moved(extract, "called_off", "sealed_key", "why")
    return extract


def _taken(extract: Extract, key: bytes) -> Taken:
    inner, outer = (bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C))
    rows = rows_of("insights_extract_rows", extract.pk, inner, outer)
    listed = fields_of(extract.unit)
    told = [n for n, code in enumerate(extract.fields) if listed[code].more["role"] == "told"]
    given = [(link, tuple(cells[n] or "" for n in told)) for link, cells in rows]
    names = [extract.fields[n] for n in told]
    order = [names.index(code) for code in ORDER if code in names]
    found = alike(given, [LADDERS[code] for code in names], order)
    cells = [list(rows[place][1]) for place in found.kept]
    for row, coarse in zip(cells, found.told, strict=True):
        for n, code in zip(told, coarse, strict=True):
            row[n] = code
    if "link" in extract.fields:
        at = extract.fields.index("link")
        for row, place in zip(cells, found.kept, strict=True):
            row[at] = rows[place][0]
    cells.sort(key=lambda row: [cell or "" for cell in row])  # the order of the rows tells nothing
    counts = {
        "rows": len(cells),
        "coarsened": found.coarsened,
        "dropped": found.dropped,
        "smallest": found.smallest,
        "alone": found.alone if "link" in extract.fields else 0,
    }
    return Taken(cells, counts)


def _check(actor: Actor, asked: Request) -> None:
    """Raise NotValid with every field that must be corrected."""
    wrong = {field: says for field, is_right, says in _asked_rightly(actor, asked) if not is_right}
    if wrong:
        raise NotValid("insights.extract", wrong)


def _asked_rightly(actor: Actor, asked: Request) -> Iterator[tuple[str, bool, str]]:
    known = set(fields_of(asked.unit))
    chosen = set(asked.fields)
    whole = asked.since < asked.until and asked.since.day == asked.until.day == 1
    basis = codes("insights", "extract_bases").get(asked.basis)
    needs_ethics = basis is not None and basis.more["needs_ethics"] == "yes"
    days = (asked.destroy_on - today()).days
    others = {number for number, _name in keepers(actor)}
    yield "unit", asked.unit in UNITS, _("Choose reports or cases.")
    yield (
        "columns",
        bool(chosen) and chosen <= known,
        _("Choose fields of the list for these rows."),
    )
    yield "until", whole, _("Choose whole months, the later one last.")
    purpose = len(covered(asked.purpose)) >= _SHORTEST_PURPOSE
    yield "purpose", purpose, _("Say what for in at least 20 letters.")
    institution = bool(covered(asked.institution))
    yield "institution", institution, _("Name the institution that gets the data.")
    yield "basis", basis is not None, _("Choose a ground from the list.")
    ethics = not needs_ethics or bool(covered(asked.ethics))
    yield "ethics", ethics, _("Give the number of the ethics review, or why it was exempt.")
    keeper = asked.keeper_id in others
    yield "keeper", keeper, _("Choose another member, who keeps the key and never gets the data.")
    soon = 0 < days <= LONGEST_KEPT_DAYS
    yield "destroy_on", soon, _("A day to come, at most three years ahead.")


def _decided(extract: Extract, actor: Actor, why: str, stage: str) -> None:
    extract.decided_by_id, extract.decided_at = actor.member_id, timezone.now()
    extract.why = covered(why)[:300]
    _moved(extract, stage, "decided_by_id", "decided_at", "why")


def _moved(extract: Extract, stage: str, *fields: str) -> None:
    extract.stage, extract.stage_since = stage, timezone.now()
    extract.save(update_fields=["stage", "stage_since", *fields])


def _need(why: str) -> None:
    if not covered(why):
        raise NotValid("insights.why", {"why": _("Give the reason.")})


def _tell(member_id: int, kind: str, extract: Extract) -> None:
    link = f"/staff/insights/extracts/{extract.pk}/"
    tell([member_id], kind, subject_id=extract.pk, link=link)


def _place(extract: Extract) -> str:
    return f"insights_extract.sealed_key:{extract.pk}"
