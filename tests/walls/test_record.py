"""The record: nothing in it can be altered, removed or re-ordered without being found."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from jikimi.access.actor import Actor, HeldRole
from jikimi.access.record import Broken, Entry, append, lane_heads, verify
from jikimi.access.ticket import forget_actor, name_actor
from jikimi.settings import embedded, roles
from tests.cast import Cast


@pytest.fixture
def tampering(committed: None) -> Iterator[psycopg.Connection]:
    """A database superuser with the append-only trigger off: the worst hand there is."""
    name = str(connection.settings_dict["NAME"])
    with roles.connect({**embedded.dsn("admin"), "dbname": name}, autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        yield admin


@pytest.fixture
def lane(tampering: psycopg.Connection) -> int:
    """Five entries by one member, all in one lane."""
    actor = Actor(7, 1, roles=frozenset({HeldRole("practitioner", 1)}))
    for step in range(5):
        with transaction.atomic():
            name_actor(actor)
            append(Entry("access.today.read", why=f"step {step}"), actor=actor)
    return 7


def test_a_whole_record_holds(lane: int) -> None:
    assert verify() == []


def test_an_altered_row_is_named(lane: int, tampering: psycopg.Connection) -> None:
    tampering.execute(
        "UPDATE access_record SET why = 'nothing' WHERE lane = %s AND number = 3", [lane]
    )
    assert verify() == [Broken(lane, 3, "altered")]


def test_a_removed_row_is_named(lane: int, tampering: psycopg.Connection) -> None:
    tampering.execute("DELETE FROM access_record WHERE lane = %s AND number = 2", [lane])
    assert Broken(lane, 2, "removed") in verify()


def test_a_removed_last_row_is_named(lane: int, tampering: psycopg.Connection) -> None:
    tampering.execute("DELETE FROM access_record WHERE lane = %s AND number = 5", [lane])
    assert verify() == [Broken(lane, 5, "removed")]


def test_swapped_rows_are_named(lane: int, tampering: psycopg.Connection) -> None:
    tampering.execute(
        "UPDATE access_record SET number = CASE number WHEN 2 THEN 103 ELSE 102 END"
        " WHERE lane = %s AND number IN (2, 3)",
        [lane],
    )
    tampering.execute(
        "UPDATE access_record SET number = number - 100 WHERE lane = %s AND number > 100", [lane]
    )
    assert {b.number for b in verify()} >= {2, 3}


def test_a_lane_written_anew_behind_its_anchor_is_named(
    lane: int, tampering: psycopg.Connection
) -> None:
    anchors = lane_heads()
    tampering.execute("UPDATE access_record SET why = 'x' WHERE lane = %s AND number = 5", [lane])
    tampering.execute(
        "UPDATE access_record r SET hash = sha256(previous_hash ||"
        " convert_to(access_record_text(r), 'UTF8')) WHERE lane = %s AND number = 5",
        [lane],
    )
    tampering.execute(
        "UPDATE access_lane l SET hash = r.hash FROM access_record r"
        " WHERE r.lane = l.lane AND r.number = l.number AND l.lane = %s",
        [lane],
    )
    assert verify() == []
    assert verify(anchors=anchors) == [Broken(lane, 5, "altered")]


def test_staff_cannot_change_or_delete_a_row(cast: Cast) -> None:
    name_actor(cast.auditor)
    for statement in ("UPDATE access_record SET why = ''", "DELETE FROM access_record"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_nobody_appends_without_being_named(cast: Cast) -> None:
    forget_actor()
    with pytest.raises(DatabaseError), transaction.atomic():
        append(Entry("access.today.read"), actor=cast.officer)
