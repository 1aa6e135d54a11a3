"""What a person may ask about her phone: what stands agreed, who was told, corrections.

No function here names an actor: the database knows a phone by what only it knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.agency import name_in_words
from jikimi.access.codes import codes
from jikimi.access.errors import NotValid
from jikimi.access.masking import mask
from jikimi.escorts.phones import asked

MOST_BUNDLE_DAYS = 30
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Provider:
    """A control room by its name and number."""

    name: str
    phone: str


def current_terms() -> str:
    """The version of the statement that is shown today (terms.csv)."""
    return _newest(codes("escorts", "terms"))


def agreed(phone_key: bytes) -> dict[str, Any] | None:
    """What stands agreed, or None when nobody agreed or it was taken back.

    {consented_at, until, purposes, bundle_days, paused_at, terms, is_current}.  terms: the version
    she was shown that day; is_current: it is still the one shown.
    Source: Location Information Act §15, §18.
    """
    found: dict[str, Any] | None = asked("agreed", phone_key)
    if found is None:
        return None
    day = timezone.localtime(datetime.fromisoformat(found["consented_at"])).date()
    shown = _newest(codes("escorts", "terms", on=day))
    return {**found, "terms": shown, "is_current": shown == current_terms()}


def must_agree_anew(phone_key: bytes) -> bool:
    """Whether the statement changed since she agreed: nothing but a call for help begins before."""
    found = agreed(phone_key)
    return found is not None and not found["is_current"]


def bundle(phone_key: bytes, *, days: int) -> bool:
    """Be told of provisions all together after so many days; 0: of each at once, as the law begins.

    Raises NotValid for more than thirty.  Source: Location Information Act §19④, decree §24.
    """
    if not 0 <= days <= MOST_BUNDLE_DAYS:
        raise NotValid("escorts.rights.bundle", {"days": _("Choose thirty days or fewer.")})
    return bool(asked("bundle", phone_key, days))


def told(phone_key: bytes) -> int:
    """The phone has told her of what was provided; how many lines that were due are told now.

    Source: Location Information Act §19③.
    """
    return int(asked("told", phone_key))


def object_to(phone_key: bytes, *, kind: str, text: str) -> str:
    """Ask to see, correct or stop: kept, nothing (no line is about this phone), or too_many.

    kind: a code of objection_kinds.csv.  Identity numbers are masked.  Raises NotValid.
    Answered within ten days.  Source: Location Information Act §24③; PIPA decree §41.
    """
    if kind not in codes("escorts", "objection_kinds"):
        raise NotValid("escorts.rights.kind", {"kind": _("Choose what you ask for.")})
    if not text.strip():
        raise NotValid("escorts.rights.text", {"text": _("Say in a few words what it is about.")})
    return str(asked("object", phone_key, kind, mask(text.strip())[0][:_LONGEST]))


def objections(phone_key: bytes) -> list[dict[str, Any]]:
    """What she asked, newest first: {kind, text, said_at, due_on, answer, answered_at}."""
    return list(asked("objections", phone_key))


def providers() -> list[Provider]:
    """Who looks after positions, as the statement of consent names them."""
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT name_ko, name_en, phone FROM escorts_providers()")
        return [Provider(name_in_words(ko, en), phone) for ko, en, phone in cursor.fetchall()]


def _newest(rows: dict[str, Any]) -> str:
    return max(rows, key=lambda code: rows[code].valid_from, default="")
