"""A case in hand, for tests of who may know what of it.

The counselling centre nominates and leads; the police station's coordinator selects and shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.members import actor_for
from jikimi.access.models import Agency
from jikimi.access.roster import AgencyDraft, MemberDraft
from jikimi.access.ticket import name_actor
from jikimi.bodies.seats import give_seat
from jikimi.cases.models import Case, Participation
from jikimi.cases.nomination import NominationDraft, nominate
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.reaching import ContactDraft
from jikimi.cases.selection import select_case
from jikimi.cases.sharing import ShareDraft, accept_share, invite_agency
from tests.cast import PASSWORD, Cast

VICTIM, PERPETRATOR, CHILD = "고하늘", "문바다", "문새봄"
WORRY = "밤마다 다툼이 잦아지고 있다."
PHONE = "010-1234-5678"
_numbers = count(1)


def nominated(cast: Cast, *, contacts: Sequence[ContactDraft] = (), victim: str = VICTIM) -> Case:
    """A case the counselling centre nominated, with victim, perpetrator and child."""
    name_actor(cast.counsellor)
    parties = [
        PartyDraft("victim", PersonDraft(name=victim, sex="female", phone=PHONE)),
        PartyDraft("perpetrator", PersonDraft(name=PERPETRATOR, sex="male"), relation="spouse"),
        PartyDraft("child", PersonDraft(name=CHILD), relation="child", lives_in_home=True),
    ]
    draft = NominationDraft(
        body_id=cast.council.pk,
        kind="domestic_violence",
        basis="consent",
        consented_on=timezone.localdate() - timedelta(days=3),
        consented_by="person",
        worry=WORRY,
        parties=parties,
        contacts=contacts,
    )
    return nominate(actor=cast.counsellor, draft=draft)


def selected(cast: Cast, *, contacts: Sequence[ContactDraft] = ()) -> Case:
    """The same, selected by the coordinator, who is left named to the database."""
    case = nominated(cast, contacts=contacts)
    name_actor(cast.coordinator)
    return select_case(
        actor=cast.coordinator, case=Case.objects.get(pk=case.pk), why="위험이 커지고 있음"
    )


def invited(
    cast: Cast, case: Case, agency: Agency, fields: Sequence[str], **more: object
) -> Participation:
    """An agency asked by the coordinator, who is left named to the database."""
    name_actor(cast.coordinator)
    draft = ShareDraft(
        **{
            "agency_id": agency.pk,
            "basis": "consent",
            "purpose": "피해자 보호와 지원",
            "fields": list(fields),
            **more,
        }
    )
    return invite_agency(actor=cast.coordinator, case=Case.objects.get(pk=case.pk), draft=draft)


def shared(
    cast: Cast, case: Case, who: str, fields: Sequence[str], **more: object
) -> Participation:
    """An agency that takes part, accepted by this person, who is left named to the database."""
    actor = cast.actors[who]
    share = invited(cast, case, Agency.objects.get(pk=actor.agency_id), fields, **more)
    name_actor(actor)
    accept_share(actor=actor, share=Participation.objects.get(pk=share.pk))
    return Participation.objects.get(pk=share.pk)


def newcomer(cast: Cast, who: str, kind: str, roles: Sequence[str] = ("practitioner",)) -> Actor:
    """One more agency of this kind with a seat and one member, who enters the cast under `who`."""
    name_actor(THE_OPERATOR)
    agency = roster.add_agency(
        actor=THE_OPERATOR,
        draft=AgencyDraft(key=who, name_ko=f"{who} 기관", name_en=who.title(), kind=kind),
    )
    give_seat(actor=THE_OPERATOR, body=cast.council, agency=agency)
    cast.agencies[who] = agency
    return joins(cast, who, agency, roles)


def joins(cast: Cast, who: str, agency: Agency, roles: Sequence[str] = ("practitioner",)) -> Actor:
    """One more member of an agency, who enters the cast under `who`."""
    name_actor(THE_OPERATOR)
    draft = MemberDraft(
        username=who, name=f"역할{who}", roster_id=f"W{next(_numbers)}", password=PASSWORD
    )
    member = roster.add_member(actor=THE_OPERATOR, agency=agency, draft=draft)
    for role in roles:
        roster.grant_role(actor=THE_OPERATOR, member=member, kind=role, why="test")
    cast.members[who] = member
    cast.actors[who] = actor_for(member)
    return cast.actors[who]


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
