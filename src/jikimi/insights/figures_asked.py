"""Asking for figures: one indicator by area, month by month, all at a glance, beside other regions.

Every read checks the act insights.figures.read and is recorded once for each page, whose door calls
read_figures() before anything else.
"""

from __future__ import annotations

from datetime import date

from jikimi.access.actor import Actor
from jikimi.insights.figures import Curve, Figure, Figures, Headline, Place, Wish


def read_figures(actor: Actor) -> bool:
    """Check and record that the actor reads figures; whether small numbers may be seen.

    Raises NotAllowed.  Records insights.figures.read.
    """
    raise NotImplementedError


def figures(actor: Actor, wish: Wish) -> Figures:
    """One indicator by area in one time, with intervals, ranks and the region as a whole."""
    raise NotImplementedError


def series(actor: Actor, wish: Wish) -> list[Figure]:
    """One indicator month by month (context: year by year), oldest first, for the level's one area.

    wish.areas: one area, or none for the whole region.
    """
    raise NotImplementedError


def overview(actor: Actor, *, until: date | None = None) -> list[Headline]:
    """All indicators at a glance for the whole region: twelve months that are over, and before.

    until: the first day after them, the first of a month; without it of this month.
    """
    raise NotImplementedError


def national(actor: Actor, wish: Wish) -> list[Figure]:
    """The indicator for this region among all whose figures were brought, by rank; empty without.

    The own region is the row without an area code.  Only rates and plain figures, by whole years.
    """
    raise NotImplementedError


def repeated(actor: Actor, wish: Wish) -> Curve:
    """How soon first reports of a time were followed by another, of pairs or of addresses."""
    raise NotImplementedError


def places(actor: Actor) -> list[Place]:
    """The stations and districts of which something was counted, by name."""
    raise NotImplementedError


def figure_words(why: str) -> str:
    """A sentence for why there is no value, in the reader's language."""
    raise NotImplementedError
