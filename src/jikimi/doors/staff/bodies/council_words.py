"""What the pages of a council share: a number in words, words in two languages, a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from jikimi.access.codes import label
from jikimi.bodies.council_papers import figure_text
from jikimi.bodies.models import CaseReview
from jikimi.settings.jinja import day


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review in a list, its codes in words."""

    review: CaseReview
    kind: str
    causes: str
    supports: str
    missing: str


def review_line(row: CaseReview) -> ReviewLine:
    """A review with its codes in the reader's language."""
    return ReviewLine(
        review=row,
        kind=label("cases", "kinds", row.kind),
        causes=", ".join(label("cases", "causes", code) for code in row.causes),
        supports=", ".join(label("directory", "needs", code) for code in row.supports),
        missing=", ".join(label("directory", "needs", code) for code in row.missing),
    )


def said(words: Mapping[str, str]) -> str:
    """Words that are kept in both languages."""
    return words["en" if (get_language() or "ko").startswith("en") else "ko"]


def dated(iso: str) -> str:
    """A day that is kept as ISO, as it is written in the reader's language."""
    return day(date.fromisoformat(iso))


def figure(value: int | float | str | None, unit: str = "") -> str:
    """A number of a table as pages and papers show it."""
    return figure_text(value, unit)
