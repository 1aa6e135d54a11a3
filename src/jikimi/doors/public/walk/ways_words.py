"""What the script says while the way home is chosen."""

from __future__ import annotations

from django.utils.translation import gettext as _


def choosing() -> dict[str, str]:
    """By the names the script knows."""
    return {
        "choose_looking": _("Looking for it …"),
        "choose_cut": _(
            "No connection: no way can be looked for now. You can set out without one."
        ),
        "choose_no_place": _("The phone does not say where it is, so no way can be looked for."),
        "choose_nothing": _("Nothing of that name. Write how it begins, or point on a map."),
        "choose_passes_nothing": _("Nothing that is known of."),
    }
