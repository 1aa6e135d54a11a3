"""The wall of walking home: who reads rows of what, asked of the database for every standing.

A walk nobody was told of, a call with a photo and a taxi, a bell, a meeting with a pair, a request
about the log, a child who asks a guardian, a shift handed over: every table holds a row, and a new
table must be told here.
"""

from __future__ import annotations

import secrets
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR
from jikimi.access.agency import Agency
from jikimi.access.roster import AgencyDraft
from jikimi.access.ticket import name_actor
from jikimi.escorts import guardians, journeys, meetings, phones, recordings, rides, rights
from jikimi.escorts.bells import new_bell_key, ring_bell
from jikimi.escorts.marking import mark_unsafe
from jikimi.escorts.models import ProblemPlace
from jikimi.escorts.rides import RideDraft
from jikimi.escorts.rooms import keep_room, room_of
from jikimi.escorts.shifts import give_shift
from jikimi.escorts.watching import look_over
from tests.cast import Cast
from tests.meeting import Asking, on_duty
from tests.rules.test_pocket import photo, sent
from tests.walking import START, Pocket, operator_of, rows, seen
from tests.wiping import as_administrator

ROOM = ("operator", "relief")
AUDITOR = ("privacy",)
EVERYBODY = (
    *("operator", "relief", "keeper", "privacy", "scout", "other_scout", "other_room"),
    *("officer", "coordinator", "counsellor", "stranger", "auditor", "administrator", "analyst"),
)
# What holds nobody is open to all: how rooms are set up, when the watch looked, how much went.
WHO_READS = {
    "journey": ROOM,
    "fix": ROOM,
    "watcher": ROOM,
    "recording": ROOM,
    "ride": ROOM,
    "alarm": ROOM,
    "alarmstep": ROOM,
    "shiftchange": ROOM,
    "problemplace": ROOM,
    "booking": (*ROOM, "scout"),
    "scoutpair": (*ROOM, "scout"),
    "scoutevening": (*ROOM, "scout"),
    "provision": (*ROOM, *AUDITOR),
    "objection": AUDITOR,
    "phone": (),
    "guardianship": (),
    "unsafemark": (),
    "ringheard": (),
    "controlroom": EVERYBODY,
    "watchlook": EVERYBODY,
    "deletion": EVERYBODY,
}


@pytest.fixture
def night(play: Cast, pocket: Pocket) -> Cast:
    """Everything that can be under way, with the people who might look."""
    _people(play)
    _call(play, pocket)
    Pocket.walk(_consenting())
    rights.object_to(pocket.key, kind="reason", text="왜 알렸습니까")
    guardians.ask_guardian(
        secrets.token_bytes(32),
        secrets.token_bytes(32),
        purposes=["sos"],
        days=30,
        age_band="child",
    )
    mark_unsafe(pocket.key, place=START, reason="dark")
    _work(play)
    look_over()
    return play


def _people(play: Cast) -> None:
    with transaction.atomic():
        name_actor(THE_OPERATOR)
        draft = AgencyDraft(key="far", name_ko="먼 관제", name_en="Far", kind="control_room")
        far = roster.add_agency(actor=THE_OPERATOR, draft=draft)
        police = play.agencies["police"]
        keep_room(actor=THE_OPERATOR, agency=far, police=police, areas=["99"])
        near = Agency.objects.get(pk=play.operator.agency_id)
        play.actors["other_room"] = operator_of(far, "far")
        play.actors["other_scout"] = operator_of(near, "idle", kind="scout")


def _consenting() -> Pocket:
    pocket = Pocket()
    pocket.consent()
    return pocket


def _call(play: Cast, pocket: Pocket) -> None:
    pocket.walk()
    pocket.at(*START)
    watcher = secrets.token_bytes(32)
    assert phones.watch(pocket.journey_key, watcher_id=uuid4(), watcher_key=watcher, name="언니")
    taxi = RideDraft("마커12가3456", timezone.now(), "마커택시", "마커역", "마커빌라")
    assert rides.take_ride(pocket.journey_key, taxi)
    assert recordings.choose_recordings(pocket.key, kinds=["photo"])
    journeys.call(pocket.journey_key)
    assert sent(pocket, "photo", photo()) == "kept"
    assert len(seen(play).lines) == 1


def _work(play: Cast) -> None:
    duty = on_duty(play)
    play.actors["scout"] = duty.walker
    asking = Asking(_consenting().key)
    assert phones.consent(asking.key, purposes=["scouts"], days=30)
    assert asking.book(duty.at).said == "booked"
    with transaction.atomic():
        name_actor(play.operator)
        meeting = meetings.meeting_called(play.operator, asking.booking_id)
        meetings.assign(actor=play.operator, meeting=meeting, pair=duty.pair)
        give_shift(actor=play.operator, note="조용함")
        room = room_of(play.operator)
        ProblemPlace.objects.create(
            room=room.agency,
            kind="bell",
            key="B",
            count=5,
            days=100,
            stage="aside",
            member_id=play.operator.member_id,
        )
    with transaction.atomic():
        name_actor(play.keeper)
        secret = new_bell_key(actor=play.keeper, room=room)
    assert ring_bell(secret, bell="B-1", ring="1") == "raised"
    with as_administrator() as admin:
        admin.execute(
            "INSERT INTO escorts_deletion (day, what, rows) VALUES (current_date, 'consent', 1)"
        )


def test_every_table_is_read_by_those_it_is_for_and_by_nobody_else(night: Cast) -> None:
    tables = {
        model._meta.model_name or "": model for model in apps.get_app_config("escorts").get_models()
    }
    assert set(tables) == set(WHO_READS)
    assert [name for name, model in tables.items() if not rows(model._meta.db_table)] == []
    readers: dict[str, list[str]] = {name: [] for name in tables}
    for who in EVERYBODY:
        with transaction.atomic():
            name_actor(night.actors[who])
            for name, model in tables.items():
                if model._default_manager.exists():
                    readers[name].append(who)
    assert readers == {name: [w for w in EVERYBODY if w in who] for name, who in WHO_READS.items()}


def test_a_walk_that_nobody_was_told_of_is_no_row_even_for_its_room(night: Cast) -> None:
    assert rows("escorts_journey") == 2
    with transaction.atomic():
        name_actor(night.operator)
        assert [one.is_told for one in apps.get_model("escorts", "Journey").objects.all()] == [True]
