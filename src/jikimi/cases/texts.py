"""Free text as it is kept: without the blanks around it and with identity numbers covered."""

from __future__ import annotations

from jikimi.cases.intake.masking import mask


def covered(text: str) -> str:
    """The text to be stored or recorded (SR-14)."""
    return mask(text)[0].strip()
