"""Who looks: an officer of a mid-size agency, somebody at a tiny one, a coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from bench import place
from bench.place import Size

_OF_SIZE = """
    SELECT agency_id FROM (
        SELECT agency_id, count(*) AS shares FROM cases_participation
         WHERE ended_at IS NULL AND accepted_at IS NOT NULL GROUP BY agency_id) a
      JOIN access_agency g ON g.id = agency_id
     WHERE (g.kind = 'police') = %s ORDER BY abs(shares - %s), agency_id LIMIT 1
"""
_AN_OPEN_CASE = """
    SELECT c.number, p.name FROM cases_case c
      JOIN cases_participation s ON s.case_id = c.id
      JOIN cases_party y ON y.case_id = c.id AND y.role = 'victim'
      JOIN cases_person p ON p.id = y.person_id
     WHERE s.agency_id = %s AND s.ended_at IS NULL AND s.accepted_at IS NOT NULL
       AND 'victim' = ANY (s.fields)
     ORDER BY c.stage = 'acting' DESC, c.last_event_at DESC LIMIT 1
"""


@dataclass(frozen=True)
class Viewer:
    """A member who looks. number: a case of its agency; victim: who is protected in it."""

    word: str
    member_id: int
    agency_id: int
    shares: int
    number: str
    victim: str


def viewers(size: Size) -> list[Viewer]:
    """The same three kinds of people at every size."""
    with psycopg.connect(**place.admin(size)) as connection:
        mean = size.cases // 60
        officer = _one(connection, _OF_SIZE, True, mean)
        tiny = _one(connection, _OF_SIZE, False, 100)
        coordinated = 1
        return [
            _viewer(connection, "officer", officer, _worker(connection, officer)),
            _viewer(connection, "tiny agency", tiny, _worker(connection, tiny)),
            _viewer(connection, "coordinator", coordinated, _coordinator(connection, coordinated)),
        ]


def _viewer(connection: Any, word: str, agency_id: int, member_id: int) -> Viewer:
    number, victim = connection.execute(_AN_OPEN_CASE, [agency_id]).fetchone()
    shares = _one(
        connection,
        "SELECT count(*) FROM cases_participation WHERE agency_id = %s AND ended_at IS NULL",
        agency_id,
    )
    return Viewer(word, member_id, agency_id, shares, number, victim)


def _worker(connection: Any, agency_id: int) -> int:
    return _one(
        connection,
        "SELECT member_id FROM access_role WHERE agency_id = %s AND kind = 'practitioner'"
        " AND member_id NOT IN (SELECT member_id FROM access_role WHERE kind <> 'practitioner')"
        " ORDER BY member_id LIMIT 1",
        agency_id,
    )


def _coordinator(connection: Any, body_id: int) -> int:
    return _one(
        connection,
        "SELECT max(member_id) FROM access_role WHERE body_id = %s AND kind = 'coordinator'",
        body_id,
    )


def _one(connection: Any, sql: str, *values: object) -> int:
    return int(connection.execute(sql, values).fetchone()[0])
