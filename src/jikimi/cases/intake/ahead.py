"""Doing the next piece of work while somebody waits for the last: reading beside the database."""

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterable[T], *, depth: int = 1) -> Generator[T, None, None]:
    """The same items, made in a thread of their own, at most `depth` before they are asked for.

    What goes wrong in the making is raised here.  Whoever leaves the loop early waits for the item
    in the making, and may then close what the items come from.
    """
    end = object()
    iterator = iter(items)
    maker = ThreadPoolExecutor(1, thread_name_prefix="ahead")
    try:
        coming = deque(maker.submit(next, iterator, end) for _ in range(depth + 1))
        while (item := coming.popleft().result()) is not end:
            coming.append(maker.submit(next, iterator, end))
            yield item  # type: ignore[misc]
    finally:
        maker.shutdown(cancel_futures=True)
