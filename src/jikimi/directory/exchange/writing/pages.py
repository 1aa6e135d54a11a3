"""The page object of HSDS 3.2.3 around a list."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any


def page_object(
    contents: Sequence[Any], *, total: int, number: int, per_page: int
) -> dict[str, Any]:
    """A page with where it stands in the whole. total: entries in all; number: from 1."""
    last = ceil(total / per_page)
    return {
        "total_items": total,
        "total_pages": last,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= last,
        "empty": not contents,
        "contents": contents,
    }
