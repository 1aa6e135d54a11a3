"""Instruments: forms that help to see danger. Pure: no Django, no table."""

from jikimi.cases.instruments.scoring import (
    ANSWERS,
    Band,
    Filled,
    Instrument,
    Item,
    Rule,
    Score,
    score_of,
)

__all__ = ["ANSWERS", "Band", "Filled", "Instrument", "Item", "Rule", "Score", "score_of"]
