"""What a running clock is called: the words of the list its code stands on, as of its start."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.codes import label
from jikimi.cases.models import RunningClock


def clock_words(clock: RunningClock) -> str:
    """What must be done by when, or which measure ends, in the reader's language."""
    began = timezone.localdate(clock.starts_at)
    if clock.kind == "end":
        name = label("cases", "measures", clock.code, on=began)
        return _("End of: %(measure)s") % {"measure": name}
    lists = "clocks" if clock.measure_id else "pathway_clocks"
    return label("cases", lists, clock.code, on=began)
