"""Sealed facts: who may open one, and that nothing of it lies open anywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.db import connection

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.member import Role
from jikimi.access.models import Member
from jikimi.cases.bars import bar_member
from jikimi.cases.models import Case, Party, SealedField
from jikimi.cases.sealed import (
    end_sealed,
    name_readers,
    open_sealed,
    seal_field,
    sealed_called,
    sealed_count,
    sealed_for,
    sealed_readers,
)
from jikimi.cases.sealing import UnreadableError, key_id, seal, unseal
from tests.casework import joins, newcomer, selected, shared
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]
PLACE = "cases_sealedfield.sealed:1"
FACT = "바다쉼터 3층"


def test_what_is_sealed_opens_only_in_its_own_place() -> None:
    value = seal(FACT, place=PLACE)
    assert FACT.encode() not in value
    assert unseal(value, place=PLACE) == FACT
    with pytest.raises(UnreadableError):
        unseal(value, place="cases_sealedfield.sealed:2")


@pytest.mark.parametrize("at", [0, 1, 9, 25, 70, 85, -1])
def test_a_changed_byte_anywhere_is_found(at: int) -> None:
    value = bytearray(seal(FACT, place=PLACE))
    value[at] ^= 1
    with pytest.raises(UnreadableError):
        unseal(bytes(value), place=PLACE)


def test_a_cut_or_empty_value_is_unreadable() -> None:
    for value in (b"", b"\x01", seal(FACT, place=PLACE)[:30]):
        with pytest.raises(UnreadableError):
            unseal(value, place=PLACE)


def test_the_same_words_never_look_the_same() -> None:
    assert seal(FACT, place=PLACE) != seal(FACT, place=PLACE)


def test_an_old_key_still_opens_after_a_change_of_key(settings: LazySettings) -> None:
    old = settings.JIKIMI_SEAL_KEY
    value = seal(FACT, place=PLACE)
    settings.JIKIMI_SEAL_KEY = "11" * 32
    with pytest.raises(UnreadableError):
        unseal(value, place=PLACE)
    settings.JIKIMI_SEAL_KEY = f"{'11' * 32} {old}"
    assert unseal(value, place=PLACE) == FACT
    assert seal(FACT, place=PLACE)[1:9] == key_id(b"\x11" * 32)


@pytest.fixture
def case(cast: Cast) -> Case:
    """The refuge and the police take part and may know how to reach the victim."""
    found = selected(cast)
    shared(cast, found, "shelter", ["victim", "children", "contact"])
    shared(
        cast,
        found,
        "officer",
        ["victim", "contact"],
        basis="fact_inquiry",
        narrative="사실조회 1",
    )
    return found


def _sealed(cast: Cast, enter: Enter, readers: list[str]) -> SealedField:
    enter(cast.shelter)
    return seal_field(
        actor=cast.shelter,
        party=Party.objects.get(role="victim"),
        kind="shelter",
        text=FACT,
        readers=[cast.members[who].pk for who in readers],
    )


def test_only_the_named_open_it_and_all_others_see_that_there_is_one(
    case: Case, cast: Cast, enter: Enter
) -> None:
    field = _sealed(cast, enter, ["officer"])
    for who in ("shelter", "officer"):
        enter(cast.actors[who])
        mine = sealed_called(cast.actors[who], case, field.pk)
        assert open_sealed(actor=cast.actors[who], field=mine) == FACT
    for who in ("counsellor", "coordinator", "colleague"):
        enter(cast.actors[who])
        assert sealed_count(cast.actors[who], case) == 1
        assert sealed_for(cast.actors[who], case) == []
        assert SealedField.objects.count() == 0
        with pytest.raises(NotAllowed):
            sealed_called(cast.actors[who], case, field.pk)
        with pytest.raises(NotAllowed):
            open_sealed(actor=cast.actors[who], field=field)


def test_the_row_holds_no_plain_word(case: Case, cast: Cast, enter: Enter) -> None:
    _sealed(cast, enter, [])
    assert FACT.encode() not in bytes(SealedField.objects.get().sealed)


def test_a_reader_must_take_part_and_may_know_how_to_reach_the_person(
    case: Case, cast: Cast, enter: Enter
) -> None:
    newcomer(cast, "prosecutor", "prosecution")
    shared(cast, case, "prosecutor", ["victim", "risk"])
    enter(cast.shelter)
    party = Party.objects.get(role="victim")
    offered = {reader.member_id for reader in sealed_readers(cast.shelter, party)}
    assert cast.members["prosecutor"].pk not in offered
    assert cast.members["stranger"].pk not in offered
    assert cast.members["officer"].pk in offered
    for who in ("prosecutor", "stranger"):
        with pytest.raises(NotValid) as refusal:
            _sealed(cast, enter, [who])
        assert "readers" in refusal.value.fields


def test_a_writer_who_may_not_know_it_seals_nothing(case: Case, cast: Cast, enter: Enter) -> None:
    newcomer(cast, "prosecutor", "prosecution")
    shared(cast, case, "prosecutor", ["victim", "risk"])
    with pytest.raises(NotAllowed):
        seal_field(
            actor=cast.prosecutor,
            party=Party.objects.get(role="victim"),
            kind="shelter",
            text=FACT,
            readers=[],
        )


def test_a_barred_reader_opens_it_no_more(case: Case, cast: Cast, enter: Enter) -> None:
    field = _sealed(cast, enter, ["officer"])
    enter(cast.coordinator)
    bar_member(
        actor=cast.coordinator,
        case=Case.objects.get(pk=case.pk),
        member=cast.members["officer"],
        reason="relative",
    )
    enter(cast.officer)
    assert SealedField.objects.count() == 0
    with pytest.raises(NotAllowed):
        open_sealed(actor=cast.officer, field=field)
    enter(cast.shelter)
    party = Party.objects.get(role="victim")
    assert cast.members["officer"].pk not in {
        reader.member_id for reader in sealed_readers(cast.shelter, party)
    }


def test_a_reader_who_lost_the_role_opens_it_no_more(case: Case, cast: Cast, enter: Enter) -> None:
    _sealed(cast, enter, ["officer"])
    enter(THE_OPERATOR)
    role = Role.objects.get(member=cast.members["officer"], kind="practitioner")
    roster.end_role(actor=THE_OPERATOR, role=role, why="전보")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jikimi.ticket', '', true)")
    enter(cast.officer)  # a ticket from before, as an open request may still hold one
    assert SealedField.objects.count() == 0


def test_readers_are_changed_by_a_reader_and_nothing_is_lost(
    case: Case, cast: Cast, enter: Enter
) -> None:
    field = _sealed(cast, enter, [])
    joins(cast, "night", cast.agencies["refuge"])
    enter(cast.shelter)
    night = Member.objects.get(username="night")
    name_readers(actor=cast.shelter, field=field, readers=[night.pk], version=1)
    enter(cast.night)
    mine = sealed_called(cast.night, case, field.pk)
    assert open_sealed(actor=cast.night, field=mine) == FACT
    with pytest.raises(Changed):
        name_readers(actor=cast.night, field=mine, readers=[], version=1)


def test_what_no_longer_holds_is_destroyed(case: Case, cast: Cast, enter: Enter) -> None:
    field = _sealed(cast, enter, [])
    with pytest.raises(NotValid):
        end_sealed(actor=cast.shelter, field=field, why="")
    end_sealed(actor=cast.shelter, field=field, why="퇴소함")
    assert sealed_count(cast.shelter, case) == 0
    assert bytes(SealedField.objects.get().sealed) == b""


def test_a_value_that_cannot_be_read_is_said_plainly(case: Case, cast: Cast, enter: Enter) -> None:
    field = _sealed(cast, enter, [])
    SealedField.objects.filter(pk=field.pk).update(sealed=b"\x01" + b"0" * 120)
    with pytest.raises(NotYet):
        open_sealed(actor=cast.shelter, field=SealedField.objects.get())


def test_an_empty_fact_or_an_unknown_kind_is_refused(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.shelter)
    party = Party.objects.get(role="victim")
    for kind, text, field in (("shelter", " ", "text"), ("made_up", FACT, "kind")):
        with pytest.raises(NotValid) as refusal:
            seal_field(actor=cast.shelter, party=party, kind=kind, text=text, readers=[])
        assert field in refusal.value.fields
