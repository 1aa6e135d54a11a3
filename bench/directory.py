"""How long a search for help takes in the database, by the public login, the hits read as shown.

Run for one size in a process of its own: python -m bench.directory services_large
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles
from typing import Any

from bench import place
from bench.place import Size
from bench.services_fill import filled, sizes
from bench.statements import processor

if __name__ == "__main__":
    place.settle(next(size for size in sizes() if size.name == sys.argv[1]))

import psycopg

SEARCHES = 600
_SERVICES = 500
_KINDS = (
    "one common word", "two common words", "rare name", "초성", "slip", "district and need",
    "phone", "open Sunday 23:00", "need in a sentence", "end of a phone",
)  # fmt: skip


def measured(size: Size) -> dict[str, Any]:
    """p50 and p95 in milliseconds, over all searches and of each kind.

    first: the same searches before, when what they need was still on the disk.
    """
    import django

    django.setup()
    mix = list(_mix(_services(size)))
    first = [_seconds(query) for _word, query in mix]
    found: dict[str, list[_Spent]] = {}
    for word, query in mix:
        found.setdefault(word, []).append(_seconds(query))
    every = [one for kind in found.values() for one in kind]
    return {
        **_cuts([one.elapsed for one in every]),
        "first": _cuts([one.elapsed for one in first]),
        "processor": _cuts([one.processor for one in every]),
        "index": _cuts([one.index for one in every]),
        "kinds": {word: _cuts([one.elapsed for one in kind]) for word, kind in found.items()},
        "kinds_processor": {
            word: _cuts([one.processor for one in kind]) for word, kind in found.items()
        },
    }


@dataclass(frozen=True)
class _Spent:
    """Seconds of one search: that passed, of them in the index, and of the server's processor."""

    elapsed: float
    index: float
    processor: float


def _mix(rows: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    from jikimi.directory.search.folding import initials

    chance = random.Random(2026)
    for turn in range(SEARCHES):
        name, phone, district = chance.choice(rows)
        word = name.split()[-1]
        slipped = word[:2] + chr(ord(word[2]) + 28) + word[3:]
        yield (
            ("one common word", chance.choice(["상담", "센터", "교육", "지원", "쉼터"])),
            (
                "two common words",
                chance.choice(["상담 센터", "의료 법률", "여성 상담", "복지 센터"]),
            ),
            ("rare name", word),
            ("초성", initials(word)[:5]),
            ("slip", slipped),
            ("district and need", f"{district} {chance.choice(['가정폭력', '법률상담', '쉼터'])}"),
            ("phone", phone),
            ("open Sunday 23:00", f"{chance.choice(['상담', '쉼터', '성폭력'])} 일요일 23시"),
            ("need in a sentence", chance.choice(["남편이 자꾸 때려요", "술을 끊고 싶어요"])),
            ("end of a phone", phone.replace("-", "")[-7:]),
        )[turn % len(_KINDS)]


def _services(size: Size) -> list[tuple[str, str, str]]:
    with psycopg.connect(**place.admin(size)) as connection:
        return connection.execute(
            "SELECT s.name, p.number, split_part(s.name, ' ', 1) FROM directory_service s"
            " JOIN directory_phone p ON p.service_id = s.id ORDER BY s.id LIMIT %s",
            [_SERVICES],
        ).fetchall()


def _seconds(query: str) -> _Spent:
    """Time in the database for one search, the hits read as they are shown."""
    from django.db import connections

    from jikimi.directory.routing import public_door
    from jikimi.directory.search.finding import find
    from jikimi.directory.search.hours import KOREA

    spent: list[tuple[float, bool]] = []

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, values, many, context)
        finally:
            spent.append((time.perf_counter() - began, "directory_find(" in sql))

    with public_door(), connections["public"].execute_wrapper(note):
        pid = connections["public"].connection.info.backend_pid
        before = processor(pid)
        find(query, now=datetime(2026, 11, 18, 15, tzinfo=KOREA), is_counted=False)
        used = processor(pid) - before
    return _Spent(sum(s for s, _ in spent), sum(s for s, is_index in spent if is_index), used)


def _cuts(seconds: list[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {
        "p50_ms": round(median(seconds) * 1000, 2),
        "p95_ms": round(cuts[94] * 1000, 2),
        "max_ms": round(max(seconds) * 1000, 2),
        "count": len(seconds),
    }


def main() -> None:
    """Fill if needed, measure one size and write the figures down."""
    size = next(size for size in sizes() if size.name == sys.argv[1])
    filled(size)
    figures = measured(size)
    place.keep(f"directory-{size.name}", figures=figures)
    parts = {"all": figures, "all, processor": figures["processor"], "index": figures["index"]}
    for word, f in {**parts, **figures["kinds_processor"]}.items():
        print(
            f"{word:22} p50 {f['p50_ms']:7.2f}  p95 {f['p95_ms']:7.2f}  max {f['max_ms']:7.2f} ms"
        )


if __name__ == "__main__":
    main()
