"""The figures of a council as tables in both languages: what pages show and a pack freezes.

A table is JSON: key, title, and rows of label, now, before and unit.  A number that is hidden is
None; NOTHING stands where there is nothing to be counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jikimi.access.actor import Actor
from jikimi.access.codes import code_rows, codes
from jikimi.bodies.halves import Half
from jikimi.bodies.joining import Joined, joined
from jikimi.bodies.models import Body
from jikimi.cases.council_half import HalfCounted, Number, half_counted
from jikimi.directory.totals import fresh_share

Words = dict[str, str]
Table = dict[str, Any]
# Where the words of a dimension stand, when not in council_figures.csv itself.
_LISTS = {
    "kind": ("cases", "kinds"),
    "nominator": ("access", "agency_kinds"),
    "helper": ("access", "agency_kinds"),
    "cause": ("cases", "causes"),
    "failed": ("cases", "action_outcomes"),
    "failed_cause": ("cases", "causes"),
    "unmet": ("directory", "needs"),
}
_FIXED = {"police": ("police", "other"), "done": ("in_time", "late")}
_TABLES = ("police", "nominator", "kind", "cause", "unmet", "helper", "done", "failed")
DIMENSIONS = (*_TABLES, "failed_cause")


def council_tables(actor: Actor, council: Body, half: Half) -> list[Table]:
    """All figures of a half-year beside those of the one before; the key figures first."""
    now, before = (half_counted(actor, council, one) for one in (half, half.before))
    first = _headline(_values(now, council, half), _values(before, council, half.before))
    return [first, *(_table(dimension, now, before) for dimension in DIMENSIONS)]


def words_of(code: str) -> Words:
    """The Korean and English words of a row of council_figures.csv."""
    row = codes("cases", "council_figures")[code]
    return {"ko": row.ko, "en": row.en}


def listed_words(room: str, name: str, code: str) -> Words:
    """The Korean and English words of a code as they are today; the code itself if unknown."""
    row = codes(room, name).get(code)
    if row is None:
        row = next((old for old in code_rows(room, name) if old.code == code), None)
    return {"ko": row.ko, "en": row.en} if row else {"ko": code, "en": code}


def _values(counted: HalfCounted, council: Body, half: Half) -> dict[str, Number]:
    who: Joined = joined(council, half)
    return {
        "nominated": counted.number("cases", "nominated"),
        "others": counted.share("police", "other", "police"),
        "meetings": counted.meetings,
        "hearings": counted.hearings,
        "days_to_hearing": counted.days_to("hearing"),
        "days_to_support": counted.days_to("support"),
        "supports": counted.number("supports", "done"),
        "supports_per_case": counted.supports_per_case,
        "in_time": counted.share("done", "in_time", "late"),
        "overdue": counted.number("supports", "overdue"),
        "open": counted.number("cases", "open"),
        "closed": counted.number("cases", "closed"),
        "repeat": counted.number("cases", "repeat"),
        "agencies": who.seated,
        "new_agencies": len(who.new),
        "fresh": fresh_share(half.last),
    }


def _headline(now: Mapping[str, Number], before: Mapping[str, Number]) -> Table:
    units = codes("cases", "council_figures")
    rows = [
        _row(words_of(f"headline.{key}"), value, before[key], units[f"headline.{key}"].more["unit"])
        for key, value in now.items()
    ]
    return {"key": "headline", "title": words_of("headline"), "rows": rows}


def _table(dimension: str, now: HalfCounted, before: HalfCounted) -> Table:
    here, there = (one.numbers.get(dimension, {}) for one in (now, before))
    found = _FIXED.get(dimension) if here or there else ()
    every = found if found is not None else sorted({*here, *there}, key=_place(here))
    shown = [c for c in every if found or _is_shown(here.get(c, 0), there.get(c, 0))]
    rows = [_row(_label(dimension, c), here.get(c, 0), there.get(c, 0)) for c in shown]
    rows += _rest([c for c in every if c not in shown], here, there)
    return {"key": dimension, "title": words_of(dimension), "rows": rows}


def _is_shown(now: int | None, before: int | None) -> bool:
    """Whether there is a number to be shown in either half-year."""
    return bool(now or before)


def _rest(
    hidden: list[str], here: Mapping[str, int | None], there: Mapping[str, int | None]
) -> list[dict[str, Any]]:
    """What has no number to be shown, in one row, so that not even its name is told."""
    if not hidden:
        return []
    label = {name: text.format(n=len(hidden)) for name, text in words_of("rest").items()}
    now, before = (None if set(half) & set(hidden) else 0 for half in (here, there))
    return [_row(label, now, before)]


def _place(here: Mapping[str, int | None]) -> Any:
    """The largest first, then what is hidden, then what was there only before; by code."""
    return lambda code: (code not in here, here.get(code) is None, -(here.get(code) or 0), code)


def _row(label: Words, now: Number, before: Number, unit: str = "") -> dict[str, Any]:
    return {"label": label, "now": now, "before": before, "unit": unit}


def _label(dimension: str, code: str) -> Words:
    own = f"{dimension}.{code}"
    if own in codes("cases", "council_figures"):
        return words_of(own)
    return listed_words(*_LISTS[dimension], code)
