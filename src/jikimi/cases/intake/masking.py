"""What reading exports takes from the room below: a pure function without a table."""

from jikimi.access.masking import COVER, mask

__all__ = ["COVER", "mask"]
