"""Free text as it is kept: without the blanks around it and with identity numbers covered."""

from jikimi.access.masking import covered

__all__ = ["covered"]
