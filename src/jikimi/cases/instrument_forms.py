"""Instruments as the code lists have them on a day, and when a decision needs a written reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from jikimi.access.codes import Code, codes
from jikimi.cases.instrument_packs import Pack, pack_for
from jikimi.cases.instruments import Band, Instrument, Item, Rule, Score

# What alone is no reason for not acting on a form that is high (unified form; SR-43).
_NO_REASON = re.compile(
    r"(피해자|본인|당사자)?(가|이|는|의)?(조치|처벌)?(를|을)?"
    r"(미희망|불원|원하지않음|원치않음|희망하지않음|바라지않음|거부)(함|의사)?"
    r"|(the)?victimdoes(not|n't|n’t)want(it)?"
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is asked. group: its heading in words."""

    item: str
    words: str
    group: str
    points: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A form as it is put before somebody on a day.

    version: of the form, and of the licensed wording if one was brought in.  asks: what is asked
    beside the questions, codes of instruments.csv.
    """

    instrument: Instrument
    row: Code
    version: str
    licence: str
    source: str
    questions: tuple[Question, ...]
    asks: frozenset[str]

    @property
    def code(self) -> str:
        """The code of the form."""
        return self.row.code

    @property
    def high(self) -> str:
        """What it means that the threshold is met, in words."""
        return self.row.more["high_en" if _is_english() else "high_ko"]

    @property
    def has_points(self) -> bool:
        """Whether it has a threshold at all; a plain check has none."""
        return bool(self.instrument.rules)


def paper_called(code: str, *, on: date) -> Paper:
    """A form with its words as of a day; KeyError when there was none."""
    row = codes("cases", "instruments", on=on)[code]
    pack = pack_for(code, on=on)
    return Paper(
        instrument=instrument_called(code, on=on),
        row=row,
        version=f"{row.more['version']}+{pack.version}" if pack else row.more["version"],
        licence=pack.licence if pack else row.more["licence"],
        source=pack.source if pack else row.source,
        questions=tuple(_questions(code, pack, on)),
        asks=frozenset(row.more["asks"].split()),
    )


def forms_for(kind: str, *, on: date) -> tuple[list[Code], list[Code]]:
    """Forms of a day made for this kind of case, and the others; former ones stand last."""
    rows = sorted(codes("cases", "instruments", on=on).values(), key=_is_former)
    fitting = [r for r in rows if kind in r.more["used_for"].split() and not _is_former(r)]
    return fitting, [row for row in rows if row not in fitting]


def rule_words(instrument: str, *, on: date) -> Mapping[str, str]:
    """What makes a form high, in words, by the code of the rule."""
    return {row.code: row.label for row in _of(instrument, "instrument_rules", on)}


def band_words(instrument: str, band: str, *, on: date) -> str:
    """The word for a level of points; empty where the form has none."""
    found = codes("cases", "instrument_bands", on=on).get(f"{instrument}.{band}")
    return found.label if found else band


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


def is_enough(instrument: str, text: str, *, acts: bool, on: date) -> bool:
    """Whether these words are reason enough to decide so against the form (SR-43).

    Where the form says so, that the victim does not want it is no reason not to act.
    """
    if (
        acts
        or codes("cases", "instruments", on=on)[instrument].more["unwilling_is_reason"] == "yes"
    ):
        return bool(text.strip())
    return is_a_reason(text)


def is_a_reason(text: str) -> bool:
    """Whether words say more than that the victim does not want it."""
    plain = re.sub(r"[\s.,()·]", "", text).lower()
    return bool(plain) and _NO_REASON.fullmatch(plain) is None


def _of(code: str, name: str, on: date) -> list[Code]:
    return [r for r in codes("cases", name, on=on).values() if r.more["instrument"] == code]


def _is_former(row: Code) -> bool:
    return row.more["former"] == "yes"


def _is_english() -> bool:
    return (get_language() or "ko").startswith("en")


def _questions(code: str, pack: Pack | None, on: date) -> Iterable[Question]:
    groups = {row.more["group"]: row.label for row in _of(code, "instrument_groups", on)}
    for row in _of(code, "instrument_items", on):
        item, group = row.more["item"], row.more["group"]
        ko, en = pack.texts.get(item, ("", "")) if pack else ("", "")
        words = (en if _is_english() else ko) or row.label
        yield Question(item, words, groups.get(group, ""), int(row.more["points"]))


def _item(row: Code) -> Item:
    return Item(row.more["item"], row.more["group"], int(row.more["points"]))


def _rule(row: Code) -> Rule:
    groups = frozenset(row.more["groups"].split())
    return Rule(row.code, row.more["kind"], groups, int(row.more["at_least"]))


def _band(row: Code) -> Band:
    start = row.more["from_points"]
    return Band(row.more["band"], int(start) if start else None)
