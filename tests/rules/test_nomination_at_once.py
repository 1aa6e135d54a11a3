"""Two members of one agency name the same person in the same moment."""

from __future__ import annotations

from datetime import date
from threading import Thread

from django.db import connections, transaction

from jikimi.access.errors import NotYet
from jikimi.access.ticket import named
from jikimi.cases.nomination import LOOK_FIRST, nominate
from jikimi.cases.persons import PersonDraft
from tests.cast import on_stage
from tests.naming import drafted

VICTIM = PersonDraft(name="고하늘", born_on=date(1990, 3, 5))
OTHER = PersonDraft(name="문바다")


def test_two_colleagues_naming_the_same_person_at_once_make_one_case(
    committed: None,
) -> None:
    """The second waits for the first to finish and is then asked to look at it."""
    with transaction.atomic():
        cast = on_stage()
    outcomes: list[str] = []

    def name_her(who: str) -> None:
        actor = cast.actors[who]
        try:
            with named(actor):
                nominate(actor=actor, draft=drafted(cast, VICTIM, OTHER))
            outcomes.append("named")
        except NotYet as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=name_her, args=(who,)) for who in ("counsellor", "colleague")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [LOOK_FIRST, "named"]
