"""The founding: agencies sign, bodies are set up, members get accounts, roles and a second factor.

Done by the operator of the installation, as on a first day.
"""

from __future__ import annotations

from datetime import date

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.factors import set_up_totp
from jikimi.access.member import Member
from jikimi.access.members import actor_for
from jikimi.access.roster import AgencyDraft, MemberDraft, add_agency, add_member, grant_role
from jikimi.access.ticket import named
from jikimi.bodies.seats import found_body, give_seat
from jikimi.demo.accounts import Account, new_password, new_totp_secret
from jikimi.demo.book import rows
from jikimi.demo.recruiting import name_those_who_sit
from jikimi.demo.town import Town

_IN_BODY = {"coordinator", "council_member"}
_WHY = "협약 참여기관의 담당자 지정"
_TRAINED_DAYS_AGO = 90


def found_town(town: Town) -> list[Account]:
    """Set up agencies, bodies and members; the accounts with which one can sign in."""
    with named(THE_OPERATOR):
        _agencies(town)
        _bodies(town)
        accounts = [_member(town, row) for row in rows("members")]
        name_those_who_sit(town)
        town.actors = {name: actor_for(member) for name, member in town.members.items()}
    return accounts


def _agencies(town: Town) -> None:
    for row in rows("agencies"):
        plain = {name: row[name] for name in ("key", "name_ko", "name_en", "kind")}
        draft = AgencyDraft(
            **plain,
            district=row["district"],
            phone=row["phone"],
            joined_on=date.fromisoformat(row["joined_on"]),
        )
        town.agencies[row["key"]] = add_agency(actor=THE_OPERATOR, draft=draft)


def _bodies(town: Town) -> None:
    for row in rows("bodies"):
        town.bodies[row["key"]] = found_body(
            actor=THE_OPERATOR,
            key=row["key"],
            kind=row["kind"],
            name_ko=row["name_ko"],
            name_en=row["name_en"],
            station=town.agencies.get(row["station"]),
            host=town.agencies.get(row["host"]),
            place=row["place"],
            above=town.bodies.get(row["above"]),
            since=date.fromisoformat(row["valid_from"]),
        )
    for row in rows("agencies"):
        agency = town.agencies[row["key"]]
        for key in filter(None, row["bodies"].split("|")):
            body = town.bodies[key]
            since = max(agency.joined_on or body.valid_from, body.valid_from)
            give_seat(actor=THE_OPERATOR, body=body, agency=agency, joined_on=since)


def _member(town: Town, row: dict[str, str]) -> Account:
    account = _account(town, row)
    agency = town.agencies[row["agency"]]
    draft = MemberDraft(
        username=account.username,
        name=row["name"],
        roster_id=row["roster_id"],
        password=account.password,
        job=row["job"],
        born_on=date.fromisoformat(row["born_on"]),
        phone=row["phone"],
        pledged_on=agency.joined_on,
        trained_on=town.days_ago(_TRAINED_DAYS_AGO),
    )
    member = add_member(actor=THE_OPERATOR, agency=agency, draft=draft)
    set_up_totp(actor=THE_OPERATOR, member=member, secret=account.totp_secret)
    for kind in account.roles:
        _role(town, member, kind, row["body"])
    town.members[account.username] = member
    return account


def _role(town: Town, member: Member, kind: str, body: str) -> None:
    """One role at the agency, or in each of the bodies named, parted by a bar."""
    if kind not in _IN_BODY:
        grant_role(actor=THE_OPERATOR, member=member, kind=kind, why=_WHY)
        return
    for key in body.split("|"):
        body_id = town.bodies[key].pk
        grant_role(actor=THE_OPERATOR, member=member, kind=kind, why=_WHY, body_id=body_id)
        if kind == "coordinator":
            town.coordinators[key] = member.username


def _account(town: Town, row: dict[str, str]) -> Account:
    return Account(
        username=row["username"],
        password=new_password(),
        totp_secret=new_totp_secret(),
        agency=town.agencies[row["agency"]].name_ko,
        roles=row["roles"].split("|"),
        note=f"{row['note_ko']} · {row['note_en']}",
    )
