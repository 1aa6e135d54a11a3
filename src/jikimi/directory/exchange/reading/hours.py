"""Opening hours as Korean lists write them; what is not plain stays in words."""

from __future__ import annotations

import re
from typing import Any

_DAYS = dict(zip("월화수목금토일", ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
_ORDER = list(_DAYS.values())
_TIMES = r"(?P<open>\d{1,2}:\d{2})\s*[~∼～-]\s*(?P<close>\d{1,2}:\d{2})"
_PART = re.compile(
    rf"(?P<days>평일|주말|매일|연중무휴|[월화수목금토일](?:요일)?(?:\s*[~∼～,·-]?\s*[월화수목금토일](?:요일)?)*)"
    rf"\s*[:(]?\s*{_TIMES}\)?"
)


def schedules(text: str) -> list[dict[str, Any]]:
    """Weekly schedules, when the whole text is plain days and times; else one with its words."""
    parts = [part.strip() for part in re.split(r"[/;|]|,\s*(?=[평주매연월화수목금토일])", text)]
    found = [_PART.fullmatch(part) for part in parts if part]
    if not found or not all(found):
        return [{"description": text}]
    return [_weekly(one, text) for one in found if one]


def _weekly(found: re.Match[str], text: str) -> dict[str, Any]:
    return {
        "freq": "WEEKLY",
        "byday": ",".join(_days(found["days"])),
        "opens_at": found["open"].zfill(5),
        "closes_at": found["close"].zfill(5),
        "description": text,
    }


def _days(words: str) -> list[str]:
    known = {"평일": _ORDER[:5], "주말": _ORDER[5:], "매일": _ORDER, "연중무휴": _ORDER}
    if words in known:
        return known[words]
    plain = words.replace("요일", "")
    span = re.fullmatch(r"([월-힣])\s*[~∼～-]\s*([월-힣])", plain)
    if span:
        first, last = (_ORDER.index(_DAYS[one]) for one in span.groups())
        return _ORDER[first : last + 1] if first <= last else _ORDER[first:] + _ORDER[: last + 1]
    return [_DAYS[one] for one in plain if one in _DAYS]
