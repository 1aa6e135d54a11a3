"""Instruments as the code lists have them on a day, and when a decision needs a written reason."""

from __future__ import annotations

import re
from datetime import date

from jikimi.access.codes import Code, codes
from jikimi.cases.instruments import Band, Instrument, Item, Rule, Score

# What alone is no reason for not acting on a form that is high (unified form; SR-43).
_NO_REASON = re.compile(
    r"(피해자|본인|당사자)?(가|이|는|의)?(조치|처벌)?(를|을)?"
    r"(미희망|불원|원하지않음|원치않음|희망하지않음|바라지않음|거부)(함|의사)?"
    r"|(the)?victimdoes(not|n't|n’t)want(it)?"
)


def instrument_called(code: str, *, on: date) -> Instrument:
    """A form as it stood on a day; KeyError when there was none."""
    row = codes("cases", "instruments", on=on)[code]
    return Instrument(
        code=code,
        version=row.more["version"],
        items=tuple(_item(r) for r in _of(code, "instrument_items", on)),
        rules=tuple(_rule(r) for r in _of(code, "instrument_rules", on)),
        bands=tuple(_band(r) for r in _of(code, "instrument_bands", on)),
    )


def needs_reason(instrument: str, score: Score, *, acts: bool, on: date) -> bool:
    """Whether deciding so needs a written reason: against the form, in the directions it names.

    A form whose open answers could make it high needs one for not acting as well.
    """
    both = codes("cases", "instruments", on=on)[instrument].more["reasons"] == "both"
    if acts:
        return both and not score.is_high
    return score.is_high or score.is_uncertain


def is_a_reason(text: str) -> bool:
    """Whether words say more than that the victim does not want it."""
    plain = re.sub(r"[\s.,()·]", "", text).lower()
    return bool(plain) and _NO_REASON.fullmatch(plain) is None


def _of(code: str, name: str, on: date) -> list[Code]:
    return [r for r in codes("cases", name, on=on).values() if r.more["instrument"] == code]


def _item(row: Code) -> Item:
    return Item(row.more["item"], row.more["group"], int(row.more["points"]))


def _rule(row: Code) -> Rule:
    groups = frozenset(row.more["groups"].split())
    return Rule(row.code, row.more["kind"], groups, int(row.more["at_least"]))


def _band(row: Code) -> Band:
    start = row.more["from_points"]
    return Band(row.more["band"], int(start) if start else None)
