"""Legal bases of a nomination: which may be used by whom, when consent counts (SR-01, SR-10)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.codes import Code
from jikimi.cases.words import known, words

PERSON, GUARDIAN, SUSPECTED_GUARDIAN = "person", "guardian", "suspected_guardian"
CONSENT_AGE = 14
NARRATIVE_AT_LEAST = 20


def bases_open_to(actor: Actor) -> list[Code]:
    """Legal bases on which an agency of this kind may provide data, in list order."""
    return [row for row in words("legal_bases").values() if _is_open_to(actor, row)]


def basis_gaps(
    actor: Actor,
    *,
    basis: str,
    note: str,
    narrative: str,
    consented_on: date | None,
    consented_by: str,
    born_on: date | None,
) -> dict[str, str]:
    """What is missing before this basis holds: field → what to do; empty when it holds.

    narrative: the words that describe the danger.  born_on: of the person whose data it is.
    Raises NotValid for a basis that is not on the closed list (SR-01).
    """
    row = known("legal_bases", basis, field="basis")
    if not _is_open_to(actor, row):
        return {"basis": _("This basis is not open to your kind of agency.")}
    gaps = _writing_gaps(row, note, narrative)
    if row.more["needs_consent"] == "yes":
        gaps |= _consent_gaps(consented_on, consented_by, born_on)
    return gaps


def ends_at(basis: Code) -> datetime | None:
    """When what is given on this basis now ends by itself; None for a basis without such an end."""
    if not basis.more["max_hours"]:
        return None
    hours = min(int(basis.more["max_hours"]), settings.JIKIMI_URGENT_HOURS)
    return timezone.now() + timedelta(hours=hours)


def review_due_at(basis: Code) -> datetime | None:
    """By when somebody else looks at what is given on this basis; None if nobody has to (SR-03).

    At the latest when it ends by itself.
    """
    return ends_at(basis) if basis.more["needs_review"] == "yes" else None


def _is_open_to(actor: Actor, row: Code) -> bool:
    kinds = row.more["from_kinds"].split()
    return "*" in kinds or actor.agency_kind in kinds


def _writing_gaps(row: Code, note: str, narrative: str) -> dict[str, str]:
    if row.more["needs_reference"] == "yes" and not note.strip():
        return {"basis_note": _("Give the article or the reference number.")}
    if row.more["needs_narrative"] == "yes" and len(narrative.strip()) < NARRATIVE_AT_LEAST:
        says = _("Describe the danger in at least %(n)d letters.") % {"n": NARRATIVE_AT_LEAST}
        return {"worry": says}
    return {}


def _consent_gaps(on: date | None, by: str, born_on: date | None) -> dict[str, str]:
    if on is None:
        return {"consented_on": _("Give the day on which consent was given.")}
    if on > timezone.localdate():
        return {"consented_on": _("This day is in the future.")}
    if by == SUSPECTED_GUARDIAN:
        return {"basis": _("A guardian who is suspected cannot consent. Choose a statutory basis.")}
    if is_under_consent_age(born_on, on) and by != GUARDIAN:
        return {"consented_by": _("For a child under 14 a guardian who is not suspected consents.")}
    return {}


def is_under_consent_age(born_on: date | None, on: date) -> bool:
    """Whether somebody born on this day is under 14 on the other; False when it is not known."""
    if born_on is None:
        return False
    had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
    return on.year - born_on.year - (0 if had_birthday else 1) < CONSENT_AGE
