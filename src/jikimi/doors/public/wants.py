"""The needs offered as buttons: few on the first page, in a child's words for a child."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from jikimi.access.codes import codes

Wants = list[tuple[str, str]]
COMMON = (
    "domestic_violence", "safe_place", "sexual_violence", "stalking", "digital_sexual_crime",
    "child_abuse", "elder_abuse", "disability_abuse", "school_violence", "counselling",
    "legal_aid", "living_costs",
)  # fmt: skip


def labelled(wanted: tuple[str, ...]) -> Wants:
    """The words of these needs, in this order; one that is no longer in the list is left out."""
    known = codes("directory", "needs")
    return [(code, known[code].label) for code in wanted if code in known]


def the_others() -> list[tuple[str, Wants]]:
    """All needs by group, as the list has them."""
    groups: dict[str, Wants] = {}
    for code, row in codes("directory", "needs").items():
        words = row.more["group_en" if row.label == row.en else "group_ko"]
        groups.setdefault(words, []).append((code, row.label))
    return list(groups.items())


def of_a_child() -> Wants:
    """What happened, as a child would say it."""
    return [
        ("child_abuse", _("I get hurt at home")),
        ("sexual_violence", _("Somebody touches my body")),
        ("digital_sexual_crime", _("Somebody has pictures of me")),
        ("school_violence", _("I am bullied")),
        ("youth", _("I cannot go home")),
        ("suicide", _("I do not want to live")),
        ("counselling", _("I feel sad or afraid")),
        ("domestic_violence", _("My parents fight and I am scared")),
    ]


def of_who_wants_to_stop() -> Wants:
    """What helps to stop."""
    return labelled(
        ("stop_hurting", "alcohol", "drugs", "gambling", "mental_health", "family_counselling")
    )


def of_who_worries() -> Wants:
    """Whom one worries about."""
    return [
        ("child_abuse", _("A child")),
        ("domestic_violence", _("Somebody hurt at home")),
        ("dating_violence", _("Somebody hurt by a partner or stalked")),
        ("elder_abuse", _("An older person")),
        ("disability_abuse", _("A person with a disability")),
        ("migrants", _("Somebody from another country")),
        ("suicide", _("Somebody who may take their life")),
        ("isolation", _("Somebody who lives cut off from others")),
    ]


GUIDES: dict[int, Callable[[], Wants]] = {1: of_a_child, 2: of_who_wants_to_stop, 3: of_who_worries}
