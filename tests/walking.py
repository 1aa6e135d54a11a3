"""A control room, a phone and its secrets, for tests of walking home."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.members import actor_for
from jikimi.access.roster import AgencyDraft, MemberDraft
from jikimi.access.ticket import name_actor
from jikimi.escorts import journeys
from jikimi.escorts.board import Board, board
from jikimi.escorts.journeys import FixDraft, JourneyDraft
from jikimi.escorts.models import ControlRoom
from jikimi.escorts.phones import choose_codes, consent
from jikimi.escorts.rooms import keep_room
from tests.cast import PASSWORD, Cast, on_stage
from tests.wiping import as_administrator, filled_tables

# A street in Gwanak: east along it, a hundred metres are 0.00113 degrees.
HOME = (126.9300, 37.4800)
START = (126.9200, 37.4800)


@dataclass
class Pocket:
    """What one phone knows."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    journey_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    journey_id: UUID = field(default_factory=uuid4)
    seq: int = -1

    def consent(self) -> None:
        """Agree to all purposes for a month."""
        assert consent(self.key, purposes=["sos", "walk", "watch"], days=30)
        assert choose_codes(self.key, cancel="2580", duress="1470")

    def cancel(self, code: str) -> str:
        """Type a code."""
        return journeys.cancel(self.key, self.journey_key, code=code)

    def begin(self, kind: str = "walk", **more: Any) -> str:
        """Begin a journey at the start of the street."""
        draft = JourneyDraft(self.journey_id, kind, here=START, **more)
        return journeys.begin(self.key, self.journey_key, draft)

    def walk(self, **more: Any) -> str:
        """Set out for home along the street."""
        expected = timezone.now() + timedelta(minutes=20)
        return self.begin(route=[START, HOME], expected_at=expected, **more)

    def at(self, longitude: float, latitude: float = 37.48, *, ago_s: float = 0) -> Any:
        """Say where it is, as the next fix."""
        self.seq += 1
        sent = timezone.now() - timedelta(seconds=ago_s)
        return journeys.send(
            self.journey_key,
            [FixDraft(self.seq, sent, longitude, latitude, {"accuracy_m": 5, "battery": 80.0})],
        )


@dataclass
class Room:
    """A control room that answers everywhere; the police station of the cast answers 112."""

    room: ControlRoom
    operator: Actor
    colleague: Actor
    keeper: Actor
    privacy: Actor
    member: Member
    kept_by: Member
    audited_by: Member


def control_room(cast: Cast) -> Room:
    """An agency of its own with two operators."""
    draft = AgencyDraft(key="room", name_ko="관제센터", name_en="Control room", kind="control_room")
    agency = roster.add_agency(actor=THE_OPERATOR, draft=draft)
    room = keep_room(actor=THE_OPERATOR, agency=agency, police=cast.agencies["police"], areas=[])
    members = [_operator(agency, name) for name in ("watch", "relief")]
    keeper = _operator(agency, "keeper", kind="administrator")
    privacy = _operator(agency, "privacy", kind="auditor")
    actors = [actor_for(one) for one in (*members, keeper, privacy)]
    return Room(room, *actors, members[0], keeper, privacy)


def operator_of(agency: Agency, name: str, *, kind: str = "practitioner") -> Actor:
    """Somebody more who works in a control room."""
    return actor_for(_operator(agency, name, kind=kind))


def _operator(agency: Agency, name: str, *, kind: str = "practitioner") -> Member:
    draft = MemberDraft(username=name, name=f"역할{name}", roster_id=name, password=PASSWORD)
    member = roster.add_member(actor=THE_OPERATOR, agency=agency, draft=draft)
    roster.grant_role(actor=THE_OPERATOR, member=member, kind=kind, why="test")
    return member


@pytest.fixture
def play(committed: None) -> Cast:
    """The cast, committed: phones come by the public login, which sees only what is committed."""
    with transaction.atomic():
        cast = on_stage()
        there = control_room(cast)
    cast.actors |= {"operator": there.operator, "relief": there.colleague, "keeper": there.keeper}
    cast.actors["privacy"] = there.privacy
    return cast


@pytest.fixture
def pocket(play: Cast) -> Pocket:
    """A phone whose owner consented."""
    mine = Pocket()
    mine.consent()
    return mine


def seen(play: Cast) -> Board:
    """The board as the operator sees it now."""
    with transaction.atomic():
        name_actor(play.operator)
        return board(play.operator)


def pass_by(seconds: float) -> None:
    """Let time pass: everything that is under way happened so much earlier."""
    with as_administrator() as admin:
        for column in ("begun_at", "seen_at", "moved_at", "off_since", "asked_at", "expected_at"):
            admin.execute(
                f"UPDATE escorts_journey SET {column} = {column} - make_interval(secs => %s)",
                [seconds],
            )
        admin.execute(
            "UPDATE escorts_fix SET sent_at = sent_at - make_interval(secs => %(by)s),"
            " received_at = received_at - make_interval(secs => %(by)s)",
            {"by": seconds},
        )
        admin.execute(
            "UPDATE escorts_journey SET ended_at = ended_at - make_interval(secs => %(by)s),"
            " seemed_over_at = seemed_over_at - make_interval(secs => %(by)s)",
            {"by": seconds},
        )


def rows(table: str) -> int:
    """How many rows a table has, whoever may see them."""
    with as_administrator() as admin:
        found = admin.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert found
        return int(found[0])


def everything() -> str:
    """Every row of every table of the database, as text: record, notices and waiting jobs too."""
    with as_administrator() as admin:
        texts = [
            admin.execute(f"SELECT coalesce(json_agg(t)::text, '') FROM {name} t").fetchone()
            for name in filled_tables(admin)
        ]
    return "".join(text[0] for text in texts if text)
