"""make bench: fill what is not filled, measure everything, print one table.

JIKIMI_BENCH_CASES   sizes, `10000,1000000` unless told
JIKIMI_BENCH_ROWS    rows of the imported file, 1,000,000 unless told
JIKIMI_BENCH_KEEP    1: keep filled databases although the tables have changed
JIKIMI_BENCH_ONLY    which parts: pages processor search importing printing duty directory
                     hotspots siting alerts effects insights maps escorts ways board
"""

from __future__ import annotations

import os
import subprocess
import sys

from bench import place, table

place.settle()

from bench import region, services_fill  # noqa: E402 - the settings come first

PARTS = ("pages", "processor", "search", "importing", "printing", "duty", "directory")
PARTS += ("hotspots", "siting", "alerts", "effects", "insights", "maps", "escorts", "ways")
PARTS += ("board",)
_WITHOUT_CASES = {"directory", "hotspots", "siting", "alerts", "effects", "insights", "maps"}
_WITHOUT_CASES |= {"escorts", "ways", "board"}
_ONCE = {"importing", "printing", "duty", *_WITHOUT_CASES} - {"directory"}


def main() -> None:
    """Measure and print."""
    from jikimi.settings import embedded

    try:
        wanted = os.environ.get("JIKIMI_BENCH_ONLY", " ".join(PARTS)).split()
        for size in place.sizes() if set(wanted) - _WITHOUT_CASES else []:
            region.filled(size)
        for part in PARTS:
            if part in wanted:
                _measure(part)
        found = table.lines()
        place.keep("result", figures=table.as_data(found))
        print(f"\n{table.shown(found)}\n")
    finally:
        embedded.stop()


def _measure(part: str) -> None:
    if part in _ONCE:
        _run(part)
        return
    if part == "directory":
        _measure_directory()
        return
    for size in place.sizes():
        print(f"{part}, {size.name}: {size.cases:,} cases", flush=True)
        _run(part, size.name)


def _measure_directory() -> None:
    """The directory has databases of its own: services instead of cases."""
    for size in services_fill.sizes():
        print(f"directory, {size.name}: {size.cases:,} services", flush=True)
        _run("directory", size.name)
        _run("directory_api", size.name)


def _run(part: str, *words: str) -> None:
    """Each measurement in a process of its own: Django knows one database a process."""
    subprocess.run([sys.executable, "-W", "ignore", "-m", f"bench.{part}", *words], check=True)


if __name__ == "__main__":
    main()
