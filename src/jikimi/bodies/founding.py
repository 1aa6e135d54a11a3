"""Founding: one row of a register becomes an agency, a body, a seat or a member, once.

Rows have the columns of the registers described in docs/operations.md. Each function answers
whether something new came of it; what is registered already is left as it is. The operator acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotValid
from jikimi.access.member import Member
from jikimi.access.models import Agency
from jikimi.access.roster import AgencyDraft, MemberDraft, add_agency, add_member, grant_role
from jikimi.bodies.chairs import chairs_of, name_chair
from jikimi.bodies.limbs import LimbDraft, add_limb
from jikimi.bodies.models import Body
from jikimi.bodies.seats import found_body, give_seat

Row = Mapping[str, str]
_IN_BODY = {"coordinator", "council_member"}


def add_new_agency(row: Row) -> bool:
    """Register the agency of a row."""
    if Agency.objects.filter(key=row["key"]).exists():
        return False
    words = {name: row[name] for name in ("key", "name_ko", "name_en", "kind", "district", "phone")}
    draft = AgencyDraft(**words, joined_on=_day(row, "joined_on"))
    add_agency(actor=THE_OPERATOR, draft=draft)
    return True


def add_new_body(row: Row) -> bool:
    """Found the body of a row; its station, host and the body above must be registered before.

    limbs: what the parties of an agreement promised, parted by |.
    """
    if Body.objects.filter(key=row["key"]).exists():
        return False
    body = found_body(
        actor=THE_OPERATOR,
        key=row["key"],
        kind=row["kind"],
        name_ko=row["name_ko"],
        name_en=row["name_en"],
        station=_agency(row, "station") if row["station"] else None,
        host=_agency(row, "host") if row.get("host") else None,
        place=row.get("place", ""),
        above=_body(row, "above", row["above"]) if row["above"] else None,
        since=_day(row, "valid_from"),
    )
    for title in filter(None, (row.get("limbs") or "").split("|")):
        add_limb(actor=THE_OPERATOR, body=body, draft=LimbDraft(title), since=body.valid_from)
    return True


def name_chairs(row: Row) -> bool:
    """Name the chairs of a row's body: user names parted by |, a civilian one with :civilian."""
    body = _body(row, "key", row["key"])
    chairing = {chair.member.username for chair in chairs_of(body)}
    for word in filter(None, (row.get("chairs") or "").split("|")):
        username, _sign, part = word.partition(":")
        if username not in chairing:
            member = _member(row, "chairs", username)
            is_civilian = part == "civilian"
            name_chair(actor=THE_OPERATOR, body=body, member_id=member.pk, is_civilian=is_civilian)
    return False


def seat_agency(row: Row) -> bool:
    """Give the agency of a row its seats."""
    agency = _agency(row, "key")
    for key in filter(None, row["bodies"].split("|")):
        body = _body(row, "bodies", key)
        give_seat(actor=THE_OPERATOR, body=body, agency=agency, joined_on=agency.joined_on)
    return False


def add_new_member(row: Row, *, password: str) -> bool:
    """Register the member of a row with its roles; a coordinator's is held in the row's bodies."""
    if Member.objects.filter(username=row["username"]).exists():
        return False
    cells: dict[str, Any] = {name: row[name] for name in ("username", "name", "roster_id", "job")}
    cells |= {name: row.get(name, "") for name in ("email", "phone")}
    cells |= {name: _day(row, name) for name in ("born_on", "pledged_on", "trained_on")}
    draft = MemberDraft(**cells, password=password)
    member = add_member(actor=THE_OPERATOR, agency=_agency(row, "agency"), draft=draft)
    for kind in filter(None, row["roles"].split("|")):
        for body_id in _where(row, kind):
            grant_role(
                actor=THE_OPERATOR,
                member=member,
                kind=kind,
                why=_("Founding of the installation"),
                body_id=body_id,
            )
    return True


def _where(row: Row, kind: str) -> list[int | None]:
    """Where a role is held: in each of the row's bodies, or at the agency."""
    if kind not in _IN_BODY:
        return [None]
    return [_body(row, "body", key).pk for key in row["body"].split("|")]


def _agency(row: Row, column: str) -> Agency:
    found = Agency.objects.filter(key=row[column]).first()
    if found is None:
        raise NotValid("bodies.founding.agency", {column: _("No agency has this key.")})
    return found


def _body(row: Row, column: str, key: str) -> Body:
    found = Body.objects.filter(key=key).first()
    if found is None:
        raise NotValid("bodies.founding.body", {column: _("No body has this key.")})
    return found


def _member(row: Row, column: str, username: str) -> Member:
    found = Member.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise NotValid("bodies.founding.member", {column: _("No member has this user name.")})
    return found


def _day(row: Row, column: str) -> date | None:
    text = row.get(column, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        says = {column: _("Write the day as YYYY-MM-DD.")}
        raise NotValid("bodies.founding.day", says) from error
