"""Children: a guardian agrees on a phone of their own, by a link the child's phone shows.

Whoever agrees sees nothing of the child by that alone: neither where it is nor that it called for
help.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from jikimi.access.codes import codes
from jikimi.access.errors import NotValid
from jikimi.escorts.phones import asked

_MOST_PURPOSES = 10


def ask_guardian(
    phone_key: bytes, link_key: bytes, *, purposes: list[str], days: int, age_band: str
) -> bool:
    """Keep for a day what a guardian is asked to agree to; asking anew makes the older link void.

    age_band: a code of age_bands.csv that needs a guardian.  Raises NotValid.
    Source: Location Information Act §25 (under 14: both agree), §26 (8 or under: for the child).
    """
    row = codes("escorts", "age_bands").get(age_band)
    if row is None or row.more["guardian"] == "no":
        says = _("Choose how old you are.")
        raise NotValid("escorts.guardians.age", {"age_band": says})
    wanted = [one for one in purposes if one in codes("escorts", "purposes")][:_MOST_PURPOSES]
    if not wanted:
        says = _("Choose what to agree to.")
        raise NotValid("escorts.guardians.purposes", {"purpose": says})
    return bool(asked("ask_guardian", phone_key, link_key, wanted, days, age_band))


def guardian_asked(link_key: bytes, guardian_key: bytes) -> dict[str, Any] | None:
    """What a guardian's phone may see, or None.

    {stage, purposes, days, age_band, agreed_at, until}.  stage: asked, agreed (on this phone),
    ended, or own_phone: a child cannot agree for itself.
    """
    answer: dict[str, Any] | None = asked("guardian_asked", link_key, guardian_key)
    return answer


def answer_child(link_key: bytes, guardian_key: bytes, *, yes: bool, relation: str = "") -> str:
    """Agree, or not: agreed, refused, or over when there is nothing to answer any more.

    relation: a code of guardian_kinds.csv.  Raises NotValid without one.
    """
    if yes and relation not in codes("escorts", "guardian_kinds"):
        says = _("Say what you are to the child.")
        raise NotValid("escorts.guardians.relation", {"relation": says})
    return str(asked("guardian_answer", link_key, guardian_key, yes, relation))


def take_back(link_key: bytes, guardian_key: bytes) -> bool:
    """Take a guardian's consent back: the child's walks end; a call for help goes on."""
    return bool(asked("guardian_end", link_key, guardian_key))


def guardian_of(phone_key: bytes) -> dict[str, Any] | None:
    """How it stands for a child's phone: {stage: asked, agreed, ended; age_band, until}, or None.

    Asking after an agreement puts the consent into force.
    """
    answer: dict[str, Any] | None = asked("guardian_of", phone_key)
    return answer
