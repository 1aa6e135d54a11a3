"""How long other systems wait for a page of the directory at /hsds/, by the public login.

Run for one size in a process of its own: python -m bench.directory_api services_large
"""

from __future__ import annotations

import sys
import time
from statistics import median
from typing import Any

from bench import place
from bench.place import Size
from bench.services_fill import filled, sizes

if __name__ == "__main__":
    place.settle(next(size for size in sizes() if size.name == sys.argv[1]))

TIMES, WARM = 15, 3


def addresses(size: Size) -> dict[str, list[str]]:
    """What is asked, by name; several addresses are asked one after another."""
    last = size.cases // 50
    full = "/hsds/services?full=true&per_page=50"
    middle = range(last // 2, last // 2 + TIMES + WARM)
    return {
        "first 50 full services": [f"{full}&page=1"],
        "middle 50 full services, page after page": [f"{full}&page={n}" for n in middle],
        "last 50 full services": [f"{full}&page={last}"],
        "first 50 services": ["/hsds/services?per_page=50"],
        "first 50 full organizations": ["/hsds/organizations?full=true&per_page=50"],
        "first 50 full places": ["/hsds/service_at_locations?full=true&per_page=50"],
        "nothing changed since tomorrow": [f"{full}&modified_after=2099-01-01"],
    }


def measured(size: Size) -> dict[str, Any]:
    """For each: wall and database milliseconds (median), statements, bytes.

    first_ms: the very first, which also counts all there are and finds where the page begins.
    """
    import django

    django.setup()
    from django.test import Client

    asker = Client()
    return {name: _asked(asker, one) for name, one in addresses(size).items()}


def _asked(asker: Any, pages: list[str]) -> dict[str, float]:
    from django.db import connections

    spent: list[float] = []

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, values, many, context)
        finally:
            spent.append(time.perf_counter() - began)

    walls: list[float] = []
    databases: list[float] = []
    statements = size = 0
    first_ms = 0.0
    for turn in range(TIMES + WARM):
        spent.clear()
        began = time.perf_counter()
        with connections["public"].execute_wrapper(note):
            size = len(asker.get(pages[turn % len(pages)]).content)
        if turn == 0:
            first_ms = (time.perf_counter() - began) * 1000
        if turn >= WARM:
            walls.append(time.perf_counter() - began)
            databases.append(sum(spent))
            statements = len(spent)
    return {
        "wall_ms": round(median(walls) * 1000, 2),
        "database_ms": round(median(databases) * 1000, 2),
        "first_ms": round(first_ms, 2),
        "statements": statements,
        "bytes": size,
    }


def main() -> None:
    """Fill if needed, measure one size and write the figures down."""
    size = next(size for size in sizes() if size.name == sys.argv[1])
    filled(size)
    figures = measured(size)
    place.keep(f"directory-api-{size.name}", figures=figures)
    for name, f in figures.items():
        print(
            f"{name:40} wall {f['wall_ms']:8.2f}  database {f['database_ms']:8.2f}"
            f"  first {f['first_ms']:8.2f} ms  {f['statements']} statements  {f['bytes']:,} bytes"
        )


if __name__ == "__main__":
    main()
