"""What a page costs: wall time, time in the database, statements, and the same SQL bare.

Run for one size in a process of its own: python -m bench.pages large
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench import place

if __name__ == "__main__":
    place.settle(place.size_called(sys.argv[1]))

from bench.place import Size
from bench.statements import Statement, noted, replayed
from bench.viewers import Viewer, viewers

WARM, ROUNDS, PATIENCE_S = 5, 40, 20.0


@dataclass(frozen=True)
class Page:
    """A page to measure. shows: what stands on it once it is built, at_least so many times."""

    word: str
    path: str
    shows: str
    at_least: int = 1
    form: dict[str, str] = field(default_factory=dict)


PAGES = (
    Page("Today", "/staff/", shows="<h1"),
    Page("case list", "/staff/cases/", shows=r'href="/staff/cases/\d{4}-', at_least=50),
    Page("case page", "/staff/cases/{number}/", shows="{number}"),
    Page(
        "search",
        "/staff/search/",
        shows="{victim}",
        form={"name": "{victim}", "purpose": "nomination"},
    ),
)


def measured(size: Size) -> dict[str, Any]:
    """Figures of every page for every viewer: `page, viewer` → milliseconds and counts."""
    import django

    django.setup()
    logging.disable(logging.ERROR)
    figures = {}
    for viewer in viewers(size):
        client = signed_in(viewer)
        for page in PAGES:
            figures[f"{page.word}, {viewer.word}"] = _page(size, page, viewer, client)
        figures[f"worklist read, {viewer.word}"] = _worklist(size, viewer)
    return figures


def signed_in(viewer: Viewer) -> Any:
    """A browser in which this member has signed in."""
    from django.test import Client

    from jikimi.access.actor import AT_THE_DOOR
    from jikimi.access.member import Member
    from jikimi.access.ticket import named

    client = Client(raise_request_exception=False)
    with named(AT_THE_DOOR):
        member = Member.objects.get(pk=viewer.member_id)
        client.force_login(member, "jikimi.access.entering.Entering")
    return client


def _page(size: Size, page: Page, viewer: Viewer, client: Any) -> dict[str, Any]:
    path = _filled(page.path, viewer)
    form = {name: _filled(value, viewer) for name, value in page.form.items()}

    def ask() -> Any:
        return client.post(path, form) if form else client.get(path)

    answer = ask()
    if answer.status_code != 200:
        return {"is_whole": False, "status": answer.status_code}
    text = answer.content.decode()
    found = len(re.findall(_filled(page.shows, viewer), text))
    figures = _cost(size, ask)
    return {**figures, "bytes": len(text), "shows": found, "is_whole": found >= page.at_least}


def _filled(text: str, viewer: Viewer) -> str:
    return text.replace("{number}", viewer.number).replace("{victim}", viewer.victim)


def _worklist(size: Size, viewer: Viewer) -> dict[str, Any]:
    from jikimi.access.actor import AT_THE_DOOR
    from jikimi.access.member import Member
    from jikimi.access.members import actor_for
    from jikimi.access.ticket import named
    from jikimi.cases.worklist import worklist

    with named(AT_THE_DOOR):
        actor = actor_for(Member.objects.get(pk=viewer.member_id))

    def ask() -> Any:
        with named(actor):
            return worklist(actor)

    return {**_cost(size, ask), "shows": len(ask().lines), "is_whole": True}


def _cost(size: Size, ask: Callable[[], Any]) -> dict[str, Any]:
    began = time.perf_counter()
    ask()
    # A page that takes seconds is measured less often.
    rounds = int(min(ROUNDS, max(3.0, PATIENCE_S / (time.perf_counter() - began))))
    for _ in range(min(WARM, rounds)):
        ask()
    walls, cpus, runs = [], [], []
    for _ in range(rounds):
        with noted() as statements:
            began, cpu = time.perf_counter(), time.process_time()
            ask()
            cpus.append(time.process_time() - cpu)
            walls.append(time.perf_counter() - began)
        runs.append(statements)
    again = replayed(size, runs[-1], rounds=rounds)
    return {
        "wall_ms": _ms(median(walls)),
        "cpu_ms": _ms(median(cpus)),
        "database_ms": _ms(median(map(_seconds, runs))),
        "queries": len(runs[-1]),
        "walled_ms": _ms(again.walled),
        "bare_ms": _ms(again.bare),
        "ratio": round(again.ratio, 3),
        "elapsed_ratio": round(again.elapsed, 3),
        "statements": [(_ms(w), _ms(b), t[:6000]) for w, b, t in again.by_statement],
    }


def _seconds(statements: list[Statement]) -> float:
    return sum(one.seconds for one in statements)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


def main() -> None:
    """Measure one size and write the figures down."""
    size = place.size_called(sys.argv[1])
    figures = measured(size)
    place.keep(f"pages-{size.name}", figures=figures)
    for word, f in figures.items():
        if "status" in f:
            print(f"{word:32} not there: {f['status']}")
            continue
        print(
            f"{word:32} wall {f['wall_ms']:8.2f}  database {f['walled_ms']:8.2f}"
            f"  bare {f['bare_ms']:8.2f}  ratio {f['ratio']:.3f} ({f['elapsed_ratio']:.3f})"
            f"  statements {f['queries']:3}  {'' if f['is_whole'] else 'not built'}"
        )


if __name__ == "__main__":
    main()
