"""The actor is named for one block; afterwards the one before is named again, whatever happened."""

from __future__ import annotations

from django.db import connection, transaction

from jikimi.access.actor import AT_THE_DOOR, THE_OPERATOR
from jikimi.access.ticket import name_actor, named


def _principals_named() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('jikimi.ticket', true)")
        return str(cursor.fetchone()[0]).split("|")[4]


def test_after_a_block_the_actor_before_is_named_again(db: None) -> None:
    name_actor(AT_THE_DOOR)
    before = _principals_named()
    with named(THE_OPERATOR):
        assert _principals_named() != before
    assert _principals_named() == before


def test_a_block_that_is_rolled_back_leaves_the_actor_before(db: None) -> None:
    name_actor(AT_THE_DOOR)
    before = _principals_named()
    with transaction.atomic(), named(THE_OPERATOR):
        transaction.set_rollback(True)
    assert _principals_named() == before
