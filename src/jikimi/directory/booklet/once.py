"""Made once: a file is made the first time somebody asks for it, then handed out again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

Key = tuple[str, ...]
_FILES_KEPT = 24


class _Job:
    """Two jobs with the same key make the same bytes."""

    def __init__(self, key: Key, make: Callable[[], bytes]) -> None:
        self.key = key
        self.make = make

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Job) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


def made_once(key: Key, make: Callable[[], bytes]) -> bytes:
    """What make makes; from memory when it was made under this key lately."""
    return _made(_Job(key, make))


@lru_cache(maxsize=_FILES_KEPT)
def _made(job: _Job) -> bytes:
    return job.make()
