"""How long a person search takes in the database: common and rare names, 초성, phone, nobody.

Run for one size in a process of its own: python -m bench.search large
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any

from bench import place

if __name__ == "__main__":
    place.settle(place.size_called(sys.argv[1]))

import psycopg

from bench.place import Size
from bench.statements import noted
from bench.viewers import Viewer, viewers

SEARCHES = 500
_PEOPLE = 400
_TABLES = ("cases_person", "cases_reportparty", "cases_party", "cases_report", "cases_case")
_LARGEST = """
    SELECT r.member_id, r.agency_id FROM access_role r
     WHERE r.kind = 'practitioner' AND r.agency_id = (
        SELECT agency_id FROM cases_participation GROUP BY agency_id ORDER BY count(*) DESC LIMIT 1)
     ORDER BY r.member_id LIMIT 1
"""


def measured(size: Size) -> dict[str, Any]:
    """p50, p95 and p99 in milliseconds over all searches, each kind's own, and scans of tables.

    first: the same searches before, when what they need was still on the disk.
    """
    import django

    django.setup()
    actors = _actors(size)
    sought = list(_sought(_people(size)))
    first = _asked(actors, sought)
    before = _scans(size)
    by_kind = _asked(actors, sought)
    return {
        **_percentiles([s for seconds in by_kind.values() for s in seconds]),
        "first": _percentiles([s for seconds in first.values() for s in seconds]),
        "kinds": {word: _percentiles(seconds) for word, seconds in by_kind.items()},
        "sequential_scans": sum(_scans(size).values()) - sum(before.values()),
    }


def _asked(actors: list[Any], sought: list[tuple[str, Any]]) -> dict[str, list[float]]:
    """Seconds of each search, by kind; the actors take turns."""
    by_kind: dict[str, list[float]] = {}
    for turn, (word, wish) in enumerate(sought):
        by_kind.setdefault(word, []).append(_seconds(actors[turn % len(actors)], wish))
    return by_kind


def _actors(size: Size) -> list[Any]:
    """The three viewers and somebody at the largest agency of all."""
    from jikimi.access.actor import AT_THE_DOOR
    from jikimi.access.member import Member
    from jikimi.access.members import actor_for
    from jikimi.access.ticket import named

    numbers = [viewer.member_id for viewer in viewers(size)] + [_largest(size).member_id]
    with named(AT_THE_DOOR):
        rows = Member.objects.select_related("agency")
        return [actor_for(rows.get(pk=number)) for number in numbers]


def _largest(size: Size) -> Viewer:
    with psycopg.connect(**place.admin(size)) as connection:
        found = connection.execute(_LARGEST).fetchone()
    return Viewer("largest agency", *found, 0, "", "")  # type: ignore[misc]


def _sought(people: list[tuple[str, str, Any]]) -> Iterator[tuple[str, Any]]:
    """What is looked for, drawn from the people who are there and from some who are not."""
    from jikimi.cases.names import initials
    from jikimi.cases.search import Sought

    chance = random.Random(2026)
    for turn in range(SEARCHES):
        name, phone, born_on = chance.choice(people)
        yield (
            ("whole name", Sought(name=name)),
            ("common name", Sought(name=chance.choice(["김민준", "이민서", "김서준", "박지우"]))),
            ("beginning", Sought(name=name[:2])),
            ("초성", Sought(name=initials(name))),
            ("phone", Sought(phone=phone)),
            ("end of a phone", Sought(phone=phone[-4:])),
            ("name and birth date", Sought(name=name, born_on=born_on)),
            ("nobody", Sought(name="쀍" + name[1:])),
            ("nobody's initials", Sought(name="ㅃㅉㅃ")),
            ("slip", Sought(name=name[:-1] + chr(ord(name[-1]) + 1))),
        )[turn % 10]


def _people(size: Size) -> list[tuple[str, str, Any]]:
    with psycopg.connect(**place.admin(size)) as connection:
        connection.execute("SELECT setseed(0.5)")
        rows = connection.execute(
            "SELECT name, phone, born_on FROM cases_person WHERE phone <> '' AND length(name) > 2"
            " ORDER BY md5(id::text) LIMIT %s",
            [_PEOPLE],
        )
        return [(str(n), str(p), b) for n, p, b in rows]


def _seconds(actor: Any, wish: Any) -> float:
    """Time in the database for one search by the rule, its record included."""
    from jikimi.access.ticket import named
    from jikimi.cases.search import search_persons

    with named(actor), noted() as statements:
        search_persons(actor, wish, why="nomination")
    return sum(one.seconds for one in statements)


def _percentiles(seconds: list[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {
        "p50_ms": round(median(seconds) * 1000, 2),
        "p95_ms": round(cuts[94] * 1000, 2),
        "p99_ms": round(cuts[98] * 1000, 2),
        "count": len(seconds),
    }


def _scans(size: Size) -> dict[str, int]:
    """How often each table was read from end to end so far."""
    time.sleep(1.5)  # the counters arrive about once a second
    with psycopg.connect(**place.admin(size)) as connection:
        rows = connection.execute(
            "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname = ANY (%s)",
            [list(_TABLES)],
        )
        return {str(name): int(count) for name, count in rows}


def main() -> None:
    """Measure one size and write the figures down."""
    size = place.size_called(sys.argv[1])
    figures = measured(size)
    place.keep(f"search-{size.name}", figures=figures)
    for word, f in {"all": figures, **figures["kinds"]}.items():
        print(
            f"{word:22} p50 {f['p50_ms']:7.2f}  p95 {f['p95_ms']:7.2f}  p99 {f['p99_ms']:7.2f} ms"
        )
    print(f"sequential scans: {figures['sequential_scans']}")


if __name__ == "__main__":
    main()
