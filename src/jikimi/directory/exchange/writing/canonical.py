"""The one way to write a JSON value as bytes: the same data are the same bytes (RFC 8785)."""

from __future__ import annotations

import json
import re
from typing import Any

import rfc8785

# Python writes small and large fractions with an exponent where RFC 8785 may not. A text that only
# looks like one takes the longer way too; the bytes are the same.
_EXPONENT = re.compile(r"\de[+-]?\d")


def canonical(value: Any) -> bytes:
    """A JSON value in the canonical form of RFC 8785. Names are ASCII, whole numbers are int."""
    text = json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return rfc8785.dumps(value) if _EXPONENT.search(text) else text.encode()


def plain_number(value: float) -> float | int:
    """A number without a fraction of nothing: 100, not 100.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
