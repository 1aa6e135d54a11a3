"""Fill the databases: python -m bench.fill [small|large]."""

from __future__ import annotations

import os
import sys

from bench import place

place.settle()

from bench import region  # noqa: E402 - the settings come first


def main() -> None:
    """Fill one size or both, politely: what else runs on the machine goes first."""
    from jikimi.settings import embedded

    os.nice(10)
    embedded.stop()
    wanted = sys.argv[1:] or [size.name for size in place.sizes()]
    for size in place.sizes():
        if size.name in wanted:
            region.filled(size)
    embedded.stop()


if __name__ == "__main__":
    main()
