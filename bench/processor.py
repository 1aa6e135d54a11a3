"""Processor time of the list page of 50 cases beside the bare ones, all served on loopback.

Run for one size in a process of its own: python -m bench.processor large
"""

from __future__ import annotations

import sys
from typing import Any

from bench import place

if __name__ == "__main__":
    place.settle(place.size_called(sys.argv[1]))

from bench.pages import signed_in
from bench.place import Size
from bench.serving import bare_served, jikimi_served, processor_triples, session_of
from bench.viewers import viewers

LIST = "/staff/cases/"
BATCHES, TIMES = 9, 40


def measured(size: Size) -> dict[str, Any]:
    """Milliseconds of processor time per page (application and database), for each viewer.

    Beside the bare page of the same template, and of the least one.
    """
    import django

    django.setup()
    figures = {}
    people = viewers(size)
    _keep_frame(signed_in(people[0]).get(LIST).content)
    with bare_served(size) as bare:
        for viewer in people:
            with jikimi_served(size, session_of(signed_in(viewer))) as ours:
                same, least = f"/same/{viewer.agency_id}", f"/least/{viewer.agency_id}"
                figures[viewer.word] = processor_triples(
                    ours, LIST, bare, (same, least), batches=BATCHES, times=TIMES
                )
    return figures


def _keep_frame(page: bytes) -> None:
    """The head and the foot of our page, between which the bare one puts its rows."""
    place.results_file("frame").with_suffix(".html").write_bytes(page)


def main() -> None:
    """Measure one size and write the figures down."""
    size = place.size_called(sys.argv[1])
    figures = measured(size)
    place.keep(f"processor-{size.name}", figures=figures)
    for word, f in figures.items():
        print(
            f"{word:14} processor {f['cpu_ms']:6.2f} ms; bare, same {f['bare_cpu_ms']:6.2f}"
            f" ({f['ratio']:.2f}), least {f['least_cpu_ms']:6.2f} ({f['least_ratio']:.2f})"
        )


if __name__ == "__main__":
    main()
