"""Endings of actions: done, not possible, not done by the agency. The last two are never merged."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid, NotYet
from jikimi.cases.models import Action
from jikimi.cases.models.actions import ENDINGS
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within, tell_leaders
from jikimi.cases.texts import covered
from jikimi.cases.words import known

RESUME_WITHIN = timedelta(hours=1)


def end_action(*, actor: Actor, action: Action, ending: str, text: str = "") -> Action:
    """Report how an action ended. ending: done, not_possible or not_done; text: what shows it.

    Raises NotValid when the text is missing for an ending that needs one.  Tells the lead agency
    and the coordinators.  Records cases.actions.done, .not_possible or .not_done.  Source: SR-58.
    """
    if ending not in ENDINGS:
        raise NotValid("cases.actions.ending", {"ending": _("Choose one from the list.")})
    if known("action_outcomes", ending, field="ending").more["needs_text"] == "yes":
        _need_text(ending, text)
    with acting_within(actor, f"cases.actions.{ending}", action) as doing:
        action.stage = ending
        action.outcome = covered(text)
        action.ended_at = timezone.now()
        action.ended_by_id = actor.agency_id
        action.version += 1
        action.save()
        doing.details["action"] = str(action.pk)
        happened(action.case)
        _tell(action, f"cases.actions.{ending}")
    return action


def resume_action(*, actor: Actor, action: Action, why: str = "") -> Action:
    """Take back an ending reported by mistake; the agency that reported it may, within an hour.

    What was written stays with the action.  Raises NotYet when the hour or the case is over.
    Records cases.actions.resume.
    """
    with acting_within(actor, "cases.actions.resume", action, why=covered(why)) as doing:
        if action.case.stage == "closed":
            raise NotYet("cases.not_yet.closed", _("The case is closed. Reopen it first."))
        if not is_resumable(action):
            raise NotYet(
                "cases.not_yet.resume_too_late",
                _("The time for taking this back is over. Assign a new action instead."),
            )
        action.stage = "accepted"
        action.ended_at = None
        action.ended_by_id = None
        action.version += 1
        action.save()
        doing.details["action"] = str(action.pk)
        happened(action.case)
        _tell(action, "cases.actions.resume")
    return action


def is_resumable(action: Action) -> bool:
    """Whether the hour in which an ending may be taken back still runs."""
    return action.ended_at is not None and timezone.now() - action.ended_at <= RESUME_WITHIN


def _need_text(ending: str, text: str) -> None:
    if text.strip():
        return
    says = {
        "not_possible": _("Say which circumstances changed."),
        "not_done": _("Say why it was not done, and what comes next."),
    }
    raise NotValid("cases.actions.text", {"text": says.get(ending, _("Describe the outcome."))})


def _tell(action: Action, code: str) -> None:
    tell_leaders(action.case, code, about=action.pk, part=f"actions/{action.pk}/")
