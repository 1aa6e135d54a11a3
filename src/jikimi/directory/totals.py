"""How fresh the whole directory is: now, or on an earlier day as far as figures were kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from jikimi.access.codes import today
from jikimi.directory.figures import freshness_figures
from jikimi.directory.models import FreshnessFigure

NOTHING = "-"
_NEAR = timedelta(days=31)


def fresh_share(on: date) -> int | str:
    """Fresh entries in a hundred on a day, or on the last day before it that was counted.

    NOTHING where no figure was kept within a month before.  A day to come counts as today.
    """
    if on >= today():
        return _share((row.entries, row.fresh) for row in freshness_figures())
    kept = FreshnessFigure.objects.filter(day__gt=on - _NEAR, day__lte=on)
    last = kept.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return NOTHING
    return _share(kept.filter(day=last).values_list("entries", "fresh"))


def _share(rows: Iterable[tuple[int, int]]) -> int | str:
    counted = list(rows)
    entries = sum(number for number, _fresh in counted)
    fresh = sum(number for _entries, number in counted)
    return round(100 * fresh / entries) if entries else NOTHING
