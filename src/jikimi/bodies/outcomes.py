"""Outcomes of undertakings: done, not possible, not done; the last two are never merged (SR-58)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotValid, NotYet
from jikimi.bodies.body_kinds import hears_cases
from jikimi.bodies.models import Undertaking
from jikimi.bodies.models.undertaking import ENDINGS
from jikimi.bodies.undertakings import covered, tell_agency, tell_steering

RESUME_WITHIN = timedelta(hours=1)


def end_undertaking(
    *, actor: Actor, undertaking: Undertaking, ending: str, text: str = ""
) -> Undertaking:
    """Report how an undertaking ended. ending: done, not_possible or not_done.

    Of what was done for a policy the effect falls due in the half-year after.  Raises NotValid when
    words are missing for an ending that needs them.  Tells those who coordinate and chair the body,
    and the agency when another reported it.  Records bodies.undertakings.<ending>.
    """
    check_ending(ending, text)
    with acting(actor, f"bodies.undertakings.{ending}", undertaking):
        undertaking.stage = ending
        undertaking.outcome = covered(text)
        undertaking.ended_at = timezone.now()
        undertaking.ended_by_id = actor.agency_id
        undertaking.effect_due_on = _effect_due_on(undertaking)
        undertaking.version += 1
        undertaking.save()
        _tell(actor, undertaking, f"bodies.undertakings.{ending}")
    return undertaking


def resume_undertaking(*, actor: Actor, undertaking: Undertaking, why: str = "") -> Undertaking:
    """Take back an ending reported by mistake; the agency that reported it may, within an hour.

    What was written stays.  Raises NotYet when the hour is over.
    Records bodies.undertakings.resume.
    """
    with acting(actor, "bodies.undertakings.resume", undertaking, why=covered(why)):
        if not is_resumable(undertaking):
            says = _("The time for taking this back is over. Give out a new one instead.")
            raise NotYet("bodies.not_yet.resume_too_late", says)
        undertaking.stage = "accepted"
        undertaking.ended_at = None
        undertaking.ended_by_id = None
        undertaking.version += 1
        undertaking.save()
        _tell(actor, undertaking, "bodies.undertakings.resume")
    return undertaking


def is_resumable(undertaking: Undertaking) -> bool:
    """Whether the hour in which an ending may be taken back still runs."""
    ended = undertaking.ended_at
    return ended is not None and timezone.now() - ended <= RESUME_WITHIN


def check_ending(ending: str, text: str) -> None:
    """Raise NotValid for an ending that is not on the list, or one whose words are missing."""
    row = codes("bodies", "undertaking_outcomes").get(ending)
    if row is None or ending not in ENDINGS:
        raise NotValid("bodies.undertakings.ending", {"ending": _("Choose one from the list.")})
    if row.more["needs_text"] == "yes" and not text.strip():
        says = _says(ending)
        raise NotValid("bodies.undertakings.text", {"text": says})


def end_of_next_half(day: date) -> date:
    """The last day of the half-year after the one a day lies in: 2026-03-01 → 2026-12-31."""
    return date(day.year, 12, 31) if day.month <= 6 else date(day.year + 1, 6, 30)


def _effect_due_on(undertaking: Undertaking) -> date | None:
    """A policy is looked at again; what a working council asked for a case's sake is not."""
    if undertaking.stage != "done" or undertaking.effect_due_on:
        return undertaking.effect_due_on
    is_policy = undertaking.matter_id is not None or not hears_cases(undertaking.body)
    return end_of_next_half(timezone.localdate()) if is_policy else None


def _says(ending: str) -> str:
    if ending == "not_possible":
        return _("Say which circumstances changed.")
    return _("Say why it was not done, and what comes next.")


def _tell(actor: Actor, undertaking: Undertaking, code: str) -> None:
    tell_steering(undertaking, code)
    if undertaking.agency_id != actor.agency_id:
        tell_agency(undertaking, code)
