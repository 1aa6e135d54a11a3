"""What the script says when somebody calls a place unsafe."""

from __future__ import annotations

from django.utils.translation import gettext as _


def calling_unsafe() -> dict[str, str]:
    """By the names the script knows."""
    return {
        "unsafe_remembered": _("Remembered on this phone until you have arrived."),
        "unsafe_here": _("Where I am now"),
        "unsafe_kept": _("Thank you. It is kept without you: a square, the day and the reason."),
        "unsafe_enough": _("Six places in a month are enough from one phone. Thank you."),
        "unsafe_no_walk": _("Places are marked after a walk. Set out first next time."),
        "unsafe_full": _("Too many places were marked today. Try again tomorrow, after a walk."),
        "unsafe_choose": _("Choose where and why."),
    }
