"""The lists an import needs: kinds with their time, police stations, and optional code lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


class KindName(NamedTuple):
    """One name a kind of report bears or bore, and from when to when (both ends included)."""

    name: str
    kind: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """What the importing office knows: pass it in, intake holds no list of its own.

    stations: official name → code.  own_stations: codes of those whose reports may go in; None lets
    all in.  reporter_kinds, relations: word → code; an empty mapping keeps the words as written.
    legal_dong_codes: None accepts every ten-digit code.  not_after: aware instant; a later
    report is refused.
    """

    kinds: tuple[KindName, ...]
    stations: Mapping[str, str]
    own_stations: frozenset[str] | None = None
    reporter_kinds: Mapping[str, str] = field(default_factory=dict)
    relations: Mapping[str, str] = field(default_factory=dict)
    legal_dong_codes: frozenset[str] | None = None
    not_after: datetime | None = None


def without_spaces(text: str) -> str:
    """The form in which names of lists are compared."""
    return "".join(text.split())


def spans_by_kind_name(
    kinds: Iterable[KindName],
) -> dict[str, list[tuple[str, str, str]]]:
    """Every kind name with its (first day, last day, kind), days as ISO text, open ends widest.

    An office goes on typing an old name and re-exports old rows under a new one, so a name that
    has had one meaning only is read whatever the day; the days decide when it has had several.
    """
    spans: dict[str, list[tuple[str, str, str]]] = {}
    for name, kind, first, last in kinds:
        span = (str(first or date.min), str(last or date.max), kind)
        spans.setdefault(without_spaces(name), []).append(span)
    return spans


def station_codes(stations: Mapping[str, str]) -> dict[str, str]:
    """Every way to write a listed station: 제주서부경찰서 is also written 제주서부서."""
    codes: dict[str, str] = {}
    for name, code in stations.items():
        plain = without_spaces(name)
        codes[plain] = code
        if plain.endswith("경찰서"):
            codes.setdefault(plain.removesuffix("경찰서") + "서", code)
    return codes
