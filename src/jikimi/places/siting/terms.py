"""What a choice of sites must keep to, and that none does. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Terms:
    """What a choice must keep to.

    budget: what all sites may cost; each costs 1 unless costs say otherwise, so then it is their
    number.  fixed: candidates that are chosen in any case; forbidden: that never are.
    floors: district → how many at least, with the district of each candidate in districts.
    """

    budget: float
    costs: Sequence[float] | None = None
    fixed: Sequence[int] = ()
    forbidden: Sequence[int] = ()
    districts: Sequence[str] | None = None
    floors: dict[str, int] = field(default_factory=dict)


class NoSuchChoice(Exception):
    """No choice keeps to the terms; the words say which one cannot be kept, code says it shortly.

    code: fixed_too_dear, fixed_and_excluded, too_few_there, budget_too_small, floors_too_dear,
    excluded_alone, no_time, nothing_open.
    """

    def __init__(self, code: str, says: str) -> None:
        super().__init__(says)
        self.code = code
