"""Search in a nation: of a name hundreds share, those one may know of are found all the same."""

from __future__ import annotations

import pytest
from django.db import transaction

from jikimi.access.ticket import named
from jikimi.cases.names import name_keys
from jikimi.cases.persons import PersonDraft
from jikimi.cases.search import Found, Sought, search_persons
from tests.cast import Cast, on_stage
from tests.naming import named_case
from tests.wiping import as_administrator

_NAME = "고하늘"
_OTHER = PersonDraft(name="문바다")
# More than are read by name before those one may know of are asked first.
_MANY = 1_200
_STRANGERS = """
    INSERT INTO cases_person (id, name, name_keys, sex, phone, language, needs, recorded_by_id,
                              recorded_at, version, acl)
    SELECT gen_random_uuid(), %s, %s, '', '', '', '', %s, now(), 1, '{}'
      FROM generate_series(1, %s)
"""


@pytest.fixture
def nation(committed: None) -> Cast:
    """The centre named 고하늘, and 고 하늘 written apart, among hundreds of others of that name."""
    with transaction.atomic():
        cast = on_stage()
        named_case(cast, "counsellor", PersonDraft(name=_NAME), _OTHER)
        named_case(cast, "counsellor", PersonDraft(name="고 하늘"), PersonDraft(name="문가람"))
    with as_administrator() as admin:
        admin.execute("SET session_replication_role = replica")
        agency = cast.agencies["police"].pk
        admin.execute(_STRANGERS, [_NAME, name_keys(_NAME), agency, _MANY])
    return cast


def _search(cast: Cast, who: str, name: str) -> Found:
    with named(cast.actors[who]):
        return search_persons(cast.actors[who], Sought(name=name), why="case_work")


@pytest.mark.parametrize("typed", ["고하늘", "고하", "고하느", "ㄱㅎㄴ", "하늘", "고하눌"])
def test_a_name_that_hundreds_share_brings_those_one_may_know_of(nation: Cast, typed: str) -> None:
    assert len(_search(nation, "counsellor", typed).persons) == 2
    assert _search(nation, "stranger", typed).is_empty


def test_an_agency_that_knows_many_of_a_name_is_told_that_there_are_more(nation: Cast) -> None:
    with as_administrator() as admin:
        admin.execute("SET session_replication_role = replica")
        centre = nation.agencies["centre"].pk
        admin.execute(
            "UPDATE cases_person SET acl = %s WHERE cardinality(acl) = 0", [[centre * 8 + 1]]
        )
    found = _search(nation, "counsellor", _NAME)
    assert found.is_cut
    assert len(found.persons) == 20
