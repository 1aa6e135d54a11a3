"""A proposal in words: its stages, and what the body reads of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jikimi.access.codes import labels
from jikimi.places.areas import area_names
from jikimi.places.proposal_reads import RunView

_LONGEST = 3_900


def stage_words() -> dict[str, str]:
    """How a proposal stands."""
    return {
        "": _("All"),
        "waiting": _("Waits for its turn"),
        "running": _("Being worked out"),
        "done": _("Worked out"),
        "failed": _("No answer"),
        "decided": _("Decided on"),
        "thrown": _("Thrown away"),
    }


def failure_words() -> dict[str, str]:
    """Why there is no answer."""
    return {
        "floors_too_dear": _("The budget is not enough for the least number in every district."),
        "too_few_there": _("A district has fewer places to choose from than it must get."),
        "budget_too_small": _("The budget is not enough for a single one."),
        "excluded_alone": _("Some demand can be reached from excluded places only."),
        "nothing_open": _("Everything is within reach already."),
        "no_time": _("No answer was found in the time given."),
    }


def how_good(view: RunView) -> str:
    """How good the answer is, never better than was proven."""
    if view.run.answer["is_proven"]:
        return _("Proven: no better choice exists.")
    gap = f"{100 * view.run.answer['gap']:.2f} %"
    return _("Not proven best: at most %(gap)s below the best possible.") % {"gap": gap}


def summary(view: RunView) -> str:
    """What the body reads: what was asked, what it brings, where the sites are."""
    areas, kinds = area_names(), labels("places", "site_kinds")
    lines = [
        _("%(kind)s, %(count)s places, reach %(metres)s m")
        % {
            "kind": kinds[view.run.kind],
            "count": len(view.told["rows"]),
            "metres": view.asked.radius_m,
        },
        _("Covered: %(after)s of all demand; before: %(before)s")
        % {"after": f"{100 * view.share:.1f} %", "before": f"{100 * view.share_before:.1f} %"},
        how_good(view),
        _("People changed the list by hand.") if view.run.changes else "",
        "",
    ]
    for row in view.told["rows"]:
        place = f"{row['latitude']:.5f}, {row['longitude']:.5f}"
        lines.append(f"{row['number']}. {areas.get(row['area'], '')} ({place})")
    text = "\n".join(lines)
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit("\n", 1)[0] + "\n…"
