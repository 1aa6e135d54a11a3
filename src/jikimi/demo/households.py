"""Told here: households on the pathways of the teams, from a worry or a consent to after-care."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from jikimi.cases.handing_over import HandOverDraft, consent_given, groups_to_hand, hand_over
from jikimi.cases.invitations import accept_share
from jikimi.cases.models import Participation
from jikimi.cases.nomination import NominationDraft
from jikimi.cases.pathways import nominate_on_pathway, record_milestone
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.selection import select_case
from jikimi.cases.shares import groups_to_offer
from jikimi.cases.sharing import ShareDraft, invite_agency
from jikimi.demo.book import rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town

Row = dict[str, str]
_AT_NIGHT = "21:30"


def events() -> Iterator[Event]:
    """Every household of pathway_cases.csv, and what happened to it step by step."""
    for row in rows("pathway_cases"):
        yield Event(int(row["days_ago"]), "household", row["key"], partial(_name, row))
    for row in sorted(rows("pathway_events"), key=lambda r: (-int(r["days_ago"]), r["time"])):
        yield Event(int(row["days_ago"]), "way", row["case"], partial(_TELLS[row["what"]], row))


def _name(row: Row, town: Town) -> None:
    days_ago, consents = int(row["days_ago"]), row["basis"] == "consent"
    victim = PersonDraft(
        name=row["victim"], born_on=date.fromisoformat(row["born_on"]), sex=row["sex"]
    )
    child = PartyDraft("child", PersonDraft(name=row["child"]), "child", lives_in_home=True)
    draft = NominationDraft(
        body_id=town.bodies[row["body"]].pk,
        pathway=row["pathway"],
        kind=row["kind"],
        basis=row["basis"],
        consented_on=town.days_ago(days_ago) if consents else None,
        consented_by="person" if consents else "",
        worry=row["worry"],
        signs=row["signs"].split(),
        parties=[PartyDraft("victim", victim), *([child] if row["child"] else [])],
    )
    noticed = None if consents else town.past_moment(days_ago, _AT_NIGHT)
    with town.acting_as(row["member"]) as actor:
        case = nominate_on_pathway(actor=actor, draft=draft, started_at=noticed)
    town.numbers[row["key"]] = case.number


def _hand_over(row: Row, town: Town) -> None:
    agency = town.agencies[row["agency"]]
    with town.on_case(row["member"], {"key": row["case"]}) as (actor, case):
        consented_on, consented_by = consent_given(case)
        draft = HandOverDraft(
            agency_id=agency.pk,
            fields=[code for code, _label in groups_to_hand(case, [agency])],
            consented_on=consented_on,
            consented_by=consented_by,
            happened_at=town.past_moment(int(row["days_ago"]), row["time"]),
        )
        share = hand_over(actor=actor, case=case, draft=draft)
    _accept(row, share, town)


def _share(row: Row, town: Town) -> None:
    agency = town.agencies[row["agency"]]
    with town.on_case(row["member"], {"key": row["case"]}) as (actor, case):
        draft = ShareDraft(
            agency_id=agency.pk,
            basis=row["text"],
            purpose="피해아동과 가족의 보호와 사례관리",
            fields=[group.code for group in groups_to_offer(case, agency)],
        )
        share = invite_agency(actor=actor, case=case, draft=draft)
    _accept(row, share, town)


def _accept(row: Row, share: Participation, town: Town) -> None:
    with town.acting_as(row["accepts"]) as actor:
        accept_share(actor=actor, share=share)


def _select(row: Row, town: Town) -> None:
    with town.on_case(row["member"], {"key": row["case"]}) as (actor, case):
        select_case(actor=actor, case=case, why=row["text"])


def _step(row: Row, town: Town) -> None:
    with town.on_case(row["member"], {"key": row["case"]}) as (actor, case):
        record_milestone(
            actor=actor,
            case=case,
            code=row["step"],
            happened_at=town.past_moment(int(row["days_ago"]), row["time"]),
            outcome=row["outcome"],
        )


_TELLS = {"hand_over": _hand_over, "share": _share, "select": _select, "step": _step}
