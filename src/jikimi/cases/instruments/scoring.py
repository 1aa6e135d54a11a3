"""What a filled-in form says: points, what the threshold is met by, and what nobody knows.

A score informs a named person and decides nothing (SR-42). What is unknown or was not asked counts
no points, and never silently: the score says how high it could be.  Checked:
tests/numbers/test_instruments.py
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ANSWERS = ("yes", "no", "unknown", "not_asked")
_OPEN = ("unknown", "not_asked")


@dataclass(frozen=True, slots=True)
class Item:
    """One question. points: what yes counts; may be negative, and 0 for what only decides."""

    code: str
    group: str
    points: int


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes a form high. kind: points or count of yes in the groups, or calls in a year."""

    code: str
    kind: str
    groups: frozenset[str]
    at_least: int


@dataclass(frozen=True, slots=True)
class Band:
    """A level of points. from_points: None for the lowest."""

    code: str
    from_points: int | None


@dataclass(frozen=True, slots=True)
class Instrument:
    """A form as data. bands: from the lowest; empty when a form knows met or not met only."""

    code: str
    version: str
    items: tuple[Item, ...]
    rules: tuple[Rule, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as somebody filled it in. answers: item → one of ANSWERS; what is missing was not
    asked.

    calls: police call-outs within twelve months, None when nobody knows.  is_judged_high: the
    professional's own judgement.  is_repeat: within the repeat period.  is_refused: the person did
    not want to answer.
    """

    answers: Mapping[str, str]
    calls: int | None = 0
    is_judged_high: bool = False
    is_repeat: bool = False
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """What a form says. points: of what was answered yes; highest: if all that is open were yes.

    met_by: codes of rules, and judgement or repeat.  could_be_met_by: rules that open answers could
    still meet.  is_screened: False when the person refused to answer.
    """

    points: int
    highest: int
    band: str
    highest_band: str
    met_by: tuple[str, ...]
    could_be_met_by: tuple[str, ...]
    unknown: tuple[str, ...]
    not_asked: tuple[str, ...]
    is_screened: bool

    @property
    def is_high(self) -> bool:
        """Whether the threshold is met, by points, by an item, by judgement or as a repeat."""
        return bool(self.met_by)

    @property
    def is_uncertain(self) -> bool:
        """Whether what nobody knows could make it high."""
        return not self.is_high and bool(self.could_be_met_by)


def score_of(instrument: Instrument, filled: Filled) -> Score:
    """Score a form. Judgement and repeats only ever raise (SR-44).

    Raises ValueError for an item that the form does not have or an answer that is none.
    """
    _check(instrument, filled)
    said = {item.code: filled.answers.get(item.code, "not_asked") for item in instrument.items}
    yes = {code for code, answer in said.items() if answer == "yes"}
    open_ = {code for code, answer in said.items() if answer in _OPEN}
    points = _points(instrument, yes)
    highest = _points(instrument, yes | _raising(instrument, open_))
    met = [rule.code for rule in instrument.rules if _is_met(instrument, rule, yes, filled.calls)]
    worst = yes | _not_lowering(instrument, open_)
    could = [
        rule.code
        for rule in instrument.rules
        if rule.code not in met and _could_be_met(instrument, rule, worst, filled.calls)
    ]
    met += ["judgement"] * filled.is_judged_high + ["repeat"] * filled.is_repeat
    return Score(
        points=points,
        highest=highest,
        band=_band(instrument.bands, points),
        highest_band=_band(instrument.bands, highest),
        met_by=tuple(met),
        could_be_met_by=tuple(could),
        unknown=_in_order(said, "unknown"),
        not_asked=_in_order(said, "not_asked"),
        is_screened=not filled.is_refused,
    )


def _check(instrument: Instrument, filled: Filled) -> None:
    known = {item.code for item in instrument.items}
    for code, answer in filled.answers.items():
        if code not in known:
            raise ValueError(f"{instrument.code} has no item {code}")
        if answer not in ANSWERS:
            raise ValueError(f"{answer!r} is no answer to {code}")


def _points(
    instrument: Instrument, yes: Iterable[str], groups: frozenset[str] | None = None
) -> int:
    chosen = set(yes)
    return sum(
        item.points
        for item in instrument.items
        if item.code in chosen and (groups is None or item.group in groups)
    )


def _raising(instrument: Instrument, codes: set[str]) -> set[str]:
    return {item.code for item in instrument.items if item.code in codes and item.points > 0}


def _not_lowering(instrument: Instrument, codes: set[str]) -> set[str]:
    """Those that count points or decide; what would take points away is left out."""
    return {item.code for item in instrument.items if item.code in codes and item.points >= 0}


def _could_be_met(instrument: Instrument, rule: Rule, worst: set[str], calls: int | None) -> bool:
    if rule.kind == "calls":
        return calls is None
    return _is_met(instrument, rule, worst, calls)


def _is_met(instrument: Instrument, rule: Rule, yes: set[str], calls: int | None) -> bool:
    if rule.kind == "calls":
        return calls is not None and calls >= rule.at_least
    if rule.kind == "count":
        inside = [i for i in instrument.items if i.group in rule.groups and i.code in yes]
        return len(inside) >= rule.at_least
    return _points(instrument, yes, rule.groups) >= rule.at_least


def _band(bands: tuple[Band, ...], points: int) -> str:
    reached = [b.code for b in bands if b.from_points is None or points >= b.from_points]
    return reached[-1] if reached else ""


def _in_order(said: Mapping[str, str], answer: str) -> tuple[str, ...]:
    return tuple(code for code, given in said.items() if given == answer)
