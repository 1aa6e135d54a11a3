"""How long a booklet of 60 pages takes from its content to the file, first and again.

Run in a process of its own: python -m bench.printing
"""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from bench import place

if __name__ == "__main__":
    place.settle()

ENTRIES = 130  # sixty pages of A5
_RUNS = 5


def measured() -> dict[str, Any]:
    """Pages and seconds; each run has its own codes and edition, so nothing is remembered."""
    import django

    django.setup()
    seconds, processor = [], []
    pages = 0
    for run in range(_RUNS):
        began, worked = time.perf_counter(), time.process_time()
        pages = _printed(run)
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - worked)
    return {
        "pages": pages,
        "first_s": seconds[0],
        "seconds": median(seconds[1:]),
        "processor_s": median(processor[1:]),
    }


def _printed(run: int) -> int:
    from datetime import date

    from tests.samples.booklet import entry

    from jikimi.access.codes import labels
    from jikimi.directory.booklet.chapters import arranged
    from jikimi.directory.booklet.composing import Imprint, composed_booklet
    from jikimi.directory.booklet.content import Content
    from jikimi.directory.booklet.gathering import emergency_lines
    from jikimi.directory.booklet.press import pdf

    needs = list(labels("directory", "needs"))
    content = Content(arranged(map(entry, range(ENTRIES)), needs=needs), emergency_lines())
    url = f"https://guide{run}.example.kr/"
    imprint = Imprint(url, content.hash, number=run + 1, issued_on=date(2026, 11, 22))
    made = composed_booklet(content, imprint=imprint, language="ko", size="a5")
    return pdf("booklet.typ", data=made).count(b"/Type/Page/")


def main() -> None:
    """Measure and write down."""
    figures = measured()
    place.keep("printing", figures=figures)
    print(
        f"booklet of {figures['pages']} pages: {figures['seconds']:.2f} s"
        f" (processor {figures['processor_s']:.2f} s, first {figures['first_s']:.2f} s)"
    )


if __name__ == "__main__":
    main()
