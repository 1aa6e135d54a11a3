"""The cast: the same few people in every test.

officer       works at the police station            (practitioner, own agency)
coordinator   coordinates its working council        (practitioner there too)
counsellor    works at a counselling centre seated in the council (partner with a share)
colleague     works at the same centre as counsellor
shelter       works at a shelter seated in the council, without a share (partner without)
stranger      works at an agency with no seat and no case
head          sits in the council of heads
auditor, administrator, analyst   of the police station
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import translation

from jikimi.access import roster
from jikimi.access.actor import AT_THE_DOOR, THE_OPERATOR, Actor
from jikimi.access.member import Member
from jikimi.access.members import actor_for
from jikimi.access.models import Agency
from jikimi.access.roster import AgencyDraft, MemberDraft
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body
from jikimi.bodies.seats import found_body, give_seat
from tests.rehearsing import keep_rows, put_back_rows
from tests.wiping import wipe

PASSWORD = "calm-harbour-2026"
_numbers = count(1)


@dataclass
class Cast:
    """Agencies, bodies and people by their part in the play."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    council: Body = field(default=None)  # type: ignore[assignment]
    heads: Body = field(default=None)  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["actors"][name]
        except KeyError:
            raise AttributeError(name) from None


_AGENCIES = {
    "police": "police",
    "centre": "counselling",
    "refuge": "women_shelter",
    "elsewhere": "housing_welfare",
}
_PEOPLE = {
    "officer": ("police", ["practitioner"]),
    "coordinator": ("police", ["practitioner"]),
    "counsellor": ("centre", ["practitioner"]),
    "colleague": ("centre", ["practitioner"]),
    "shelter": ("refuge", ["practitioner"]),
    "stranger": ("elsewhere", ["practitioner"]),
    "head": ("centre", []),
    "auditor": ("police", ["auditor"]),
    "administrator": ("police", ["administrator"]),
    "analyst": ("police", ["analyst"]),
}


@pytest.fixture(scope="session")
def rehearsed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast played once through the rules, its rows kept to be put back in one statement."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            play = on_stage()
        connections.close_all()
        keep_rows()
        wipe()
        yield play


@pytest.fixture
def cast(rehearsed: Cast, db: None) -> Cast:
    """Everybody on stage, in the language of the house whatever page was read before."""
    translation.deactivate()
    name_actor(THE_OPERATOR)
    put_back_rows()
    return deepcopy(rehearsed)


def on_stage() -> Cast:
    """The cast in the open transaction, for tests that commit it themselves."""
    name_actor(THE_OPERATOR)
    play = Cast()
    for key, kind in _AGENCIES.items():
        draft = AgencyDraft(key=key, name_ko=f"{key} 기관", name_en=key.title(), kind=kind)
        play.agencies[key] = roster.add_agency(actor=THE_OPERATOR, draft=draft)
    _found_bodies(play)
    for name, (agency, roles) in _PEOPLE.items():
        play.members[name] = _person(name, play.agencies[agency], roles)
    _in_body(play.members["coordinator"], "coordinator", play.council)
    _in_body(play.members["head"], "council_member", play.heads)
    play.actors = {name: actor_for(member) for name, member in play.members.items()}
    return play


def _found_bodies(play: Cast) -> None:
    words = {"name_ko": "협의체", "name_en": "Council", "actor": THE_OPERATOR}
    play.heads = found_body(key="heads", kind="council", **words)
    play.council = found_body(
        key="east", kind="working_council", station=play.agencies["police"], **words
    )
    for key in ("police", "centre", "refuge"):
        give_seat(actor=THE_OPERATOR, body=play.council, agency=play.agencies[key])


def _person(name: str, agency: Agency, roles: list[str]) -> Member:
    draft = MemberDraft(
        username=name, name=f"역할{name}", roster_id=f"R{next(_numbers)}", password=PASSWORD
    )
    member = roster.add_member(actor=THE_OPERATOR, agency=agency, draft=draft)
    for kind in roles:
        roster.grant_role(actor=THE_OPERATOR, member=member, kind=kind, why="test")
    return member


def _in_body(member: Member, kind: str, body: Body) -> None:
    roster.grant_role(actor=THE_OPERATOR, member=member, kind=kind, why="test", body_id=body.pk)


@pytest.fixture
def enter() -> Callable[[Actor], None]:
    """Name an actor for what follows in the test, as the middleware does for a request."""
    return name_actor


@pytest.fixture
def signed_in(settings: Any) -> Callable[[Client, Member], Client]:
    """Sign a member in as the pages see it; the second factor has tests of its own."""
    settings.JIKIMI_SECOND_FACTOR = "never"

    def sign_in(client: Client, member: Member) -> Client:
        name_actor(AT_THE_DOOR)
        client.force_login(member, "jikimi.access.entering.Entering")
        return client

    return sign_in
