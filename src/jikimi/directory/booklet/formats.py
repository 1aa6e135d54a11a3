"""The sizes a booklet comes in. Lengths in millimetres, letters in points."""

from __future__ import annotations

from dataclasses import dataclass

A5, POCKET, LARGE = "a5", "pocket", "large"


@dataclass(frozen=True, slots=True)
class Look:
    """How one size looks. label_em, number_em: columns in widths of a letter.

    small_em: labels and notes beside the text; in large print nothing is smaller than the text.
    """

    width_mm: float
    height_mm: float
    margin_mm: float
    size_pt: float
    small_em: float
    code_mm: float
    cover_em: float
    label_em: float
    number_em: float
    index_columns: int


# Large print: 18 points, as the guidelines for readers with low vision ask.
LOOKS = {
    A5: Look(148, 210, 13, 8.8, 0.88, 15, 2.7, 4.6, 10, 2),
    POCKET: Look(105, 148, 8, 7.4, 0.9, 12, 2.4, 4.6, 10, 2),
    LARGE: Look(210, 297, 16, 18, 1, 22, 2.4, 4.6, 9.2, 1),
}
